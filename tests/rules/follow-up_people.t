#!/bin/sh
# follow-up: what people owe: a review, and what an override leaves.
# rules: follow-up
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"
# shellcheck source=tests/lib/approve.sh
. "$REFGATE_SRC/tests/lib/approve.sh"
# shellcheck source=tests/lib/override.sh
. "$REFGATE_SRC/tests/lib/override.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"
# shellcheck source=tests/lib/memory.sh
. "$REFGATE_SRC/tests/lib/memory.sh"

# policy AFTER: a review is owed after that
policy() {
	review="{name: review, within: 1w, after: $1, evidence: {approval: [leads]}}"
	set_policy s <<-POLICY
	version: 1
	people: {pam: {emails: [pam@example.com], logins: [$(id -un)]}}
	groups:
	  leads: [lead@example.com]
	  admins: [pam, two@example.com]
	override:
	  approvals: 1
	  from: [admins]
	  incident: 'INC-[0-9]+'
	  max-duration: 4h
	  require: {Reason: '.{10,}'}
	rulesets:
	  - name: hotfix
	    refs: ["refs/heads/hotfix/*"]
	    rules: {follow-up: [$review], deletion: everyone}
	  - name: landing
	    refs: ["refs/heads/main"]
	    merging: ["refs/heads/hotfix/*"]
	    rules:
	      follow-up: [$review]
	      merge: {message: {subject: {pattern: '^good'}}}
	  - {name: main, refs: ["refs/heads/main"], rules: {}}
	POLICY
	allow s pam two lead dev
}

new_server s none
policy landing
new_clone c
g c config user.name dev
g c config user.email dev@example.com
commit_file c a start "start"
seed c
# branch NAME; land NAME SUBJECT
branch() {
	g c checkout -q -B "hotfix/$1" main
	commit_file c "$1" one "fix $1"
}
land() {
	branch "$1"
	g c push -q origin "hotfix/$1" 2>/dev/null
	g c checkout -q main
	g c merge -q --no-ff -m "$2" "hotfix/$1"
}

# --- a review of what has landed
land one "good"
push_ok c origin main
memory_age s open/ "8 days"
branch two
push_warned c follow-up origin HEAD
contains "$ANSWER" 'review of "hotfix/one" is overdue' "a review is owed"
contains "$ANSWER" "missing  an approval of" "it says of what"
like "$(tr '\n' ' ' <"$ANSWER")" "by leads" "and by whom"
new_key lead
sign_with c lead
paste c 's/YOUR-NAME/lead/'
is "$(g s.git for-each-ref --format='%(refname:lstrip=3)' refs/approvals)" lead \
	"the reviewer's lines were pasted, and let in"
approve_say c two main
PUSH_NAME="of somebody else it is not" push_refused c approvals origin \
	"$(approval c two main)"
branch three
PUSH_NAME="reviewed" push_ok c origin HEAD
land four "good"
push_ok c origin main
is "$(memory_names s open/ | wc -l)" 1 "and forgotten"

# --- after an override
for ref in $(memory_names s open/); do
	g s.git update-ref -d "$ref"
done
policy override
land five "good"
push_ok c origin main
memory_age s open/ "8 days"
branch six
PUSH_NAME="a landing in order owes nothing" push_ok c origin HEAD
land seven "bad"
push_refused c merge origin main
authorize c two main
PUSH_NAME="the override" push_warned c "merge override" \
	-o override=INC-1 origin main
is "$(memory_text s "$(memory_names s open/ | sed 's|refs/refgate/||' |
	grep "$(g c rev-parse main)" | head -n 1)" | head -n 1)" \
	"after override" "it is remembered"
branch eight
PUSH_NAME="not due yet" push_ok c origin HEAD
memory_age s open/ "8 days"
branch nine
push_warned c follow-up origin HEAD
contains "$ANSWER" 'review of "hotfix/seven" is overdue' "of which branch"
contains "$ANSWER" "override 20" "since when"
approve c lead main
branch ten
PUSH_NAME="reviewed" push_ok c origin HEAD
land eleven "good"
push_ok c origin main
is "$(memory_names s open/ | wc -l)" 1 "forgotten"
done_testing
