#!/bin/sh
# What a merge has to say, and which of two rules asks it.
# rules: merge commit-message
# Scripts and variables of policies are no expansions; paths have blanks.
# shellcheck disable=SC2016,SC2089,SC2090
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"

# policy MERGE [COMMIT]: of main, beside a rule for all messages.
policy() {
	set_policy s <<-POLICY
	version: 1
	rulesets:
	  - name: hotfix
	    refs: ["refs/heads/hotfix/*"]
	    rules:
	      ref-name: {pattern: 'hotfix/(?<number>[0-9]+)'}
	  - name: main
	    refs: ["refs/heads/main"]
	    rules:
	      merge: $1
	      commit-message: {subject: {pattern: '^(fix|docs): '}}
	  - name: landing
	    refs: ["refs/heads/main"]
	    merging: ["refs/heads/hotfix/*"]
	    rules: {merge: ${2:-~}}
	POLICY
}
lands='{commit: any, message: {subject: {pattern: "^Land ", shape: "Land <branch>"}, trailers: [{name: Ticket, pattern: "[0-9]+", required: true}]}}'

new_server s none
policy "$lands"
new_clone c
commit_file c a start "start"
seed c

fresh() {
	g c fetch -q origin
	g c checkout -q -f -B "${1:-main}" "${2:-origin/main}"
}

topic() {
	fresh "$1"
	commit_file c "$1" one "${2:-fix: work on $1}"
	g c push -q origin "$1" 2>/dev/null || die "push of $1"
}

# land BRANCH SUBJECT [TRAILER]
land() {
	printf '%s\n' "$2" ${3:+"" "$3"} >"$WORK/message"
	g c merge -q --no-ff -F "$WORK/message" "$1"
}

# --- the merge is its rule's, the rest the other one's
topic one
fresh
land one "Land one" "Ticket: 1"
PUSH_NAME="as it must be" push_ok c origin main
topic two
fresh
land two "fix: two" "Ticket: 2"
PUSH_NAME="as a commit must be" push_refused c merge origin main
contains "$ANSWER" "1 of 2 commits needs another message" "it says so"
contains "$ANSWER" "Land <branch>" "and which"
printf 'Land two\n\nTicket: 2\n' >"$WORK/message"
printf '#!/bin/sh\ncp "%s" "$1"\n' "$WORK/message" >"$WORK/editor"
chmod +x "$WORK/editor"
GIT_EDITOR="'$WORK/editor'"
export GIT_EDITOR
paste c
is "$(server_ref s refs/heads/main)" "$(g c rev-parse main)" "the repair lands"
is "$(g c log -1 --format=%s main)" "Land two" "with that message"
topic three "no such message"
fresh
land three "Land three" "Ticket: 3"
PUSH_NAME="what comes in is still judged" push_refused c commit-message \
	origin main
fresh
land three "Land three"
PUSH_NAME="both" push_refused c "commit-message merge" origin main
contains "$ANSWER" "Ticket: <" "the missing trailer is shown"

# --- merges inside of branches are not this one's
topic four
fresh side
commit_file c side one "fix: beside"
g c checkout -q four
g c merge -q --no-ff -m "Merge branch 'side'" side
g c push -q origin four 2>/dev/null
fresh
land four "Land four" "Ticket: 4"
PUSH_NAME="a merge in what comes in" push_refused c commit-message origin main
contains "$ANSWER" "Merge branch 'side'" "it is named"
fresh four-b four~
g c merge -q --no-ff -m "fix: all of it" side
g c push -q origin four-b 2>/dev/null
fresh
land four-b "Land four" "Ticket: 4"
PUSH_NAME="with a commit's message" push_ok c origin main
# Neither is one that main is fast-forwarded through.
fresh five
fresh beside
commit_file c beside one "fix: beside"
g c checkout -q five
g c merge -q --no-ff -m "no such message" beside
g c push -q origin five 2>/dev/null
PUSH_NAME="fast-forwarded through a merge" push_refused c commit-message \
	origin five:main
g c commit -q --amend -m "fix: five"
g c push -q -f origin five 2>/dev/null
PUSH_NAME="with a commit's message again" push_ok c origin five:main

# --- two merges, and the first is wrong
topic six
topic seven
fresh
land six "Merge branch 'six'" "Ticket: 6"
land seven "Land seven" "Ticket: 7"
printf 'Land six\n\nTicket: 6\n' >"$WORK/message"
PUSH_NAME="the first of two" push_refused c merge origin main
contains "$ANSWER" "Merge branch 'six'" "it is named"
paste c
is "$(server_ref s refs/heads/main)" "$(g c rev-parse main)" "the repair lands"
is "$(g c log -1 --format=%s main~)" "Land six" "with its message"
is "$(g c log -1 --format=%s main)" "Land seven" "and the other's"
is "$(g c rev-parse main~^2 main^2)" \
	"$(g c rev-parse origin/six origin/seven)" "both as the branches are"

# --- content and message at once: once more, with an editor
topic eight
fresh
land eight "Merge branch 'eight'"
echo smuggled >"$WORK/c/smuggled"
g c add smuggled
g c commit -q --amend --no-edit
PUSH_NAME="neither content nor message" push_refused c merge origin main
contains "$ANSWER" "Land <branch>" "it says what to write"
printf 'Land eight\n\nTicket: 8\n' >"$WORK/message"
paste c
is "$(server_ref s refs/heads/main)" "$(g c rev-parse main)" "the repair lands"

# --- a trial, a landing, a creation
policy '{}' '{message: {subject: {pattern: "^Hotfix ${number}$"}}}'
topic hotfix/12
fresh
land hotfix/12 "Hotfix 13"
PUSH_NAME="a landing, with what its name says" push_refused c merge origin main
fresh
land hotfix/12 "Hotfix 12"
PUSH_NAME="it has a say in its own merges" push_ok c origin main
topic nine
fresh
land nine "Hotfix 9"
PUSH_NAME="and in no others" push_refused c commit-message origin main
set_policy s <<'POLICY'
version: 1
rulesets:
  - name: trial
    refs: ["refs/heads/main"]
    enforcement: evaluate
    rules: {merge: {message: {subject: {pattern: "^Hotfix "}}}}
  - name: main
    refs: ["refs/heads/{main,new}"]
    rules: {commit-message: {subject: {pattern: '^fix: '}}}
POLICY
PUSH_NAME="what is only tried out takes nothing away" \
	push_refused c commit-message origin main
set_policy s <<'POLICY'
version: 1
rulesets:
  - name: main
    refs: ["refs/heads/{main,new}"]
    rules:
      commit-message: {subject: {pattern: '^fix: '}}
      merge: {message: {subject: {pattern: "^Hotfix "}}}
POLICY
fresh new side
g c merge -q --no-ff -m "Merge branch 'beside'" beside
PUSH_NAME="a creation has no steps: its merges are commits" \
	push_refused c commit-message origin new

done_testing
