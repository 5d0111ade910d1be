#!/bin/sh
# merge: what comes in otherwise than by the merge of a branch of the server.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"

new_server s <<'POLICY'
version: 1
rulesets:
  - name: main
    refs: ["refs/heads/main", "refs/heads/made-*", "refs/tags/made"]
    rules: {merge: {direct: {paths: ["docs/**"]}}}
POLICY
new_clone c
commit_file c a start "start"
commit_file c b start "more"
commit_file c docs/a start "documentation"
seed c
start=$(g c rev-parse main)

# fresh [BRANCH [START]]: a branch as the server has main, or main itself.
fresh() {
	g c fetch -q origin
	g c checkout -q -f -B "${1:-main}" "${2:-origin/main}"
}

# topic NAME PATH: a branch of one commit, on the server.
topic() {
	fresh "$1" "${3:-origin/main}"
	commit_file c "$2" "$1" "work on $1"
	g c push -q origin "$1" 2>/dev/null || die "push of $1"
}

# landed TEXT: the pasted repair has landed.
landed() {
	is "$(server_ref s refs/heads/main)" "$(g c rev-parse main)" \
		"the repair of $1 lands"
	is "$(g c rev-list --first-parent --no-merges "$start..main" -- \
		':!docs')" "" "as a merge"
}

# fake TREE PARENT...: a commit that says it merges.
fake() {
	fake_tree=$1
	shift
	fake_parents=
	for fake_parent; do
		fake_parents="$fake_parents -p $fake_parent"
	done
	# shellcheck disable=SC2086
	g c commit-tree $fake_parents -m "Merge branch 'x'" "$fake_tree"
}

# --- a merge, and what is none
topic one a
fresh
g c merge -q --no-ff --no-edit one
push_ok c origin main
fresh
commit_file c d one "straight to main"
push_refused c merge origin main
contains "$ANSWER" '"main" takes merges only: 1 commit comes without one' \
	"it says so"
contains "$ANSWER" "straight to main" "and which commit"
paste c 's/NAME/three/'
landed "a direct push"

topic four a
commit_file c b four "two of them"
g c push -q origin four
fresh
g c merge -q --ff-only four
push_refused c merge origin main
contains "$ANSWER" '"four" is fast-forwarded to, not merged' "a fast-forward"
paste c
landed "a fast-forward"
is "$(g c log -1 --format=%s main)" "Merge branch 'four'" "with git's subject"

# --- direct
fresh
commit_file c docs/a two "a word"
commit_file c docs/b two "another"
PUSH_NAME="documentation alone" push_ok c origin main
commit_file c docs/a three "a third"
commit_file c a three "and code"
push_refused c merge origin main
contains "$ANSWER" "1 commit comes without one" "only what is outside"
fresh
g c mv a docs/c
g c commit -q -m "a rename counts on both sides"
push_refused c merge origin main
fresh
printf 'x\n' >"$WORK/c/docs/a"
printf 'x\n' >"$WORK/c/a"
g c commit -q -a -m "both in one"
push_refused c merge origin main

# --- merges that are none
topic five e
fresh
evil=$(fake "$(g c rev-parse 'one^{tree}')" main main~1)
PUSH_NAME="commit-tree, a parent of main's own" \
	push_refused c merge origin "$evil:refs/heads/main"
contains "$ANSWER" "merges nothing" "it merges nothing"
g c reset -q --hard "$evil"
paste c 's/NAME/six/'
landed "a merge that is none"
fresh
evil=$(fake "$(g c rev-parse 'main^{tree}')" main five)
PUSH_NAME="-s ours" push_refused c merge origin "$evil:refs/heads/main"
contains "$ANSWER" "path     e" "the path that was dropped"
g c merge -q --no-ff --no-edit five
echo smuggled >"$WORK/c/smuggled"
g c add smuggled
g c commit -q --amend --no-edit
PUSH_NAME="a smuggled change" push_refused c merge origin main
contains "$ANSWER" "path     smuggled" "is named"
paste c
landed "an unclean merge"
is "$(g c ls-tree main smuggled)" "" "without the smuggled change"

# --- tips
topic seven a
commit_file c b seven "more of seven"
g c push -q origin seven
fresh
g c merge -q --no-ff -m "Merge branch 'seven'" seven~
PUSH_NAME="an old commit of the branch" push_refused c merge origin main
contains "$ANSWER" '"seven" has newer commits on the server' "it says which"
paste c
landed "a stale merge"
fresh eight
commit_file c a eight "eight"
fresh
g c merge -q --no-ff --no-edit eight
PUSH_NAME="a branch that is not on the server" push_refused c merge origin main
contains "$ANSWER" "which is the tip of no" "it says so"
PUSH_NAME="nor before the push" push_refused c merge origin main eight
contains "$ANSWER" '"eight" is not on the server yet' "it says which"
is "$(repair_commands | head -n 1)" "git push origin eight" "what to do first"
paste c
landed "a branch that comes too late"
topic nine a
commit_file c a nine+ "one more of nine"
fresh
g c merge -q --no-ff --no-edit nine
PUSH_NAME="a branch that is older on the server" \
	push_refused c merge origin main
paste c
landed "a branch that is ahead"
is "$(server_ref s refs/heads/nine)" "$(g c rev-parse nine)" \
	"and the branch is there, too"
fresh
g c checkout -q --detach
commit_file c a lost "of no branch"
lost=$(g c rev-parse HEAD)
fresh
g c merge -q --no-ff --no-edit "$lost"
PUSH_NAME="of no branch" push_refused c merge origin main
paste c 's/NAME/ten/'
landed "a merge of no branch"

# --- octopus and swapped parents
for name in o1 o2; do
	topic "$name" "$name"
done
fresh
g c merge -q --no-ff --no-edit o1 o2 >/dev/null
push_refused c merge origin main
contains "$ANSWER" "has 3 parents; at most 2" "an octopus"
paste c
landed "an octopus"
topic swap a
fresh
commit_file c docs/a swap "main goes on"
push_ok c origin main
g c checkout -q swap
g c merge -q --no-edit main
g c push -q origin swap~:refs/heads/swap-was
PUSH_NAME="swapped parents" push_refused c merge origin swap:refs/heads/main
contains "$ANSWER" "are swapped" "it says so"
paste c
landed "swapped parents"

# --- another line of first parents
topic aside a
fresh
commit_file c docs/a aside "main goes on"
push_ok c origin main
g c checkout -q aside
g c merge -q --no-edit main
commit_file c a aside2 "and more"
PUSH_NAME="merged the wrong way round, and gone on" \
	push_refused c merge origin aside:refs/heads/main
contains "$ANSWER" '"main" has is not among the first parents' "it says so"
g c checkout -q -B main
paste c 's/NAME/eleven/'
landed "another line"

# --- force, rewinding, creation, tags
fresh away "$start"
commit_file c a away "somewhere else"
PUSH_NAME="a force push" push_refused c "merge non-fast-forward" -f origin \
	away:refs/heads/main
fresh
PUSH_NAME="rewinding" push_refused c "merge non-fast-forward" -f origin \
	main~:refs/heads/main
contains "$ANSWER" '"main" is set back' "it says so"
lacks "$ANSWER" "git merge" "there is nothing to be merged"
fresh made
commit_file c a made "made"
g c merge -q --no-edit o1 2>/dev/null
PUSH_NAME="a creation has no steps" push_ok c origin made:refs/heads/made-by-push
PUSH_NAME="nor has a tag" push_ok c origin made:refs/tags/made
PUSH_NAME="a tag that moves is another rule's" \
	push_refused c non-fast-forward -f origin o2:refs/tags/made

# --- several steps
topic s1 a
topic s2 b
fresh
g c merge -q --no-ff --no-edit s1
commit_file c d s "in between"
g c merge -q --no-ff --no-edit s2
PUSH_NAME="one wrong step of three" push_refused c merge origin main
contains "$ANSWER" "in between" "which is named"
lacks "$ANSWER" "work on s" "and no other"
paste c 's/NAME/between/'
landed "one step of three"
fresh
g c merge -q --no-ff --no-edit s2
push_ok c origin main
topic s3 a
topic s4 b
fresh
g c merge -q --no-ff --no-edit s3
g c merge -q --no-ff --no-edit s4
PUSH_NAME="two merges in one push" push_ok c origin main

# --- what both sides changed
fresh x1
commit_file c a x1 "x1"
g c push -q origin x1
fresh x2
commit_file c a x2 "x2"
g c push -q origin x2
fresh
g c merge -q --no-ff --no-edit x1
push_ok c origin main
g c merge -q --no-ff --no-edit x2 >/dev/null 2>&1
commit_file c a both "Merge branch 'x2'"
PUSH_NAME="resolved by hand" push_warned c merge origin main
contains "$ANSWER" "were resolved by hand" "it says so"
contains "$ANSWER" "path     a" "and which path"

# Criss-cross: each has merged the other before.
topic criss a
fresh cross
commit_file c b cross "cross"
g c push -q origin cross
criss=$(g c rev-parse criss)
g c merge -q --no-ff --no-edit "$criss"
commit_file c a cross2 "both, from cross"
g c push -q origin cross
fresh
g c merge -q --no-ff --no-edit criss
g c push -q origin main 2>/dev/null
fresh criss criss
g c merge -q --no-edit "$(g c rev-parse origin/cross~2)"
commit_file c a criss2 "both, from criss"
g c push -q origin criss
fresh
g c merge -q --no-ff --no-edit cross
push_ok c origin main
g c merge -q --no-ff --no-edit criss >/dev/null 2>&1
commit_file c a resolved "Merge branch 'criss'"
PUSH_NAME="an honest resolution of a criss-cross" \
	push_warned c merge origin main

done_testing
