#!/bin/sh
# docs/walks/recapio.md, typed as it stands. What its first hotfix owes is done
# there; of the second one the page says that it follows.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/keys.sh
. "$REFGATE_SRC/tests/lib/keys.sh"
# shellcheck source=tests/lib/memory.sh
. "$REFGATE_SRC/tests/lib/memory.sh"
# shellcheck source=tests/lib/walk.sh
. "$REFGATE_SRC/tests/lib/walk.sh"

walk "$REFGATE_SRC/docs/walks/recapio.md"
is "$(walk_owed dan hotfix/REC-125-next origin/main)" \
	"the backport to develop of \"hotfix/REC-124-login-page\"
the incident report of \"hotfix/REC-124-login-page\"" "only the second hotfix owes something, and no review"
done_testing
