#!/bin/sh
# The lint tidy.sh: it can fail, and the tree passes it.
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

ok "tidy: sees what is wrong" sh tests/lint/tidy.sh --self-test
ok "tidy: the tree is clean" sh tests/lint/tidy.sh
done_testing
