#!/bin/sh
# The lint headers.sh: it can fail, and the tree passes it.
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

ok "headers: sees what is wrong" sh tests/lint/headers.sh --self-test
ok "headers: the tree is clean" sh tests/lint/headers.sh
done_testing
