#!/bin/sh
# refgate replay judges landings step by step: in a ref's history by the
# branches that its merges name, in a log by those that were there; who
# pushed, and when, as the log has it; rulesets on trial as if they refused.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/replay.sh
. "$REFGATE_SRC/tests/lib/replay.sh"

# The rules that refuse, with pushes: "merge:1 update:2"
refused() {
	get "' '.join('%s:%d' % (x['rule'], x['pushes']) for x in r['rules'] if x['findings'])"
}

cat >"$WORK/lax.yml" <<'EOF'
version: 1
rulesets: [{name: none, refs: ["refs/heads/none"]}]
EOF
cat >"$WORK/strict.yml" <<'EOF'
version: 1
people:
  alice: {emails: [alice@example.com], logins: [al]}
groups:
  leads: [alice]
rulesets:
  - name: hotfix
    refs: ["refs/heads/hotfix/**"]
    enforcement: evaluate
    rules:
      ref-name: {pattern: "hotfix/[a-z]+", shape: "hotfix/<what>"}
      commit-message: {subject: {max: 20}, exempt: {merges: true}}
  - name: landing
    refs: ["refs/heads/main"]
    merging: ["refs/heads/hotfix/**"]
    rules:
      frequency: {max: 1, per: 7d, severity: error}
  - name: main
    refs: ["refs/heads/main"]
    rules:
      merge: {}
      commit-message: {subject: {max: 20}, exempt: {merges: true}}
EOF

# The day, and a branch that is merged with that subject.
at() {
	export GIT_AUTHOR_DATE="$1T10:00:00Z" GIT_COMMITTER_DATE="$1T10:00:00Z"
}
land() {
	at "$1"
	g c checkout -q -b "$2" main
	commit_file c "$2" "$2" "${4:-fix it}"
	g c checkout -q main
	g c merge -q --no-ff -m "$3" "$2"
}

new_server s "$WORK/lax.yml"
new_clone c
at 2025-01-01
commit_file c a one "begin"
land 2025-01-10 hotfix/a "Merge branch 'hotfix/a'"
land 2025-01-12 hotfix/b "Merge branch 'hotfix/b' into main"
land 2025-02-12 hotfix/C1 "Merged in hotfix/C1" "much too long for this one"
land 2025-03-12 topic/d "Merge pull request #7 from al/topic/d"
land 2025-03-13 hotfix/e "no name at all"
land 2025-03-14 hotfix/f "Merge branch 'main' of far.example.com:p"
land 2025-03-15 hotfix/g "Merge branch 'hotfix/../g'"
at 2025-03-16
commit_file c z two "straight to main"
seed c +main:refs/heads/main
unset GIT_AUTHOR_DATE GIT_COMMITTER_DATE

# Of a ref.
replay 1 --policy "$WORK/strict.yml" --format json "$WORK/s.git"
is "$(refused)" "commit-message:1 frequency:1 merge:1 ref-name:1" \
	"landings, one after the other"
is "$(get "[x['examples'][0]['subject'] for x in r['rules'] if x['rule'] == 'frequency']")" \
	"[\"Merge branch 'hotfix/b' into main\"]" "what landed before counts"
is "$(get "[x['examples'][0]['subject'] for x in r['rules'] if x['rule'] == 'merge']")" \
	"['straight to main']" "what comes without a merge"
is "$(get "r['nameless']")" 3 \
	"no name, one of another repository, one that is none"
is "$(get "r['evaluate']")" hotfix "a ruleset on trial counts"
is "$(get "r['pushes']")" 9 "a merge is one push with its branch"
replay 1 --policy "$WORK/strict.yml" "$WORK/s.git"
contains "$OUT" "rulesets that only evaluate count as if they refused:" \
	"people: rulesets on trial"
contains "$OUT" "3 merges do not name the branch here that came in" \
	"people: merges without a name"
(printf 'enforcement: evaluate\n' && cat "$WORK/strict.yml") \
	>"$WORK/evaluate.yml"
sed -i 's/^enforcement/mode/' "$WORK/evaluate.yml"
replay 1 --policy "$WORK/evaluate.yml" --format json "$WORK/s.git"
is "$(get "r['evaluate']")" "hotfix, landing, main" \
	"a policy on trial counts as a whole"

# Of a log: the same, as it was pushed, by whom and when.
me=$(id -un)
cat >"$WORK/who.yml" <<EOF
version: 1
people:
  alice: {emails: [alice@example.com], logins: [al]}
  me: {emails: [me@example.com], logins: ["$me"]}
groups:
  leads: [alice]
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      update: {allow: [leads]}
      merge: {}
  - name: hotfix
    refs: ["refs/heads/hotfix/**"]
    rules:
      creation: {allow: [leads]}
      deletion: {allow: [leads]}
      start-point: {from: ["refs/heads/main"]}
      freeze: {windows: [{from: "2000-01-01T00:00:00Z", to: "2100-01-01T00:00:00Z"}], allow: [leads]}
EOF
g c checkout -q -b hotfix/h main
commit_file c h h "fix h"
push_ok c -q origin hotfix/h
g c checkout -q main
g c merge -q --no-ff -m "whatever" hotfix/h
push_ok c -q origin main
push_ok c -q origin :hotfix/h
commit_file c i i "straight again"
push_ok c -q origin main
replay 1 --log --policy "$WORK/who.yml" --format json "$WORK/s.git"
is "$(refused)" "creation:1 deletion:1 freeze:2 merge:1 update:2" \
	"who pushed, and when, is judged as the log has it"
is "$(get "r['not_judged'], r['unanswered'], r['nameless']")" "([], [], 0)" \
	"nothing is left open"
sed 's/leads: .*/leads: [me]/' "$WORK/who.yml" >"$WORK/me.yml"
replay 1 --log --policy "$WORK/me.yml" --format json "$WORK/s.git"
is "$(refused)" merge:1 "and who may, may"

# Without a name in it, or of another repository, or in parts.
log=$WORK/s.git/refgate/audit.jsonl
python3 - "$log" "$WORK/nobody.jsonl" "$WORK/parts.jsonl" <<'EOF'
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
accepted = [r for r in lines if r["event"]["action"] == "push-accepted"]
with open(sys.argv[2], "w") as out:
    for record in accepted:
        record["user"] = {"hash": "0" * 64}
        print(json.dumps(record), file=out)
one, two = accepted[0], json.loads(json.dumps(accepted[0]))
one["refgate"]["part"], two["refgate"]["part"] = "1/2", "2/2"
two["refgate"]["refs"][0]["name"] = "refs/heads/other"
cut = json.loads(json.dumps(one))
cut["refgate"].update(part="1/1")
cut["refgate"]["refs"][0]["name"] = "refs/heads/bad..name"
with open(sys.argv[3], "w") as out:
    for record in one, two, cut:
        print(json.dumps(record), file=out)
EOF
cd "$WORK/s.git" || die "no server"
replay 1 --log --policy "$WORK/who.yml" --format json "$WORK/nobody.jsonl"
is "$(refused)" merge:1 "nobody is told: who pushed is not judged"
is "$(get "sorted(x['rule'] for x in r['unanswered'])")" \
	"['creation', 'deletion', 'freeze', 'update']" "and that is said"
replay 0 --log --policy "$WORK/lax.yml" --format json "$WORK/parts.jsonl"
is "$(get "r['pushes'], r['left_out']")" \
	"(1, [{'reason': 'the log does not name all its refs', 'pushes': 1}])" \
	"records in parts are one push; a name that is none is told"
g s.git config refgate.name renamed
replay 0 --log --policy "$WORK/who.yml" --format json "$WORK/s.git"
is "$(get "r['pushes']")" 0 "a log's pushes to other repositories do not count"

is "$(ls "$TMPDIR")" "" "nothing is left behind"

done_testing
