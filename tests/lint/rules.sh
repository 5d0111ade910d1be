#!/bin/sh
# Each row of rules.def has its file, its page, a way to that, and a test that
# names it, and there is no rule, page or test of a rule without a row.
# shellcheck source=tests/lib/lint.sh
. tests/lib/lint.sh

# "identifier rule-id" of each row.
lint_rows() {
	sed -n 's/^RULE(\([a-z0-9_]*\), *"\([a-z0-9-]*\)".*/\1 \2/p' \
		lib/rules/rules.def
}

lint_forwards() {
	lint_rows | while read -r name id; do
		test "$(echo "$name" | tr _ -)" = "$id" ||
			echo "rules.def: $name is not the name of $id"
		grep -q "rule_$name\>" "lib/rules/$name.c" 2>/dev/null ||
			echo "$id: no rule_$name in lib/rules/$name.c"
		test -s "docs/rules/$id.md" ||
			echo "$id: no page docs/rules/$id.md"
		grep -qF -e "(rules/$id.md)" docs/policy.md 2>/dev/null ||
			echo "$id: no row in docs/policy.md leads to its page"
		grep -rqw -e "$id" tests/rules 2>/dev/null ||
			echo "$id: no test in tests/rules names it"
	done
}

lint_backwards() {
	lint_rows >"$1"
	for page in docs/rules/*.md; do
		id=$(basename "$page" .md)
		test ! -f "$page" || grep -q " $id\$" "$1" ||
			echo "$page: no such rule"
	done
	for test in tests/rules/*.t; do
		id=$(basename "$test" .t)
		test ! -f "$test" || grep -q " $id\$" "$1" ||
			grep -q '^# rules: ' "$test" ||
			echo "$test: no such rule, and no line '# rules: ID...'"
	done
	sed -n 's/^const struct rule rule_\([a-z0-9_]*\) = .*/\1/p' \
		lib/rules/*.c 2>/dev/null | while read -r name; do
		grep -q "^$name " "$1" || echo "rule_$name: no row in rules.def"
	done
	cut -d ' ' -f 2 "$1" | sort | uniq -d | sed 's/$/: two rows/'
	test "$(grep -c '^RULE' lib/rules/rules.def)" = "$(wc -l <"$1")" ||
		echo "rules.def: a row that is not RULE(name, \"id\")"
}

lint_check() {
	lint_table=$(mktemp "${TMPDIR:-/tmp}/refgate-lint.XXXXXX") || exit 1
	(
		cd "$1" || exit
		test -f lib/rules/rules.def || exit
		lint_forwards
		lint_backwards "$lint_table"
	)
	rm -f "$lint_table"
}

lint_rule() {
	lint_tree
	echo 'RULE(ref_name, "ref-name")' | lint_file lib/rules/rules.def
	echo 'const struct rule rule_ref_name = {' |
		lint_file lib/rules/ref_name.c
	echo '# ref-name' | lint_file docs/rules/ref-name.md
	echo '| [ref-name](rules/ref-name.md) |' | lint_file docs/policy.md
	echo 'push_refused dev ref-name' | lint_file tests/rules/ref-name.t
}

lint_self_test() {
	lint_rule
	lint_expect clean "a whole rule"
	for part in lib/rules/ref_name.c docs/rules/ref-name.md \
		docs/policy.md tests/rules/ref-name.t; do
		lint_rule
		rm "$lint_scratch/tree/$part"
		lint_expect "ref-name: no " "without $part"
	done
	lint_rule
	echo '# other' | lint_file docs/rules/other.md
	lint_expect "docs/rules/other.md: no such rule" "an orphaned page"
	lint_rule
	echo 'const struct rule rule_other = {' | lint_file lib/rules/other.c
	lint_expect "rule_other: no row" "an orphaned rule"
	lint_rule
	echo 'push_refused dev other' | lint_file tests/rules/other.t
	lint_expect "tests/rules/other.t: no such rule" "an orphaned test"
	lint_rule
	echo 'RULE(ref_name, "ref_name")' | lint_file lib/rules/rules.def
	lint_expect "a row that is not" "a malformed row"
}

lint_main "$@"
