#!/bin/sh
# refgate policy test: the cases that a policy carries. What the language can
# say is in tests/policy/cases/language.yml, where each case says the truth.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

OUT=$WORK/out
ERR=$WORK/err
mkdir "$WORK/scratch dir"
export TMPDIR="$WORK/scratch dir"

# policy_test STATUS ARGUMENT...
policy_test() {
	test_wanted=$1
	shift
	(cd "$WORK" && refgate policy test "$@") >"$OUT" 2>"$ERR" </dev/null
	test_status=$?
	is "$test_status" "$test_wanted" "exit status of policy test $*"
	test "$test_status" = "$test_wanted" || diag "$(cat "$OUT" "$ERR")"
	is "$(ls -A "$TMPDIR")" "" "nothing is left behind"
}

# policy FILE: the cases stand on standard input
policy() {
	{
		cat <<-'EOF'
		version: 1
		contact: "#team"
		rulesets:
		  - name: hotfix
		    refs: ["refs/heads/hotfix/**"]
		    rules:
		      ref-name: {pattern: 'hotfix/REC-[0-9]+'}
		      commit-date: {ahead: 10m, behind: 30d}
		tests:
		EOF
		cat
	} >"$WORK/$1"
}

# --- all that the language can say
policy_test 0 "$REFGATE_SRC/tests/policy/cases/language.yml"
like "$(cat "$OUT")" '^[0-9]+ cases: [0-9]+ passed \(' "a line tells how many"
is "$(cat "$ERR")" "" "no progress but on a terminal"

# --- cases that do not hold
policy mixed.yml <<'EOF'
  - name: holds
    push: {ref: hotfix/REC-1, commits: [{}]}
  - name: is refused by something else
    push: {ref: hotfix/x, commits: [{}]}
    refuse: [commit-date]
  - name: "is accepted # <really>"
    push: {ref: hotfix/REC-2, commits: [{}]}
    refuse: [ref-name]
  - name: warns of nothing
    push: {ref: hotfix/REC-2, commits: [{}]}
    warn: [ref-name]
  - name: says something else
    push: {ref: hotfix/x, commits: [{}]}
    refuse: [ref-name]
    says: [hotfix/x, xyzzy]
  - name: is no push at all
    steps:
      - push: {ref: feature, commits: [{}]}
      - push: {ref: feature, from: main, commits: [{}]}
  - name: has a conflict
    steps:
      - push: {ref: feature, commits: [{files: {a: b}}]}
      - push: {ref: main, commits: [{files: {a: c}}]}
      - merge: feature
  - name: has nothing to merge
    merge: develop
  - name: names what is not there
    push: {ref: feature, from: nowhere}
  - name: names a text that is not there
    push: {ref: feature, commits: [{message: "${nothing}"}]}
EOF
policy_test 1 mixed.yml
contains "$OUT" "mixed.yml:12: error: is refused by something else
  line 13: push to refs/heads/hotfix/x
    wanted  refused by commit-date
    came    refused by ref-name
    | error: refs/heads/hotfix/x refused: 1 problem" \
	"what was wanted, what came, and the answer"
lacks "$OUT" "error: holds" "nothing of a case that holds"
contains "$OUT" "    wanted  refused by ref-name
    came    accepted" "a push that came in"
contains "$OUT" "    wanted  warnings of ref-name
    came    warnings of no rule" "warnings"
contains "$OUT" "an answer that says: xyzzy" "all of says"
contains "$OUT" "    git did not push: refs/heads/feature [rejected] (non-" \
	"what git does not push"
contains "$OUT" "has a conflict: cannot be done" "a case that cannot be done"
contains "$OUT" "line 33: a conflict in a; say in \`resolve\`" "and why"
contains "$OUT" "there is nothing to merge" "nor where git makes nothing"
contains "$OUT" "'nowhere' is no id of this case" "nor with unknown names"
contains "$OUT" "there is no 'nothing'" "nor with unknown texts"
contains "$OUT" "10 cases: 1 passed, 9 failed" "the sum"

policy_test 0 --filter holds --jobs 1 mixed.yml
contains "$OUT" "1 case: 1 passed, 9 left out" "--filter"
policy_test 2 --filter xyzzy mixed.yml
contains "$ERR" "no case of mixed.yml holds 'xyzzy'" "a filter for nothing"
policy_test 2 --jobs 0 mixed.yml
policy_test 2 --format yaml mixed.yml
contains "$ERR" "human, json, tap or junit" "formats"

policy_test 1 --format tap mixed.yml
is "$(sed -n 1,3p "$OUT")" "TAP version 13
1..10
ok 1 - holds" "TAP"
contains "$OUT" 'not ok 3 - is accepted \# <really>' "a name in TAP"
is "$(grep -c '^not ok' "$OUT")" 9 "one line a case"
is "$(grep -vc '^[1noT#]' "$OUT")" 0 "all else is a comment"
policy_test 1 --format junit mixed.yml
ok "JUnit can be read" python3 - "$OUT" <<'EOF'
import sys, xml.etree.ElementTree as tree
suite = tree.parse(sys.argv[1]).getroot().find("testsuite")
assert (suite.get("tests"), suite.get("failures")) == ("10", "5")
cases = suite.findall("testcase")
assert len(cases) == 10 and cases[0].find("failure") is None
assert cases[2].get("name") == "is accepted # <really>"
assert "came    accepted" in cases[2].find("failure").text
assert cases[6].find("error") is not None and suite.get("errors") == "4"
EOF
policy_test 1 --format json mixed.yml
ok "JSON can be read" python3 - "$OUT" <<'EOF'
import json, sys
data = json.load(open(sys.argv[1]))
assert data["passed"] == 1 and data["failed"] == 9
assert data["cases"][1]["line"] == 12 and data["cases"][0]["text"] is None
assert data["cases"][6]["status"] == "cannot be done"
EOF

# --- flaws of the file
sed '/^tests/,$d' "$WORK/mixed.yml" >"$WORK/none.yml"
policy_test 2 none.yml
contains "$ERR" "none.yml has no tests" "a policy without cases"
policy wrong.yml <<'EOF'
  - name: x
    push: {ref: main, comits: []}
EOF
policy_test 2 wrong.yml
contains "$ERR" "wrong.yml:11:23: error: unknown key 'comits' of push" \
	"a wrong key has its place"
contains "$ERR" "did you mean 'commits'?" "and a suggestion"
refgate policy lint "$WORK/wrong.yml" >"$OUT"
contains "$OUT" "wrong.yml:11:23: error: unknown key" "lint says it, too"
policy people.yml <<'EOF'
  - people: {zoe: {emails: [alice@example.com]}}
  - name: x
    as: alice
    push: {ref: main, commits: [{author: zoe}]}
EOF
policy_test 1 people.yml
contains "$OUT" "does not load: the email 'alice@example.com'" \
	"people that do not go together"

# --- it is the policy of the repository where it is run
policy_test 2
new_server s "$WORK/mixed.yml"
(cd "$WORK/s.git" && refgate policy test --filter holds) >"$OUT" 2>&1
is "$?" 0 "in a repository"
contains "$OUT" "1 case: 1 passed" "its own policy"
is "$(g s.git for-each-ref)" "" "and nothing is done to it"

# --- the policy may lie where a hook would not take it
chmod 777 "$WORK"
policy_test 0 --filter holds mixed.yml
chmod 755 "$WORK"

# --- interrupted
{
	for i in 1 2 3 4 5 6 7 8 9; do
		printf '  - name: n%d\n    steps:\n' "$i"
		for j in 1 2 3 4 5 6 7 8 9; do
			printf '      - push: {ref: hotfix/REC-%d, ' "$j"
			printf 'commits: [{}]}\n'
		done
	done
} | policy slow.yml
"$REFGATE_ROOT/bin/refgate" policy test "$WORK/slow.yml" >"$OUT" 2>&1 &
slow=$!
until test -n "$(find "$TMPDIR" -name '*-given' 2>/dev/null)" ||
	! kill -0 "$slow"; do
	sleep 0.02
done
kill -TERM "$slow"
wait "$slow" 2>/dev/null
is "$?" 143 "ended by the signal"
is "$(ls -A "$TMPDIR")" "" "nothing is left behind by an interrupted run"
is "$(cat "$OUT")" "" "and nothing said"

done_testing
