#!/bin/sh
# docs/signing.md: what it tells developers and admins to type, typed; and
# that it has all the words for what is wrong with a signature.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/keys.sh
. "$REFGATE_SRC/tests/lib/keys.sh"

page=$REFGATE_SRC/docs/signing.md

# block MARK N: the Nth code block behind <!-- MARK -->
block() {
	awk -v mark="<!-- $1 -->" -v wanted="$2" '
		$0 == mark { count++; near = 1; next }
		near && /^```/ { inside = !inside; near = inside; next }
		inside && count == wanted' "$page" >"$push_base/block"
	test -s "$push_base/block" || die "no block $1 $2"
}

# type_block MARK N WHERE [EXPRESSION]: as it stands, in that folder; EXPRESSION
# fills in what is in capitals.
type_block() {
	block "$1" "$2"
	sed -i "${4:-}" "$push_base/block"
	(cd "$WORK/$3" && PATH=$(push_path) sh -eu "$push_base/block") >"$push_base/said" 2>&1
}

new_server s - <<'X'
version: 1
contact: here
trust: {ssh: allowed_signers, ssh-revoked: revoked_keys, openpgp: keyring.asc}
rulesets:
  - name: main
    refs: [refs/heads/main]
    rules: {signature: {}}
  - name: release
    refs: ["refs/heads/release/*"]
    rules: {push-certificate: {}}
X
place=$WORK/s.git/refgate
echo "# nobody" >"$place/revoked_keys"
gpg_key alice 'Alice <alice@example.com>'
ok "a key is exported" type_block admin 3 s.git \
	"s/FINGERPRINT/$(gpg_fingerprint alice)/"

# A developer with a new key.
new_clone dev
g dev config user.email ann@example.com
mkdir -p "$HOME/.ssh"
ssh-keygen -q -t ed25519 -N '' -C ann@laptop -f "$HOME/.ssh/id_ed25519"
commit_file dev README one "unsigned"
seed dev
ok "signing is set up" type_block developer 1 dev
is "$(wc -l <"$push_base/block")" 3 "in three lines"
ok "for tags and pushes, too" type_block developer 2 dev
ok "the line for the trust file is printed" type_block developer 3 dev
cp "$push_base/said" "$place/allowed_signers"
ok "the files are in order" type_block admin 1 s.git
commit_file dev README two "signed"
PUSH_NAME="it is signed, and the key is known" push_ok dev origin HEAD:main

# Signed pushes, of which git has nothing to say on the server.
PUSH_NAME="a server that does not ask" push_refused dev push-certificate \
	origin HEAD:refs/heads/release/1
ok "the server asks" type_block admin 4 s.git
ok "and git there knows the signers" type_block admin 5 s.git
PUSH_NAME="a signed push" push_ok dev origin HEAD:refs/heads/release/1
lacks "$ANSWER" "allowedSignersFile" "git says nothing of signers"

# A lost key.
cp "$HOME/.ssh/id_ed25519.pub" "$WORK/s.git/bob.pub"
nok "revoked twice, which the last line confirms" type_block admin 2 s.git
contains "$push_base/said" "REVOKED" "by that word"
commit_file dev README three "signed again"
for file in revoked_keys revoked.krl; do
	sed -i "s/ssh-revoked: [a-z_.]*/ssh-revoked: $file/" "$place/policy.yml"
	PUSH_NAME="revoked by $file" push_refused dev signature origin HEAD:main
	contains "$ANSWER" "revoked key" "which is told"
done
g dev config gpg.ssh.allowedSignersFile "$place/allowed_signers"
like "$(g dev log -1 --format='%h %GK %s')" " SHA256:.* signed again" \
	"the history shows the key"

# The words.
sed -n '/state_names/,/};/s/.*"\(.*\)".*/\1/p' \
	"$REFGATE_SRC/lib/trust/signature.c" >"$push_base/states"
ok "there are states" test -s "$push_base/states"
while IFS= read -r state; do
	case $state in
	good) continue ;;
	missing) state='no signature' ;;
	"wrong signer") state='signed by bob, author is' ;;
	esac
	contains "$page" "\`$state" "the page has: $state"
done <"$push_base/states"
done_testing
