#!/bin/sh
# commit-date: what it accepts and refuses, by its decision table.
# shellcheck source=tests/lib/rule-table.sh
. "${REFGATE_SRC:-.}/tests/lib/rule-table.sh"

rule_table commit-date
