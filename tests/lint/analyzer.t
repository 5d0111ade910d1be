#!/bin/sh
# The lint analyzer.sh: it can fail, and the tree passes it.
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

ok "analyzer: sees what is wrong" sh tests/lint/analyzer.sh --self-test
ok "analyzer: the tree is clean" sh tests/lint/analyzer.sh
done_testing
