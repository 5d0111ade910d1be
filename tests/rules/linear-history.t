#!/bin/sh
# linear-history: no merges among what is new.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"

new_server s <<'POLICY'
version: 1
rulesets:
  - {name: line, refs: ["refs/heads/line"], rules: {linear-history: {}}}
POLICY
new_clone c
commit_file c a one "start"
g c checkout -q -b side
commit_file c b one "side"
g c checkout -q -b old main
g c merge -q --no-ff -m "an old merge" side
seed c old:refs/heads/line main:refs/heads/main
g c checkout -q -b line
commit_file c a two "second"
PUSH_NAME="merges that were there" push_ok c origin line
commit_file c a three "third"
g c checkout -q -b more line~
commit_file c c one "more"
g c checkout -q line
g c merge -q --no-ff -m "a merge" more
commit_file c a four "fourth"
push_refused c linear-history origin line
contains "$ANSWER" "1 of 4 commits must not be a merge" "it counts"
contains "$ANSWER" "$(g c rev-parse --short=7 line~)" "and names the commit"
paste c
is "$(server_ref s refs/heads/line)" "$(g c rev-parse line)" \
	"the repair was pushed"
is "$(g c show line:c)" "one" "with what was merged"

done_testing
