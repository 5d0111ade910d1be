#!/bin/sh
# The team's page of the policy recapio: its commands, pasted in order.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/keys.sh
. "$REFGATE_SRC/tests/lib/keys.sh"
# shellcheck source=tests/lib/team_page.sh
. "$REFGATE_SRC/tests/lib/team_page.sh"

team_start recapio dan lea cy ann bea <<'X'
groups: {team-leads: [lea], ci: [cy], admins: [ann, bea]}
X
team_begin dan refs/heads/develop

team_setup
team_next dan ""
for who in lea cy; do
	team_type "hotfix: the approval" "$who"
done
team_type "hotfix: the landing" dan
landed=$(g dan rev-parse HEAD)
team_type "hotfix: afterwards" dan
team_type "hotfix: away with the branch" dan
team_type "hotfix: taken back" dan "s/MERGE/$landed/"

# The next one, that no lead can review. The tests pass all the same.
contains "$TEAM_PAGE" "such as \`REC-123\`" "the incident is the ticket"
next=s/REC-123/REC-124/
team_next dan "$next"
team_type "hotfix: the approval" cy "$next"
words="s/INCIDENT/REC-124/;s/RULES/approvals/;s/REASON/nobody is there/"
for who in ann bea; do
	team_type "hotfix: the emergency exit" "$who" "$next;$words;/^git push/d"
done
g ann fetch -q origin
team_as ann git checkout -q -B main origin/main
team_as ann git merge -q --no-ff --no-edit origin/hotfix/REC-124-fix-login
team_expected="override
approvals"
team_type "hotfix: the emergency exit" ann "$next;$words;/^git push/!d"
contains "$push_base/said" "REC-124 overrides approvals" "the exit was used"

team_expected=
team_type "Judged before the push" dan "s|POLICY-FILE|'$TEAM_POLICY'|"
team_none_left
done_testing
