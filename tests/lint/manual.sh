#!/bin/sh
# The manual pages are sound mdoc(7), and they and the completions have every
# verb, option, rule, key, field and action, and no others. `make manual` mends
# what is written out of something else.
# shellcheck source=tests/lib/lint.sh
. tests/lib/lint.sh

lint_writer=$PWD/tests/lint/manual.py

lint_mdoc() {
	for page in *.[158]; do
		if grep -q '^\.so ' "$page"; then
			target=$(sed -n 's/^\.so man[158]\///p' "$page")
			test -f "$target" || echo "$page: leads nowhere: $target"
		else
			mandoc -T lint -W warning "$page" 2>&1
		fi
	done
}

# The options that a help text or a part of a page names, one a line.
lint_options() {
	grep -Eo '(^|[ |(\[])--?[a-z][a-z-]*' | sed 's/^[^-]*//' |
		sort -u
}

# lint_section VERB: its options in the page
lint_section() {
	awk -v head=".Ss refgate $1" '
		/^\.S[sh] / { inside = $0 == head }
		inside && /^\.It Fl / { print }
	' docs/refgate.1 | sed 's/ *, / /; s/Fl Fl /--/g; s/Fl /-/g' |
		lint_options
}

# The verbs of the program: "check", "log verify".
lint_verbs() {
	"$1" --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' |
		while read -r verb; do
			echo "$verb"
			"$1" "$verb" --help >"$2/verb"
			sed -n "s/^.* refgate $verb \([a-z][a-z]*\)\>.*/\1/p" \
				"$2/verb" | sort -u | while read -r below; do
				"$1" "$verb" "$below" --help |
					cmp -s - "$2/verb" ||
					echo "$verb $below"
			done
		done
}

# lint_same WHAT FILE FILE: the sorted lines of the program and of the page
lint_same() {
	comm -23 "$2" "$3" | sed "s/^/docs\/refgate.1: lacks $1 /"
	comm -13 "$2" "$3" | sed "s/^/docs\/refgate.1: knows $1 /"
}

lint_command() {
	lint_verbs "$1" "$2" | sort >"$2/verbs"
	sed -n 's/^\.Ss refgate //p' docs/refgate.1 | sort >"$2/sections"
	lint_same verb "$2/verbs" "$2/sections"
	while read -r verb; do
		# shellcheck disable=SC2086 # two words
		"$1" $verb --help | grep -E '^  +-' |
			sed 's/^  //; s/  .*//' | lint_options >"$2/options"
		lint_section "$verb" >"$2/described"
		lint_same "$verb" "$2/options" "$2/described"
	done <"$2/verbs"
}

# What must be in a page, one a line: as a word in bold.
lint_named() {
	while read -r name; do
		typed=$(printf '%s' "$name" | sed 's/-/\\-/g')
		grep -qF -e "\\fB$typed\\fR" "$1" || echo "$1: lacks $name"
	done
}

lint_keys() {
	sed -n 's/^RULE([a-z0-9_]*, *"\([a-z0-9-]*\)".*/\1/p' \
		lib/rules/rules.def | lint_named docs/refgate-policy.5
	{
		sed -n 's/^\t{ "\([a-z-]*\)", ".*/\1/p' lib/policy/tables.c
		cat lib/policy/tables.c lib/rules/*.c | tr '\n\t' '  ' |
			grep -Eo '\.key = +"[^"]*"' | sed 's/.*"\(.*\)"/\1/'
	} | sort -u |
		lint_named docs/refgate-policy.5
}

# The first cells of the tables of fields and of actions.
# shellcheck disable=SC2016 # backquotes of Markdown
lint_record() {
	awk '/^## /{ inside = /^## (The line|Actions)$/ }
		inside && /^\| `/ { split($0, cell, "|"); print cell[2] }
	' docs/refgate-log.md | grep -o '`[^`]*`' | tr -d '`' |
		lint_named docs/refgate-log.5
}

lint_check() {
	lint_program=${REFGATE_ROOT:-build/test/root}
	test "$1" = . || lint_program=.
	lint_program=$lint_program/bin/refgate
	lint_lists=$(mktemp -d "${TMPDIR:-/tmp}/refgate-lint.XXXXXX") || exit 1
	(
		cd "$1" || exit
		(cd docs && lint_mdoc)
		lint_keys
		lint_record
		if test -x "$lint_program"; then
			lint_command "$lint_program" "$lint_lists"
			PYTHONDONTWRITEBYTECODE=1 python3 "$lint_writer" \
				"$lint_program" --check 2>&1
		else
			echo "refgate: not built"
		fi
	)
	rm -rf "$lint_lists"
}

# A program of one verb, one rule and one field.
lint_gate() {
	lint_file bin/refgate <<-'EOF'
	#!/bin/sh
	case $* in
	--help) echo '  check   what a push would meet' ;;
	'check --help')
		printf 'usage: refgate check REF\n\n  --ref REF  which\n'
		;;
	explain\ override*) echo '{"options":[]}' ;;
	'explain rules --format json') echo '[{"rule":"merge"}]' ;;
	*)
		echo '{"rule":"merge","summary":"s","example":"e",
			"options":[],"common_options":[]}'
		;;
	esac
	EOF
	chmod +x "$lint_scratch/tree/bin/refgate"
}

lint_page() {
	printf '.Dd November 21, 2026\n.Dt %s\n.Os\n.Sh NAME\n.Nm %s\n' "$1" "$2"
	printf '.Nd a page\n.Sh DESCRIPTION\n%s\n' "$3"
}

# shellcheck disable=SC2016 # backquotes of Markdown
lint_pages() {
	lint_tree
	lint_gate
	echo 'RULE(merge, "merge")' | lint_file lib/rules/rules.def
	echo '{ .key = "by", .type = OPTION_TEXT }' | lint_file lib/rules/merge.c
	echo '{ .key = "vars", .type = OPTION_TEXT }' | lint_file lib/policy/tables.c
	printf '## Actions\n\n| a |\n|---|\n| `import` |\n' |
		lint_file docs/refgate-log.md
	lint_page 'REFGATE-LOG 5' refgate-log '\fBimport\fR' |
		lint_file docs/refgate-log.5
	lint_page 'REFGATE-POLICY 5' refgate-policy \
		'\fBmerge\fR \fBby\fR \fBvars\fR' | lint_file docs/refgate-policy.5
	lint_page 'REFGATE 1' refgate '.\" BEGIN verbs
.Ss refgate check
.Bd -literal -offset indent
refgate check REF
.Ed
.Bl -tag -width Ds
.It Fl Fl ref Ar REF
which
.El
.\" END verbs' | lint_file docs/refgate.1
	echo '.so man1/refgate.1' | lint_file docs/git-refgate.1
}

# lint_changed PAGE SED WANTED NAME: with that change, that is found
lint_changed() {
	lint_pages
	sed -i "$2" "$lint_scratch/tree/$1"
	lint_expect "$3" "$4"
}

lint_self_test() {
	lint_pages
	lint_expect clean "sound pages"
	lint_changed docs/refgate-log.5 '/^\.Nd/d' "without description" "no Nd"
	lint_changed docs/refgate-log.5 's/import/export/' "lacks import" "an action"
	lint_changed docs/refgate-policy.5 's/merge//' "lacks merge" "a rule"
	lint_changed docs/refgate-policy.5 's/by//' "lacks by" "an option of a rule"
	lint_changed docs/refgate-policy.5 's/vars//' "lacks vars" "a key"
	lint_changed docs/refgate.1 's/ref Ar/as Ar/' "lacks check --ref" "an option"
	lint_changed docs/refgate.1 's/ref Ar/as Ar/' "knows check --as" "one more"
	lint_changed docs/refgate.1 's/gate check$/gate log/' "lacks verb check" \
		"a verb"
	lint_changed docs/refgate.1 's/^which/what/' "docs/refgate.1: out of date" \
		"other words"
	lint_changed docs/git-refgate.1 's/refgate/nothing/' "leads nowhere" "a link"
}

lint_main "$@"
