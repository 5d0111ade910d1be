#!/bin/sh
# docs/walks/runbook.md, typed as it stands. What its hotfix owes is done
# there; the revert takes one thing back.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/keys.sh
. "$REFGATE_SRC/tests/lib/keys.sh"
# shellcheck source=tests/lib/memory.sh
. "$REFGATE_SRC/tests/lib/memory.sh"
# shellcheck source=tests/lib/walk.sh
. "$REFGATE_SRC/tests/lib/walk.sh"

walk "$REFGATE_SRC/docs/walks/runbook.md"
is "$(walk_owed dan hotfix/next origin/main)" \
	"a test that prevents it of \"hotfix/coppa-consent-bypass\"" "the revert took the test away"
done_testing
