#!/bin/sh
# lifetime: branches that the server has seen for too long.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/memory.sh
. "$REFGATE_SRC/tests/lib/memory.sh"

# policy SEVERITY...: a line for each of the two places.
policy() {
	set_policy s <<X
version: 1
rulesets:
  - name: hotfix
    refs: ["refs/heads/hotfix/*"]
    rules: {lifetime: {max: 6h$1}, deletion: {allow: everyone}}
  - name: landing
    refs: ["refs/heads/main"]
    merging: ["refs/heads/hotfix/*"]
    rules: {lifetime: {max: 6h$2}}
X
}
new_server s none
policy '' ''
new_clone c
commit_file c a start "start"
g c branch old
seed c old:refs/heads/hotfix/old main:refs/heads/main

seen() {
	memory_names s seen/
}

# --- a new branch
g c checkout -q -b hotfix/1
commit_file c b one "a fix"
push_ok c origin HEAD
is "$(seen)" "refs/refgate/seen/$(memory_hash refs/heads/hotfix/1)" \
	"it is seen"
first=$(memory_text s "seen/$(memory_hash refs/heads/hotfix/1)")
like "$first" '^time [0-9T:-]+Z$' "at a time"
commit_file c b two "more"
push_ok c origin HEAD
is "$(memory_text s "seen/$(memory_hash refs/heads/hotfix/1)")" "$first" \
	"and only once"
memory_age s seen/ "359 minutes"
commit_file c b three "still more"
PUSH_NAME="as old as it may be" push_ok c origin HEAD
memory_age s seen/ "9 hours"
commit_file c b four "too much"
PUSH_NAME="older" push_warned c lifetime origin HEAD
contains "$ANSWER" '"hotfix/1" is 9h old; it was to land within 6h' "how old"
like "$(cat "$ANSWER")" '  seen +20[0-9T:-]+Z' "since when"
like "$(cat "$ANSWER")" '  due +20[0-9T:-]+Z' "and when it was due"
g c commit -q --allow-empty --date=2001-01-01T00:00:00Z -m "an old date"
memory_age s seen/ "5 hours"
PUSH_NAME="the dates of commits say nothing" push_ok c origin HEAD
memory_age s seen/ "9 hours"

# --- its landing
g c checkout -q main
g c merge -q --no-ff --no-edit hotfix/1
policy ', severity: error' ', severity: error'
PUSH_NAME="its landing, refused" push_refused c lifetime origin main
contains "$ANSWER" "begin a new branch for what is still needed" "with a hint"
policy '' ', severity: warning'
PUSH_NAME="its landing, with a warning" push_warned c lifetime origin main
memory_age s seen/ "5 hours"
g c checkout -q hotfix/1
g c merge -q --ff-only main
commit_file c b five "in time"
policy ', severity: error' ', severity: error'
push_ok c origin HEAD HEAD:main

# --- the end of it
memory_age s seen/ "9 hours"
push_ok c origin :hotfix/1
is "$(seen)" "" "what is deleted is forgotten"
commit_file c b six "again"
push_ok c origin HEAD
is "$(seen | wc -l)" 1 "and seen again"
memory_age s seen/ "9 hours"
g s.git update-ref -d refs/heads/hotfix/1
commit_file c b seven "created past the memory of it"
push_ok c origin HEAD
commit_file c b eight "young again"
push_ok c origin HEAD

# --- branches that were there before the rule
g c checkout -q old
commit_file c b one "an old branch"
push_ok c origin old:hotfix/old
is "$(seen | wc -l)" 2 "are seen when they move"
g c fetch -q origin
g c checkout -q -b hotfix/unseen origin/main
g s.git fetch -q "$WORK/c" hotfix/unseen:hotfix/unseen
commit_file c u one "never pushed before"
g s.git fetch -q "$WORK/c" hotfix/unseen:hotfix/unseen
push_ok c origin HEAD:main
policy ', severity: error' ''

# --- what is broken refuses
memory=refs/refgate/seen/$(memory_hash refs/heads/hotfix/old)
g s.git update-ref "$memory" "$(echo 'branch x' |
	g s.git hash-object -w --stdin)"
g c checkout -q old
commit_file c b two "broken"
push_refused c lifetime origin old:hotfix/old
contains "$ANSWER" "refs/heads/hotfix/old has no time" "a text without a time"
g s.git update-ref "$memory" "$(server_ref s main)"
push_refused c lifetime origin old:hotfix/old
contains "$ANSWER" "is no text" "a value that is no text"
is "$(grep -c "is no text" "$ANSWER")" 1 "told once"

# --- others
g c tag v1
push_ok c origin v1 HEAD:other
set_policy s <<'X'
version: 1
rulesets: [{name: a, refs: ["refs/heads/a"], rules: {lifetime: {}}}]
X
push_run c origin HEAD:a
isnt "$PUSH_STATUS" 0 "without max the policy does not load"
done_testing
