#!/bin/sh
# What signature can be told: levels, formats, signers and whose it must be.
# rules: signature
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/keys.sh
. "$REFGATE_SRC/tests/lib/keys.sh"
# shellcheck source=tests/lib/signed.sh
. "$REFGATE_SRC/tests/lib/signed.sh"

for name in alice home bob shared wild revoked stranger old; do
	ssh_key "$name"
done
ssh_key short -t rsa -b 1024

new_server s <<'POLICY'
version: 1
people:
  alice: {emails: [alice@example.com, alice@home.example], logins: [alice, al]}
  bob: {emails: [bob@example.com], logins: [bob]}
  carol: {emails: [carol@example.com], logins: [carol]}
groups:
  leads: [alice, dave@example.com]
  others: [carol]
trust: {ssh: allowed_signers, ssh-revoked: revoked}
rulesets:
  - {name: present, refs: ["refs/heads/present/*"], rules: {signature: {level: present}}}
  - {name: valid, refs: ["refs/heads/valid/*"], rules: {signature: {level: valid}}}
  - {name: plain, refs: ["refs/heads/plain/*"], rules: {signature: {}}}
  - {name: past, refs: ["refs/heads/past/*"], rules: {signature: {expired: accept-if-signed-before}}}
  - {name: ssh, refs: ["refs/heads/ssh/*"], rules: {signature: {formats: ssh}}}
  - {name: pgp, refs: ["refs/heads/pgp/*"], rules: {signature: {formats: [openpgp, x509]}}}
  - {name: bare, refs: ["refs/heads/bare/*"], rules: {signature: {level: present, formats: [openpgp]}}}
  - {name: leads, refs: ["refs/heads/leads/*"], rules: {signature: {signers: [leads]}}}
  - {name: two, refs: ["refs/heads/two/*"], rules: {signature: {signers: [others, leads]}}}
  - {name: none, refs: ["refs/heads/none/*"], rules: {signature: {signers: [others]}}}
  - {name: author, refs: ["refs/heads/author/*"], rules: {signature: {signer-is: author}}}
  - {name: committer, refs: ["refs/heads/committer/*"], rules: {signature: {signer-is: committer}}}
  - {name: pusher, refs: ["refs/heads/pusher/*"], rules: {signature: {signer-is: pusher}}}
  - {name: free, refs: ["refs/heads/free/*"], rules: {signature: {exempt: {pushers: [leads]}}}}
POLICY
{
	ssh_line alice@example.com alice
	ssh_line alice@home.example home
	ssh_line bob@example.com bob
	ssh_line alice@example.com shared
	ssh_line bob@example.com shared
	ssh_line '*@example.com' wild
	ssh_line alice@example.com revoked
	ssh_line alice@example.com short
	ssh_line alice@example.com old \
		"valid-before=\"$(key_time '1 day ago')\""
} >"$WORK/s.git/refgate/allowed_signers"
cut -d ' ' -f 1,2 "$KEYS/revoked.pub" >"$WORK/s.git/refgate/revoked"

new_clone c
commit_file c README one "start"
seed c HEAD:refs/heads/main
g s.git config refgate.baseline "$(g c rev-parse HEAD)"
g s.git config refgate.identity gitolite
export GL_USER=alice GL_REPO=s

# by KEY [OPTION...]: the one new commit. KEY/NAME: on that branch.
by() {
	by_key=${1##*/}
	g c checkout -q -f -B "$by_key" origin/main
	sign_with c "${1%%/*}"
	shift
	commit_file c a one "by $by_key" -S "$@"
}

# takes RULESET...
takes() {
	for ruleset; do
		PUSH_NAME="$by_key: $ruleset takes it" \
			push_ok c origin "HEAD:refs/heads/$ruleset/$by_key"
		g s.git update-ref -d "refs/heads/$ruleset/$by_key"
	done
}

# --- Levels.
by alice/none --no-gpg-sign
refuses "no signature" present valid plain bare
by alice/broken
edit 's/^ -----END SSH SIGNATURE-----/ -----END/'
refuses "malformed signature" present valid plain
by stranger
takes present valid
refuses "unknown key" plain leads
by revoked
takes present valid
refuses "revoked key" plain
by short
takes present
refuses "weak RSA key" valid plain
by alice
edit 's/by alice/by somebody/'
takes present
refuses "bad signature" valid plain author

# SSH signatures do not say when they were made: no date revives them.
GIT_COMMITTER_DATE="$(date -u -d '3 days ago' +%s) +0000"
export GIT_COMMITTER_DATE
by old
unset GIT_COMMITTER_DATE
refuses "expired key" past plain
takes valid

# --- Formats. What is left out is not even looked at.
by bob
takes ssh plain
refuses "an SSH signature, wanted OpenPGP or X[.]509" pgp
contains "$ANSWER" "git config gpg.format openpgp" "the wanted format's set-up"
refuses "an SSH signature, wanted OpenPGP" bare
by alice/armored
edit 's/SSH SIGNATURE/SIGNED MESSAGE/'
refuses "an X[.]509 signature, wanted SSH" ssh
takes present

# --- Groups.
by alice
takes leads two
refuses "signed by alice, who is in none of: others" none
contains "$ANSWER" "somebody of others has to sign" "who has to"
by home
takes leads
by bob
refuses "signed by bob, who is in none of: leads" leads
refuses "signed by bob, who is in none of: others, leads" two
by shared
takes plain
refuses "signed with [^:]*no one person" leads author committer pusher
by wild
takes plain
refuses "signed with the key of \"[*]@example.com\", which is no one person" \
	leads author committer pusher

# --- Whose it is. An address more of a person is that person.
by alice
takes author committer pusher
by home
takes author committer pusher
by alice --author "Alice <alice@home.example>"
takes author committer
by alice --author "Alice <ALICE@Example.com>"
takes author
by alice --author "Bob <bob@example.com>"
refuses "signed by alice, author is bob@example.com" author
takes committer pusher
by bob
refuses "signed by bob, author is alice@example.com" author
refuses "signed by bob, committer is alice@example.com" committer
refuses "signed by bob, pusher is alice" pusher
by alice --author "Nobody <>"
refuses "signed by alice, author is nobody" author
g c config user.email bob@example.com
by bob --author "Alice <alice@example.com>"
takes committer
refuses "signed by bob, author is alice@example.com" author
GL_USER=bob
takes pusher
GL_USER=al
refuses "signed by bob, pusher is alice" pusher
by alice
takes pusher
refuses "signed by alice, committer is bob@example.com" committer
g c config user.email alice@example.com

# Nobody is proven: that is broken, signed or not.
GL_USER=whoever
by alice
refuses "could not be judged: .*cannot tell which person" pusher
by alice/none --no-gpg-sign
refuses "could not be judged: .*cannot tell which person" pusher

# --- Exempt is who may push unsigned, and nothing else.
GL_USER=bob
refuses "no signature" free
GL_USER=alice
PUSH_NAME="an exempt pusher" push_ok c origin HEAD:refs/heads/free/one

done_testing
