#!/bin/sh
# docs/walks/incident.md, typed as it stands. What its first hotfix owes is done
# there; of the second one the page says that it follows.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/keys.sh
. "$REFGATE_SRC/tests/lib/keys.sh"
# shellcheck source=tests/lib/memory.sh
. "$REFGATE_SRC/tests/lib/memory.sh"
# shellcheck source=tests/lib/walk.sh
. "$REFGATE_SRC/tests/lib/walk.sh"

walk "$REFGATE_SRC/docs/walks/incident.md"
is "$(walk_owed dan hotfix/v1.2.3-next origin/main)" \
	"the version's tag of \"hotfix/v1.2.2-login-again\"
the merge back to develop of \"hotfix/v1.2.2-login-again\"
the merge to open releases of \"hotfix/v1.2.2-login-again\"
the post-incident review of \"hotfix/v1.2.2-login-again\"" "only the second hotfix owes something"
done_testing
