#!/bin/sh
# What one might do with refs to get around a whole policy: delete and create
# again, odd names, aliases, tags that are none, refs of other kinds.
# shellcheck disable=SC2119
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/bypass.sh
. "$REFGATE_SRC/tests/lib/bypass.sh"

bypass_server
zero=0000000000000000000000000000000000000000

# wire NAME TEXT COMMAND...: what git's client would not send; refused with
# that text, and nothing moved
wire() {
	wire_name=$1
	wire_text=$2
	shift 2
	wire_before=$(push_refs "$WORK/s.git")
	pkt_push s "$@"
	isnt "$PUSH_STATUS" 0 "$wire_name: refused"
	is "$(push_refs "$WORK/s.git")" "$wire_before" \
		"$wire_name: nothing moved"
	contains "$ANSWER" "$wire_text" "$wire_name: says why"
}

# --- main and the hotfix, deleted and created again

hotfix 1.2.1
made=$tip
make_pack c made.pack "$made" "^$main"
pusher carol
wire "main in one push" "names refs/heads/main twice" --pack made.pack \
	--command "$main $zero refs/heads/main" \
	--command "$zero $made refs/heads/main"
wire "in the other order" "names refs/heads/main twice" --pack made.pack \
	--command "$zero $made refs/heads/main" \
	--command "$main $zero refs/heads/main"
wire "the hotfix in one push" "names refs/heads/$branch twice" \
	--pack made.pack \
	--command "$made $zero refs/heads/$branch" \
	--command "$zero $main refs/heads/$branch"
refused "main, by two pushes" deletion origin :main
refused "the hotfix, by two pushes" deletion origin ":$branch"
refused "all there is" deletion origin :main :develop ":$branch" :v1.2.0
wire "main, as if it were new" "moved on the server" --pack made.pack \
	--command "$zero $made refs/heads/main"
wire "main, from an old value" "moved on the server" --pack made.pack \
	--command "$bypass_old $made refs/heads/main"
refused "main set back" "merge non-fast-forward" origin "+$bypass_old:refs/heads/main"
refused "main without a merge" "merge approvals" origin "+$made:refs/heads/main"

# --- Aliases

g s.git symbolic-ref refs/heads/alias refs/heads/main
g s.git symbolic-ref refs/heads/chain refs/heads/alias
g s.git symbolic-ref refs/heads/hidden refs/heads/hotfix/v1.2.2-hidden
land
for name in alias chain; do
	refused "main as $name" approvals origin "main:refs/heads/$name"
	refused "its deletion" deletion origin ":refs/heads/$name"
done
refused "twice, by two names" structure origin main main:refs/heads/chain
on work
sign_as c nobody
fix src/hidden.c one
sign_as c alice
refused "a hotfix that is hidden" signature origin HEAD:refs/heads/hidden
for name in alias chain hidden; do
	g s.git symbolic-ref -d "refs/heads/$name"
done
make_pack c work.pack work "^$main"
work=$(g c rev-parse work)
wire "HEAD itself" "" --pack work.pack --command "$main $work HEAD"
for name in refs/heads/../heads/main refs/heads//main refs/heads/main.lock \
	refs/heads/./main refs/heads/main/ 'refs/heads/main@{0}' \
	'refs/heads/main^{}' 'refs/heads/main~1' main heads/main \
	'refs/heads/hotfix/v1.2.2-a.lock' 'refs/heads/hotfix/.v1.2.2-a'; do
	wire "as $name" "" --pack work.pack --command "$zero $work $name"
done

# --- Names that hide or resemble

for name in refs/heads/hotfix refs/heads/main/x refs/heads/HEAD \
	refs/heads/refs/heads/main refs/heads/Main refs/heads/MAIN \
	refs/heads/Hotfix/v1.2.2-a refs/heads/hotFIX/v1.2.2-a \
	refs/tags/main refs/tags/heads/main refs/tags/origin/main \
	refs/tags/V1.2.1 "refs/tags/$branch" "refs/heads/$made" \
	refs/heads/v1.2.0; do
	refused "as $name" structure origin "work:$name"
done
refused "a tag beside the branch it hides" structure origin \
	work:refs/heads/fresh work:refs/tags/fresh
refused "in the other order" structure origin \
	work:refs/tags/fresh work:refs/heads/fresh

# --- Refs of other kinds

for name in "refs/replace/$main" refs/replace/x refs/for/main \
	refs/for/refs/heads/main refs/pull/1/head refs/changes/01/1/1 \
	refs/remotes/origin/main refs/stash refs/original/refs/heads/main \
	refs/bisect/bad refs/worktree/x refs/meta/config refs/refgate/x \
	refs/notes/refgate refs/overrides/77/x refs/heads refs/keep-around/x; do
	wire "$name" "" --pack work.pack --command "$zero $work $name"
done
g c notes add -m "Approve: $made
Reviewed-by: carol <carol@example.com>" "$made"
taken "notes may say anything" origin refs/notes/commits
land
refused "and nobody believes them" approvals origin main
set --
i=0
while test "$i" -lt 1001; do
	i=$((i + 1))
	set -- "$@" "work:refs/heads/many/$i"
done
refused "a thousand refs before it" "" origin "$@" main
contains "$ANSWER" "at most 1000" "are too many"

# --- What branches may be

g c tag -a -m "A tag" atag "$made"
g c cat-file tag atag | sed 's/^tag atag/tag btag/' >"$WORK/btag"
tag=$(g c hash-object -t tag -w "$WORK/btag")
for what in atag "$tag" "$made^{tree}" "$made:src/main.c"; do
	refused "a branch that is $(g c cat-file -t "$what")" structure origin \
		"+$(g c rev-parse "$what"):refs/heads/hotfix/v1.2.2-odd"
done

# Another way in: the repository's own policy and identity do not lie there.
g "$SERVER.git" worktree add -q --detach "$WORK/linked" main 2>/dev/null
push_run c "$WORK/$SERVER.git/worktrees/linked" HEAD:refs/heads/Bad_Name
isnt "$PUSH_STATUS" 0 "a push by the path of a linked working tree is refused"
contains "$ANSWER" "this is a linked working tree" "and why is said"
done_testing
