#!/bin/sh
# follow-up: what a landing owes, told when it is overdue.
# shellcheck disable=SC2016 # ${...} is for the policy
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"
# shellcheck source=tests/lib/memory.sh
. "$REFGATE_SRC/tests/lib/memory.sh"
export GIT_EDITOR="echo a tag >"

# policy SEVERITY ITEM...: one list for hotfixes and where they land
policy() {
	follow_up="{severity: $1"
	shift
	items=$(printf '%s, ' "$@")
	follow_up="$follow_up, items: [${items%, }]}"
	set_policy s <<-POLICY
	version: 1
	rulesets:
	  - name: hotfix
	    refs: ["refs/heads/hotfix/*"]
	    rules:
	      ref-name: {pattern: 'hotfix/v(?<version>[0-9.]+)(-[a-z]+)?'}
	      deletion: everyone
	      non-fast-forward: everyone
	      follow-up: $follow_up
	  - name: landing
	    refs: ["refs/heads/main"]
	    merging: ["refs/heads/hotfix/*"]
	    rules:
	      follow-up: $follow_up
	  - name: main
	    refs: ["refs/heads/main"]
	    rules: {non-fast-forward: everyone}
	  - name: tags
	    refs: ["refs/tags/v*"]
	    rules: {version-order: {}, deletion: everyone}
	POLICY
}

new_server s none
policy warning \
	'{name: back-merge, within: 1h, evidence: {merged-into: ["refs/heads/develop", "refs/heads/release/*"]}}'
new_clone c
commit_file c a one "start"
g c branch develop
seed c

# branch NAME: pushed, with a commit; land NAME: merged and pushed
branch() {
	g c checkout -q -B "hotfix/$1" "${2:-main}"
	commit_file c "$1" one "fix $1"
}
land() {
	branch "$1"
	g c push -q origin "hotfix/$1" 2>/dev/null
	g c checkout -q main
	g c merge -q --no-ff --no-edit "hotfix/$1"
	g c push -q origin main 2>/dev/null
	g c checkout -q "hotfix/$1"
}
# late: what is owed is owed for two hours
late() {
	memory_age s open/ "2 hours"
}
owed() {
	memory_names s open/ | wc -l
}

# --- what a landing leaves
land v1.0.1
tip=$(g c rev-parse hotfix/v1.0.1)
is "$(owed)" 1 "a landing owes something"
text=$(memory_text s "$(memory_names s open/ | sed 's|refs/refgate/||')")
like "$text" "^after landing" "after a landing"
like "$text" "^branch refs/heads/hotfix/v1.0.1" "its branch"
like "$text" "^ref refs/heads/main" "where it came in"
like "$text" "^ruleset landing" "the ruleset"
like "$text" "^commit $(g c rev-parse main)" "by which commit"
like "$text" "^from $(g c rev-parse main~)" "what was there before"
like "$text" "^tip $tip" "the tip"
like "$text" "^var version 1.0.1" "what its name said"

# --- told when it is overdue, to those who come next
branch v1.0.2
PUSH_NAME="it is not due yet" push_ok c origin HEAD
late
PUSH_NAME="no landing, no creation: nothing is asked" push_ok c origin \
	-f HEAD~:refs/heads/hotfix/v1.0.2
branch v1.0.3
push_warned c follow-up origin HEAD
contains "$ANSWER" 'back-merge of "hotfix/v1.0.1" is overdue' \
	"it says what, of which"
contains "$ANSWER" "landed   20" "since when"
contains "$ANSWER" "was due  20" "until when"
contains "$ANSWER" "missing  its commits on develop" "and what is missing"
g c checkout -q main
commit_file c a two "ordinary work"
PUSH_NAME="ordinary work is not told" push_ok c origin main
g c merge -q --no-ff --no-edit hotfix/v1.0.3
PUSH_NAME="the next landing is" push_warned c follow-up origin main
is "$(owed)" 2 "and owes something itself"
paste c
is "$(g s.git merge-base --is-ancestor "$tip" develop && echo yes)" yes \
	"the back-merge was pasted"
g c push -q origin :hotfix/v1.0.1
branch v1.0.4
PUSH_NAME="paid, the other is not due" push_ok c origin HEAD
is "$(owed)" 2 "only a landing forgets"
land v1.0.5
is "$(owed)" 2 "what was paid is forgotten"
late

# --- every open ref: releases on main are closed
g c checkout -q develop
g c merge -q --no-edit main
g c push -q origin develop main~3:refs/heads/release/0.9 2>/dev/null
branch v1.0.6
PUSH_NAME="all is there, the release is on main" push_ok c origin HEAD
g c checkout -q -B release/1.1 main~3
commit_file c r one "release work"
g c push -q origin release/1.1 2>/dev/null
branch v1.0.7
push_warned c follow-up origin HEAD
contains "$ANSWER" "missing  its commits on release/1.1" "an open release"
lacks "$ANSWER" "develop" "and no other"
paste c
branch v1.0.8
PUSH_NAME="the repair mended them all" push_ok c origin HEAD
land v1.0.10
is "$(owed)" 1 "and forgotten"

late
g c push -q origin :release/1.1 :release/0.9 main~:refs/heads/release/1.2 \
	2>/dev/null
policy warning '{name: back-merge, within: 1h, evidence: {merged-into: ["refs/heads/release/*"]}}'
branch v1.0.17
PUSH_NAME="all releases are on main" push_ok c origin HEAD
policy warning '{name: back-merge, within: 1h, evidence: {merged-into: ["refs/heads/release/1.2"]}}'
branch v1.0.18
PUSH_NAME="but what is named stays open" push_warned c follow-up origin HEAD

# --- picks
pick='{name: backport, within: 1h, evidence: {merged-into: ["refs/heads/develop"], by: cherry-pick}}'
policy warning "$pick"
branch v1.0.11
commit_file c "more" one "more of it"
g c push -q origin HEAD 2>/dev/null
g c checkout -q main
g c merge -q --no-ff --no-edit hotfix/v1.0.11
g c push -q origin main 2>/dev/null
for ref in $(memory_names s open/ | grep -v "$(g c rev-parse main)"); do
	g s.git update-ref -d "$ref"
done
late
branch v1.0.12
push_warned c follow-up origin HEAD
g c checkout -q develop
g c cherry-pick hotfix/v1.0.11~ >/dev/null
g c push -q origin develop 2>/dev/null
branch v1.0.13
PUSH_NAME="one of two" push_warned c follow-up origin HEAD
g c checkout -q develop
g c cherry-pick hotfix/v1.0.11 >/dev/null
g c push -q origin develop 2>/dev/null
branch v1.0.14
PUSH_NAME="all were picked" push_ok c origin HEAD
policy warning '{name: back-merge, within: 1h, evidence: {merged-into: ["refs/heads/develop"]}}'
branch v1.0.15
PUSH_NAME="where a merge is wanted, picks do not do" push_warned c follow-up \
	origin HEAD
policy warning '{name: back-merge, within: 1h, evidence: {merged-into: ["refs/heads/next"]}}'
branch v1.0.16
PUSH_NAME="where there is no such branch, nothing is owed" push_ok c origin HEAD

# --- a tag
forget() {
	for ref in $(memory_names s open/); do
		g s.git update-ref -d "$ref"
	done
}
forget
policy warning '{name: "tag of ${version}", within: 1h, evidence: {tag: "v${version}"}}'
land v2.0.1
landed=$(g c rev-parse main)
late
branch v2.0.2
push_warned c follow-up origin HEAD
contains "$ANSWER" 'tag of 2.0.1 of "hotfix/v2.0.1" is overdue' "its own name"
contains "$ANSWER" "missing  the tag v2.0.1" "which tag"
paste c
is "$(server_ref s 'v2.0.1^{commit}')" "$landed" "the repair tags what landed"
branch v2.0.3
push_ok c origin HEAD
g c push -q origin :v2.0.1 2>/dev/null
branch v2.0.4
PUSH_NAME="a tag that was there was made" push_ok c origin HEAD

# --- a file
forget
policy warning \
	'{name: report, within: 1h, evidence: {path: "reports/*.md", ref: refs/heads/main, must-match: ["^## Cause", "^## Action"]}}' \
	'{name: notes, within: 1h, evidence: {path: "notes/${version}.txt", ref: refs/heads/main}}'
g c checkout -q main
commit_file c reports/old.md "## Cause
## Action" "an earlier report"
commit_file c notes/2.1.1.txt "x" "notes, written before"
g c push -q origin main 2>/dev/null
land v2.1.1
late
branch v2.1.2
push_warned c follow-up origin HEAD
contains "$ANSWER" "missing  the file reports/*.md on main" "the file"
lacks "$ANSWER" "notes" "what names the version may have been there before"
g c checkout -q main
commit_file c reports/new.md "## Cause" "half a report"
g c push -q origin main 2>/dev/null
branch v2.1.3
PUSH_NAME="half a report" push_warned c follow-up origin HEAD
g c checkout -q main
commit_file c reports/new.md "## Cause
x
## Action" "a report"
g c push -q origin main 2>/dev/null
branch v2.1.4
PUSH_NAME="a report" push_ok c origin HEAD

# --- a landing that was taken back owes nothing
forget
policy warning '{name: back-merge, within: 1h, evidence: {merged-into: ["refs/heads/develop"]}}'
land v3.0.1
late
g c push -q -f origin main~:main 2>/dev/null
g c fetch -q
branch v3.0.2 origin/main
PUSH_NAME="main was set back" push_ok c origin HEAD
g c push -q origin :hotfix/v3.0.1 2>/dev/null
g s.git reflog expire --all --expire=now
g s.git gc -q --prune=now
branch v3.0.3 origin/main
PUSH_NAME="nothing of it is left" push_ok c origin HEAD
g c checkout -q -B main origin/main
land v3.0.4
is "$(owed)" 1 "it is forgotten"

# --- as an error, and under other policies
policy error '{name: back-merge, within: 1s, evidence: {merged-into: ["refs/heads/develop"]}}'
sleep 2
branch v3.0.5
push_refused c follow-up origin HEAD
paste c
is "$(server_ref s refs/heads/hotfix/v3.0.5)" \
	"$(g c rev-parse hotfix/v3.0.5)" "the repair lets it in"
forget
policy warning '{name: x, within: 1h, evidence: {tag: "x"}}'
land v3.1.1
late
sed -i 's/^ref-name.*//; s/version>/number>/' "$WORK/s.git/refgate/policy.yml"
sed -i 's/{tag: "x"}/{tag: "v${number}"}/' "$WORK/s.git/refgate/policy.yml"
branch v3.1.2
PUSH_NAME="what it cannot know is owed, not broken" push_warned c follow-up \
	origin HEAD
g s.git update-ref "$(memory_names s open/)" \
	"$(echo nonsense | g s.git hash-object -w --stdin)"
branch v3.1.3
PUSH_NAME="a memory that cannot be read" push_refused c follow-up origin HEAD
contains "$ANSWER" "could not be judged" "is broken"
forget
branch v3.1.4
push_ok c origin HEAD

# --- wrong policies
bad() {
	policy warning "$1"
	refgate policy lint "$WORK/s.git/refgate/policy.yml" >"$ANSWER" 2>&1
	contains "$ANSWER" "$2" "lint: $2"
}
bad '{name: x, within: 1h, evidence: {}}' \
	"'x' does not say what shows that it was done"
bad '{name: x, within: 1h, evidence: {tag: x, path: y, ref: z}}' "write one of"
bad '{name: x, within: 1h, evidence: {path: y}}' "path and ref belong together"
bad '{name: x, within: 1h, evidence: {tag: y, must-match: z}}' \
	"must-match belongs to path"
bad '{name: x, evidence: {tag: y}}' "within"
bad '{name: x, within: 1h, after: lunch, evidence: {tag: y}}' "lunch"
done_testing
