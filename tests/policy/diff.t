#!/bin/sh
# refgate policy diff: a table of sentences, each told both ways round; the
# shipped policies, all by all; files that are not there, do not load, or mean
# harm.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

OUT=$WORK/out
ERR=$WORK/err
HERE=$REFGATE_SRC/tests/policy
cd "$WORK" || die "no work"

# differ STATUS ARGUMENT...
differ() {
	differ_wanted=$1
	shift
	refgate policy diff "$@" >"$OUT" 2>"$ERR" </dev/null
	is $? "$differ_wanted" "exit status of policy diff $*"
}
# kinds: how many changes are stricter, looser and different
kinds() {
	sed -n '1s/.*: \([0-9]*\) stricter, \([0-9]*\) looser.*/\1 \2/p' "$1"
}

mkdir table
ok "the table of sentences" env PATH="$(push_path)" \
	python3 "$HERE/diff.py" "$HERE/diff.txt" table

# --- the shipped policies
names="default incident launch-week recapio release-tag runbook"
for old in $names; do
	for new in $names; do
		refgate policy diff "$old" "$new" >"$old-$new" 2>&1
		echo $? >>"$old-$new.status"
	done
done
wrong=
for old in $names; do
	for new in $names; do
		wanted=1
		test "$old" != "$new" || wanted=0
		test "$(cat "$old-$new.status")" = "$wanted" ||
			wrong="$wrong $old-$new"
		# shellcheck disable=SC2046 # two numbers
		set -- $(kinds "$old-$new") $(kinds "$new-$old")
		test "$old" = "$new" || test "${1-}/${2-}" = "${4-}/${3-}" ||
			wrong="$wrong $old-$new:kinds"
	done
done
is "$wrong" "" "every pair of shipped policies is told, and the way back"
same_file default-incident "$HERE/diff-default-incident.txt" \
	"from default to incident, in words"
is "$(awk 'length > 80 && NF > 2' ./*-*)" "" "no wide lines but patterns"
is "$(cat default-default)" "no difference" "nothing is told in two words"

# --- what is said to people
cat >a.yml <<'X'
version: 1
contact: "#team"
rulesets:
  - name: hotfix
    refs: ["refs/heads/hotfix/**"]
    rules:
      change-size: {lines: 200}
  - name: landing
    refs: ["refs/heads/main"]
    merging: ["refs/heads/hotfix/**"]
    rules: {merge: {}, linear-history: {severity: warning}}
X
sed -e 's/lines: 200/lines: 100/' -e 's/merge: {}, //' a.yml >b.yml
differ 1 a.yml b.yml
cat >wanted <<'X'
2 changes: 1 stricter, 1 looser, 0 different

refs/heads/hotfix/** (ruleset hotfix):
  change-size.lines 200 -> 100: stricter: 101 to 200 lines will be
    refused

refs/heads/main (ruleset landing, where it merges refs/heads/hotfix/**):
  merge is removed: looser: it no longer refuses what comes in otherwise
    than by the merge of a branch
X
same_file "$OUT" wanted "by whom it concerns"
differ 1 --format json a.yml b.yml
ok "for programs" python3 - "$OUT" <<'X'
import json, sys
first, second = json.load(open(sys.argv[1]))
assert first == {
    "where": "refs/heads/hotfix/** (ruleset hotfix)", "ruleset": "hotfix",
    "rule": "change-size", "option": "lines", "old": "200", "new": "100",
    "kind": "stricter", "sentence": "hotfix: change-size.lines 200 -> 100: "
    "stricter: 101 to 200 lines will be refused"}
assert second["rule"] == "merge" and second["option"] is None
assert second["new"] is None
X
differ 0 --format json a.yml a.yml
is "$(cat "$OUT")" "[]" "no difference, for programs"

# --- the same policy, put together otherwise
printf 'version: 1\nextends: ./a.yml\n%s\n%s\n%s\n' 'rulesets:' \
	'  - name: hotfix' '    rules: {change-size: {lines: 100}}' >over.yml
differ 1 a.yml over.yml
contains "$OUT" "1 change: 1 stricter" "what it extends is no difference"
mkdir moved
printf 'one\n' >keys
printf 'one\n' >moved/keys
for file in a.yml moved/a.yml; do
	(sed 1q a.yml && echo 'trust: {ssh: keys}' && sed 1d a.yml) >with
	mv with "${file%.yml}-keys.yml"
done
differ 0 a-keys.yml moved/a-keys.yml
echo two >>moved/keys
differ 1 a-keys.yml moved/a-keys.yml
contains "$OUT" "the files do not" "other keys beside a copy"

# --- what does not load, and what is no policy
echo 'rulez: []' | cat a.yml - >bad.yml
differ 2 a.yml bad.yml
contains "$ERR" "bad.yml:12:1: error: " "what is wrong with NEW"
is "$(cat "$OUT")" "" "nothing is compared then"
differ 2 bad.yml ./worse.yml
contains "$ERR" "bad.yml:12:1: error: " "what is wrong with OLD"
contains "$ERR" "worse.yml" "and with NEW at once"
differ 2 a.yml nowhere
contains "$ERR" "no policy 'nowhere' is shipped" "a name that is not shipped"
differ 2 a.yml -
differ 2 a.yml
contains "$ERR" "which two policies?" "one is not enough"
differ 2 a.yml b.yml a.yml
differ 2 --frmat json a.yml b.yml
differ 0 --help

# --- names that mean harm
printf 'groups: {"x\342\200\256y": [a@x.org]}\n' | cat a.yml - >odd.yml
differ 2 a.yml odd.yml
lacks "$ERR" "$(printf '\342\200\256')" "what turns a line round is not said"
cat a.yml - >odd.yml <<'X'
groups: {"%s%n": [a@x.org], "; rm -rf ~": []}
people: {"a\nsuccess: accepted\t": {emails: [a@x.org], logins: ["\\"]}}
X
differ 1 a.yml odd.yml
contains "$OUT" "  group %s%n is new" "a format is a text"
contains "$OUT" "group ; rm -rf ~ is new" "so is a command"
contains "$OUT" "a<U+000A>success: accepted" "a name is no line of its own"
lacks "$OUT" "$(printf '\t')" "nor a tab"
differ 1 --format json a.yml odd.yml
ok "in JSON, too" python3 -c 'import json, sys; json.load(sys.stdin)' <"$OUT"
python3 - >many.yml <<'X'
print('version: 1\ncontact: "#t"\nrulesets:\n  - name: hotfix\n'
      '    refs: ["refs/heads/h/*"]\n    rules:\n      forbidden-content:')
for i in range(300):
    print("        - {pattern: x%d}" % i)
X
sed 's/pattern: x/pattern: y/' many.yml >more.yml
differ 1 many.yml more.yml
contains "$OUT" "600 changes: 300 stricter, 300 looser" "many at once"

done_testing
