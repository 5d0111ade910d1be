#!/bin/sh
# Two things that are wrong at once, in one commit and in two, and all that can
# be wrong with a commit's head: what is shown is pasted, and then the push goes
# through, or has said beforehand that it takes another one. REFGATE_PAIRS=all
# takes more rules, whose repairs are made like those of others.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/keys.sh
. "$REFGATE_SRC/tests/lib/keys.sh"
# shellcheck source=tests/lib/golden.sh
. "$REFGATE_SRC/tests/lib/golden.sh"

ssh_key alice
home_key alice
new_server s <<'EOP'
version: 1
trust: {ssh: allowed_signers}
rulesets:
  - {name: main, refs: [refs/heads/main], rules: {creation: {}}}
  - name: develop
    refs: [refs/heads/develop]
    rules:
      merge:
        from: ["refs/heads/topic/**"]
        message: {subject: {pattern: '^(fix: |Merge )', shape: 'fix: <what>'}}
      commit-message: {subject: {pattern: '^fix: ', shape: 'fix: <what>'}}
      author: {email: '[a-z]+@example[.]com'}
      commit-date: {}
      paths: {deny: [secret]}
      file-size: {max: 1KiB}
      file-kinds: {symlinks: deny}
      forbidden-content: [{secrets: true}]
      signature: {}
  - name: tags
    refs: ["refs/tags/**"]
    rules:
      ref-name: {pattern: 'v[0-9]+\.[0-9]+\.0', shape: v1.NUMBER.0}
      annotated-tag: {}
      tag-message: {subject: {pattern: '^fix: ', shape: 'fix: <what>'}}
  - name: topic
    refs: ["refs/heads/topic/**"]
    rules:
      ref-name: {pattern: 'topic/[a-z0-9-]+', shape: topic/NAME}
      start-point: {from: ["refs/heads/main"]}
      linear-history: {}
      commit-message: {subject: {pattern: '^fix: ', shape: 'fix: <what>'}}
      author: {email: '[a-z]+@example[.]com'}
      signed-off-by: {}
      commit-date: {}
      paths: {deny: [secret]}
      file-size: {max: 1KiB}
      file-kinds: {symlinks: deny}
      forbidden-content: [{secrets: true}]
  - name: advised
    refs: ["refs/heads/advised/**"]
    rules: {paths: {deny: [secret]}, signature: {severity: warning}}
  - {name: signed, refs: ["refs/heads/topic/**"], rules: {signature: {}}}
  - {name: signed-tags, refs: ["refs/tags/**"], rules: {tag-signature: {}}}
EOP
ssh_line alice@example.com alice >"$WORK/s.git/refgate/allowed_signers"
golden_clone
golden_seed
sign_with c alice
sign_all c
g c checkout -q -b elsewhere
commit_file c elsewhere one "from elsewhere"
g c push -q origin elsewhere 2>/dev/null
token="gh"
token="${token}p_qT7wZ3kRb9XnC5vMj2Hs8LdPf4GyA6eUiO1t"
good='fix: it

Signed-off-by: Alice <alice@example.com>'
editor "$good"

# Each makes the commit to come, or its branch, wrong in one way.
wrong_name() { g c branch -q -m topic/Odd_"$case" && branch=topic/Odd_"$case"; }
wrong_start() {
	g c reset -q --hard elsewhere
}
wrong_history() {
	g c checkout -q -B side origin/main
	commit_file c side "$case" "$good"
	g c checkout -q "$branch"
	g c merge -q --no-ff -m "$good" side
}
wrong_message() { message="wrong

Signed-off-by: Alice <alice@example.com>"; }
wrong_author() { author=alice@home; }
wrong_sign_off() { message="fix: it"; }
wrong_date() { date="2020-01-01T00:00:00Z"; }
wrong_path() { echo "$case" >"$WORK/c/secret"; }
wrong_size() { head -c 2000 /dev/zero | tr '\0' x >"$WORK/c/large"; }
wrong_kind() { ln -sf README.md "$WORK/c/link"; }
wrong_content() { echo "token = $token" >"$WORK/c/settings"; }
wrong_signature() { signed=--no-gpg-sign; }
# What git itself does not write; it keeps no signature.
wrong_tree() { spoil=tree; }
wrong_header() { spoil='s/^\(author .*\) [0-9]* /\1 never /'; }
hidden_git() {
	{
		g c ls-tree HEAD
		printf '100644 blob %s\t.GiT\n' "$(g c rev-parse HEAD:README.md)"
	} | g c mktree
}
spoil() {
	test "$spoil" != tree || spoil="s/^tree .*/tree $(hidden_git)/"
	g c update-ref HEAD "$(g c cat-file commit HEAD |
		sed -e '/^gpgsig/,/^ -----END/d' -e "$spoil" |
		g c hash-object -w -t commit --stdin --literally)"
}

# commit FLAW...: one with all of them
commit() {
	message=$good author=alice@example.com signed=--gpg-sign spoil=
	date=$(date -u +%Y-%m-%dT%H:%M:%SZ)
	for flaw do
		"wrong_$flaw"
	done
	count=$((count + 1))
	echo "$case" >"$WORK/c/f$count"
	g c add -A
	GIT_AUTHOR_EMAIL=$author GIT_COMMITTER_DATE=$date \
		g c commit -q "$signed" -m "$message"
	test -z "$spoil" || spoil
}

# What a reader does by hand.
hand="s/NUMBER/CASE/; s/ NAME/ topic\/good-CASE/; s/YOUR-EMAIL/alice@example.com/; s/YOUR-NAME/Alice/; s/topic.NAME/topic\/good-CASE/; s/^git add -u/echo none >settings; git add -u/"

announced='push again to be told more|not be judged while|once it can be read'

# converges NAME [REF]: pasted until it is accepted; each answer but the last
# must have said so.
converges() {
	round=1
	push_run c origin "${2:-$branch}"
	: >"$push_base/all"
	while test "$PUSH_STATUS" -ne 0; do
		promised=false
		grep -Eq "$announced" "$ANSWER" || promised=true
		write_commands "$(echo "$hand" | sed "s/CASE/$case/g")"
		cat "$ANSWER" "$push_base/commands" >>"$push_base/all"
		if (cd "$WORK/c" && sh -e "$push_base/commands") \
			>"$push_base/pasted" 2>&1; then
			PUSH_STATUS=0
		elif "$promised" || test "$round" -eq 3; then
			fail "$1: round $round"
			diag "$(cat "$push_base/all" "$push_base/pasted")"
			g c reset -q --hard
			rm -rf "$WORK/c/.git/rebase-merge"
			return
		else
			sed 's/ *$//' "$push_base/pasted" >"$ANSWER"
		fi
		round=$((round + 1))
	done
	if test -d "$WORK/c/.git/rebase-merge"; then
		fail "$1: it leaves a rebase"
		diag "$(cat "$push_base/all" "$push_base/pasted")"
		rm -rf "$WORK/c/.git/rebase-merge"
		return
	fi
	ok "$1: $round pushes"
}

begin() {
	case=$((case + 1)) count=0
	branch=topic/case-$case
	g c config user.name Alice
	g c config user.email alice@example.com
	g c checkout -q -f -B "$branch" origin/main
}

# twice FLAW FLAW: in two commits, with a good one above
twice() {
	begin
	commit "$1"
	commit "$2"
	commit
	converges "$1 below $2"
}

case=0
flaws="name start history message author path content signature tree header"
test -z "${REFGATE_PAIRS:-}" || flaws="$flaws sign_off date size kind"
rest="$flaws "
for one in $flaws; do
	rest=${rest#* }
	for two in $rest; do
		# git can make neither anew while the other is there
		test "$one $two" != "tree header" || continue
		begin
		commit "$one" "$two"
		converges "$one and $two"
		twice "$one" "$two"
		# it cannot merge with what it cannot check out
		test "$two $one" = "tree history" || twice "$two" "$one"
	done
done

# --- what may be wrong with the head of a commit
while IFS='|' read -r what script; do
	begin
	wrong_head() { spoil=$script; }
	commit head
	converges "$what"
done <<'EOS'
time of the author: no number|s/^\(author .*\) [0-9]* \(.....\)$/\1 never \2/
time of the author: negative|s/^\(author .*\) [0-9]* \(.....\)$/\1 -1 \2/
time of the author: out of range|s/^\(author .*\) [0-9]* \(.....\)$/\1 99999999999999 \2/
time of the author: a zero in front|s/^\(author .*\) [0-9]* \(.....\)$/\1 01700000000 \2/
zone of the author: a name|s/^\(author .*\) .....$/\1 UTC/
zone of the author: none|s/^\(author .*\) .....$/\1/
author: no space in front of the email|s/^author Alice </author Alice</
author: > in the name|s/^author Alice </author A>lice </
author: < in the email|s/^author Alice <a/author Alice <<a/
author: an email without >|s/^\(author .*\)>/\1/
author: no email|s/^author .*/author Alice 1700000000 +0000/
author: no space behind the email|s/^\(author .*>\) /\1/
author: two emails|s/^\(author .*\)>/\1> x>/
no author|/^author/d
two authors|s/^author .*/&\n&/
the committer first|s/^author .*/committer A <a@example.com> 1700000000 +0000\n&/
time of the committer|s/^\(committer .*\) [0-9]* \(.....\)$/\1 never \2/
zone of the committer|s/^\(committer .*\) .....$/\1 UTC/
committer: no space in front of the email|s/^committer Alice </committer Alice</
no committer|/^committer/d
two committers|s/^committer .*/&\n&/
two encodings|s/^committer .*/&\nencoding UTF-8\nencoding latin1/
an encoding of two lines|s/^committer .*/&\nencoding \n /
two signatures|s/^committer .*/&\ngpgsig x\ngpgsig y/
an empty signature|s/^committer .*/&\ngpgsig /
almost a signature|s/^committer .*/&\ngpgsigx x/
a header twice|s/^committer .*/&\nfoo x\nfoo y/
a header without a value|s/^committer .*/&\nfoo/
a parent out of its place|/^committer/s/$/\nparent 1234567890123456789012345678901234567890/
the same parent twice|s/^parent .*/&\n&/
a line that continues nothing|s/^tree .*/&\n x/
EOS

# --- another's commit keeps its author
begin
wrong_head() {
	message=$(echo "$good" | sed 's/Alice.*/Bob <bob@example.com>/')
	spoil='s/^author Alice <.*>/author Bob <bob@example.com>/
		s/^committer .*/&\nfoo x\nfoo y/'
}
commit head
commit header
commit
converges "an author that cannot be read, above another's commit"
is "$(g s.git log --format=%an "main..refs/heads/$branch")" "$(printf 'Alice\nAlice\nBob')" \
	"it is the other's still"

# 41 of them, and a good one among them: nothing is done to all
begin
many=$(g c rev-parse HEAD)
chain() {
	many=$(printf 'tree %s\nparent %s\nauthor %s\ncommitter %s\n\n%s\n' \
		"$(g c rev-parse HEAD:)" "$many" "$1" "$person" "$good" |
		g c hash-object -w -t commit --stdin --literally)
}
person="Alice <alice@example.com> $(date +%s) +0000"
while test "$count" -lt 41; do
	count=$((count + 1))
	test "$count" -ne 20 || chain "Bob <bob@example.com> 1700000000 +0000"
	chain "Alice <alice@example.com> never +0000"
done
push_run c origin "$many:refs/heads/$branch"
contains "$ANSWER" "41 of 42 commits are malformed" "many authors"
contains "$ANSWER" "hint: at each stop:" "they are amended one by one"
is "$(repair_commands | grep 'exec.*--reset-author')" "" \
	"no command makes all of them the reader's"

# --- what git cannot mend, and what nobody has to do
begin
commit tree
commit header
push_run c origin "$branch"
contains "$ANSWER" "git can make neither anew while the other" \
	"a tree and an author: help is needed"
is "$(repair_commands | grep -e --reset-author -e fast-import)" "" \
	"a tree and an author: no command for either"
begin
branch=advised/x
g c checkout -q -B "$branch"
commit path
commit
push_run c origin "$branch"
contains "$ANSWER" "filter-branch" "advised: the paths are taken out"
is "$(repair_commands | grep commit-filter)" "" \
	"advised: who signs nothing can do that, too"

# --- straight to a branch that takes merges only, with and without one above
for one in message author date path size kind content signature; do
	for above in '' commit; do
		begin
		branch=develop
		g s.git update-ref refs/heads/develop main
		g c fetch -q origin
		g c checkout -q -f -B develop origin/develop
		commit "$one"
		$above
		converges "$one, and no merge${above:+, below another}"
	done
done

# --- tags, of people whose git signs when it is told to
g c config --unset commit.gpgsign
tag_name() { tag=Release_$case; }
tag_light() { kind='' message=''; }
tag_message() { message=${message:+wrong}; }
tag_signature() { kind=${kind:+-a}; }
tag_person() { spoil='s/^tagger .*/tagger A <a@example.com> never +0000/'; }
tag_twice() { spoil='s/^tag .*/&\n&/'; }
spoil_tag() {
	g c update-ref "refs/tags/$tag" "$(g c cat-file tag "$tag" |
		sed -e "$spoil" | g c hash-object -w -t tag --stdin --literally)"
}
rest="name light message signature person twice "
for one in $rest; do
	for two in $rest; do
		case=$((case + 1))
		tag=v1.$case.0 kind=-s message=$good spoil=''
		g c config --unset-all tag.gpgsign
		"tag_$one"
		"tag_$two"
		# shellcheck disable=SC2086 # none, where it is light
		g c tag $kind ${message:+-m "$message"} "$tag" origin/main
		test -z "$kind" || test -z "$spoil" || spoil_tag
		converges "a tag: $one and $two" "$tag"
	done
	rest=${rest#* }
done
done_testing
