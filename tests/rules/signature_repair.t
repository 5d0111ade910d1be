#!/bin/sh
# The repairs of signature, pasted and pushed, and whom they leave alone.
# rules: signature
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/keys.sh
. "$REFGATE_SRC/tests/lib/keys.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"

for name in alice bob old stranger; do
	ssh_key "$name"
done
home_key alice

new_server s <<'POLICY'
version: 1
people:
  alice: {emails: [alice@example.com], logins: [alice]}
  bob: {emails: [bob@example.com], logins: [bob]}
groups: {leads: [alice]}
trust: {ssh: allowed_signers, ssh-revoked: revoked}
rulesets:
  - {name: one, refs: ["refs/heads/t/**"], rules: {signature: {}}}
  - {name: mine, refs: ["refs/heads/mine/**"], rules: {signature: {signer-is: committer}}}
  - {name: theirs, refs: ["refs/heads/theirs/**"], rules: {signature: {signer-is: author}}}
  - {name: led, refs: ["refs/heads/led/**"], rules: {signature: {signers: [leads]}}}
  - name: more
    refs: ["refs/heads/more/**"]
    rules:
      start-point: {from: [refs/heads/main]}
      commit-message: {subject: {pattern: '^fix: '}}
      signature: {}
POLICY
{
	ssh_line alice@example.com alice
	ssh_line bob@example.com bob
	ssh_line alice@example.com old \
		"valid-before=\"$(key_time '1 day ago')\""
} >"$WORK/s.git/refgate/allowed_signers"
echo '# nobody' >"$WORK/s.git/refgate/revoked"

new_clone c
commit_file c README one "start"
seed c HEAD:refs/heads/main
g s.git config refgate.baseline "$(g c rev-parse HEAD)"

# on BRANCH: begins it, with a git that cannot sign.
on() {
	branch=$1
	g c checkout -q -f -B "$branch" origin/main
	for key in gpg.format user.signingKey commit.gpgSign; do
		g c config --unset-all "$key"
	done
}

# by KEY NAME: one more commit; - for an unsigned one.
by() {
	case $1 in
	-) set -- "$1" "$2" --no-gpg-sign ;;
	*)
		sign_with c "$1"
		set -- "$1" "$2" -S
		;;
	esac
	case $1 in
	bob) set -- "$@" --author "Bob <bob@example.com>" ;;
	esac
	by_name=$2
	shift 2
	commit_file c "$branch-$by_name" one "$by_name" "$@"
	for key in gpg.format user.signingKey; do
		g c config --unset-all "$key"
	done
}

# mends [SED]: refused, then accepted as its own commands have it.
mends() {
	PUSH_NAME="$branch: refused" push_refused c "${2:-signature}" origin "$branch"
	old=$(g c rev-parse HEAD)
	cp "$ANSWER" "$push_base/refusal"
	paste c "${1:-}"
	is "$(server_ref s "refs/heads/$branch")" "$(g c rev-parse HEAD)" \
		"$branch: pasted, it passes"
	is "$(g c rev-parse 'HEAD^{tree}')" "$(g c rev-parse "$old^{tree}")" \
		"$branch: the same files"
	is "$(g c log --format='%an %s' --topo-order)" \
		"$(g c log --format='%an %s' --topo-order "$old")" \
		"$branch: the same authors and subjects"
}

# keeps REV NAME: that commit of before is still part of it.
keeps() {
	ok "$branch: $2" g c merge-base --is-ancestor "$1" HEAD
}

# --- Where they stand.
on t/tip
by - one
mends
contains "$push_base/refusal" "git config commit.gpgsign true" "the set-up"
on t/empty
by alice one
g c commit -q --allow-empty --no-gpg-sign -m "nothing"
mends
on t/deep
by - one
by alice two
by alice three
mends
on t/middle
by alice one
kept=$(g c rev-parse HEAD)
by - two
by alice three
mends
keeps "$kept" "what lies below is left alone"
on t/all
by - one
by - two
by - three
mends
on t/top
by alice one
by alice two
kept=$(g c rev-parse HEAD)
by - three
mends
keeps "$kept" "what lies below is left alone"

# --- Others' work that was merged in keeps its ids and signatures.
on side
by bob theirs
g c branch -q -f others HEAD
on t/merge
by alice one
kept=$(g c rev-parse HEAD)
by - two
sign_with c alice
g c merge -q -S --no-ff -m "merge" others
by alice three
mends
keeps "$kept" "what lies below is left alone"
keeps others "what was merged in is left alone"
is "$(g c log --merges --format=%s)" merge "the merge stays"
on t/bare-merge
by alice one
kept=$(g c rev-parse HEAD)
g c merge -q --no-gpg-sign --no-ff -m "bare" others
by alice two
mends
keeps "$kept" "what lies below is left alone"
keeps others "what was merged in is left alone"
on t/merge-tip
by alice one
g c merge -q --no-gpg-sign --no-ff -m "bare" others
mends
keeps others "what was merged in is left alone"
on t/every-one
by - one
g c merge -q --no-gpg-sign --no-ff -m "bare" others
by - two
mends
keeps others "what was merged in is left alone"

# --- Other states: with another key, or with somebody's help.
other="s!KEY!$KEYS/alice.pub!"
on t/expired
by old one
by alice two
g c config gpg.format ssh
mends "$other"
contains "$push_base/refusal" "that key's time is over" "expired"
on t/expired-merge
by alice one
kept=$(g c rev-parse HEAD)
by old two
sign_with c alice
g c merge -q -S --no-ff -m "merge" others
by alice three
g c config gpg.format ssh
mends "$other"
keeps "$kept" "what lies below is left alone"
keeps others "what was merged in is left alone"
cut -d ' ' -f 1,2 "$KEYS/bob.pub" >"$WORK/s.git/refgate/revoked"
on t/revoked
by bob one
g c config gpg.format ssh
mends "$other"
contains "$push_base/refusal" "that key is revoked" "revoked"
echo '# nobody' >"$WORK/s.git/refgate/revoked"
on t/mixed
by stranger one
by - two
mends
lacks "$push_base/refusal" "id_ed25519.pub\"" "one sentence is enough"

on t/unknown
by stranger one
kept=$(g c rev-parse HEAD)
push_refused c signature origin t/unknown
contains "$ANSWER" "ask to have your key added" "what to ask for"
contains "$ANSWER" "cat ~/.ssh/id_ed25519.pub" "what to send"
lacks "$ANSWER" "--amend" "signing again does not help"
cp "$KEYS/stranger.pub" "$HOME/.ssh/id_ed25519.pub"
repair_commands | head -n 1 | sh >"$push_base/sent"
sed 's/^/bob@example.com /' "$push_base/sent" \
	>>"$WORK/s.git/refgate/allowed_signers"
paste c
is "$(server_ref s refs/heads/t/unknown)" "$kept" "what was sent is added"
cp "$KEYS/alice.pub" "$HOME/.ssh/id_ed25519.pub"

on t/unknown-and-bad
by bob one
g c cat-file commit HEAD | sed 's/^one$/other/' >"$push_base/commit"
g c reset -q --hard "$(g c hash-object -t commit -w "$push_base/commit")"
ssh_key another
by another two
push_refused c signature origin t/unknown-and-bad
contains "$ANSWER" "ask to have your key added" "what to ask for"
contains "$ANSWER" "git commit --amend --no-edit -S" "the bad one is signed"

# --- Whose it has to be.
on mine/address
g c config user.email bob@example.com
by alice one
g c config gpg.format ssh
mends "$other;s/YOUR-EMAIL/alice@example.com/"
is "$(g c log -1 --format=%ce)" alice@example.com "with one's own address"
g c config user.email alice@example.com
on theirs/author
by bob one
sign_with c alice
g c commit -q --amend --no-edit -S
push_refused c signature origin HEAD
contains "$ANSWER" "only its author can sign it" "who has to sign"
repair_commands | sed "s!KEY!$KEYS/bob.pub!" >"$push_base/commands"
cd "$WORK/c" || die "no clone"
ok "pasted by its author" sh -e "$push_base/commands"
cd "$WORK" || die "no $WORK"
on led/group
by bob one
push_refused c signature origin HEAD
contains "$ANSWER" "somebody of leads has to sign:" "who has to sign"
sign_with c alice
paste c
is "$(server_ref s refs/heads/led/group)" "$(g c rev-parse HEAD)" \
	"signed by one of them"

# --- Behind other repairs it comes last, with the ids that are there by then.
on more/several
by - one
by alice "fix: two"
by - "fix: three"
PUSH_NAME="two rules" push_refused c "commit-message signature" origin HEAD
editor=$push_base/editor
# shellcheck disable=SC2016 # for the script
printf '#!/bin/sh\nsed -i "s/^one/fix: one/" "$1"\n' >"$editor"
chmod +x "$editor"
GIT_EDITOR=$editor
paste c
GIT_EDITOR=:
is "$(server_ref s refs/heads/more/several)" "$(g c rev-parse HEAD)" \
	"both are mended at once"

done_testing
