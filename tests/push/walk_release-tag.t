#!/bin/sh
# docs/walks/release-tag.md, typed as it stands. What its first hotfix owes is
# done there; of the second one the page says that it follows.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/keys.sh
. "$REFGATE_SRC/tests/lib/keys.sh"
# shellcheck source=tests/lib/memory.sh
. "$REFGATE_SRC/tests/lib/memory.sh"
# shellcheck source=tests/lib/walk.sh
. "$REFGATE_SRC/tests/lib/walk.sh"

walk "$REFGATE_SRC/docs/walks/release-tag.md"
is "$(walk_owed dan hotfix/v1.0.7 v1.0.6)" \
	"the known issue of \"hotfix/v1.0.6\"" "only the second hotfix owes something"
done_testing
