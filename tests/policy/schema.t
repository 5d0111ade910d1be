#!/bin/sh
# refgate policy schema: a real validator takes it for a draft-07 schema, it
# accepts what the loader accepts, and refuses what has another form.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

# Debian's, whatever else PATH leads to: it has the packages of deps.
python=/usr/bin/python3
test -x "$python" || python=python3
"$python" -c 'import jsonschema, yaml' 2>/dev/null ||
	skip_all "no python3-jsonschema or python3-yaml"
OUT=$WORK/out
SCHEMA=$WORK/schema.json
POLICIES=$REFGATE_SRC/tests/policy

schema() {
	"$python" "$REFGATE_SRC/tests/policy/schema.py" "$SCHEMA" "$@"
}

ok "there is help" refgate policy schema --help
refgate policy schema >"$SCHEMA" 2>"$WORK/err" </dev/null
is "$?" 0 "exit status"
is "$(cat "$WORK/err")" "" "nothing on standard error"
is "$(wc -l <"$SCHEMA")" 1 "one line"
(cd / && refgate policy schema --format json) >"$OUT"
same_file "$OUT" "$SCHEMA" "--format json is the same, in any folder"
nok "it takes no file" refgate policy schema "$REFGATE_SRC/policy/default.yml"
ok "draft-07; every mapping is closed, every option explained" schema meta
same_file "$REFGATE_ROOT/share/refgate/policy.schema.json" "$SCHEMA" \
	"make install puts it where editors find it"

# --- what is there; good/everything.yml is for the rules of a unit test
rm -f "$WORK/files"
for file in "$REFGATE_SRC"/policy/*.yml "$POLICIES"/good/*.yml \
	"$POLICIES"/good/parts/*.yml "$POLICIES"/lint/*.yml \
	"$POLICIES"/cases/*.yml; do
	case $file in
	*/good/everything.yml) ;;
	*) printf '%s\n' "$file" ;;
	esac
done >"$WORK/files"
tr '\n' '\0' <"$WORK/files" | xargs -0 "$python" "$POLICIES/schema.py" \
	"$SCHEMA" >"$OUT"
is "$(grep -v ' accepted$' "$OUT")" "" "policies that load are accepted"
is "$(wc -l <"$OUT")" "$(wc -l <"$WORK/files")" "all of them"
for file in "$REFGATE_SRC"/policy/*.yml; do
	is "$(sed -n 1p "$file")" \
		"# yaml-language-server: \$schema=../policy.schema.json" \
		"${file##*/} leads an editor to it"
done
schema "$REFGATE_SRC"/docs/*.md "$REFGATE_SRC"/docs/rules/*.md >"$OUT"
is "$(grep -v ' accepted$' "$OUT")" "" "all that the pages show is accepted"
ok "and that is something" test "$(wc -l <"$OUT")" -gt 30

# What the loader refuses for its form. A day is a text to the schema.
form="unknown (key|option|rule) |' wants |has no '|takes no exemption"
form="$form|cannot be '"
for file in "$POLICIES"/bad/*.yml; do
	grep -v 'wants a day' "${file%.yml}.err" | grep -Eq "$form" &&
		printf '%s\0' "$file"
done | xargs -0 "$python" "$POLICIES/schema.py" "$SCHEMA" >"$OUT"
is "$(grep ' accepted$' "$OUT")" "" "what is bad for its form is refused"
ok "and there is much of it" test "$(wc -l <"$OUT")" -gt 50

# --- forms: each line is a policy, or the rules of one
mkdir "$WORK/forms"
count=100
while IFS='|' read -r verdict kind text; do
	count=$((count + 1))
	head='version: 1'
	case $kind in
	rules)
		printf '%s\nrulesets: [{name: x, refs: [x], rules: {%s}}]\n' \
			"$head" "$text"
		;;
	heir) printf '%s\nextends: [a, ./b.yml]\n%s\n' "$head" "$text" ;;
	root) printf '%s\n%s\n' "$head" "$text" ;;
	whole) printf '%s\n' "$text" ;;
	esac >"$WORK/forms/$count"
	printf '%s %s\n' "$verdict" "$text" >>"$WORK/wanted"
done <<'END'
accepted|rules|linear-history: true
accepted|rules|linear-history: ~
accepted|rules|linear-history: {}
refused|rules|linear-history: false
refused|rules|linear-history: "true"
accepted|rules|signature: trusted
accepted|rules|signature: {level: trusted, severity: ~}
accepted|rules|signature: {exempt: {merges: false, pushers: a}}
refused|rules|signature: sometimes
refused|rules|signature: {exempt: {merges: true}}
accepted|rules|linear-history: {exempt: {merges: true}}
accepted|rules|forbidden-content: [{pattern: x}]
accepted|rules|forbidden-content: {texts: [{pattern: x}], secrets: true}
accepted|rules|file-content: [{path: a, must-match: b}]
accepted|rules|file-content: {files: [{path: a}]}
refused|rules|file-content: {}
refused|rules|file-content: true
refused|rules|file-content: [a]
accepted|rules|commit-message: {sections: [Cause, {name: Fix, min: 3}]}
refused|rules|commit-message: {sections: Cause}
refused|rules|commit-message: {sections: [{min: 3}]}
refused|rules|ref-name: x
refused|rules|ref-name: {shape: x}
refused|rules|ref-name: {pattern: ~}
accepted|rules|ref-name: {pattern: 12, accept: 12}
accepted|rules|deletion: {allow: nobody, merged-into: "refs/heads/x"}
accepted|rules|deletion: {allow: [a, b]}
refused|rules|deletion: {alow: [a, b]}
accepted|rules|lifetime: {max: 6h}
refused|rules|lifetime: {max: 6}
refused|rules|lifetime: {max: 06h}
refused|rules|lifetime: {max: 6 h}
accepted|rules|file-size: {max: 10}
accepted|rules|file-size: {max: 10KiB, per: {"*.png": 1MiB, "*.gif": ~}}
refused|rules|file-size: {max: 10KB}
refused|rules|file-size: {max: -1}
accepted|rules|commit-date: {ahead: false}
refused|rules|commit-date: {ahead: true}
accepted|root|
refused|whole|mode: enforce
refused|whole|version: 2
refused|root|override: {approvals: 3}
refused|root|{extends: ~, override: {approvals: 3}}
refused|root|rulesets: [{name: x}]
accepted|heir|override: {approvals: 3}
accepted|heir|rulesets: [{name: x, rules: {ref-name: {shape: y}}}]
accepted|heir|rulesets: [{name: x, rules: {file-content: true}}]
refused|heir|rulesets: [{name: x, rules: {file-content: [{}]}}]
refused|heir|rulesets: [{refs: [x]}]
refused|heir|rulesets: [~]
accepted|root|tests: [{as: alice}, {name: x, delete: refs/heads/x}]
refused|root|tests: [{name: x}]
refused|root|tests: [{name: x, delete: refs/heads/x, tag: y}]
refused|root|tests: [{name: x, push: {from: refs/heads/x}}]
refused|root|tests: [{name: x, delete: refs/heads/x, refuse: [ref-nmae]}]
accepted|root|tests: [{name: x, steps: [{wait: 25h}]}]
refused|root|tests: [{steps: [{wait: 25h}]}]
END
schema "$WORK"/forms/* | sed 's/^[0-9]* //; /^accepted$/!s/.*/refused/' |
	paste -d ' ' - "$WORK/wanted" >"$OUT"
while read -r got wanted text; do
	is "$got" "$wanted" "$wanted: $text"
done <"$OUT"
ok "all of them were read" test "$(wc -l <"$OUT")" -eq "$((count - 100))"
done_testing
