#!/bin/sh
# What the log says of a ref that landed: the branch and its size, what it owes,
# what a push paid, and what messages tell. From real pushes.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"
# shellcheck source=tests/lib/approve.sh
. "$REFGATE_SRC/tests/lib/approve.sh"
# shellcheck source=tests/lib/override.sh
. "$REFGATE_SRC/tests/lib/override.sh"
# shellcheck source=tests/lib/memory.sh
. "$REFGATE_SRC/tests/lib/memory.sh"

# facts REF EXPRESSION NAME: what Python says of the last landing of the ref,
# as `r`, its record `e`, and all records `log`; facts are r.get("closed").
facts() {
	python3 - "$WORK/$SERVER.git/refgate/audit.jsonl" "$1" "$2" \
		>"$push_base/true" 2>&1 <<-'PYTHON'
	import json, re, sys
	from datetime import datetime
	log = [json.loads(line) for line in open(sys.argv[1])]
	landed = [(e, r) for e in log if e["event"]["action"] == "push-landed"
	          for r in e["refgate"]["refs"] if r["name"] == sys.argv[2]]
	e, r = landed[-1]
	time = lambda text: datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")
	at = datetime.strptime(e["@timestamp"], "%Y-%m-%dT%H:%M:%S.%fZ")
	near = lambda text: abs((time(text) - at).total_seconds()) < 120
	items = lambda key: [i["item"] for i in r.get(key, [])]
	print(eval("(" + sys.argv[3] + ")"))
	PYTHON
	is "$(cat "$push_base/true")" True "$3"
}

# message INCIDENT [LINE...]
message() {
	facts_incident=$1
	shift
	printf '%s\n' 'hotfix(login): wait for the answer' '' \
		'EMERGENCY FIX: nobody can log in' 'Root Cause: no waiting' \
		'Impact: all users' 'Solution: wait' 'Restores: the login' \
		'Urgency: high' "$@" '' "Incident: #$facts_incident"
}

# --- a hotfix by the preset, from its first push to its review
new_server s none
set_policy s <<-X
version: 1
extends: incident
people:
  alice: {emails: [alice@example.com], logins: [$(id -un)]}
groups:
  incident-commanders: [alice]
  senior-developers: [sam@example.com]
X
allow s sam
new_clone c
commit_file c src/app.c one "Begin"
g c branch develop
g c tag -a -m "Release" v1.2.0
push_ok c origin main develop v1.2.0
main=refs/heads/main
fix=refs/heads/hotfix/v1.2.1-login
g c checkout -q -b hotfix/v1.2.1-login
push_ok c origin HEAD
facts $fix '"landing" not in r and "incident" not in r' \
	"a new branch lands nothing"
commit_file c src/app.c two "$(message 77 'Reason: the disk of' \
	'the host was full')"
commit_file c tests/login.t one "$(message 77 'Issue: X-1')"
push_ok c origin HEAD
facts $fix 'r["incident"] == ["#77"] and r["issue"] == ["X-1"] and
	r["reason"] == ["the disk of the host was full"]' \
	"what messages tell is there"
facts $fix 'r["commits"] == 2' "and how many commits came"
memory_age s seen/ "5 days"
approve c sam HEAD
g c checkout -q main
g c merge -q --no-ff --no-edit hotfix/v1.2.1-login
push_ok c origin main
facts $main 'len(r["landing"]) == 1' "one branch landed"
facts $main "r['landing'][0]['branch'] == '$fix'" "by its name"
facts $main '4.9 < (at - time(r["landing"][0]["seen"])).total_seconds()
	/ 86400 < 5.1' "since when it was there"
facts $main '[r["landing"][0][k] for k in ("commits", "files", "lines",
	"paths")] == [2, 2, 3, ["src", "tests"]]' "how big it was"
facts $main '[r["landing"][0][k] for k in ("max", "per")] == [1, 2592000]' \
	"how many of its kind were planned"
facts $main 'items("opened") == ["the version'"'"'s tag",
	"the merge back to develop", "the merge to open releases",
	"the post-incident review"]' "what it owes"
facts $main '[round((time(o["due"]) - at).total_seconds() / 3600)
	for o in r["opened"]] == [1, 24, 24, 168]' "and until when"
facts $main "all(o['branch'] == '$fix' for o in r['opened'])" "by its name"
facts $main 'items("closed") == ["the merge to open releases"] and
	near(r["closed"][0]["opened"])' "where nothing is open it is paid"
facts $main 'r["incident"] == ["#77"] and r["commits"] == 3' \
	"messages of all that came in"
message 77 | sed 's/^hotfix(login):/Hotfix v1.2.1:/' >"$WORK/tag"
g c tag -a -F "$WORK/tag" v1.2.1
push_ok c origin v1.2.1
facts refs/tags/v1.2.1 'items("closed") == ["the version'"'"'s tag"]' \
	"the tag is paid by its push"
facts refs/tags/v1.2.1 'r["incident"] == ["#77"]' "and tells the incident"
memory_age s open/ "20 hours"
g c checkout -q develop
commit_file c src/else.c one "Something else"
push_ok c origin develop
facts refs/heads/develop '"closed" not in r' "other work pays nothing"
g c merge -q --no-ff --no-edit main
push_ok c origin develop
facts refs/heads/develop 'items("closed") == ["the merge back to develop"]' \
	"the merge back is paid by its push"
facts refs/heads/develop '19.9 < (at - time(r["closed"][0]["opened"]))
	.total_seconds() / 3600 < 20.1' "since when it was owed"
commit_file c src/else.c two "More"
push_ok c origin develop
facts refs/heads/develop '"closed" not in r' "once"
g c checkout -q -b review main
commit_file c docs/incidents/v1.2.1.md "# Summary
# Timeline
# Root cause
# Response
# Prevention
# Action items" "Tell it"
push_ok c origin review
facts refs/heads/review '"closed" not in r' "a review beside main is none"
g c checkout -q main
g c merge -q --no-ff --no-edit review
push_ok c origin main
facts $main 'items("closed") == ["the post-incident review"]' \
	"on main it is one"
facts $main '"landing" not in r and "opened" not in r' \
	"and nothing else landed"
g c checkout -q -b hotfix/v1.2.2-next main
commit_file c tests/next.t one "$(message 78)"
push_ok c origin HEAD
approve c sam HEAD
g c checkout -q main
g c merge -q --no-ff --no-edit hotfix/v1.2.2-next
push_warned c frequency origin main
facts $main 'items("closed") == ["the merge to open releases"]' \
	"what was told is not told again when it is struck off"
is "$(memory_names s open/ | wc -l)" 1 "and the first is off"
push_ok c origin --delete review
facts refs/heads/review '[k for k in r if k in ("landing", "opened", "closed",
	"incident")] == []' "what is deleted tells nothing"

# --- other ways to land
new_server t <<-X
version: 1
people:
  alice: {emails: [alice@example.com], logins: [$(id -un)]}
rulesets:
  - {name: fixes, refs: ["refs/heads/fix/*"]}
  - {name: develop, refs: [refs/heads/develop]}
  - name: landing
    refs: [refs/heads/main]
    merging: ["refs/heads/fix/*"]
    rules:
      follow-up:
        - {name: back, within: 1d, evidence: {merged-into: [refs/heads/develop], by: cherry-pick}}
        - {name: word, within: 1d, evidence: {path: WORD, ref: refs/heads/main}}
X
new_clone d
commit_file d a one "Begin"
g d branch develop
seed d
g d checkout -q -b fix/1
commit_file d sub/dir/b one "Fix"
g d checkout -q main
g d merge -q --ff-only fix/1
push_ok d origin fix/1 main
facts $main '[(l["branch"], near(l["seen"]), l["commits"], l["paths"],
	"max" in l) for l in r["landing"]] ==
	[("refs/heads/fix/1", True, 1, ["sub/dir"], False)]' \
	"by a fast-forward, together with the branch itself"
g d checkout -q develop
g d cherry-pick main >/dev/null
push_ok d origin develop
facts refs/heads/develop 'items("closed") == ["back"]' \
	"a cherry-pick pays where it may"
g d checkout -q -b fix/2 main
commit_file d top one "Fix two"
push_ok d origin fix/2
g d checkout -q main
commit_file d a two "Other work"
g d merge -q --no-ff --no-edit fix/2
g d checkout -q develop
g d merge -q --no-edit main
rm "$WORK/t.git/hooks/post-receive"
push_ok d origin main develop
push_install_hooks "$WORK/t.git"
push_ok d origin main:refs/heads/other
commit_file d c one "More"
g d checkout -q main
commit_file d c two "More"
push_ok d origin develop main
late='[[e, r] for e, r in landed if "recorded late" in e["message"]][0]'
facts $main "$late"'[1]["landing"][0]["paths"] == ["."]' \
	"what landed late is told as well"
facts $main "$late"'[1]["commits"] == 3' "with how much came"
facts $main "[o['item'] for o in ${late}[1]['opened']] == ['back', 'word']" \
	"and what it owes"
facts refs/heads/develop "[o['item'] for o in ${late}[1]['closed']] == ['back']" \
	"and what the same push pays of it"
for n in 3 4; do
	g d checkout -q -b "fix/$n" main
	commit_file d "n$n" one "Fix $n"
done
g d checkout -q main
g d merge -q --no-ff --no-edit fix/3
g d merge -q --no-ff --no-edit fix/4
commit_file d WORD one "A word"
push_ok d origin main fix/3 fix/4
facts $main '[l["branch"][-1] for l in r["landing"]] == ["3", "4"]' \
	"two of one push"
facts $main 'items("opened") == ["back", "word"] * 2 and
	items("closed").count("word") == 4' \
	"and all that one file pays"

# --- by an override
new_server u <<-X
version: 1
people:
  alice: {emails: [alice@example.com], logins: [$(id -un)]}
groups: {leads: [lead@example.com]}
override: {approvals: 1, from: [leads], incident: 'INC-[0-9]+'}
rulesets:
  - {name: fixes, refs: ["refs/heads/fix/*"]}
  - name: landing
    refs: [refs/heads/main]
    merging: ["refs/heads/fix/*"]
    rules:
      change-size: {files: 0}
      follow-up:
        - {name: back, within: 1d, evidence: {tag: done}}
        - {name: report, within: 2d, after: override, evidence: {path: REPORT, ref: refs/heads/main}}
X
allow u lead
new_clone o
commit_file o a one "Begin"
seed o
g o checkout -q -b fix/1
commit_file o b one "Fix"
push_ok o origin fix/1
g o checkout -q main
g o merge -q --no-ff --no-edit fix/1
push_refused o change-size origin main
authorize o lead main
push_warned o "change-size override" -o override=INC-1 origin main
facts $main 'e["refgate"]["override"]["incident"] == "INC-1"' "what an override lets in"
facts $main '[(o["item"], o["branch"]) for o in r["opened"]] ==
	[("back", "refs/heads/fix/1"), ("report", "refs/heads/fix/1")]' \
	"owes more"
facts $main 'r["landing"][0]["files"] == 1' "and is a landing like others"
commit_file o REPORT one "Tell it"
push_ok o origin main
facts $main 'items("closed") == ["report"]' "which is paid like others"
push_ok o origin main:refs/tags/done
facts refs/tags/done 'items("closed") == ["back"]' \
	"also by a ref that nothing governs"

# --- nobody forges a member, or a line
SERVER=t
g d checkout -q -b fix/5
printf 'Fix\n\nReason: x"],"landing":[{"branch":"refs/heads/forged"}],"r":["\nIncident: #1\\"}\033[31m\001\377\r\nFixes: %s\nfacts ,"landing":[]\nend\noverride forged\nuser mallory\n' \
	"$(printf '%0900d' 0)" >"$WORK/hostile"
commit_file d h one x
g d -c i18n.commitEncoding=latin1 commit -q --amend -F "$WORK/hostile"
push_ok d origin fix/5
five=refs/heads/fix/5
facts $five '[k for k in r if k not in ("name", "old", "new", "kind",
	"commits", "verdict", "incident", "issue", "reason")] == []' \
	"a message makes no members"
facts $five 'r["reason"][0].startswith("x\"],\"landing\":[{") and
	len(r["issue"][0]) == 120 and r["issue"][0].endswith("...")' \
	"it stays a value, and is cut"
facts $five 'e["refgate"]["override"] is None and
	e.get("user", {}).get("name") != "mallory"' "nor lines of a clearance"
facts $five 'not re.search("[\0-\x1f\x7f]", json.dumps(r, ensure_ascii=False))
	and "\\x1b" not in r["incident"][0]' "nor control characters"
ok "the log is consistent" refgate log verify "$WORK/t.git/refgate/audit.jsonl"
done_testing
