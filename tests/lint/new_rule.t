#!/bin/sh
# "Adding a rule" of CONTRIBUTING.md, done in a copy of the tree: a step that
# is left out is noticed, and nothing else has to be edited.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

page=$REFGATE_SRC/CONTRIBUTING.md
made=${REFGATE_BUILD:-$REFGATE_SRC/build/test}
tree=$push_base/tree
root=$push_base/root
rule=lib/rules/subject_length.c

test -f "$made/librefgate.a" || skip_all "nothing is built in $made"

# --- the steps

# block FILE: what the page says stands in it
block() {
	awk -v mark="<!-- scratch $1" '
		index($0, mark) == 1 { near = 1; next }
		near && !fence { fence = $0; sub(/[^`].*/, "", fence); next }
		near && $0 == fence { exit }
		near' "$page" >"$push_base/block"
	test -s "$push_base/block" || die "no block $1 in $page"
	cat "$push_base/block"
}

write() {
	block "$1" >"$push_base/file"
	cp "$push_base/file" "$tree/$1"
}

# A row, below the one that the mark names.
write_row() {
	below=$(sed -n "s,^<!-- scratch $1 below \(.*\) -->\$,\1,p" "$page")
	block "$1" >"$push_base/row"
	sed -i "\\|$below|r $push_base/row" "$tree/$1"
}

# --- the tree, with what was compiled of it already

copy_tree() {
	mkdir "$tree" "$tree/build"
	for part in "$REFGATE_SRC"/* "$REFGATE_SRC/.clang-format"; do
		test "$part" = "$REFGATE_SRC/build" || cp -pR "$part" "$tree/"
	done
	for part in lib cli hooks musl flags members; do
		test ! -e "$made/$part" || cp -pR "$made/$part" "$tree/build/"
	done
	find "$tree/build" -name '*.d' -exec sed -i \
		-e '1s,^[^:]*/musl/,build/musl/,' -e t \
		-e '1s,^[^:]*/\(lib\|cli\|hooks\)/,build/\1/,' {} +
}

variant() {
	case $(cat "$made/flags") in
	*-fsanitize*) echo sanitize ;;
	*--coverage*) echo coverage ;;
	*-Og*) echo debug ;;
	*) echo release ;;
	esac
}

# With the flags of what is there: nothing of it is compiled again.
build() {
	make -C "$tree" -j2 BUILD=build VARIANT="$(variant)" \
		CC="$(head -n 1 "$made/flags" | cut -d ' ' -f 1)" \
		WERROR="$(grep -c -e ' -Werror ' "$made/flags")" \
		PREFIX="$root" SYSCONFDIR="$root/etc" \
		"$@" >"$push_base/build.log" 2>&1 </dev/null
}

# --- what notices

# lint NAME: what it says of the new rule
lint() {
	(cd "$tree" && REFGATE_ROOT=$root sh "tests/lint/$1.sh") 2>&1 |
		grep -e 'subject.length' -e 'out of date'
}

# forgotten FILE LINT WORDS: without that file the lint says so
forgotten() {
	mv "$tree/$1" "$push_base/forgotten"
	lint "$2" >"$push_base/lint"
	contains "$push_base/lint" "$3" "forgotten: $1"
	mv "$push_base/forgotten" "$tree/$1"
}

rule_test() {
	REFGATE_SRC=$tree REFGATE_ROOT=$root REFGATE_UPDATE_GOLDEN=$1 \
		sh "$tree/tests/rules/subject-length.t" >"$push_base/tap" 2>&1
}

copy_tree
write "$rule"
lint rules >"$push_base/lint"
contains "$push_base/lint" "rule_subject_length: no row in rules.def" \
	"forgotten: the row"
write_row lib/rules/rules.def
write tests/rules/subject-length.t
write docs/rules/subject-length.md
lint rules >"$push_base/lint"
contains "$push_base/lint" "subject-length: no row in docs/policy.md" \
	"forgotten: the way to the page"
write_row docs/policy.md
ok "the example is formatted" clang-format --dry-run -Werror "$tree/$rule"
ok "it is built without another edit" build install ||
	diag "$(tail -n 20 "$push_base/build.log")"
is "$(grep '^  CC' "$push_base/build.log" | grep -vc /musl/)" 3 \
	"three files were compiled: the rule, the table, the paths"
is "$(grep '^  CC.*/musl/' "$push_base/build.log" | grep -v /musl/paths.o)" "" \
	"and nothing but the paths for musl"

# --- its test: the answer is written down once, then compared
nok "without an answer the test fails" rule_test ""
lint answers >"$push_base/lint"
contains "$push_base/lint" "subject-length: no golden answer" \
	"forgotten: the answer"
ok "the answer is written" rule_test 1
ok "the test passes" rule_test "" || diag "$(cat "$push_base/tap")"
contains "$push_base/tap" "pasted, it passes" "its repair was pasted"
cp "$tree/tests/push/guidance/subject-length.txt" "$push_base/words"
contains "$push_base/words" \
	"a subject of 11 characters; at most 10" "the answer is in its words"

# --- every part is there, or is missed
forgotten "$rule" rules "no rule_subject_length in $rule"
forgotten docs/rules/subject-length.md rules "no page docs/rules/"
forgotten tests/rules/subject-length.t rules "no test in tests/rules"
forgotten tests/rules/subject-length.t answers "no test pastes its repair"
is "$(lint rules; lint answers)" "" "with all of them, nothing is missed"

lint manual >"$push_base/lint"
contains "$push_base/lint" "docs/refgate-policy.5: lacks subject-length" \
	"forgotten: make manual"
ok "what make manual runs" env -C "$tree" PYTHONDONTWRITEBYTECODE=1 \
	python3 tests/lint/manual.py "$root/bin/refgate"
is "$(lint manual)" "" "the pages have it"

# --- what follows from the table
OUT=$WORK/out
"$root/bin/refgate" policy schema >"$OUT"
contains "$OUT" "how many characters a subject may have" "the schema has it"
"$root/bin/refgate" explain subject-length >"$OUT"
contains "$OUT" "how many characters a subject may have" "explain tells of it"

# told OPTIONS WORDS NAME: policy lint says that of the rule's options
told() {
	printf '%s\n' 'version: 1' 'contact: here' 'rulesets:' '  - name: a' \
		'    refs: [refs/heads/main]' "    rules: {subject-length: $1}" \
		>"$WORK/policy.yml"
	"$root/bin/refgate" policy lint "$WORK/policy.yml" >"$OUT" 2>&1
	contains "$OUT" "$2" "$3"
}
told '{mox: 9}' "policy.yml:6:30: error: unknown option 'mox'" \
	"policy lint knows its options"
contains "$OUT" "max" "and what was meant"
told 0 "policy.yml:6:29: error: " "and their bounds"
told 9 "" "and their short form"
is "$(cat "$OUT")" "" "which is in order"
done_testing
