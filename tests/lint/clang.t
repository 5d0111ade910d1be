#!/bin/sh
# The lint clang.sh: it can fail, and the tree passes it.
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

ok "clang: sees what is wrong" sh tests/lint/clang.sh --self-test
ok "clang: the tree is clean" sh tests/lint/clang.sh
done_testing
