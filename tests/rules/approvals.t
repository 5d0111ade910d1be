#!/bin/sh
# approvals: how many people have to have approved what comes in, and whose
# word counts.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"
# shellcheck source=tests/lib/approve.sh
. "$REFGATE_SRC/tests/lib/approve.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"

policy() {
	set_policy s <<-POLICY
	version: 1
	people:
	  lead: {emails: [lead@example.com, boss@example.com]}
	groups:
	  leads: [lead, second@example.com]
	  security: [sec@example.com]
	  nobody-yet: []
	rulesets:
	  - name: main
	    refs: ["refs/heads/main"]
	    rules:
	      approvals: {$1}
	POLICY
	allow s lead second sec alice bob
}

new_server s none
policy 'from: [leads]'
new_clone c
commit_file c a one "start"
seed c

# A branch with the file, on the server.
branch() {
	g c checkout -q -B "$1" "${3:-origin/main}"
	commit_file c "${2:-$1}" "$1" "work on $1"
	g c push -q origin "$1" 2>/dev/null || die "push of $1"
}

merge() {
	g c checkout -q -B main origin/main
	g c merge -q --no-ff -m "Merge branch '$1'" "$1" || die "merge of $1"
}

branch one
merge one
push_refused c approvals origin main
contains "$ANSWER" "needs 1 approval by leads, and has none" "it counts"
contains "$ANSWER" "$(g c rev-parse --short=12 one)" "it names the merged tip"
contains "$ANSWER" "may      lead, second@example.com" "and who may"
approve c lead one
push_ok c origin main
push_ok c origin :one

branch two
merge two
approve c lead main~
push_refused c approvals origin main
approve c second main
PUSH_NAME="the merge itself may be approved" push_ok c origin main

g c checkout -q -B main origin/main
commit_file c direct one "without a merge"
push_refused c approvals origin main
contains "$ANSWER" "origin $(g c rev-parse --short=12 main):refs/proposals/" \
	"what is not there has to be shown first"
approve c lead main
push_ok c origin main

# --- Whose

policy 'from: [leads], required: 2'
branch pair
merge pair
approve c lead pair
push_refused c approvals origin main
contains "$ANSWER" "has      lead" "one of two"
ssh_key spare
ssh_line boss@example.com spare >>"$WORK/s.git/refgate/allowed_signers"
approve_say c lead pair
g c -c gpg.format=ssh -c "user.signingKey=$KEYS/spare" tag -s -f \
	-m x -m "Approve: $(g c rev-parse pair)
Repository: s
Ref: refs/heads/main" say pair
push_ok c origin "$(approval c again pair)"
PUSH_NAME="two keys of one person" push_refused c approvals origin main
approve c second pair
push_ok c origin main

policy 'from: [leads]'
g c config user.email boss@example.com
branch own
g c config user.email alice@example.com
merge own
approve c lead own
PUSH_NAME="by the author, under another address" \
	push_refused c approvals origin main
contains "$ANSWER" "lead: made what is to be approved" "it says why"
contains "$ANSWER" "may      second@example.com" "and who is left"
g c checkout -q own
g c commit -q --amend --no-edit
g c push -q -f origin own 2>/dev/null
merge own
approve c lead own
PUSH_NAME="of the author alone" push_refused c approvals origin main
g c checkout -q own
GIT_AUTHOR_EMAIL=bob@example.com GIT_AUTHOR_DATE='2020-01-01T00:00:00Z' \
	g c commit -q --amend --reset-author -m "by another"
GIT_COMMITTER_EMAIL=second@example.com g c commit -q --amend --no-edit
g c push -q -f origin own 2>/dev/null
merge own
approve c second own
PUSH_NAME="by the committer" push_refused c approvals origin main
approve c lead own
PUSH_NAME="lead has nothing to do with it now" push_ok c origin main

policy 'from: [leads], not-by: []'
g c config user.email lead@example.com
branch self
g c config user.email alice@example.com
merge self
approve c lead self
PUSH_NAME="not-by: nobody is left out" push_ok c origin main

policy 'from: [leads], not-by: [pusher]'
branch mine
merge mine
approve c lead mine
push_refused c approvals origin main
contains "$ANSWER" "could not be judged" "the pusher is not known"
sed -i "s/^  lead: {/&logins: [$(id -un)], /" "$WORK/s.git/refgate/policy.yml"
PUSH_NAME="by the pusher" push_refused c approvals origin main
contains "$ANSWER" "lead: pushes it" "it says so"
approve c second mine
push_ok c origin main

policy 'from: [nobody-yet]'
branch empty
merge empty
push_refused c approvals origin main
contains "$ANSWER" "nobody is a member" "an empty group refuses, and says so"
approve_say c lead empty
push_refused c approvals origin "$(approval c lead empty)"

policy ''
approve c alice empty
PUSH_NAME="without from: whoever is trusted" push_refused c approvals \
	origin main
approve c bob empty
push_ok c origin main

# --- Age

policy 'from: [leads], within: 2h'
branch old
merge old
TAG_DATE="$(date -d '3 hours ago' +%s) +0000" approve c lead old
push_refused c approvals origin main
contains "$ANSWER" "lead: it is older than 2h" "it says so"
policy 'from: [leads], within: 4h'
push_ok c origin main

# --- Extra

policy 'from: [leads], extra: [{name: security, paths: ["sec/**"], from: [security]}]'
branch plain
merge plain
approve c lead plain
PUSH_NAME="no path of the extra" push_ok c origin main
branch guarded sec/a
merge guarded
approve c lead guarded
push_refused c approvals origin main
contains "$ANSWER" "1 approval by security (security)" "the extra is named"
contains "$ANSWER" "because  sec/a" "and why"
approve c sec guarded
push_ok c origin main
policy 'required: 0, extra: [{name: tests, from: [security]}]'
branch robot
merge robot
push_refused c approvals origin main
approve c sec robot
PUSH_NAME="extra without paths" push_ok c origin main

# --- Several steps: what is approved covers what is below it

policy 'from: [leads]'
branch low
merge low
g c checkout -q -B high main~
commit_file c high one "high"
g c push -q origin high 2>/dev/null
g c checkout -q main
commit_file c evil one "between"
g c merge -q --no-ff -m "Merge branch 'high'" high
approve c lead low
approve c lead high
PUSH_NAME="a commit between two approved branches" \
	push_refused c approvals origin main
contains "$ANSWER" "$(g c rev-parse --short=12 main~) needs" \
	"which is the one to be approved"
approve c lead main~
push_ok c origin main
branch x1
merge x1
g c checkout -q -B x2 main
commit_file c x2 one "x2"
g c checkout -q main
g c merge -q --no-ff -m "Merge branch 'x2'" x2
push_refused c approvals origin main
contains "$ANSWER" "$(g c rev-parse --short=12 main) needs" \
	"of two, the last commit is named"
approve c lead main
push_ok c origin main

# --- Merges by hand

branch left shared
g c checkout -q -B right origin/main
commit_file c shared right "right"
g c push -q origin right 2>/dev/null
merge left
approve c lead left
push_ok c origin main
g c merge -q --no-ff right 2>/dev/null
printf 'both\n' >"$WORK/c/shared"
g c commit -q -a -m "Merge branch 'right'"
approve c lead right
PUSH_NAME="the tip, where paths were resolved by hand" \
	push_refused c approvals origin main
contains "$ANSWER" "$(g c rev-parse --short=12 main) needs" \
	"the merge has to be approved"
approve c lead main
push_ok c origin main
branch calm
merge calm
printf 'evil\n' >"$WORK/c/a"
g c commit -q -a --amend --no-edit
approve c lead calm
PUSH_NAME="the tip, where the merge is evil" push_refused c approvals \
	origin main

# --- Where nothing comes in, or something new

g c checkout -q -B main origin/main
policy 'from: [leads]'
sed -i 's,"refs/heads/main"\],"refs/heads/main"\, "refs/heads/release/*"],' \
	"$WORK/s.git/refgate/policy.yml"
PUSH_NAME="a branch of what was approved" \
	push_ok c origin main:refs/heads/release/1
g c checkout -q -B next main
commit_file c next one "next"
push_refused c approvals origin next:refs/heads/release/2
approve c lead next refs/heads/release/2
push_ok c origin next:refs/heads/release/2

done_testing
