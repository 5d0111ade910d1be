#!/bin/sh
# SECURITY.md: each promise names the tests that hold it, and they are there.
# shellcheck source=tests/lib/tap.sh
. "${REFGATE_SRC:-.}/tests/lib/tap.sh"

cd "${REFGATE_SRC:-.}" || die "no tree"
page=SECURITY.md

is "$(awk -F '|' '/^\|/ && NF != 4' "$page")" "" "two cells a row"
is "$(awk -F '|' '/^\|/ && !/^\|---/ && !/^\| promise/ &&
	$3 !~ /^ tests\// { print $2 }' "$page")" "" "a test for each promise"
list=$(grep -o 'tests/[a-z]*/[A-Za-z_-]*\.t' "$page" | sort -u)
for file in $list; do
	ok "$file is there" test -s "$file"
done
done_testing
