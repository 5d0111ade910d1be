#!/bin/sh
# refgate check for machines: SARIF 2.1.0 and JUnit XML. sarif.py holds the
# first against what the specification demands; no schema is shipped.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

OUT=$WORK/out
ERR=$WORK/err
policy=$WORK/policy.yml
cat >"$policy" <<'YAML'
version: 1
contact: "#release-managers"
people:
  alice: {emails: [alice@example.com], logins: [al]}
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      commit-message:
        subject: {pattern: '^REC-[0-9]+: .'}
      paths: {deny: ["secret/**"]}
      file-size: {max: 10, severity: warning}
      forbidden-content:
        texts: [{name: marker, pattern: 'XXX'}]
      file-content:
        - {path: "*.txt", must-not-match: 'YYY'}
  - name: trial
    refs: ["refs/heads/trial"]
    enforcement: evaluate
    rules:
      commit-message: {subject: {pattern: '^REC-'}}
YAML

# check STATUS FORMAT ARGUMENT...
check() {
	check_wanted=$1
	check_format=$2
	shift 2
	(cd "$WORK/c" && refgate check --format "$check_format" "$@") \
		>"$OUT" 2>"$ERR" </dev/null
	is $? "$check_wanted" "exit status of check --format $check_format $*"
}

# python NAME: the program on standard input, with the answer as `file`.
python() {
	cat >"$WORK/program"
	ok "$1" python3 "$WORK/program" "$OUT"
}

valid() {
	ok "$1" python3 "$REFGATE_SRC/tests/lib/sarif.py" "$OUT"
}

new_server s "$policy"
new_clone c
commit_file c a one "REC-1: a first commit"
seed c
g c remote set-head origin main
g c config refgate.policy "$policy"

# --- clean
check 0 sarif
valid "SARIF of nothing to push"
check 0 junit
contains "$OUT" 'tests="0" failures="0" errors="0">' "JUnit of nothing to push"
commit_file c b two "REC-2: fine"
check 0 sarif
valid "SARIF of what is accepted"
python "one run without results" <<'PYTHON'
import json, sys
(run,) = json.load(open(sys.argv[1]))["runs"]
assert run["results"] == []
assert run["invocations"] == [{"executionSuccessful": True, "exitCode": 0}]
rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
assert set(rules) >= {"signature", "commit-message", "structure"}
assert "helpUri" not in rules["paths"]
assert rules["paths"]["shortDescription"]["text"].startswith("Refuses ")
assert "refgate explain paths" in rules["paths"]["help"]["text"]
assert run["properties"]["accepted"] is True
PYTHON
check 0 junit
python "a case for each rule in force" <<'PYTHON'
import sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
(suite,) = root.findall("testsuite")
names = [case.get("name") for case in suite.findall("testcase")]
assert root.tag == "testsuites" and suite.get("name") == "refs/heads/main"
assert {"commit-message", "paths", "file-size", "deletion"} <= set(names)
assert len(names) == len(set(names)) == int(suite.get("tests"))
assert suite.get("failures") == suite.get("errors") == "0"
assert not list(suite.iter("failure")) and not list(suite.iter("error"))
PYTHON

# --- findings of commits, of paths, of lines; warnings
g c reset -q --hard origin/main
commit_file c 'secret/ä:%<b>' "a long line, a warning" 'fix "a" <b> & c'
bad=$(g c rev-parse HEAD)
commit_file c d "$(printf 'x\nXXX')" "$(printf 'odd \302\201\033[1m')"
strange=$(g c rev-parse HEAD)
commit_file c e.txt "$(printf 'x\n\nYYY')" "REC-3: a line"
odd=$(g c rev-parse HEAD)
check 1 human
sed '/^hint: policy/,$d' "$OUT" >"$WORK/words"
check 1 sarif
valid "SARIF of findings"
lacks "$OUT" "$(printf '\033')" "no control reaches SARIF"
export bad strange odd WORK
python "rules, levels, places, fingerprints" <<'PYTHON'
import json, os, sys
bad, strange, odd = map(os.environ.get, ("bad", "strange", "odd"))
(run,) = json.load(open(sys.argv[1]))["runs"]
rules = run["tool"]["driver"]["rules"]
by_rule = {}
for result in run["results"]:
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    by_rule.setdefault(result["ruleId"], []).append(result)
assert set(by_rule) == {"commit-message", "paths", "file-size",
                        "forbidden-content", "file-content"}, by_rule.keys()
def logical(result):
    return {place["kind"]: place["fullyQualifiedName"]
            for place in result["locations"][0]["logicalLocations"]}
first, second = by_rule["commit-message"]
assert {logical(first)["commit"], logical(second)["commit"]} == {bad, strange}
assert logical(first)["ref"] == "refs/heads/main"
assert any('"fix "a" <b> & c"' in r["message"]["text"]
           for r in (first, second))
assert first["level"] == "error"
assert {r["level"] for r in by_rule["file-size"]} == {"warning"}
place = by_rule["paths"][0]["locations"][0]["physicalLocation"]
assert place["artifactLocation"] == {
    "uri": "secret/%C3%A4%3A%25%3Cb%3E", "uriBaseId": "%SRCROOT%"}, place
place = by_rule["forbidden-content"][0]["locations"][0]["physicalLocation"]
assert place["artifactLocation"]["uri"] == "d"
assert place["region"] == {"startLine": 2}, place
place = by_rule["file-content"][0]["locations"][0]["physicalLocation"]
assert place["artifactLocation"]["uri"] == "e.txt"
assert place["region"] == {"startLine": 3}, place
prints = [r["partialFingerprints"]["refgateFinding/v1"]
          for r in run["results"]]
assert len(set(prints)) == len(prints)
(version,) = run["versionControlProvenance"]
assert version["revisionId"] == odd and version["branch"] == "refs/heads/main"
assert version["repositoryUri"].startswith("file:///")
assert version["repositoryUri"].endswith("push%20test/s.git")
assert run["invocations"][0] == {"executionSuccessful": True, "exitCode": 1}
PYTHON
cp "$OUT" "$WORK/again"
check 1 sarif
same_file "$OUT" "$WORK/again" "the same push, the same fingerprints"

check 1 junit
lacks "$OUT" "$(printf '\033')" "no control reaches JUnit"
python "failures in the words of the gate" <<'PYTHON'
import os, sys, xml.etree.ElementTree as tree
suite = tree.parse(sys.argv[1]).getroot().find("testsuite")
cases = {case.get("name"): case for case in suite.findall("testcase")}
words = open(os.environ["WORK"] + "/words").read()
failed = {name for name in cases if cases[name].find("failure") is not None}
assert failed == {"commit-message", "paths", "forbidden-content",
                  "file-content"}, failed
assert suite.get("failures") == "4" and suite.get("errors") == "0"
failure = cases["commit-message"].find("failure")
assert failure.get("type") == "fail"
assert failure.get("message").endswith(", and 1 more"), failure.attrib
assert "[commit-message] 2 of 3 commits" in failure.text
assert 'fix "a" <b> & c' in failure.text
assert "<U+0081><U+001B>[1m" in failure.text
assert "hint:   git push origin main" in failure.text
paths = cases["paths"].find("failure").text
assert paths.splitlines()[0] in words.splitlines(), paths
told = cases["file-size"].find("system-out")
assert told is not None and "warning: [file-size]" in told.text
assert {case.get("classname") for case in cases.values()} == {
    "refs/heads/main"}
PYTHON

# --- evaluate mode, several refs, deletions
zeros=0000000000000000000000000000000000000000
base=$(g c rev-parse origin/main)
printf '%s\n' "refs/heads/main $odd refs/heads/trial $zeros" \
	"(delete) $zeros refs/heads/main $base" >"$WORK/lines"
for format in sarif junit; do
	(cd "$WORK/c" && refgate check --format "$format" --pre-push origin \
		'https://me:secret@example.com/a b.git?x') <"$WORK/lines" \
		>"$WORK/out.$format" 2>"$ERR"
	is $? 1 "exit status of --pre-push --format $format"
done
cp "$WORK/out.sarif" "$OUT"
valid "SARIF of two refs"
lacks "$OUT" 'me:secret' "no credential of a URL"
python "two refs in SARIF" <<'PYTHON'
import json, sys
(run,) = json.load(open(sys.argv[1]))["runs"]
first, second = run["versionControlProvenance"]
assert first["repositoryUri"] == "https://example.com/a%20b.git", first
assert "revisionId" in first and "revisionId" not in second
levels = {result["ruleId"]: result["level"] for result in run["results"]}
assert levels["commit-message"] == "warning" and levels["deletion"] == "error"
PYTHON
cp "$WORK/out.junit" "$OUT"
python "two refs in JUnit" <<'PYTHON'
import sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
trial, main = root.findall("testsuite")
assert (trial.get("name"), main.get("name")) == (
    "refs/heads/trial", "refs/heads/main")
assert (trial.get("failures"), main.get("failures")) == ("0", "1")
assert root.get("failures") == "1"
assert int(root.get("tests")) == sum(
    int(suite.get("tests")) for suite in (trial, main))
told = {case.get("name") for case in trial.findall("testcase")
        if case.find("system-out") is not None}
assert told == {"commit-message"}, told
PYTHON

# --- what cannot be judged, and a server without branches
cat >"$WORK/slow.yml" <<'YAML'
version: 1
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      ref-name: {pattern: 'main', accept: [main]}
      commit-message: {subject: {pattern: '^(a|aa|b)*$'}}
YAML
slow=$(printf 'a%.0s' $(seq 1 120))
g c commit -q --allow-empty -m "$slow!"
check 1 junit --policy "$WORK/slow.yml" --ref main HEAD~1..HEAD
python "an error is no failure" <<'PYTHON'
import sys, xml.etree.ElementTree as tree
(suite,) = tree.parse(sys.argv[1]).getroot()
assert (suite.get("failures"), suite.get("errors")) == ("0", "1")
(error,) = suite.iter("error")
assert error.get("type") == "broken" and "[commit-message]" in error.text
PYTHON
check 1 sarif --policy "$WORK/slow.yml" --ref main HEAD~1..HEAD
valid "SARIF of what could not be judged"
contains "$OUT" '"executionSuccessful":false' "which SARIF calls no success"

# A push that is not judged at all is told in every format.
sed 's/^rulesets:/limits: {commits: 1}\n&/' "$policy" >"$WORK/limit.yml"
check 1 human --policy "$WORK/limit.yml"
sed '/^hint: policy/,$d' "$OUT" >"$WORK/words"
for format in json sarif junit; do
	check 1 "$format" --policy "$WORK/limit.yml"
	contains "$ERR" 'more than 1 ' "$format: and on standard error"
	cp "$OUT" "$WORK/out.$format"
done
cp "$WORK/out.json" "$OUT"
python "a failure in JSON" <<'PYTHON'
import json, sys
told = json.load(open(sys.argv[1]))
assert told["accepted"] is False and told["findings"] == []
assert "more than 1 " in told["error"], told
PYTHON
cp "$WORK/out.sarif" "$OUT"
valid "a failure in SARIF is valid"
python "a failure in SARIF" <<'PYTHON'
import json, sys
(run,) = json.load(open(sys.argv[1]))["runs"]
assert run["results"] == [] and run["properties"]["accepted"] is False
(invocation,) = run["invocations"]
assert invocation["executionSuccessful"] is False
assert invocation["exitCode"] == 1
(note,) = invocation["toolExecutionNotifications"]
assert note["level"] == "error" and "more than 1 " in note["message"]["text"]
PYTHON
cp "$WORK/out.junit" "$OUT"
python "a failure in JUnit" <<'PYTHON'
import os, sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
assert (root.get("tests"), root.get("errors")) == ("1", "1")
(suite,) = root
assert (suite.get("tests"), suite.get("errors")) == ("1", "1")
(error,) = suite.iter("error")
assert error.get("type") == "broken"
assert "more than 1 " in error.get("message"), error.attrib
assert error.text == open(os.environ["WORK"] + "/words").read(), error.text
PYTHON
g c reset -q --hard "$odd"
new_server empty "$policy"
g c remote add empty "$WORK/empty.git"
printf '%s\n' "refs/heads/main $odd refs/heads/main $zeros" >"$WORK/lines"
(cd "$WORK/c" && refgate check --format junit --policy "$WORK/slow.yml" \
	--pre-push empty url) <"$WORK/lines" >"$OUT"
is $? 0 "a first push is accepted"
contains "$OUT" 'name="ref-name"/>' "names are judged"
lacks "$OUT" commit-message "and nothing else is said to be"

# --- where the server is
while read -r url uri; do
	g c config remote.origin.url "$url"
	check 1 sarif
	valid "SARIF with the remote $url"
	if test "$uri" = none; then
		lacks "$OUT" repositoryUri "$url has no URI"
	else
		contains "$OUT" "\"repositoryUri\":\"$uri\"" "the URI of $url"
	fi
done <<'PYTHON'
git@example.com:team/x.git ssh://example.com/team/x.git
example.com:/srv/x.git ssh://example.com/srv/x.git
git@[::1]:x.git ssh://[::1]/x.git
ssh://git@example.com:2222/x.git ssh://example.com:2222/x.git
https://token@example.com/x.git#frag https://example.com/x.git
https://a:b@c@example.com/%zz https://example.com/%25zz
../s.git none
./a:b none
ext::sh%20-c none
:x none
PYTHON
g c config remote.origin.url "$WORK/s.git"

# --- names that XML does not take; what could not be judged
printf 'refs/heads/main %s refs/heads/a<&"\357\277\277 %s\n' "$odd" "$zeros" \
	>"$WORK/lines"
(cd "$WORK/c" && refgate check --format junit --pre-push origin) \
	<"$WORK/lines" >"$OUT"
python "names are escaped" <<'PYTHON'
import sys, xml.etree.ElementTree as tree
(suite,) = tree.parse(sys.argv[1]).getroot()
assert suite.get("name") == 'refs/heads/a<&"<U+FFFF>', suite.get("name")
PYTHON
# --- nothing is changed by asking
state() {
	(cd "$WORK/c" && find . -type f -exec sha256sum {} +) | sort
}
state >"$WORK/before"
check 1 sarif
(cd "$WORK/c" && refgate replay --policy "$policy" --ref main) >"$OUT" 2>"$ERR"
is $? 1 "a replay of the same"
state >"$WORK/after"
same_file "$WORK/after" "$WORK/before" "check and replay change no file"

# --- many commits with all that a pusher can put into a name or a message
export GIT_DIR="$WORK/c/.git"
python3 - <<'PYTHON' | git fast-import --quiet
import sys
odd = (b"]]> <!-- %d \xe2\x80\xae\xe2\x80\x8b \xff \x1b[31m\x01\x7f"
       b" \xc2\x9b31m \xed\xa0\x80 \xef\xbf\xbe & \"'")
for number in range(300):
    text = odd % number
    path = b'"secret/\\377\\n]]>\\342\\200\\256\\033%d<&"' % number
    sys.stdout.buffer.write(
        b"commit refs/heads/hostile\n"
        b"committer ]] \xe2\x80\xae <a\xff@b> 1700000000 +0000\n"
        b"data %d\n%s\n" % (len(text), text)
        + (b"" if number else b"from refs/remotes/origin/main^0\n")
        + b"M 644 inline %s\ndata 1\nx\n\n" % path)
PYTHON
unset GIT_DIR
for format in json sarif junit; do
	check 1 "$format" --ref main origin/main hostile
	cp "$OUT" "$WORK/out.$format"
done
cp "$WORK/out.sarif" "$OUT"
valid "SARIF of hostile names is valid"
python "no control, nothing invisible, and all of the findings" <<'PYTHON'
import json, os, re, xml.etree.ElementTree as tree
def text(format):
    with open(os.environ["WORK"] + "/out." + format, encoding="utf-8") as file:
        return file.read()
raw = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u200b\\u202e]")
for format in ("json", "sarif", "junit"):
    assert not raw.search(text(format)), format
found = json.loads(text("json"))["findings"]
(run,) = json.loads(text("sarif"))["runs"]
assert len(run["results"]) == len(found) and len(found) >= 600, len(found)
assert "]]>" not in text("junit")
cases = {case.get("name"): case
         for case in tree.fromstring(text("junit").encode()).iter("testcase")}
message = cases["commit-message"].find("failure").get("message")
assert message.endswith(", and 299 more"), message
assert "]]> <!-- " in cases["commit-message"].find("failure").text
PYTHON

for format in sarif junit; do
	check 2 "$format" --policy "$WORK/none.yml"
	is "$(cat "$OUT")" "" "no $format where there is no policy"
done
check 2 xml
contains "$ERR" "human, json, sarif or junit" "formats"

done_testing
