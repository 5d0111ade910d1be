#!/bin/sh
# Each allocation of a hook fails once: the push is refused with a sentence, or
# it is judged and recorded as ever. docs/faults.md has the result of a full
# run, by `make test-faults`.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/faults.sh
. "$REFGATE_SRC/tests/lib/faults.sh"

faults_needs
world_build
sweep allocations '^(landing|override)[.](update|post-receive)' 1
if test "${REFGATE_FAULTS:-}" != all; then
	sweep allocations '^(landing|hotfix|override)[.]pre-receive' 151
	sweep allocations '^(secret|stranger|unapproved)[.]pre-receive' 211
fi
done_testing
