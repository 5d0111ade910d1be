#!/bin/sh
# The words about signatures of commits, tags and pushes, and their repairs.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/keys.sh
. "$REFGATE_SRC/tests/lib/keys.sh"
# shellcheck source=tests/lib/golden.sh
. "$REFGATE_SRC/tests/lib/golden.sh"

for name in alice bob old stranger; do
	ssh_key "$name"
done
ssh_key short -t rsa -b 1024
home_key alice

new_server s <<'EOP'
version: 1
contact: "#release-managers"
people:
  alice: {emails: [alice@example.com], logins: [alice]}
  bob: {emails: [bob@example.com], logins: [bob]}
groups: {leads: [alice]}
trust: {ssh: allowed_signers, ssh-revoked: revoked}
rulesets:
  - {name: hotfix, refs: ["refs/heads/hotfix/**"], rules: {signature: {}}}
  - {name: mine, refs: ["refs/heads/mine/**"], rules: {signature: {signer-is: committer}}}
  - {name: theirs, refs: ["refs/heads/theirs/**"], rules: {signature: {signer-is: author}}}
  - {name: led, refs: ["refs/heads/led/**"], rules: {signature: {signers: [leads]}}}
  - name: pushes
    refs: ["refs/heads/t/**"]
    rules: {push-certificate: {}, non-fast-forward: everyone, deletion: everyone}
  - {name: lead, refs: ["refs/heads/lead/**"], rules: {push-certificate: {signers: [leads]}}}
  - {name: tags, refs: ["refs/tags/v*"], rules: {tag-signature: {}}}
  - {name: releases, refs: ["refs/tags/r*"], rules: {tag-signature: {signers: [leads]}}}
EOP
{
	ssh_line alice@example.com alice
	ssh_line bob@example.com bob
	ssh_line alice@example.com short
	ssh_line alice@example.com old \
		'valid-before="20201121Z"'
} >"$WORK/s.git/refgate/allowed_signers"
echo '# nobody' >"$WORK/s.git/refgate/revoked"
g s.git config receive.certNonceSeed "a seed"
pusher alice
golden_clone
golden_seed
own_key="s!KEY!$KEYS/alice.pub!"

# A git that has never signed.
forget() {
	for key in gpg.format user.signingKey commit.gpgSign tag.gpgSign \
		push.gpgSign; do
		g c config --unset-all "$key"
	done
}

# by KEY PATH MESSAGE: a signed commit, whose id is another each time.
by() {
	sign_with c "$1"
	put "$2" one "$3" -S
	golden_sign HEAD
	forget
}

# --- signature: none, by its place
fresh hotfix/tip
put a one "fix: login timeout"
refused signature signature c origin HEAD
mended c ''
fresh hotfix/deep
forget
put a one "fix: login timeout"
by stranger b "test: login timeout"
by alice d "docs: login timeout"
refused signature-deep signature c origin HEAD
mended c ''
forget

# --- signature: a key that does not count
fresh hotfix/unknown
by stranger a "fix: login timeout"
cp "$KEYS/stranger.pub" "$HOME/.ssh/id_ed25519.pub"
refused signature-unknown signature c origin HEAD
cp "$WORK/s.git/refgate/allowed_signers" "$push_base/signers"
mended c "s!^cat .*!{ printf 'bob@example.com '; &; } >>'$WORK/s.git/refgate/allowed_signers'!"
cp "$push_base/signers" "$WORK/s.git/refgate/allowed_signers"
cp "$KEYS/alice.pub" "$HOME/.ssh/id_ed25519.pub"
fresh hotfix/expired
by old a "fix: login timeout"
by alice b "test: login timeout"
g c config gpg.format ssh
refused signature-expired signature c origin HEAD
mended c "$own_key"
fresh hotfix/weak
by short a "fix: login timeout"
g c config gpg.format ssh
refused signature-weak signature c origin HEAD
mended c "$own_key"
cut -d ' ' -f 1,2 "$KEYS/bob.pub" >"$WORK/s.git/refgate/revoked"
fresh hotfix/revoked
by bob a "fix: login timeout"
g c config gpg.format ssh
refused signature-revoked signature c origin HEAD
mended c "$own_key"
echo '# nobody' >"$WORK/s.git/refgate/revoked"
fresh hotfix/altered
by alice a "fix: login timeout"
g c reset -q --hard "$(g c cat-file commit HEAD |
	sed 's/^fix: login timeout/fix: login/' |
	g c hash-object -t commit -w --stdin)"
golden_sign HEAD
sign_with c alice
refused signature-altered signature c origin HEAD
mended c ''

# --- signature: somebody else's
fresh mine/one
g c config user.email bob@example.com
by alice a "fix: login timeout"
g c config gpg.format ssh
refused signature-committer signature c origin HEAD
mended c "$own_key;s/YOUR-EMAIL/alice@example.com/"
fresh theirs/one
sign_with c alice
GIT_AUTHOR_NAME=Bob GIT_AUTHOR_EMAIL=bob@example.com \
	put a one "fix: login timeout" -S
golden_sign HEAD
refused signature-author signature c origin HEAD
mended c "s!KEY!$KEYS/bob.pub!"
fresh led/one
by bob a "fix: login timeout"
refused signature-signers signature c origin HEAD
sign_with c alice
mended c ''

# --- tag-signature
forget
at
g c tag -a -m "v1" v1 origin/main
refused tag-signature tag-signature c origin v1
mended c ''
forget
g c tag v2 origin/main
refused tag-signature-lightweight tag-signature c origin v2
editor "v2"
mended c ''
no_editor
sign_with c old
g c tag -s -m "v3" v3 origin/main
refused tag-signature-expired tag-signature c origin v3
mended c "$own_key"
sign_with c alice
refused tag-signature-name tag-signature c origin v1:refs/tags/v9
editor "v9"
mended c ''
no_editor
sign_with c bob
g c tag -s -m "r1" r1 origin/main
refused tag-signature-signers tag-signature c origin r1
sign_with c alice
mended c ''
sign_with c stranger
g c tag -s -m "v4" v4 origin/main
cp "$KEYS/stranger.pub" "$HOME/.ssh/id_ed25519.pub"
refused tag-signature-unknown tag-signature c origin v4
mended c "s!^cat .*!{ printf 'bob@example.com '; &; } >>'$WORK/s.git/refgate/allowed_signers'!"
cp "$push_base/signers" "$WORK/s.git/refgate/allowed_signers"
cp "$KEYS/alice.pub" "$HOME/.ssh/id_ed25519.pub"

# --- push-certificate
forget
fresh t/one
put a one "fix: login timeout"
refused push-certificate push-certificate c origin HEAD
mended c ''
forget
put a two "fix: once more"
g c commit -q --amend -m "fix: rewritten" --date "@1600000000 +0000"
fresh t/two
refused push-certificate-several push-certificate c origin t/two t/one
mended c ''
forget
refused push-certificate-deletion push-certificate c origin :t/two
mended c ''
sign_with c old
refused push-certificate-expired push-certificate c --signed origin t/two
mended c "$own_key"
put a two "fix: again"
sign_with c stranger
cp "$KEYS/stranger.pub" "$HOME/.ssh/id_ed25519.pub"
refused push-certificate-unknown push-certificate c --signed origin t/two
mended c "s!^cat .*!{ printf 'bob@example.com '; &; } >>'$WORK/s.git/refgate/allowed_signers'!"
cp "$push_base/signers" "$WORK/s.git/refgate/allowed_signers"
cp "$KEYS/alice.pub" "$HOME/.ssh/id_ed25519.pub"
fresh lead/one
put a one "fix: login timeout"
sign_with c bob
refused push-certificate-signers push-certificate c --signed origin HEAD
sign_with c alice
mended c ''

# --- push-certificate: of another session
fresh t/nonce
put a one "fix: login timeout"
mv "$WORK/s.git/hooks/pre-receive" "$WORK/s.git/hook"
# shellcheck disable=SC2016 # for the script
printf '#!/bin/sh\nGIT_PUSH_CERT_NONCE_STATUS=SLOP exec "$PWD/hook" "$@"\n' \
	>"$WORK/s.git/hooks/pre-receive"
chmod +x "$WORK/s.git/hooks/pre-receive"
refused push-certificate-nonce push-certificate c --signed origin HEAD
mv -f "$WORK/s.git/hook" "$WORK/s.git/hooks/pre-receive"
mended c ''

golden_settle
done_testing
