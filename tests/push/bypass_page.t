#!/bin/sh
# docs/bypass.md: every test that it names is there, every rule, and no
# test of bypasses is left out.
# shellcheck source=tests/lib/tap.sh
. "${REFGATE_SRC:-.}/tests/lib/tap.sh"

cd "${REFGATE_SRC:-.}" || die "no tree"
page=docs/bypass.md

list=$(mktemp) || die "no room"
trap 'rm -f "$list"' EXIT
trap 'exit 129' HUP INT TERM
grep -o 'tests/[a-z]*/[A-Za-z_-]*\.t' "$page" | sort -u >"$list"
ok "it names tests" test -s "$list"
while read -r file; do
	ok "$file is there" test -s "$file"
done <"$list"
for file in tests/push/bypass_*.t tests/push/attack_*.t; do
	test "$file" = tests/push/bypass_page.t && continue
	ok "$file is named" grep -qxF "$file" "$list"
done

# Rules stand in the second cell.
# shellcheck disable=SC2016 # a back quote
rules=$(awk -F '|' '/^\|/ && NF == 5 { print $3 }' "$page" |
	grep -o '`[a-z-]*`' | tr -d '`' | sort -u)
for rule in $rules; do
	case $rule in
	structure | override | fetch-first) pass "$rule is one of the gate" ;;
	*) ok "$rule is a rule" grep -qF "\"$rule\"" lib/rules/rules.def ;;
	esac
done
is "$(awk -F '|' '/^\|/ && NF != 5' "$page")" "" "three cells a row"
is "$(awk -F '|' '/^\|/ && !/^\|---/ && !/^\| attempt/ && $4 !~ /tests\//' \
	"$page")" "" "a test for each row"
done_testing
