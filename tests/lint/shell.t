#!/bin/sh
# The lint shell.sh: it can fail, and the tree passes it.
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

ok "shell: sees what is wrong" sh tests/lint/shell.sh --self-test
ok "shell: the tree is clean" sh tests/lint/shell.sh
done_testing
