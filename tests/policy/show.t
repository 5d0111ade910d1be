#!/bin/sh
# The origins that refgate policy show tells: chains of extends, lists, rules
# whose value stands alone, and every line of the shipped policies.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

OUT=$WORK/out

mkdir "$WORK/parts"
cat >"$WORK/parts/first.yml" <<'X'
version: 1
contact: "#first"
vars: {main: refs/heads/main, number: '[0-9]+'}
trust: {ssh: signers}
groups: {leads: [a@example.com]}
rulesets:
  - name: hotfix
    refs: ["refs/heads/hotfix/**"]
    rules:
      ref-name:
        pattern: 'hotfix/${number}'
        shape: hotfix/<number>
        accept: [hotfix/1]
      signature: valid
      paths: {deny: [gone]}
      change-size: {files: 10, lines: 100, ignore: [a, b]}
      follow-up:
        - {name: tag, within: 1h, evidence: {tag: v1}}
X
cat >"$WORK/parts/second.yml" <<'X'
version: 1
extends: ./first.yml
vars:
  number: '[1-9][0-9]*'
rulesets:
  - name: hotfix
    rules:
      ref-name: {pattern: 'hotfix/x${number}'}
      change-size:
        ignore: [c]
      signature: true
  - name: main
    refs: ["${main}"]
    rules: {update: everyone}
X
cat >"$WORK/third.yml" <<'X'
version: 1
extends: [parts/second.yml]
contact: >-
  two
  lines
rulesets:
  - name: hotfix
    rules:
      paths: ~
      change-size: {lines: 50}
      signature: {level: trusted}
      ref-name:
        accept: ["hotfix/x1"]
X
(cd "$WORK" && refgate policy show third.yml) >"$WORK/shown" </dev/null
is "$?" 0 "it is shown"
origin() { # ERE NAME
	like "$(cat "$WORK/shown")" "^ *$1\$" "$2"
}
origin "- 'refs/heads/hotfix/\*\*' +# parts/first.yml:8" "from two files down"
origin "number: '\[1-9\]\[0-9\]\*' +# parts/second.yml:4" "a variable"
origin "main: refs/heads/main +# parts/first.yml:3" "and one that stays"
origin "files: 10 +# parts/first.yml:16" "an option that nobody changes"
origin "lines: 50 +# third.yml:10" "one that is changed"
origin "- c +# parts/second.yml:10" "a list is replaced as a whole"
origin "level: trusted +# third.yml:11" "an option below true"
origin "within: 1h +# parts/first.yml:18" "a rule that is a list"
origin "contact: 'two lines' +# third.yml:3" "a folded text: where it begins"
for gone in "ignore: a" hotfix/1 shape "deny" "parts/first.yml:11"; do
	lacks "$WORK/shown" "$gone" "what is laid over is not shown: $gone"
done
(cd "$WORK" && python3 "$REFGATE_SRC/tests/policy/origins.py") \
	<"$WORK/shown" >"$OUT" 2>&1
is "$? $(cat "$OUT")" "0 38 lines" "each line stands where it says"
for preset in default incident launch-week recapio release-tag runbook; do
	refgate policy show "$preset" |
		python3 "$REFGATE_SRC/tests/policy/origins.py"
	echo "$preset $?"
done >"$OUT" 2>&1 </dev/null
is "$(grep -vc ' lines$' "$OUT")" 6 "the same of each shipped policy"
lacks "$OUT" "has no" "none stands elsewhere"

done_testing
