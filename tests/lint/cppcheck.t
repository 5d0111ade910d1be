#!/bin/sh
# The lint cppcheck.sh: it can fail, and the tree passes it.
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

ok "cppcheck: sees what is wrong" sh tests/lint/cppcheck.sh --self-test
ok "cppcheck: the tree is clean" sh tests/lint/cppcheck.sh
done_testing
