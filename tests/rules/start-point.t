#!/bin/sh
# start-point: where branches are cut from.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"

new_server s <<'POLICY'
version: 1
rulesets:
  - name: hotfix
    refs: ["refs/heads/hotfix/*"]
    rules: {start-point: {from: ["refs/heads/main"]}, non-fast-forward: everyone}
  - name: patch
    refs: ["refs/heads/patch/*"]
    rules: {start-point: {from: ["refs/tags/v*", "refs/tags/w*"]}}
  - {name: lines, refs: ["refs/heads/main", "refs/heads/develop"], rules: {creation: everyone}}
  - {name: tags, refs: ["refs/tags/v*"], rules: {creation: everyone}}
POLICY
new_clone c
commit_file c a one "start"
commit_file c a two "second"
g c tag v1
commit_file c a three "third"
g c checkout -q -b develop HEAD~
commit_file c d one "develop 1"
commit_file c d two "develop 2"
seed c

g c checkout -q -B work main
PUSH_NAME="empty" push_ok c origin work:refs/heads/hotfix/1
PUSH_NAME="empty, at an old commit" push_ok c origin main~2:refs/heads/hotfix/2
commit_file c f one "fix"
push_ok c origin work:refs/heads/hotfix/1
PUSH_NAME="stacked on another of the ruleset" push_ok c origin \
	work:refs/heads/hotfix/3

g c checkout -q -B work develop~
commit_file c f two "fix"
push_refused c start-point origin work:refs/heads/hotfix/4
contains "$ANSWER" '"hotfix/4" holds commits of "develop"' "it says whose"

# Pushed to an ungoverned branch or tag first: no difference.
push_ok c origin work:refs/heads/launder work:refs/tags/wild
push_refused c start-point origin work:refs/heads/hotfix/4

# develop merged in later on, in a push of its own.
g c checkout -q -B work main
commit_file c f three "fix"
push_ok c origin work:refs/heads/hotfix/5
g c merge -q -m "take develop" develop~
push_refused c start-point origin work:refs/heads/hotfix/5

# The hotfix was merged into develop before it landed; it may go on.
g c checkout -q develop
g c merge -q -m "early" "$(server_ref s refs/heads/hotfix/5)"
push_ok c origin develop
g c checkout -q -B work "$(server_ref s refs/heads/hotfix/5)"
commit_file c f four "more of the fix"
push_ok c origin work:refs/heads/hotfix/5
PUSH_NAME="under another name it is develop's" push_refused c start-point \
	origin work:refs/heads/hotfix/6

# Both in one push.
g c checkout -q develop
commit_file c d three "develop 3"
g c checkout -q -B work
commit_file c f five "fix"
push_refused c start-point origin develop work:refs/heads/hotfix/7

# From a tag, which must be governed and below.
g c checkout -q -B work v1
commit_file c f six "patch"
push_ok c origin work:refs/heads/patch/1
g c checkout -q -B work v1~
commit_file c f seven "patch"
push_refused c start-point origin work:refs/heads/patch/2
push_ok c origin work:refs/tags/w1
PUSH_NAME="an ungoverned tag" push_refused c start-point origin \
	work:refs/heads/patch/2
push_ok c origin work:refs/tags/v2
PUSH_NAME="a tag on no governed branch" push_refused c start-point origin \
	work:refs/heads/patch/2

# The repair.
g c checkout -q -B hotfix/8 origin/develop
commit_file c g eight "fix"
push_refused c start-point origin hotfix/8
paste c
is "$(server_ref s refs/heads/hotfix/8)" "$(g c rev-parse hotfix/8)" \
	"the repair was pushed"
is "$(g c log --format=%s main..hotfix/8)" "fix" "with its own commit only"
push_ok c origin :refs/heads/launder

done_testing
