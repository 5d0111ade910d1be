#!/bin/sh
# How a hotfix might carry what it must not, under a whole policy: in pieces,
# by merges and reverts that are none, under other paths, from elsewhere.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/bypass.sh
. "$REFGATE_SRC/tests/lib/bypass.sh"

bypass_server
x=refs/heads/hotfix/v1.2.1-x
token=ghp_$(printf '%036d' 0 | tr 0 A)

# no NAME RULES: HEAD of the clone, as hotfix/v1.2.1-x
no() {
	refused "$1" "$2" origin "+HEAD:$x"
}

# made MESSAGE PARENT...: goes to a signed commit of what is staged
made() {
	made_message=$1
	shift
	made_parents=
	for made_parent; do
		made_parents="$made_parents -p $made_parent"
	done
	# shellcheck disable=SC2086 # words
	g c reset -q --hard "$(printf '%s\n' "$made_message" |
		g c commit-tree -S $made_parents "$(g c write-tree)")"
}

# --- By a detour

on bad
sign_as c nobody
commit_file c src/bad.c one "wip"
sign_as c alice
fix src/good.c one
taken "to a branch that nobody governs" origin HEAD:refs/heads/any
no "from there on" "signature commit-message"
taken "to a tag" origin HEAD:refs/tags/some
no "from there on" "signature commit-message"
taken "to develop, which asks for less" origin HEAD:refs/heads/release/9
no "from there on" "signature commit-message start-point"
taken "as a proposal" origin HEAD:refs/proposals/1
taken "as notes" origin HEAD:refs/notes/some
no "from there on" "signature commit-message start-point"
refused "with another branch first" "signature commit-message start-point" \
	origin HEAD:refs/heads/a "HEAD:$x"
refused "with another branch last" "signature commit-message start-point" \
	origin "HEAD:$x" HEAD:refs/heads/z
refused "with develop first" "signature commit-message start-point" \
	origin HEAD:refs/heads/release/8 "HEAD:$x"
refused "with main, which it says it starts from" \
	"update start-point merge commit-message paths signature approvals" \
	origin HEAD:main "HEAD:$x"

# --- From elsewhere

on dev origin/develop
fix src/dev.c one
no "cut from develop" "start-point signature commit-message"
on work
fix src/mine.c one
g c merge -q --no-edit origin/develop
no "develop merged into it" "start-point signature commit-message"
g c reset -q --hard HEAD~
taken "without develop" origin "HEAD:$x"
g c merge -q --no-edit origin/develop
no "develop merged into it later" "start-point signature commit-message"
g c checkout -q --orphan orphan
fix src/orphan.c one
no "an orphan" "structure paths"
on work
fix src/mine.c one
g c merge -q --no-edit --allow-unrelated-histories orphan
no "an orphan merged in is judged like all else" paths
on old "$bypass_old"
fix src/old.c one
g c merge -q -s ours -m "Merge branch 'main'" origin/main
no "from an old commit, with main taken back by -s ours" "commit-message paths"
g c commit -q --amend -m "hotfix(core): take main

$(template)"
no "and the template for a message" paths

# --- In pieces

on work
i=0
while test "$i" -lt 5; do
	i=$((i + 1))
	fix "src/piece$i.c" "$i"
	taken "piece $i" origin "+HEAD:$x"
done
fix src/piece6.c 6
no "a sixth file in a push of its own" change-size
refused "under another name" change-size origin HEAD:refs/heads/hotfix/v1.2.2-x
g c checkout -q -B second origin/main
g c cherry-pick "HEAD..work" >/dev/null
g c reset -q --soft origin/main
fix src/piece7.c 7
no "as one commit" change-size
on work
i=0
while test "$i" -lt 9; do
	i=$((i + 1))
	fix src/again.c "$i" >/dev/null
done
no "nine commits of one line" change-size
on work
fix src/long.c "$(head -c 20000 /dev/zero | tr '\0' x)"
no "one enormous line" change-size
on work
head -c 20000 /dev/zero >"$WORK/c/blob"
g c add blob
fix src/long.c one
no "a binary file" change-size
on work
fix src/a.c "$(seq 60)"
fix src/a.c "$(seq 40)"
taken "what was too much, and is not any longer" origin "+HEAD:$x"

# --- Merges that are none

on work
fix src/mine.c one
mine=$(g c rev-parse HEAD)
on side
fix src/side.c one
side=$(g c rev-parse HEAD)
g c checkout -q -B work "$mine"
echo smuggled >"$WORK/c/src/smuggled"
g c add -A
made "Merge branch 'main'" "$mine" "$side"
no "a smuggled change" commit-message
g c checkout -q -B work "$mine"
echo evil >"$WORK/c/ci/build"
g c add -A
made "Merge branch 'main'" "$mine" "$side"
no "into what is denied" "commit-message paths"
g c checkout -q -B work "$mine"
echo smuggled >"$WORK/c/src/smuggled"
g c add -A
made "Merge branch 'main'" "$mine" "$main"
no "of what it has already" commit-message
made "Merge branch 'main'" "$mine" "$main" "$side"
no "as an octopus" commit-message
on third
fix src/third.c one
third=$(g c rev-parse HEAD)
g c checkout -q -B work "$mine"
g c merge -q -m "Merge branches" "$side" "$third" >/dev/null 2>&1
taken "an octopus without a change of its own" origin "+HEAD:$x"
g c checkout -q -B work "$mine"
g c read-tree "$side"
made "Merge branch 'x'" "$mine" "$side"
no "of which one side is thrown away" commit-message

# --- Reverts that are none

on work
fix src/main.c two
first=$(g c rev-parse HEAD)
commit_file c src/main.c one "Revert \"mend\"

This reverts commit $first." -S
no "a revert is judged like all else here" commit-message
g c reset -q --hard "$first"
fix ci/build evil
second=$(g c rev-parse HEAD)
g c revert --no-edit "$second" >/dev/null
no "denied, and taken back" "commit-message paths"

# --- Secrets

on work
fix src/secret.c "key = $token"
no "a secret" forbidden-content
fix src/secret.c "key = none"
no "and removed again" forbidden-content
g c reset -q --hard "$mine"
fix src/secret.c "key = $token"
g c checkout -q -B work2 "$mine"
g c merge -q --no-ff -s ours --no-edit work
no "merged, and thrown away by -s ours" "commit-message forbidden-content"
lacks "$ANSWER" "$token" "it is not shown"

# --- Other paths

on work
g c mv ci/build src/build
fix src/mine.c one
no "renamed out of what is denied" paths
on work
g c mv src/main.c ci/main.c
fix src/mine.c one
no "renamed into it" paths
on work
chmod +x "$WORK/c/ci/build"
g c add -A
fix src/mine.c one
no "a mode" paths
on work
g c update-index --add --cacheinfo "160000,$main,lib/sub"
fix src/mine.c one
no "a submodule" file-kinds
on work
ln -s ../ci/build "$WORK/c/src/link"
g c add -A
fix src/mine.c one
no "a symbolic link to it" file-kinds
on work
fix CI/build evil
no "a twin of it" file-kinds
done_testing
