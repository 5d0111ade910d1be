#!/bin/sh
# Every lint of this directory: it can fail, and the tree passes it. Those
# that take longest have a test of their own, so that two cores share them.
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

for lint in tests/lint/*.sh; do
	name=$(basename "$lint" .sh)
	test ! -e "tests/lint/$name.t" || continue
	ok "$name: sees what is wrong" sh "$lint" --self-test
	ok "$name: the tree is clean" sh "$lint"
done
done_testing
