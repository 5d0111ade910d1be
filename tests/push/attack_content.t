#!/bin/sh
# A change that a rule refuses does not get past it in another form: merges
# that are none, reverts that are none, pieces, detours.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

new_server s <<'EOF'
version: 1
rulesets:
  - name: hotfix
    refs: ["refs/heads/hotfix/**"]
    rules:
      non-fast-forward: {allow: everyone}
      deletion: {allow: everyone}
      start-point: {from: ["refs/heads/main"]}
      paths: {deny: ["ci/**"]}
      change-size: {files: 3, lines: 20}
      commit-message:
        subject: {pattern: '^good'}
        exempt: {merges: true, reverts: true, picks-of: ["refs/heads/main"]}
  - name: scoped
    refs: ["refs/heads/scoped/**"]
    rules:
      start-point: {from: ["refs/heads/main"]}
      paths: {allow: ["src/**"]}
EOF
new_clone c
commit_file c ci/build old "old ci"
commit_file c src/a one "code"
old_ci=$(g c rev-parse HEAD)
commit_file c ci/build new "new ci"
commit_file c src/b two "more code"
seed c
main=$(g c rev-parse HEAD)

# on BRANCH [COMMIT]: from there on (default: main)
on() {
	g c checkout -q -f -B "$1" "${2:-$main}"
}
# refused RULES NAME: what HEAD of the clone is, as hotfix/x
refused() {
	PUSH_NAME=$2
	push_refused c "$1" origin +HEAD:refs/heads/hotfix/x
}
# fake MESSAGE PARENTS...: prints a commit with the index for a tree
fake() {
	fake_message=$1
	shift
	g c commit-tree "$@" -m "$fake_message" "$(g c write-tree)"
}
# stage PATH CONTENT
stage() {
	mkdir -p "$(dirname "$WORK/c/$1")"
	printf '%s\n' "$2" >"$WORK/c/$1"
	g c add -A
}

# --- merges that are none
on w; stage src/c three
g c reset -q --hard "$(fake "bad message" -p HEAD -p HEAD~1)"
refused commit-message "a merge of its own past is no merge"
on w; stage src/c three
g c reset -q --hard "$(fake "bad message" -p HEAD -p HEAD 2>/dev/null)"
refused commit-message "a merge of the same twice"
on w; stage ci/build old
g c reset -q --hard "$(fake "good merge" -p HEAD -p "$old_ci")"
refused paths "rolls ci back behind a merge of its own past"
on w; stage ci/build evil
g c reset -q --hard "$(fake "good merge" -p HEAD -p "$old_ci")"
refused paths "changes ci in a merge"
on w; stage ci/build evil; g c commit -q -m "good one"
stage ci/build new; g c commit -q -m "good back"
refused paths "denied and taken back"
on side; stage ci/build evil; g c commit -q -m "good side"
on w; stage src/c three; g c commit -q -m "good mine"
g c merge -q --no-ff -m "Merge side" side
refused paths "denied on a merged side branch"
on w; stage src/c three; g c commit -q -m "good mine"
mine=$(g c rev-parse HEAD)
on other "$main"; stage src/d four; g c commit -q -m "good other"
stage src/e evil
g c reset -q --hard "$(fake "bad evil merge" -p HEAD -p "$mine")"
refused commit-message "a merge with a change of its own is not clean"
on w; stage src/c three; g c commit -q -m "good mine"; mine=$(g c rev-parse HEAD)
g c reset -q --hard "$(fake "bad octopus" -p "$main" -p "$mine" -p "$old_ci")"
refused commit-message "an octopus with its own past among the parents"
on w "$old_ci"; stage src/c three; g c commit -q -m "good mine"
g c merge -q -s ours -m "Merge main" "$main"
refused "commit-message paths" "-s ours takes main back"
on w "$old_ci"; stage src/c three; g c commit -q -m "good mine"
g c merge -q -s ours -m "good main" "$main"
refused paths "-s ours takes ci back"
on w "$old_ci"; stage src/c three; g c commit -q -m "good mine"
g c merge -q --no-edit -m "Merge main" "$main"
PUSH_NAME="an honest merge of main" push_ok c origin +HEAD:refs/heads/hotfix/x

# --- reverts that are none
on w; stage src/b changed; g c commit -q -m "good one"
first=$(g c rev-parse HEAD)
stage src/b two; stage src/c more
g c commit -q -m "Revert \"good one\"

This reverts commit $first."
refused commit-message "a revert that carries a change"
on w; stage src/b changed; g c commit -q -m "good one"
first=$(g c rev-parse HEAD)
g c revert --no-edit HEAD >/dev/null
g c revert --no-edit HEAD >/dev/null
refused commit-message "a revert of a revert"
on w; stage src/b changed
g c commit -q -m "bad revert

This reverts commit $main."
refused commit-message "a revert by message alone"
on w; g c commit -q --allow-empty -m "Revert \"x\"

This reverts commit $main."
refused commit-message "an empty revert"

# --- picks that are none
on w; stage src/b changed
g c commit -q -m "bad pick

(cherry picked from commit $main)"
refused commit-message "a pick by message alone"

# --- pieces: the whole change counts, over many pushes
on w
for i in 1 2 3; do
	stage "src/n$i" "$i"; g c commit -q -m "good $i"
	push_ok c origin +HEAD:refs/heads/hotfix/pieces
done
stage src/n4 4; g c commit -q -m "good 4"
PUSH_NAME="a fourth file in a fourth push" push_refused c change-size origin HEAD:refs/heads/hotfix/pieces
PUSH_NAME="under another name" push_refused c change-size origin HEAD:refs/heads/hotfix/other
g c rm -q src/n1; stage src/n4 4; g c commit -q --amend -m "good 4"
PUSH_NAME="three in all again" push_ok c origin HEAD:refs/heads/hotfix/pieces
on w; g c mv src/a outside; g c commit -q -m "good rename"
PUSH_NAME="renamed away" push_refused c paths origin HEAD:refs/heads/scoped/x
on w; g c mv ci/build src/build; g c commit -q -m "good rename"
refused paths "renamed out of a denied folder"
on w; g c update-index --chmod=+x ci/build; g c commit -q -m "good mode"
refused paths "a mode only"
on w; g c update-index --add --cacheinfo "160000,$main,ci/sub"; g c commit -q -m "good sub"
refused paths "a submodule"
on w; stage src/c "$(head -c 100000 /dev/zero | tr '\0' x)"; g c commit -q -m "good line"
refused change-size "one enormous line"
on w; head -c 100000 /dev/zero >"$WORK/c/src/bin"; g c add -A; g c commit -q -m "good bin"
refused change-size "a binary file"
on w; stage src/c one; g c commit -q -m "bad one"; stage src/c two; g c commit -q -m "good two"
refused commit-message "a bad one below a good one"

# --- a second root
g c checkout -q --orphan root; g c rm -rqf .; stage src/r r; g c commit -q -m "bad root"
root=$(g c rev-parse HEAD)
on w; g c merge -q --no-ff --allow-unrelated-histories -m "good merge" "$root"
refused commit-message "a second root merged in"
on w; g c merge -q --no-ff --allow-unrelated-histories -s ours -m "good merge" "$root"
refused commit-message "a second root merged with -s ours"
done_testing
