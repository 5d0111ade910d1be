#!/bin/sh
# docs/walks/launch-week.md, typed as it stands. It leaves no debts.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/keys.sh
. "$REFGATE_SRC/tests/lib/keys.sh"
# shellcheck source=tests/lib/memory.sh
. "$REFGATE_SRC/tests/lib/memory.sh"
# shellcheck source=tests/lib/walk.sh
. "$REFGATE_SRC/tests/lib/walk.sh"

walk "$REFGATE_SRC/docs/walks/launch-week.md"
is "$(walk_owed dan hotfix/next origin/main)" \
	"" "nothing is owed"
done_testing
