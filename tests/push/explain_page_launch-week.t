#!/bin/sh
# The team's page of the policy launch-week: its commands, pasted in order.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/keys.sh
. "$REFGATE_SRC/tests/lib/keys.sh"
# shellcheck source=tests/lib/team_page.sh
. "$REFGATE_SRC/tests/lib/team_page.sh"

team_start launch-week dan rita <<'X'
groups: {reviewers: [rita]}
X
team_begin dan refs/heads/develop

team_setup
team_next dan ""
team_type "hotfix: the approval" rita
team_type "hotfix: the landing" dan
landed=$(g dan rev-parse HEAD)
team_type "hotfix: afterwards" dan
team_type "hotfix: away with the branch" dan
team_type "hotfix: taken back" dan "s/MERGE/$landed/"

team_expected=
team_type "Judged before the push" dan "s|POLICY-FILE|'$TEAM_POLICY'|"
team_none_left
done_testing
