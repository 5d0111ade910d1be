#!/bin/sh
# Each system call of a hook fails once, or a signal comes at it; the disk is
# full; somebody changes the policy, or what it trusts, while a push is judged.
# docs/faults.md has the result of a full run, by `make test-faults`.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/faults.sh
. "$REFGATE_SRC/tests/lib/faults.sh"

faults_needs
world_build
sweep calls '^(landing|hotfix|override)[.]pre-receive' 131
sweep calls '^landing[.](update|post-receive)' 11
sweep signals '^landing[.]pre-receive' 211
sweep signals '^override[.](update|post-receive)' 13
sweep trouble '^override[.](pre|post)-receive' 1
sweep stops '^(landing|override)[.]pre-receive' 307
done_testing
