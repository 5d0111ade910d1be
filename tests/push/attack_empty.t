#!/bin/sh
# A repository that was emptied is no new one: no second import comes in
# that way. And names that hide others, in either order.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

new_server s <<'EOF'
version: 1
rulesets:
  - name: hotfix
    refs: ["refs/heads/hotfix/**"]
    rules:
      deletion: {allow: everyone}
      commit-message: {subject: {pattern: '^good'}}
  - name: tags
    refs: ["refs/tags/v*"]
    rules:
      annotated-tag: {}
EOF
new_clone c
g s.git config receive.denyDeleteCurrent ignore
commit_file c README.md one "bad first commit"
g c tag -a -m one v1
PUSH_NAME="an import" push_ok c origin HEAD:refs/heads/hotfix/old \
	HEAD:refs/heads/trunk v1
commit_file c README.md two "bad second commit"
push_refused c commit-message origin HEAD:refs/heads/hotfix/new
PUSH_NAME="all branches go" push_ok c origin :refs/heads/trunk \
	:refs/heads/hotfix/old
PUSH_NAME="that is no new repository" push_refused c commit-message \
	origin HEAD:refs/heads/hotfix/new
PUSH_NAME="its tags stay" push_refused c deletion origin :refs/tags/v1
refgate import open "$WORK/s.git" --for 1h >/dev/null
PUSH_NAME="a window opens it" push_ok c origin HEAD:refs/heads/hotfix/new
refgate import close "$WORK/s.git" >/dev/null

# --- the same through one push, a check, and a refused push
new_server t "$WORK/s.git/refgate/policy.yml"
new_clone d t
commit_file d README.md one "bad first commit"
push_ok d origin HEAD:refs/heads/trunk
g t.git config receive.denyDeletes true
push_run d origin :refs/heads/trunk
isnt "$PUSH_STATUS" 0 "git itself refuses to delete"
g t.git update-ref -d refs/heads/trunk
PUSH_NAME="it counts as emptied all the same" push_refused d commit-message \
	origin HEAD:refs/heads/hotfix/new

# --- a tag first, then the governed branch behind it
push_ok c origin HEAD:refs/tags/hotfix/hidden
commit_file c a x "good one"
PUSH_NAME="a new branch behind a tag" push_refused c structure origin \
	HEAD:refs/heads/hotfix/hidden
contains "$ANSWER" 'this branch would be hidden by the tag' \
	"and says so"
PUSH_NAME="another name is fine" push_ok c origin \
	HEAD:refs/heads/hotfix/seen
PUSH_NAME="so is the tag's going with the same push" push_ok c origin \
	:refs/tags/hotfix/hidden HEAD:refs/heads/hotfix/hidden
done_testing
