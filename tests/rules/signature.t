#!/bin/sh
# signature: every state of an SSH signature, each in its own words.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/keys.sh
. "$REFGATE_SRC/tests/lib/keys.sh"
# shellcheck source=tests/lib/signed.sh
. "$REFGATE_SRC/tests/lib/signed.sh"

for name in alice alice2 bob stranger revoked old young files both ca certified \
	late window; do
	ssh_key "$name"
done
ssh_key short -t rsa -b 1024
ssh_key rsa -t rsa -b 2048
ssh_key ecdsa -t ecdsa
ssh_certify ca certified -n alice@example.com -V always:forever
ssh_certify ca late -n alice@example.com -V 20200101:20200201
ssh_certify stranger bob -n alice@example.com -V always:forever

new_server s <<'POLICY'
version: 1
people:
  alice: {emails: [alice@example.com], logins: [alice]}
trust: {ssh: allowed_signers, ssh-revoked: revoked}
rulesets:
  - {name: one, refs: ["refs/heads/t/**"], rules: {signature: {}}}
  - {name: two, refs: ["refs/heads/same/**"], rules: {signature: {}}}
POLICY
{
	ssh_line alice@example.com alice
	ssh_line alice@example.com alice2 'namespaces="git"'
	for name in short rsa ecdsa revoked; do
		ssh_line alice@example.com "$name"
	done
	ssh_line alice@example.com old \
		"valid-before=\"$(key_time '1 day ago')\""
	ssh_line alice@example.com young "valid-after=\"$(key_time '1 day')\""
	ssh_line alice@example.com window \
		"valid-after=\"$(key_time '2 days ago')\""
	ssh_line alice@example.com files 'namespaces="file"'
	ssh_line '*@example.com' both
	ssh_line '*@example.com' ca 'cert-authority'
} >"$WORK/s.git/refgate/allowed_signers"
cut -d ' ' -f 1,2 "$KEYS/revoked.pub" >"$WORK/s.git/refgate/revoked"

new_clone c
commit_file c README one "start"
seed c HEAD:refs/heads/main
g s.git config refgate.baseline "$(g c rev-parse HEAD)"

# signed NAME KEY [OPTION...]: a commit on a branch of its own.
signed() {
	signed_name=$1
	g c checkout -q -f -B "$signed_name" origin/main
	sign_with c "$2"
	shift 2
	commit_file c "$signed_name" one "add $signed_name" -S "$@"
}

good() {
	PUSH_NAME="$signed_name: ${1:-good}"
	push_ok c origin "HEAD:refs/heads/t/$signed_name"
}

bad() {
	PUSH_NAME="$signed_name: refused"
	push_refused c "${2:-signature}" origin "HEAD:refs/heads/t/$signed_name"
	like "$(tr '\n' ' ' <"$ANSWER" | sed 's/remote: *//g')" "$1" \
		"$signed_name: it says why"
}

# --- Good ones.
signed plain alice
good
signed namespace alice2
good
signed rsa rsa
good
signed ecdsa ecdsa
good
sign_with_certificate c certified
g c checkout -q -f -B certificate origin/main
commit_file c certificate one "add certificate" -S
signed_name=certificate
good "an authority vouches"
signed wildcard both
good "nobody asks whose it is"
signed empty alice --allow-empty
good

# --- One of each state.
signed none alice --no-gpg-sign
bad "no signature"
contains "$ANSWER" "[signature] the commit needs a trusted signature" \
	"the headline"
signed broken alice
edit 's/^ -----END SSH SIGNATURE-----/ -----END SSH/'
bad "malformed signature: "
signed twice alice
edit '/^gpgsig /,/END SSH/{H;};/END SSH/{x;s/^\n//;p;}'
bad "two signatures" structure
signed weak short
bad "weak RSA key of 1024 bits"
signed altered alice
edit 's/^add altered/add something else/'
bad "bad signature"
signed tree alice
edit "s/^tree .*/tree $(g c rev-parse 'origin/main^{tree}')/"
bad "bad signature"
signed unknown stranger
fingerprint=$(ssh-keygen -lf "$KEYS/stranger.pub" | cut -d ' ' -f 2)
bad "unknown key $(echo "$fingerprint" | cut -c 1-12 | sed 's/+/[+]/g')[.][.][.]"
contains "$ANSWER" "  key      $fingerprint" "the whole key"
signed revoked revoked
bad "revoked key"
signed expired old
bad "expired key"
signed future young
bad "not yet valid key"
signed files files
bad "not allowed here: key .* is for namespaces"
sign_with_certificate c late
g c checkout -q -f -B late origin/main
commit_file c late one "add late" -S
signed_name=late
bad "expired certificate"
sign_with_certificate c bob
g c checkout -q -f -B voucher origin/main
commit_file c voucher one "add voucher" -S
signed_name=voucher
bad "unknown key .*authority"

# --- Time: by the server's clock, and by git's own view.
GIT_COMMITTER_DATE="$(date -u -d '3 days ago' +%s) +0000"
export GIT_COMMITTER_DATE
signed backdated old
bad "expired key"
signed before window
bad "not yet valid key .*dated"
unset GIT_COMMITTER_DATE
signed window window
good

# --- Signatures of other commits.
signed donor alice
g c cat-file commit HEAD | sed -n '/^gpgsig/,/END SSH/p' >"$push_base/gpgsig"
signed copied alice --no-gpg-sign
edit "/^committer/r $push_base/gpgsig"
bad "bad signature"
contains "$ANSWER" "add copied" "the commit is named"
g c checkout -q -f -B text origin/main
commit_file c text one "$(printf 'add text\n\n'
	sed 's/^gpgsig //; s/^ //' "$push_base/gpgsig")"
signed_name=text
bad "no signature"
signed sha256 alice
edit 's/^gpgsig /gpgsig-sha256 /'
bad "no signature"
signed other alice
edit 's/^gpgsig /gpgsig-x /'
bad "almost like gpgsig" structure

# --- Several commits, merges and merge tags.
signed several alice
commit_file c several2 two "two" --no-gpg-sign
commit_file c several3 three "three" -S
bad "1 of 3 commits needs a trusted signature"
contains "$ANSWER" "  two  no signature" "which one"
signed side alice
g c checkout -q -f -B merge origin/main
commit_file c merge one "one" -S
g c merge -q -S --no-ff -m "a signed merge" side
signed_name=merge
good "a signed merge"
g c checkout -q -f -B merged origin/main
commit_file c merged one "one" -S
g c merge -q --no-gpg-sign --no-ff -m "a bare merge" side
signed_name=merged
bad "a bare merge +no signature"
g c tag -s -m "a tag of the side" side-tag side
g c checkout -q -f -B mergetag origin/main
commit_file c mergetag one "one" -S
g c merge -q -S --no-ff -m "a merge of a tag" side-tag
signed_name=mergetag
like "$(g c cat-file commit HEAD)" "^mergetag object" "there is a mergetag"
good "a merge of a signed tag"
edit '/^gpgsig /,/END SSH/d'
signed_name=unsigned-mergetag
bad "a merge of a tag +no signature"

# --- What a ref under the same rule holds is not judged again; what another
# ref holds is.
signed keeps alice
good
sed -i '/namespaces\|valid\|\*/!d' "$WORK/s.git/refgate/allowed_signers"
PUSH_NAME="known, though its key has gone" \
	push_ok c origin HEAD:refs/heads/t/again
PUSH_NAME="known to a rule of the same options" \
	push_ok c origin HEAD:refs/heads/same/again
commit_file c more two "more" -S
push_refused c signature origin HEAD:refs/heads/t/again
contains "$ANSWER" "unknown key" "its key has gone for new commits"

# --- What cannot be judged is refused, and not the pusher's fault.
sign_with c alice2
g c commit -q --amend --no-edit -S
push_ok c origin HEAD:refs/heads/t/again
commit_file c more three "more" -S
echo "alice@example.com ssh-ed25519 !" >>"$WORK/s.git/refgate/allowed_signers"
push_refused c signature origin HEAD:refs/heads/t/again
contains "$ANSWER" "could not be judged" "a trust file that does not load"
rm "$WORK/s.git/refgate/allowed_signers"
push_refused c signature origin HEAD:refs/heads/t/again
contains "$ANSWER" "could not be judged" "a trust file that is not there"
unlike "$(grep '^remote:' "$ANSWER")" "$WORK" "no path of the server"

done_testing
