#!/bin/sh
# start-point, version: the next patch above the highest tag below.
# rules: start-point
# shellcheck disable=SC2016 # ${...} is for the policy
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"
# shellcheck source=tests/lib/memory.sh
. "$REFGATE_SRC/tests/lib/memory.sh"

new_server s <<'POLICY'
version: 1
rulesets:
  - name: hotfix
    refs: ["refs/heads/hotfix/*"]
    rules:
      ref-name:
        pattern: 'hotfix/v(?<version>[0-9.]+)(-[a-z]+)?'
        accept: [hotfix/v1.2.1-login]
      start-point: {from: ["refs/heads/main"], version: next-patch}
      file-content: [{path: base, must-match: '^${base}$'}]
      deletion: everyone
  - name: landing
    refs: ["refs/heads/main"]
    merging: ["refs/heads/hotfix/*"]
    rules: {merge: {}}
  - name: tags
    refs: ["refs/tags/v*"]
    rules: {version-order: {}, deletion: everyone}
POLICY
new_clone c
commit_file c a one "start"
commit_file c base v1.2.0 "base"
g c tag v1.1.7 HEAD~
g c tag v1.2.0
g c tag v1.3.0-rc1
g c tag v1.10
commit_file c a two "on main"
g c tag -m "next" v1.3.0
g c checkout -q -b unrelated v1.2.0
commit_file c u one "elsewhere"
g c tag v1.9.0
seed c

# hotfix NAME START: a branch with one commit.
hotfix() {
	g c checkout -q -B "hotfix/$1" "$2"
	commit_file c fix "$1" "fix"
}

hotfix v1.2.1 v1.2.0
push_ok c origin HEAD
hotfix v1.2.1-login v1.2.0
PUSH_NAME="two may be at work on one version" push_ok c origin HEAD
g c checkout -q -B hotfix/v1.2.1-empty v1.2.0
PUSH_NAME="empty, at the tag itself" push_ok c origin HEAD
hotfix v1.2.2 v1.2.0
push_refused c start-point origin HEAD
contains "$ANSWER" '"1.2.2" is not the next version' "it says what is wrong"
contains "$ANSWER" "base     v1.2.0, the highest version tag below" "the base"
contains "$ANSWER" "wanted   1.2.1" "and what is wanted"
hotfix v1.2.0 v1.2.0
push_refused c start-point origin HEAD
hotfix v1.3.0 v1.2.0
push_refused c start-point origin HEAD
hotfix v1.9.1 v1.2.0
PUSH_NAME="a tag of an unrelated branch is no base" push_refused c start-point \
	origin HEAD
hotfix v1.3.1 main
commit_file c base v1.3.0 "base"
push_ok c origin HEAD
hotfix v1.1.8 v1.1.7
commit_file c base v1.1.7 "base"
push_ok c origin HEAD
hotfix v1.2.1.1 v1.2.0
push_refused c start-point origin HEAD
hotfix v01.2.1 v1.2.0
push_refused c start-point origin HEAD
hotfix v0.0.1 "$(g c commit-tree -m root 'v1.2.0^{tree}')"
push_refused c "start-point structure" origin HEAD
contains "$ANSWER" '"hotfix/v0.0.1" has no version tag below it' \
	"no tag, no version"

# --- what a tag has had
g c checkout -q unrelated
g c tag v1.2.1
push_ok c origin v1.2.1
hotfix v1.2.1-again v1.2.0
push_refused c start-point origin HEAD
contains "$ANSWER" "wanted   1.2.2" "the next that is free"
paste c
is "$(server_ref s refs/heads/hotfix/v1.2.2-again)" "$(g c rev-parse HEAD)" \
	"the repair was pushed"
g c checkout -q hotfix/v1.2.1
commit_file c fix more "more"
PUSH_NAME="also while a branch of it is there" push_refused c start-point \
	origin HEAD
push_ok c origin :v1.2.1
hotfix v1.2.1-gone v1.2.0
PUSH_NAME="a yanked version is never used again" push_refused c start-point \
	origin HEAD
g s.git gc -q --prune=now
PUSH_NAME="nor after gc" push_refused c start-point origin HEAD

g s.git tag v1.1.8 unrelated
hotfix v1.1.8-more v1.1.7
commit_file c base v1.1.7 "base"
PUSH_NAME="a tag that came past the gate" push_refused c start-point origin HEAD
contains "$ANSWER" "wanted   1.1.9" "counts, too"

# --- what a branch has had
g c checkout -q main
g c merge -q --no-edit --no-ff hotfix/v1.3.1
push_ok c origin main
g c checkout -q hotfix/v1.3.1
commit_file c fix again "goes on"
PUSH_NAME="it may go on" push_ok c origin HEAD
hotfix v1.3.1-other v1.3.0
commit_file c base v1.3.0 "base"
PUSH_NAME="the version has landed" push_refused c start-point origin HEAD
contains "$ANSWER" "wanted   1.3.2" "the next one"
push_ok c origin :hotfix/v1.3.1
g c checkout -q hotfix/v1.3.1
PUSH_NAME="a new branch of the old name" push_refused c start-point origin HEAD
hotfix v1.3.2 v1.3.0
commit_file c base v1.3.0 "base"
push_ok c origin HEAD

# --- without a version in the name
set_policy s <<'POLICY'
version: 1
rulesets:
  - name: fix
    refs: ["refs/heads/fix/*"]
    rules:
      start-point: {from: ["refs/heads/main"], version: next-patch}
      file-content: [{path: version, must-match: '^${version} after ${base}$'}]
POLICY
g c checkout -q -B fix/x v1.3.0
commit_file c version "1.3.1 after v1.3.0" "bump"
push_refused c file-content origin HEAD
commit_file c version "1.3.2 after v1.3.0" "bump"
PUSH_NAME="the version is what is next" push_ok c origin HEAD
is "$(memory_names s version/ | wc -l)" 2 "a tag's and a branch's"

# --- the names are known where they have a value, and there only
bad() {
	set_policy s
	ok "$2" test "$(refgate policy lint "$WORK/s.git/refgate/policy.yml" \
		2>&1 | grep -c "$1")" -gt 0
}
bad 'unknown variable ${base}\|${base} has no value here' \
	"no base without a version" <<'POLICY'
version: 1
rulesets:
  - name: fix
    refs: ["refs/heads/fix/*"]
    rules:
      start-point: {from: ["refs/heads/main"], version: free}
      file-content: [{path: a, must-match: '${base}'}]
POLICY
bad '${base} has no value here' "nor where it lands" <<'POLICY'
version: 1
rulesets:
  - name: fix
    refs: ["refs/heads/fix/*"]
    rules: {start-point: {from: ["refs/heads/main"], version: next-patch}}
  - name: landing
    refs: ["refs/heads/main"]
    merging: ["refs/heads/fix/*"]
    rules: {file-content: [{path: a, must-match: '${base}'}]}
POLICY
bad "'base' is a capture here, and one of vars" "two of one name" <<'POLICY'
version: 1
vars: {base: x}
rulesets:
  - name: fix
    refs: ["refs/heads/fix/*"]
    rules: {start-point: {from: ["refs/heads/main"], version: next-patch}}
POLICY
bad "'version' cannot be 'next-minor'" "another word" <<'POLICY'
version: 1
rulesets:
  - name: fix
    refs: ["refs/heads/fix/*"]
    rules: {start-point: {from: ["refs/heads/main"], version: next-minor}}
POLICY

done_testing
