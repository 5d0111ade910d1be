#!/bin/sh
# Each rule has a golden answer, tests/push/guidance/NAME.txt, and a test that
# pastes what one of them says and pushes again; or a row "ID, tab, why not"
# in tests/push/guidance/unmended.tsv.
# shellcheck source=tests/lib/lint.sh
. tests/lib/lint.sh

lint_goldens=tests/push/guidance
lint_reasons=$lint_goldens/unmended.tsv

# The goldens whose commands are pasted: "mended" is the first that follows.
lint_pasted() {
	cat tests/push/*.t tests/rules/*.t 2>/dev/null | awk '
		$1 == "refused" || $1 == "warned" { name = $2 }
		sub(/^golden_pending=/, "") { name = $1 }
		$1 == "unmended" { name = "" }
		$1 == "mended" && name != "" { print name; name = "" }'
}

# The rules that those goldens tell of, one a line.
lint_mended() {
	lint_pasted | while read -r name; do
		sed -n 's/^[a-z]*: \[\([a-z-]*\)\] .*/\1/p' \
			"$lint_goldens/$name.txt" 2>/dev/null
	done | sort -u
}

# lint_rule ID MENDED
lint_rule() {
	grep -qF -e "[$1] " "$lint_goldens"/*.txt 2>/dev/null ||
		echo "$1: no golden answer in $lint_goldens"
	if echo "$2" | grep -qxF -e "$1"; then
		grep -q "^$1	" "$lint_reasons" 2>/dev/null &&
			echo "$1: is mended, and needs no row in $lint_reasons"
	else
		grep -q "^$1	." "$lint_reasons" 2>/dev/null ||
			echo "$1: no test pastes its repair ('mended')"
	fi
}

lint_check() {
	(
		cd "$1" || exit
		test -f lib/rules/rules.def || exit
		mended=$(lint_mended)
		sed -n 's/^RULE([a-z0-9_]*, *"\([a-z0-9-]*\)".*/\1/p' \
			lib/rules/rules.def | while read -r id; do
			lint_rule "$id" "$mended"
		done
		cut -f 1 "$lint_reasons" 2>/dev/null | while read -r id; do
			grep -qF "\"$id\"" lib/rules/rules.def ||
				echo "$lint_reasons: no rule $id"
		done
	)
}

lint_whole() {
	lint_tree
	echo 'RULE(ref_name, "ref-name")' | lint_file lib/rules/rules.def
	echo 'error: [ref-name] "x" is not' | lint_file $lint_goldens/a.txt
	printf 'refused a ref-name c\nmended c\n' |
		lint_file tests/rules/ref-name.t
}

lint_self_test() {
	lint_whole
	lint_expect clean "an answer that is mended"
	echo 'error: [merge] "x" is not' | lint_file $lint_goldens/a.txt
	lint_expect "ref-name: no golden answer" "another rule's answer"
	lint_whole
	printf 'refused a ref-name c\nunmended x\nmended c\n' |
		lint_file tests/rules/ref-name.t
	lint_expect "ref-name: no test pastes" "an answer that is not mended"
	printf 'ref-name\ttime mends it\n' | lint_file $lint_reasons
	lint_expect clean "a reason"
	lint_whole
	printf 'ref-name\ttime mends it\n' | lint_file $lint_reasons
	lint_expect "needs no row" "a reason that is none"
	lint_whole
	printf 'other\tx\n' | lint_file $lint_reasons
	lint_expect "no rule other" "a row without a rule"
}

lint_main "$@"
