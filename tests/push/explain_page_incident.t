#!/bin/sh
# The team's page of the policy incident: its commands, pasted in order.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/keys.sh
. "$REFGATE_SRC/tests/lib/keys.sh"
# shellcheck source=tests/lib/team_page.sh
. "$REFGATE_SRC/tests/lib/team_page.sh"

team_start incident dan sue ida ann <<'X'
groups: {admins: [ann], incident-commanders: [ida], senior-developers: [sue]}
X
team_begin dan refs/heads/develop
team_work dan VERSION
team_as dan sh -c 'git add . && git commit -q -m "Prepare 1.3"'
seed dan HEAD:refs/heads/release/1.3

team_setup
team_next dan ""
team_type "hotfix: the approval" sue
team_type "hotfix: the landing" ida
team_type "hotfix: the tag" ida
landed=$(g ida rev-parse HEAD)
is "$(server_ref project 'refs/tags/v1.2.1^{}')" "$landed" "it is tagged"
team_type "hotfix: afterwards" dan "s|BRANCH|release/1.3|"
team_type "hotfix: away with the branch" dan
team_type "hotfix: taken back" ida "s/MERGE/$landed/"

# The next one, that nobody can review.
team_expected=frequency
next=s/v1.2.1-deployment/v1.2.2-deployment/
team_next dan "$next"
words="s/INCIDENT/123/;s/RULES/approvals/;s/REASON/production is down/"
words="$words;s/: [A-Z-]*'/: what there is to say'/"
team_type "hotfix: the emergency exit" ann "$next;$words;/^git push/d"
g ida fetch -q origin
team_as ida git merge -q --no-ff --no-edit \
	origin/hotfix/v1.2.2-deployment-failure-fix
team_expected="frequency
override
approvals"
team_type "hotfix: the emergency exit" ida "$next;$words;/^git push/!d"
contains "$push_base/said" "123 overrides approvals" "the exit was used"

team_expected=
team_type "Judged before the push" dan "s|POLICY-FILE|'$TEAM_POLICY'|"
team_none_left
done_testing
