#!/bin/sh
# push-certificate: signed pushes, and those that are not.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/keys.sh
. "$REFGATE_SRC/tests/lib/keys.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"

for name in alice bob old stranger wild; do
	ssh_key "$name"
done
ssh_key short -t rsa -b 1024
home_key alice

new_server s <<'POLICY'
version: 1
people:
  alice: {emails: [alice@example.com], logins: [alice]}
  bob: {emails: [bob@example.com], logins: [bob]}
groups: {leads: [alice]}
trust: {ssh: allowed_signers}
rulesets:
  - name: t
    refs: ["refs/heads/t/**"]
    rules: {push-certificate: {}, non-fast-forward: everyone, deletion: everyone}
  - {name: led, refs: ["refs/heads/led/**"], rules: {push-certificate: {signers: [leads]}}}
  - {name: tags, refs: ["refs/tags/*"], rules: {push-certificate: {}}}
  - name: named
    refs: ["refs/heads/named/**"]
    rules: {ref-name: {pattern: 'named/[0-9]+', accept: [named/1]}, push-certificate: {}}
  - name: both
    refs: ["refs/heads/both/**"]
    rules: {signed-off-by: {}, push-certificate: {}}
POLICY
{
	ssh_line alice@example.com alice
	ssh_line bob@example.com bob
	ssh_line '*@example.com' wild
	ssh_line alice@example.com short
	ssh_line alice@example.com old \
		"valid-before=\"$(key_time '1 day ago')\""
} >"$WORK/s.git/refgate/allowed_signers"
g s.git config receive.certNonceSeed "a seed"

new_clone c
commit_file c README one "start"
seed c
g s.git config refgate.baseline "$(g c rev-parse HEAD)"

# says WORDS NAME: in the answer's sentences, wherever they are broken.
says() {
	like "$(tr '\n' ' ' <"$ANSWER" | sed -E 's/remote: (error: +)?//g')" \
		"$1" "$2"
}

# --- Good, unsigned, and each state.
sign_with c alice
PUSH_NAME="signed" push_ok c --signed origin HEAD:refs/heads/t/one
PUSH_NAME="several at once" push_ok c --signed origin HEAD:refs/heads/t/two \
	HEAD:refs/heads/led/two HEAD:refs/tags/two HEAD:refs/heads/free
PUSH_NAME="free" push_ok c origin HEAD:refs/heads/free2
PUSH_NAME="not signed" push_refused c push-certificate origin \
	HEAD:refs/heads/t/three
contains "$ANSWER" "[push-certificate] the push is not signed" "it says so"
PUSH_NAME="a tag" push_refused c push-certificate origin HEAD:refs/tags/three
PUSH_NAME="a deletion" push_refused c push-certificate origin :refs/heads/t/two
PUSH_NAME="a signed deletion" push_ok c --signed origin :refs/heads/t/two
sign_with c stranger
push_refused c push-certificate --signed origin HEAD:refs/heads/t/three
says "the push needs a trusted signature: unknown key SHA256:" "an unknown key"
lacks "$ANSWER" "commit.gpgsign" "it is about pushes"
sign_with c old
push_refused c push-certificate --signed origin HEAD:refs/heads/t/three
says "trusted signature: expired key" "an expired key"
sign_with c short
push_refused c push-certificate --signed origin HEAD:refs/heads/t/three
says "trusted signature: weak RSA key" "a weak key"
sign_with c bob
PUSH_NAME="anybody known" push_ok c --signed origin HEAD:refs/heads/t/three
push_refused c push-certificate --signed origin HEAD:refs/heads/led/three
says "signed by bob, who is in none of: leads" "not a signer"
contains "$ANSWER" "somebody of leads has to sign:" "who is to push"
sign_with c wild
PUSH_NAME="nobody asks who" push_ok c --signed origin HEAD:refs/heads/t/four
push_refused c push-certificate --signed origin HEAD:refs/heads/led/four
says "is no one person" "a signer that is nobody"

# --- The server's part: a nonce of its own, in this session.
sign_with c alice
g s.git config --unset receive.certNonceSeed
g s.git config receive.advertisePushOptions true
push_run c --signed=if-asked origin HEAD:refs/heads/t/five
like "$(cat "$ANSWER")" "push-certificate.*the push is not signed" \
	"a server that does not ask gets none"
g s.git config receive.certNonceSeed "a seed"

# with_status STATUS WORDS: as git would tell the hook.
with_status() {
	# shellcheck disable=SC2016 # for the script
	printf '#!/bin/sh\nGIT_PUSH_CERT_NONCE_STATUS=%s exec "$PWD/hook" "$@"\n' \
		"$1" >"$WORK/s.git/hooks/pre-receive"
	PUSH_NAME="nonce: $1" push_refused c push-certificate --signed origin \
		HEAD:refs/heads/t/nonce
	says "the push's certificate is not good: $2" "nonce: it says why"
}
mv "$WORK/s.git/hooks/pre-receive" "$WORK/s.git/hook"
: >"$WORK/s.git/hooks/pre-receive"
chmod +x "$WORK/s.git/hooks/pre-receive"
with_status BAD "its nonce is not the one that this server gave"
contains "$ANSWER" "hint:   git push --signed origin t/nonce" "to try again"
with_status SLOP "its nonce is too old"
with_status MISSING "it has no nonce"
mv -f "$WORK/s.git/hook" "$WORK/s.git/hooks/pre-receive"

# --- What the server cannot judge is not the pusher's fault.
cp "$WORK/s.git/refgate/allowed_signers" "$push_base/signers"
echo nonsense >>"$WORK/s.git/refgate/allowed_signers"
push_refused c push-certificate --signed origin HEAD:refs/heads/t/five
says "could not be judged: .*allowed_signers" "a trust file that is broken"
contains "$ANSWER" "hint: this need not be your fault" "whose fault it is"
lacks "$ANSWER" "git push --signed" "pushing again does not help"
mv "$push_base/signers" "$WORK/s.git/refgate/allowed_signers"

# --- A signed commit is no signed push.
commit_file c signed one "signed" -S
push_refused c push-certificate origin HEAD:refs/heads/t/six

# --- Repairs.
mends() {
	mends_ref=$1
	mends_rules=${2:-push-certificate}
	shift 2
	push_refused c "$mends_rules" "$@"
	paste c
	is "$(server_ref s "$mends_ref")" "$(g c rev-parse HEAD)" \
		"$mends_ref: pasted, it passes"
}
unset_all() {
	for key in gpg.format user.signingKey push.gpgSign commit.gpgSign; do
		g c config --unset-all "$key"
	done
}
unset_all
g c checkout -q -b t/mended
mends refs/heads/t/mended "" origin t/mended
contains "$push_base/commands" "git config push.gpgsign if-asked" "the set-up"
commit_file c again one "again"
PUSH_NAME="from then on" push_ok c origin t/mended
unset_all
g c commit -q --amend -m "rewritten"
g c fetch -q origin
mends refs/heads/t/mended "" --force origin t/mended
unset_all
g c checkout -q -b both/one
mends refs/heads/both/one "push-certificate signed-off-by" origin both/one
unset_all
g c checkout -q -b named/x
push_refused c "push-certificate ref-name" origin named/x
paste c 's/NUMBER/7/g;s/NEW-NAME/named\/7/g'
is "$(server_ref s refs/heads/named/7)" "$(g c rev-parse HEAD)" \
	"behind a change of the name"
unset_all
push_refused c push-certificate origin --delete t/mended
paste c
is "$(server_ref s refs/heads/t/mended)" none "a deletion, pasted"

done_testing
