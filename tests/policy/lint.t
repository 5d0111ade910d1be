#!/bin/sh
# refgate policy lint with the real rules: what it advises (advice/), the
# mistakes that are made most (mistakes/), refs that a repository does not
# have, and files that are meant to take long. REFGATE_UPDATE_GOLDEN=1 writes
# the answers anew.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

OUT=$WORK/out
TOOK_MAX=5 # seconds, of a slow build on a busy machine; else under one

# golden STATUS FILE: the answer is as in FILE.txt.
golden() {
	refgate policy lint "./$2" >"$OUT" 2>"$WORK/err" </dev/null
	is $? "$1" "exit status of lint $2"
	sed "s,$REFGATE_ROOT,ROOT,g" "$OUT" >"$WORK/answer"
	if [ "${REFGATE_UPDATE_GOLDEN:-}" ]; then
		cp "$WORK/answer" "${2%.yml}.txt"
	fi
	ok "the answer to $2" diff -u "${2%.yml}.txt" "$WORK/answer"
}

cd "$REFGATE_SRC/tests/policy" || exit 1
for file in advice/*.yml; do
	golden 1 "$file"
done
for file in mistakes/*.yml; do
	golden 2 "$file"
	contains "$OUT" 'hint: ' "it says what to do"
done

# --- json
refgate policy lint --format json advice/never.yml >"$OUT"
ok "codes and notes in json" python3 - "$OUT" <<'END'
import json, sys
items = json.load(open(sys.argv[1]))["diagnostics"]
assert all(item["code"] for item in items)
twice = [item for item in items if item["code"] == "stands-twice"]
assert twice and all(item["note"]["line"] < item["line"] for item in twice)
END
refgate policy lint --format json mistakes/person.yml >"$OUT"
ok "errors have codes, too" python3 - "$OUT" <<'END'
import json, sys
items = json.load(open(sys.argv[1]))["diagnostics"]
assert {"unknown-key", "people"} == {item["code"] for item in items}
END

# --- the page has every code
grep -h 'warning: ' advice/*.txt lint/*.err |
	sed -n 's/.* \[\([a-z-]*\)\]$/\1/p' | sort -u >"$WORK/codes"
while read -r code; do
	ok "the code $code is on the page" \
		grep -q "\`$code\`" "$REFGATE_SRC/docs/policy.md"
done <"$WORK/codes"

# --- refs of a repository
cat >"$WORK/refs.yml" <<'END'
version: 1
contact: "#team"
rulesets:
  - name: default
    refs: ["~DEFAULT"]
    rules: {linear-history: {}}
  - name: hotfix
    refs: ["refs/heads/hotifx/**", "refs/heads/feature/**"]
    rules:
      start-point: {from: [refs/heads/mster, refs/heads/production]}
      deletion: {merged-into: ["refs/heads/release/*"]}
END
new_server s "$WORK/refs.yml"
lint_server() {
	(cd "$WORK/s.git" && refgate policy lint) >"$OUT" 2>"$WORK/err"
}
lint_server
lacks "$OUT" 'no-such-ref' "an empty repository is no reason"
tree=$(git -C "$WORK/s.git" hash-object -t tree -w /dev/null)
commit=$(git -C "$WORK/s.git" -c user.name=a -c user.email=a@example.com \
	commit-tree "$tree" -m x)
for ref in master develop hotfix/x; do
	git -C "$WORK/s.git" update-ref "refs/heads/$ref" "$commit"
done
git -C "$WORK/s.git" symbolic-ref HEAD refs/heads/nothing
lint_server
contains "$OUT" "~DEFAULT is refs/heads/nothing, which is not in this" \
	"a HEAD that dangles"
contains "$OUT" "hint: git symbolic-ref HEAD refs/heads/develop" \
	"how it is mended"
contains "$OUT" "did you mean 'refs/heads/hotfix/**'?" "a near folder"
contains "$OUT" "did you mean 'refs/heads/master'?" "a near name"
contains "$OUT" "'refs/heads/production' is not in this repository" \
	"a name that is not there"
contains "$OUT" "below refs/heads/ there is develop, hotfix/x, master" \
	"what there is"
contains "$OUT" "'refs/heads/release/*' matches nothing" \
	"globs that have to match"
lacks "$OUT" "'refs/heads/feature/" "globs that may come to match"
git -C "$WORK/s.git" symbolic-ref HEAD refs/heads/develop
lint_server
lacks "$OUT" "no-default" "a HEAD that is mended"

# --- files that are meant to take long
python3 - "$WORK" <<'END'
import sys
head = 'version: 1\ncontact: "#t"\n'
one = "rulesets:\n  - name: a\n    refs: [%srefs/heads/a]\n    rules:\n"
files = {
    "large": head + "x: " + "a" * (1 << 20),
    "deep": head + "tests: " + "[" * 200000,
    "aliases": head + "a: &a [x]\nb: [" + "*a," * 60000 + "]\n",
    "rules": head + one % ""
    + "".join("      r%d: {}\n" % i for i in range(9000)),
    "line": head + one % ('"refs/heads/${v}",' * 9000),
    "circle": head + "vars:\n" + "".join(
        ' v%d: "${v%d}"\n' % (i, (i + 1) % 9000) for i in range(9000)),
    "patterns": head + one % "" + "      commit-message: {forbid: ["
    + "'(a'," * 9000 + "]}\n",
}
for name, text in files.items():
    open("%s/%s.yml" % (sys.argv[1], name), "w").write(text)
END
for name in large deep aliases rules line circle patterns; do
	timeout "$TOOK_MAX" "$REFGATE_ROOT/bin/refgate" policy lint \
		"$WORK/$name.yml" >"$OUT" 2>"$WORK/err"
	is $? 2 "$name: told in time"
	ok "$name: the sum" grep -q '^[0-9]* error' "$OUT"
done

done_testing
