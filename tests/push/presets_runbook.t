#!/bin/sh
# The procedure "runbook", step by step with plain git: whoever follows it is
# not refused, from main or from production.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"
# shellcheck source=tests/lib/approve.sh
. "$REFGATE_SRC/tests/lib/approve.sh"

text() {
	cat <<-X
	fix: [HOTFIX] Refuse sign-up without parental consent

	Fixes #918

	- The consent step could be skipped with the back button
	- Root cause: the step flag lived in the browser
	- Fix: the server checks consent before it creates the account
	- Testing: unit test for the skipped step, manual run on staging

	Notified: the product owner
	X
}

new_server s - <<X
version: 1
extends: runbook
groups:
  technical-leads: [tara@example.com]
  security-team: [sid@example.com]
X
allow s tara sid
new_clone dev
commit_file dev src/consent.c one "Ask for consent"
g dev branch develop
PUSH_NAME="an empty repository is filled" push_ok dev origin main develop
g dev push -q origin main:production

branch=hotfix/coppa-consent-bypass
g dev checkout -q -b "$branch"
PUSH_NAME="the branch, still empty" push_ok dev -u origin HEAD
commit_file dev src/consent.c two "$(text)"
commit_file dev tests/consent_test.c one "$(text)"
PUSH_NAME="commits by the template" push_ok dev
g dev checkout -q main
g dev merge -q "$branch"
is "$(g dev rev-parse main)" "$(g dev rev-parse "$branch")" \
	"git merge is a fast-forward"
PUSH_NAME="nobody has approved" push_refused dev approvals origin main
approve dev tara "$branch"
PUSH_NAME="approved, it lands without a word" push_ok dev origin main
g dev checkout -q develop
g dev merge -q main
PUSH_NAME="main is merged into develop" push_ok dev origin develop
PUSH_NAME="production gets what main has" push_ok dev origin main:production
PUSH_NAME="landed, anyone may delete it" push_ok dev origin --delete "$branch"

# From production, while main has gone on; where security is touched.
g dev checkout -q -b feature/x main
commit_file dev src/x.c one "Begin x"
push_ok dev origin HEAD
g dev checkout -q main
g dev merge -q --no-ff --no-edit feature/x
PUSH_NAME="ordinary work is merged" push_ok dev origin main
branch=hotfix/login-bypass
g dev fetch -q origin
g dev checkout -q -b "$branch" origin/production
commit_file dev src/auth/login.c one "$(text)"
commit_file dev tests/login_test.c one "$(text)"
PUSH_NAME="a branch from production" push_ok dev -u origin HEAD
approve dev tara "$branch"
g dev checkout -q main
g dev merge -q --no-edit "$branch"
PUSH_NAME="the security team has not seen it" \
	push_refused dev approvals origin main
approve dev sid "$branch"
PUSH_NAME="both approved it" push_ok dev origin main
done_testing
