#!/bin/sh
# SECURITY.md and docs/threat-model.md: each promise names the tests that hold
# it, and they are there.
# shellcheck source=tests/lib/tap.sh
. "${REFGATE_SRC:-.}/tests/lib/tap.sh"

cd "${REFGATE_SRC:-.}" || die "no tree"
for page in SECURITY.md docs/threat-model.md; do
	is "$(awk -F '|' '/^\|/ && NF != 4' "$page")" "" "$page: two cells a row"
	is "$(awk -F '|' '/^\|/ && !/^\|---/ && $3 !~ /^ (tests|held by) $/ &&
		$3 !~ /^ tests\// { print $2 }' "$page")" "" \
		"$page: a test for each promise"
	list=$(grep -o 'tests/[a-z]*/[A-Za-z0-9_-]*\.[ct]' "$page" | sort -u)
	ok "$page names tests" test -n "$list"
	for file in $list; do
		ok "$file is there" test -s "$file"
	done
done
done_testing
