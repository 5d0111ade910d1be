#!/bin/sh
# frequency: more branches that land than were planned.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/memory.sh
. "$REFGATE_SRC/tests/lib/memory.sh"

# policy MAX [MORE [PER]]
policy() {
	set_policy s <<X
version: 1
rulesets:
  - name: landing
    refs: ["refs/heads/{main,next}"]
    merging: ["refs/heads/hotfix/*"]
    rules: {frequency: {max: $1, per: ${3:-30d}${2:-}}}
  - name: features
    refs: ["refs/heads/main"]
    merging: ["refs/heads/{feature/*,topic}"]
    rules: {frequency: {max: 1, per: 12h}}
X
}
new_server s none
policy 1
new_clone c
commit_file c a start "start"
g c branch next
seed c

# merge BRANCH [INTO]: the branch is pushed with a commit more, and merged.
merge() {
	g c fetch -q origin
	g c checkout -q -f -B "$1" "${3:-origin/main}"
	commit_file c "$1" "$1 $(date +%N)" "work on $1"
	g c push -q -f origin "$1" 2>/dev/null || die "push of $1"
	g c checkout -q -f -B "${2:-main}" "origin/${2:-main}"
	g c merge -q --no-ff --no-edit "$1"
}

merge hotfix/1
PUSH_NAME="the first" push_ok c origin main
merge hotfix/1
PUSH_NAME="the same branch again" push_ok c origin main
g c checkout -q -f -B next origin/next
g c merge -q --no-ff --no-edit hotfix/1
PUSH_NAME="the same branch elsewhere" push_ok c origin next
merge hotfix/2
PUSH_NAME="the second" push_warned c frequency origin main
contains "$ANSWER" "the 2nd hotfix within 30 days; 1 is planned" "is told"
like "$(cat "$ANSWER")" 'before +20[0-9T:-]+Z  hotfix/1 \([0-9a-f]+\)' \
	"and which came before"
merge hotfix/3 next origin/next
PUSH_NAME="on another ref" push_warned c frequency origin next
contains "$ANSWER" "the 3rd hotfix within 30 days" "the third"
policy 2
merge hotfix/3
push_warned c frequency origin main
contains "$ANSWER" "the 3rd hotfix within 30 days; 2 are planned" "of two"
policy 3
merge hotfix/3
PUSH_NAME="three of three" push_ok c origin main

# --- refused, where the policy says so
policy 3 ', severity: error'
merge hotfix/4
push_refused c frequency origin main
contains "$ANSWER" "hint: gather what can wait" "with a hint"
push_refused c frequency origin main
contains "$ANSWER" "the 4th hotfix" "what is refused does not count"

# --- the window
memory_age s month/ "29 days"
push_refused c frequency origin main
memory_age s month/ "31 days"
PUSH_NAME="older ones are over" push_ok c origin main
memory_age s month/ "31 days"
month=$(date -u -d '32 days ago' +%Y-%m)
for i in 1 2 3; do
	blob=$(printf '%s\n' "branch refs/heads/hotfix/old-$i" \
		"commit $(server_ref s main)" \
		"time $(date -u -d '32 days ago' +%Y-%m-%dT%H:%M:%SZ)" \
		"ruleset landing" | g s.git hash-object -w --stdin)
	g s.git update-ref "refs/refgate/month/$month/old-$i" "$blob"
done
for name in $(memory_names s "month/$(date -u +%Y-%m)/"); do
	g s.git update-ref -d "$name"
done
policy 3 ', severity: error' 60d
merge hotfix/5
PUSH_NAME="those of another month count" \
	push_refused c frequency origin main
g s.git update-ref -d "refs/refgate/month/$month/old-2"
push_ok c origin main

# --- several in one push
policy 1 ', severity: error'
memory_age s month/ "31 days"
for i in 1 2 3; do
	g c checkout -q -b "hotfix/once-$i" origin/main
	commit_file c "once-$i" one "hotfix $i"
done
g c push -q origin hotfix/once-1 hotfix/once-2 hotfix/once-3 2>/dev/null
g c checkout -q -f -B main origin/main
for i in 1 2 3; do
	g c merge -q --no-ff --no-edit "hotfix/once-$i"
done
PUSH_NAME="those before it in the push count" \
	push_refused c frequency origin main
contains "$ANSWER" "the 2nd hotfix" "the second one"
contains "$ANSWER" "the 3rd hotfix" "and the third"
lacks "$ANSWER" "the 1st hotfix" "but not the first"
push_ok c origin main~2:main
g c fetch -q origin
policy 3 ', severity: error'
PUSH_NAME="as many as may" push_ok c origin main

# --- each ruleset counts for itself
merge feature/1
push_ok c origin main
merge topic
push_warned c frequency origin main
contains "$ANSWER" "the 2nd landing within 12h; 1 is planned" \
	"a branch of no kind, and hours"

# --- others
commit_file c a two "ordinary work"
push_ok c origin main
blob=$(echo "branch x" | g s.git hash-object -w --stdin)
g s.git update-ref "refs/refgate/month/$(date -u +%Y-%m)/x" "$blob"
merge hotfix/6
PUSH_NAME="what is broken refuses" push_refused c frequency origin main
contains "$ANSWER" "is no landing" "and says why"
for options in '' 'max: 1' 'per: 30d' 'max: 0, per: 30d' 'max: 1, per: 367d'; do
	set_policy s <<X
version: 1
rulesets: [{name: a, refs: ["refs/heads/a"], rules: {frequency: {$options}}}]
X
	push_run c origin HEAD:a
	isnt "$PUSH_STATUS" 0 "no policy: {$options}"
done
done_testing
