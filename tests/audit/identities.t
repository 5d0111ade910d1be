#!/bin/sh
# A log that names nobody: keyed hashes in place of people, their addresses
# and keys, in every record and text; and the key file.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"
# shellcheck source=tests/lib/override.sh
. "$REFGATE_SRC/tests/lib/override.sh"

LOG=$WORK/s.git/refgate/audit.jsonl
KEY=$WORK/s.git/refgate/identity.key

policy() {
	set_policy s <<-POLICY
	version: 1
	audit: {identities: hash}
	people:
	  Pamela Person: {emails: [pam@example.com], logins: [pam]}
	groups:
	  leads: [lead@example.com, other@example.com, Pamela Person]
	override:
	  from: [leads]
	  incident: 'INC-[0-9]+'
	  max-duration: 4h
	  require: {Reason: '.{10,}'}
	rulesets:
	  - name: main
	    refs: ["refs/heads/main"]
	    rules:
	      commit-message: {subject: {pattern: '^good'}}
	      author: {name: 'P.*'}
	      signed-off-by: {}
	      signature: {level: trusted, signer-is: author}
	  - {name: side, refs: [refs/heads/side, "refs/tags/*"]}
	POLICY
	allow s lead other pam
	signer_line shared |
		sed 's/^[^ ]*/"Carl Keyholder,keyring*"/' \
			>>"$WORK/s.git/refgate/allowed_signers"
}

# hash NAME: as anybody with the key can reckon it
hash() {
	python3 -c 'import hashlib, hmac, sys
key = bytes.fromhex(open(sys.argv[1]).read())
print(hmac.new(key, sys.argv[2].encode(), hashlib.sha256).hexdigest()[:32])' \
		"$KEY" "$1"
}

new_server s none
policy
g s.git config refgate.identity gitolite
export GL_USER=pam GL_REPO=s SSH_CONNECTION="192.0.2.1 5 192.0.2.2 22"
new_clone c
commit_file c a start "good start"
seed c

refgate record installed --by carol "$WORK/s.git" || die "not recorded"
is "$(stat -c %a "$KEY")" 600 "the key is nobody else's"
like "$(cat "$KEY")" '^[0-9a-f]{64}$' "64 digits"
first=$(cat "$KEY")

# --- all that may name somebody
sign_as c pam
commit_file c a bad "bad

Signed-off-by: Mallory Smith <mallory@evil.example>" \
	--author 'Mallory Smith <mallory@evil.example>'
push_ends 1 c -o refgate=check origin main
sign_as c stranger
commit_file c a worse "bad, too" --author 'Eve <eve@x.example>'
sign_as c shared
commit_file c a worst "bad again" --author 'pamela person <PAM@Example.com>'
push_ends 1 c origin main
contains "$ANSWER" "Mallory Smith" "the pusher sees who it is"
g c push -q origin HEAD:refs/proposals/p 2>/dev/null
authorize c lead main "Reason: Lead@Example.com asked Pamela Person and Mia Max <mia@x.example>"
authorize c other main "Reason: Lead@Example.com asked Pamela Person and Mia Max <mia@x.example>"
push_ends 0 c -o override=INC-1 origin main
sign_as c pam
g c checkout -q -B other
g c commit -q --allow-empty -m "anything

Reason: zora zimmer and karl komm did it
Issue: Zora Zimmer's" --author "Zora Zimmer <z@x.example>"
GIT_COMMITTER_NAME="Karl Komm" g c commit -q --allow-empty --amend --no-edit
GIT_COMMITTER_NAME="Tina Tagger" g c tag -a v1 -m "tag

Reason: Tina tagger is leaving"
push_ends 0 c origin other:side v1
value push-landed "[f.get('reason') for f in r['refgate']['refs']]" >reasons
like "$(cat reasons)" "person:[0-9a-f]* and person:[0-9a-f]* did it.*'person:[0-9a-f]* is leaving" \
	"who made what came in is not named either"
g c checkout -q -B next origin/main
g c -c user.name=Pam -c user.email=pam@example.com commit -q --allow-empty -s -m "good work

Reason: pam was asked by mallory@evil.example
Issue: PAM-1" --author "Pam <pam@example.com>"
push_ends 0 c origin next:main
refgate import open --for 1h "$WORK/s.git" >/dev/null || die "no window"
refgate record removed --by pam "$WORK/s.git" || die "not recorded"
g c commit -q --allow-empty -m "bad, and late"
rm "$WORK/s.git/refgate/import-until"
echo nonsense >>"$WORK/s.git/refgate/policy.yml"
push_ends 1 c origin next:main
cat >"$WORK/s.git/refgate/policy.yml" <<-'POLICY'
	version: 1
	people:
	  Quentin O'Quirk: {email: x, logins: [quirky]}
	  Rita: {logins: [quirky]}
	groups:
	  leads: [Nora Nobody]
POLICY
push_ends 1 c origin next:main
value gate-broken "[f['detail'] for f in r['refgate']['findings']]" >details
contains details "unknown person person:" "of a policy that does not load"
policy

for name in mallory Mallory Smith Pamela carol Carl eve@ Eve mia Mia Max '[^"]@' \
	Nora Quentin Quirk quirky Rita [zZ]ora [kK]arl [tT]ina \
	'192\.0' 'SHA256:'; do
	is "$(grep -c -- "$name" "$LOG")" 0 "nowhere: $name"
done
is "$(grep -c '\bpam\b' "$LOG")" 0 "nowhere: the login"
is "$(grep -c '"user":{"hash":"[0-9a-f]\{32\}"}' "$LOG")" \
	"$(grep -c . "$LOG")" "a hash in every record"
is "$(value push-landed "r['user']['hash']")" "$(hash pam)" "the pusher"
is "$(value installed "r['user']['hash']")" "$(hash carol)" "an admin"
is "$(value policy-override "[a['name'] for a in r['refgate']['override']['approvers']]")" \
	"['$(hash lead@example.com)', '$(hash other@example.com)']" "approvers"
is "$(value policy-override "r['refgate']['override']['approvers'][0]['key']")" \
	"$(hash "$(ssh-keygen -lf "$KEYS/lead.pub" | cut -d ' ' -f 2)")" \
	"... and a key"
is "$(value policy-override "sorted(r['refgate']['override']['rules'])")" \
	"['author', 'commit-message', 'signature', 'signed-off-by']" \
	"rules are no people"
short=$(hash 'Pamela Person' | cut -c 1-12)
contains "$LOG" "asked person:$short and person:" "a reason stays readable"
is "$(value push-landed "r['refgate']['refs'][0]['name']")" refs/heads/main \
	"names of refs stay"
ok "the chain holds" refgate log verify "$WORK/s.git"
is "$(refgate log "$WORK/s.git" --user pam | grep -c .)" \
	"$(grep -c "$(hash pam)" "$LOG")" "who has the key finds her"

# --- the key file
try() {
	g c checkout -q -B try "$(server_ref s main)"
	commit_file c k "$1" "good, $1

Signed-off-by: Pam <pam@example.com>" --author "Pam <pam@example.com>"
	push_run c origin try:main
}
chmod 644 "$KEY"
try "a key for all"
isnt "$PUSH_STATUS" 0 "others may read the key: refused"
chmod 600 "$KEY"
echo "not a key" >"$KEY"
try "no key"
isnt "$PUSH_STATUS" 0 "no key: refused"
is "$(grep '^remote' "$ANSWER" | grep -c "$WORK")" 0 \
	"without saying where it lies"
rm "$KEY"
try "no key file"
is "$PUSH_STATUS" 0 "a key that is gone is made anew"
isnt "$(cat "$KEY")" "$first" "another one"
isnt "$(value push-landed "r['user']['hash']")" "$(value installed "r['user']['hash']")" \
	"whom the old one named nobody knows any more"
g s.git config refgate.identityKey "$WORK/host.key"
try "a key that is not there"
isnt "$PUSH_STATUS" 0 "a key that was named is not made: refused"
nok "indeed" test -e "$WORK/host.key"
printf '%064d\n' 7 >"$WORK/host.key"
chmod 600 "$WORK/host.key"
KEY=$WORK/host.key
try "a key of the host"
is "$PUSH_STATUS" 0 "a key for several repositories"
is "$(value push-landed "r['user']['hash']")" "$(hash pam)" "which is used"

# --- two at once make one key; in a shared repository for the group
KEY=$WORK/s.git/refgate/identity.key
g s.git config --unset refgate.identityKey
g s.git config core.sharedRepository group
rm -f "$KEY" "$LOG" "$LOG".*
for _ in 1 2 3 4 5 6; do
	refgate record installed --by carol "$WORK/s.git" &
done
wait
is "$(grep -c "$(hash carol)" "$LOG")" 6 "six at once have the same key"
is "$(stat -c %a "$KEY")" 660 "the group shares it"
is "$(find "$WORK/s.git/refgate" -name 'identity.key.*')" "" "nothing is left"
done_testing
