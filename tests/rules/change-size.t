#!/bin/sh
# change-size: files, lines, bytes and commits of a change.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

new_server s <<'POLICY'
version: 1
rulesets:
  - name: hotfix
    refs: ["refs/heads/hotfix/*"]
    rules:
      start-point: {from: ["refs/heads/main"]}
      change-size: {files: 3, lines: 20, commits: 4, ignore: ["*.lock"]}
  - {name: main, refs: ["refs/heads/main"], rules: {change-size: {bytes: 1KiB}}}
  - name: none
    refs: ["refs/heads/none/*"]
    rules:
      start-point: {from: ["refs/heads/main"]}
      change-size: {files: 0, lines: 0, commits: 0}
POLICY
new_clone c
commit_file c a one "start"
seed c

fresh() {
	g c checkout -q -f -B "$1" origin/main
}
fresh hotfix/1
commit_file c a two "one"
commit_file c b two "two"
push_ok c origin HEAD
commit_file c c two "three"
push_ok c origin HEAD
commit_file c d two "four"
PUSH_NAME="over all pushes" push_refused c change-size origin HEAD
contains "$ANSWER" "4 files are changed on the whole branch; at most 3" \
	"the count and the limit"
g c rm -q d
g c commit -q --amend --allow-empty -m "four"
commit_file c b.lock two "five commits"
PUSH_NAME="five commits" push_refused c change-size origin HEAD
g c reset -q --hard HEAD~2
commit_file c b.lock "$(seq 100)" "a lock file"
push_ok c origin HEAD

fresh hotfix/2
commit_file c a "$(seq 19)" "19 added, 1 removed"
push_ok c origin HEAD
commit_file c a "$(seq 20)" "20 added"
push_refused c change-size origin HEAD
contains "$ANSWER" "a (21 lines)" "the largest"
fresh hotfix/3
head -c 1601 /dev/zero >"$WORK/c/bin"
g c add bin
g c commit -q -m "21 times 80 bytes"
push_refused c change-size origin HEAD
fresh hotfix/4
commit_file c a "$(printf '%01700d' 0)" "a long line"
push_refused c change-size origin HEAD

# One of each, where there is to be none.
fresh none/1
printf 'a line\n' >"$WORK/c/one"
g c add one
g c commit -q -m "one line"
push_refused c change-size origin HEAD
for what in "1 file is changed" "1 line is changed" "1 commit"; do
	contains "$ANSWER" "$what on the whole branch; at most 0" \
		"one is no plural: $what"
done

# Merges of main are free.
fresh hotfix/5
commit_file c b one "work"
g c checkout -q main
commit_file c e one "on main"
commit_file c f one "on main"
commit_file c g one "on main"
push_ok c origin main
g c checkout -q hotfix/5
g c merge -q -m "take main" main
push_ok c origin HEAD

# Each step of main.
g c checkout -q main
commit_file c h "$(printf '%01000d' 0)" "1001 bytes"
push_ok c origin main
commit_file c i "$(printf '%01023d' 0)" "1024 bytes"
push_ok c origin main
commit_file c j "$(printf '%01024d' 0)" "1025 bytes"
push_refused c change-size origin main

done_testing
