# shellcheck shell=sh
# Runs the decision table of a rule, tests/rules/ID.tsv, through the rule
# itself; rule-table.c tells what the columns mean. Prints TAP. Source it:
#
#   . "${REFGATE_SRC:-.}/tests/lib/rule-table.sh"
#   rule_table ID
set -u

REFGATE_SRC=${REFGATE_SRC:-$PWD}
REFGATE_BUILD=${REFGATE_BUILD:-$REFGATE_SRC/build/test}

rule_table() {
	rule_table_base=$(mktemp -d "${TMPDIR:-/tmp}/refgate-table.XXXXXX") ||
		exit 1
	trap 'rm -rf "$rule_table_base"' EXIT
	trap 'exit 129' HUP INT TERM
	GIT_CONFIG_NOSYSTEM=1 HOME=$rule_table_base git init -q --bare \
		"$rule_table_base/r.git" || exit 1
	"$REFGATE_BUILD/tests/rule-table" "$1" \
		"$REFGATE_SRC/tests/rules/$1.tsv" "$rule_table_base"
}
