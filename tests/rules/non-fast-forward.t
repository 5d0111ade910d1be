#!/bin/sh
# non-fast-forward: nothing that was there is lost.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"

new_server s <<'POLICY'
version: 1
rulesets:
  - {name: main, refs: ["refs/heads/main", "refs/tags/v*"], rules: {creation: everyone}}
  - {name: mine, refs: ["refs/heads/mine"], rules: {non-fast-forward: everyone}}
POLICY
new_clone c
commit_file c a one "start"
commit_file c a two "second"
seed c HEAD:refs/heads/main HEAD:refs/heads/mine HEAD:refs/heads/free \
	HEAD:refs/tags/v1

push_refused c non-fast-forward origin +HEAD~:refs/heads/main
contains "$ANSWER" 'nobody may force-push to "main"' "it says what"
push_ok c origin +HEAD~:refs/heads/mine +HEAD~:refs/heads/free
push_refused c non-fast-forward origin +HEAD~:refs/tags/v1
blob=$(g c rev-parse HEAD:a)
PUSH_NAME="a tag moves to a file" push_refused c non-fast-forward \
	origin "+$blob:refs/tags/v1"

# A side line is no step forward; the repair puts it on top.
g c checkout -q -B main HEAD~
commit_file c b one "beside"
push_refused c non-fast-forward origin +main
paste c
is "$(server_ref s refs/heads/main)" "$(g c rev-parse main)" \
	"the repair was pushed"
is "$(g c log -1 --format=%s main~)" "second" "on top of the server's"
commit_file c b two "forward"
push_ok c origin main

done_testing
