#!/bin/sh
# The procedure "incident", step by step with plain git: whoever follows it is
# not refused, whoever leaves a step out is told which.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"
# shellcheck source=tests/lib/approve.sh
. "$REFGATE_SRC/tests/lib/approve.sh"

# template INCIDENT [SUBJECT]
template() {
	cat <<-X
	${2:-hotfix(deploy): retry image pull with the mirror}

	EMERGENCY FIX: new deployments failed for all users
	because the registry rate-limited us.
	Root Cause: one anonymous address for the whole cluster
	Impact: no deployment possible since 08:12 UTC
	Solution: pull through the mirror

	Restores: deployments
	Urgency: release train blocked

	Incident: #$1
	X
}

# tag_text VERSION INCIDENT
tag_text() {
	cat <<-X
	Hotfix v$1: deployment failure

	Emergency fix for: registry rate limits
	Impact: no deployment possible since 08:12 UTC
	Deployed: 2026-11-20 09:30 UTC
	Incident: #$2
	X
}

# Who pushes is alice, by the login here. policy [MORE-LINES]
policy() {
	set_policy s <<-X
	version: 1
	extends: incident
	people:
	  alice: {emails: [alice@example.com], logins: [$(id -un)]}
	groups:
	  incident-commanders: [alice]
	  senior-developers: [sam@example.com]
	${1:-}
	X
	allow s sam
}

# ordinary FILE: work that comes to main by a branch
ordinary() {
	g dev checkout -q -b "feature/$1" main
	commit_file dev "src/$1.c" one "Ordinary work: $1"
	PUSH_NAME="a branch of ordinary work" push_ok dev origin HEAD
	g dev checkout -q main
	g dev merge -q --no-ff --no-edit "feature/$1"
	PUSH_NAME="which is merged" push_ok dev origin main
}

new_server s none
policy
new_clone dev
commit_file dev src/deploy.c one "Deploy"
g dev branch develop
g dev checkout -q -b release/1.2
commit_file dev VERSION 1.2 "Prepare 1.2"
g dev checkout -q main
commit_file dev src/other.c one "Something else"
g dev tag -a -m "Release 1.2.0" v1.2.0
PUSH_NAME="an empty repository is filled" \
	push_ok dev origin main develop release/1.2 v1.2.0
main=$(g dev rev-parse main)

branch=hotfix/v1.2.1-deployment-failure-fix
g dev checkout -q -b "$branch"
PUSH_NAME="the branch is pushed at once, still empty" \
	push_ok dev -u origin HEAD
commit_file dev src/deploy.c two "$(template 77)"
PUSH_NAME="a commit by the template" push_ok dev
commit_file dev src/deploy.c three "$(template 78)"
PUSH_NAME="another incident" push_refused dev commit-message origin HEAD
g dev reset -q --hard HEAD~1

# Landing without a test.
land() {
	g dev checkout -q main
	g dev merge -q --no-ff --no-edit "$1" || die "merge of $1"
}
land "$branch"
PUSH_NAME="no test, nobody approved" \
	push_refused dev "paths approvals" origin main
approve dev sam "$branch"
PUSH_NAME="no test" push_refused dev paths origin main
g dev reset -q --hard "$main"
g dev checkout -q "$branch"
commit_file dev tests/deploy.t one "$(template 77 \
	"hotfix(tests): pull through the mirror when limited")"
PUSH_NAME="the test" push_ok dev

# Meanwhile main moves on, and is merged into the hotfix.
ordinary third
g dev checkout -q "$branch"
g dev merge -q --no-edit main
PUSH_NAME="main merged into the hotfix needs no template" push_ok dev

land "$branch"
is "$(g dev log -1 --format=%s)" "Merge branch '$branch'" \
	"the subject is git's own"
PUSH_NAME="approved was what it was before" \
	push_refused dev approvals origin main
approve dev sam "$branch"
tag_text 1.2.1 77 >"$WORK/tag"
g dev tag -a -F "$WORK/tag" v1.2.1
PUSH_NAME="merge and tag in one push" push_ok dev origin main v1.2.1

# Back to where it belongs; then the branch may go.
g dev checkout -q develop
g dev merge -q --no-edit main
push_ok dev origin develop
PUSH_NAME="not yet on release/1.2" \
	push_refused dev deletion origin --delete "$branch"
g dev checkout -q release/1.2
g dev merge -q --no-ff --no-edit "$branch"
push_ok dev origin release/1.2
PUSH_NAME="merged everywhere, it may go" push_ok dev origin --delete "$branch"

# Tags.
next=hotfix/v1.2.2-next
g dev checkout -q -b "$next" main
commit_file dev tests/next.t one "$(template 80)"
push_ok dev origin HEAD
approve dev sam "$next"
land "$next"
PUSH_NAME="a second hotfix within the month" \
	push_warned dev frequency origin main
tip=$(g dev rev-parse main)
g dev tag v1.2.2 main
PUSH_NAME="a lightweight tag" push_refused dev annotated-tag origin v1.2.2
g dev tag -f -a -m "Version 1.2.2" v1.2.2 >/dev/null
PUSH_NAME="not by the template" push_refused dev tag-message origin v1.2.2
tag_text 1.2.3 80 >"$WORK/tag"
g dev tag -f -a -F "$WORK/tag" v1.2.2 >/dev/null
PUSH_NAME="another version" push_refused dev tag-message origin v1.2.2
tag_text 1.2.2 77 >"$WORK/tag"
g dev tag -f -a -F "$WORK/tag" v1.2.2 >/dev/null
PUSH_NAME="another incident" push_refused dev tag-message origin v1.2.2
tag_text 1.2.2 80 >"$WORK/tag"
g dev tag -f -a -F "$WORK/tag" v1.2.2 "$next" >/dev/null
PUSH_NAME="not of the merge" push_refused dev annotated-tag origin v1.2.2
g dev tag -d v1.2.2 >/dev/null
for name in v1.3.0 v1.2.2-rc1 build-7; do
	g dev tag "$name" main
	PUSH_NAME="$name is no hotfix" push_ok dev origin "$name"
done
push_refused dev deletion origin --delete v1.2.1
push_refused dev deletion origin --delete v1.3.0
PUSH_NAME="a version tag does not move" \
	push_refused dev non-fast-forward -f origin "$tip~1:refs/tags/v1.3.0"

# Long-lived branches.
for branch in develop release/1.2; do
	PUSH_NAME="no force push to $branch" push_refused dev \
		non-fast-forward -f origin "$main:refs/heads/$branch"
done
PUSH_NAME="no force push to main" push_refused dev \
	"non-fast-forward merge" -f origin "$main:refs/heads/main"
push_refused dev deletion origin --delete develop
g dev checkout -q main
commit_file dev src/a.c one "Straight to main"
push_refused dev merge origin main
g dev commit -q --amend -m "fixup! Ordinary work: third"
push_refused dev "merge commit-message" origin main
g dev reset -q --hard "$tip"

# A hotfix from develop, and one that is too big.
g dev checkout -q develop
commit_file dev src/dev.c one "Unreleased work"
push_ok dev origin develop
g dev checkout -q -b hotfix/v1.2.3-from-develop
commit_file dev src/fix.c one "$(template 79)"
push_refused dev "start-point commit-message" origin HEAD
g dev checkout -q -b hotfix/v1.2.3-big main
i=0
while test "$i" -lt 21; do
	i=$((i + 1))
	echo "$i" >"$WORK/dev/file$i"
done
g dev add -A
commit_file dev src/fix.c one "$(template 79)"
push_refused dev change-size origin HEAD

# A landing without a test: what is missing goes to the branch, pasted. What
# has to be approved again is left out here.
policy 'rulesets: [{name: landing, rules: {approvals: ~, frequency: ~}}]'
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"
g dev fetch -q origin
g dev checkout -q -f -B main origin/main
g dev checkout -q -b hotfix/v1.2.3-lands-twice
commit_file dev src/late.c one "$(template 80)"
push_ok dev origin HEAD
g dev checkout -q main
g dev merge -q --no-ff --no-edit hotfix/v1.2.3-lands-twice
push_refused dev paths origin main
mkdir -p "$WORK/dev/tests"
echo late >"$WORK/dev/tests/late_test.c"
template 80 >"$push_base/landing"
export GIT_EDITOR="cp '$push_base/landing'"
paste dev 's|FILE|tests/late_test.c|'
is "$(server_ref s refs/heads/main)" "$(g dev rev-parse main)" \
	"the pasted repair lands"
ok "with the test" g s.git cat-file -e main:tests/late_test.c
done_testing
