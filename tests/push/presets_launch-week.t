#!/bin/sh
# The procedure "launch-week", step by step with plain git: whoever follows it
# is not refused, and the log is the deployment log.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"
# shellcheck source=tests/lib/approve.sh
. "$REFGATE_SRC/tests/lib/approve.sh"

new_server s - <<X
version: 1
extends: launch-week
people:
  dora: {emails: [dora@example.com], logins: [$(id -un)]}
groups: {reviewers: [rita@example.com]}
X
allow s rita
new_clone dev
commit_file dev src/hook.c one "Call the provider"
PUSH_NAME="an empty repository is filled" push_ok dev origin main

branch=hotfix/payment-webhook-500
g dev checkout -q -b "$branch"
PUSH_NAME="the branch, still empty" push_ok dev -u origin HEAD
g dev checkout -q -b retry
commit_file dev src/hook.c two "Retry the payment webhook three times"
commit_file dev tests/hook_test.c one "Test the retries"
PUSH_NAME="the fix, on a branch of its own" push_ok dev origin HEAD
g dev checkout -q "$branch"
g dev merge -q --no-ff -m "[HOTFIX] Retry the payment webhook" retry
PUSH_NAME="merged into the hotfix branch" push_ok dev

g dev checkout -q main
g dev merge -q --no-ff --no-edit "$branch"
PUSH_NAME="no title, nobody approved" \
	push_refused dev "merge approvals" origin main
cat >"$WORK/message" <<'X'
[HOTFIX] Retry the payment webhook

Issue: https://issues.example.com/4711
Root cause: the provider answers 500 while it deploys
Fix: three retries
X
g dev commit -q --amend -F "$WORK/message"
PUSH_NAME="nobody approved" push_refused dev approvals origin main
approve dev rita "$branch"
PUSH_NAME="it lands without a word" push_ok dev origin main
landing=$(g dev rev-parse main)
PUSH_NAME="landed, anyone may delete it" push_ok dev origin --delete "$branch"

# The deployment log: when (UTC), who, and the commit that tells why.
refgate log --ref main --action landed --format json "$WORK/s.git" |
	grep "$landing" >"$WORK/landed"
is "$(wc -l <"$WORK/landed")" 1 "one record of the landing"
for part in '"@timestamp":"[-0-9]*T[:.0-9]*Z"' "\"name\":\"$(id -un)\""; do
	ok "the log has $part" grep -q "$part" "$WORK/landed"
done

# Back, at once.
g dev revert --no-edit -m 1 "$landing" >/dev/null
PUSH_NAME="a revert on main" push_ok dev origin main
g dev checkout -q -b hotfix/webhook-once-more
g dev revert --no-edit HEAD >/dev/null
PUSH_NAME="a revert of the revert is pushed" push_ok dev origin HEAD
g dev checkout -q main
g dev merge -q --no-ff --no-edit hotfix/webhook-once-more
PUSH_NAME="but is no rollback" push_refused dev "merge approvals" origin main
done_testing
