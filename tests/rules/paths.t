#!/bin/sh
# paths: what changes touch, and what they must bring.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"

new_server s <<'POLICY'
version: 1
rulesets:
  - name: hotfix
    refs: ["refs/heads/hotfix/*"]
    rules:
      start-point: {from: ["refs/heads/main"]}
      paths: {allow: ["src/**", "tests/**", "*.md"], deny: ["src/keys/**"]}
  - name: main
    refs: ["refs/heads/main"]
    rules:
      paths:
        require: ["tests/**"]
        or-added: '^#\[test\]'
        require-with: {"src/**": ["CHANGES"]}
        not-only: ["docs/**", "tests/**"]
POLICY
new_clone c
commit_file c src/a one "start"
commit_file c tests/a one "start"
commit_file c docs/a one "start"
seed c

fresh() {
	g c checkout -q -f -B "$1" origin/main
}

# --- allow: the whole branch
fresh hotfix/1
commit_file c src/a two "fix"
push_ok c origin HEAD
commit_file c build.sh one "tool"
push_refused c paths origin HEAD
contains "$ANSWER" '"build.sh" must not change' "the path is named"
commit_file c src/a three "more"
PUSH_NAME="also a commit later" push_refused c paths origin HEAD
paste c
is "$(server_ref s refs/heads/hotfix/1)" "$(g c rev-parse HEAD)" \
	"the repair was pushed"
is "$(g c diff --name-only origin/main HEAD)" "src/a" "without the path"
fresh hotfix/2
g c mv docs/a src/b
g c commit -q -m "a rename takes it away from docs"
push_refused c paths origin HEAD
contains "$ANSWER" '"docs/a"' "the old side of a rename"
fresh hotfix/3
chmod +x "$WORK/c/docs/a"
g c commit -q -a -m "a mode"
push_refused c paths origin HEAD

# --- deny: each commit
fresh hotfix/4
commit_file c src/keys/k one "a key"
commit_file c src/a four "work"
g c rm -q src/keys/k
g c commit -q -m "no key"
push_refused c paths origin HEAD
contains "$ANSWER" "2 of 3 commits" "there and back"
paste c
is "$(g c log --format=%s origin/main..origin/hotfix/4 -- src/keys)" "" \
	"the repair takes it out of each"
is "$(server_ref s refs/heads/hotfix/4)" "$(g c rev-parse HEAD)" \
	"and was pushed"
fresh hotfix/5
commit_file c src/a five "work"
g c checkout -q -b keys origin/main
commit_file c src/keys/k two "a key"
g c checkout -q hotfix/5
g c merge -q --no-ff -m "the key comes by a merge" keys
push_refused c paths origin HEAD
contains "$ANSWER" "1 of 3 commits" "the merge itself is not to blame"
fresh hotfix/6
commit_file c src/a six "work"
g c merge -q --no-commit --no-ff -s ours hotfix/1
mkdir -p "$WORK/c/src/keys"
echo evil >"$WORK/c/src/keys/k"
g c add src/keys/k
g c commit -q -m "an evil merge"
push_refused c paths origin HEAD
# shellcheck disable=SC2016 # a name, not an expansion
fresh 'hotfix/7'
# shellcheck disable=SC2016
commit_file c '$(touch x) *' one "an odd name"
push_refused c paths origin HEAD
paste c
is "$(server_ref s refs/heads/hotfix/7)" "$(g c rev-parse HEAD)" \
	"an odd name, mended"

# --- what must come along: main
fresh main
commit_file c build.sh two "no test"
push_refused c paths origin main
contains "$ANSWER" "nothing in tests/**" "what is missing"
g c rm -q tests/a
g c commit -q --amend -m "a test is removed"
push_refused c paths origin main
fresh main
commit_file c build.sh two "an empty test"
mkdir -p "$WORK/c/tests"
: >"$WORK/c/tests/b"
g c add tests
g c commit -q --amend --no-edit
push_refused c paths origin main
commit_file c tests/b two "a test"
push_ok c origin main
commit_file c lib.rs '#[test]' "a test inside"
push_ok c origin main
commit_file c src/a six "no changelog"
commit_file c tests/b six "and a test"
push_refused c paths origin main
contains "$ANSWER" "because  src/** changes" "why"
commit_file c CHANGES six "a changelog"
push_ok c origin main
commit_file c tests/b seven "tests"
commit_file c docs/a seven "and documentation only"
push_refused c paths origin main
contains "$ANSWER" "nothing but docs/**, tests/**" "not only these"
g c reset -q --hard origin/main
g c commit -q --allow-empty -m "nothing"
push_ok c origin main

done_testing
