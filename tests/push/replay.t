#!/bin/sh
# refgate replay: what a policy would have refused of the history of a ref,
# and of the pushes in the audit log; counted by hand, and by git and python3.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/replay.sh
. "$REFGATE_SRC/tests/lib/replay.sh"

# row LIST NAME: pushes, findings and warnings of a row
row() {
	get "' '.join(str(x[k]) for x in r['$1'] if '$2' in x.values() for k in ('pushes', 'findings', 'warnings'))"
}

# At a time, by an author.
at() {
	export GIT_AUTHOR_NAME="$1" GIT_AUTHOR_DATE="$2T10:00:00Z"
	export GIT_COMMITTER_DATE="$2T10:00:00Z"
}

cat >"$WORK/strict.yml" <<'EOF'
version: 1
people:
  alice: {emails: [alice@example.com], logins: [al]}
groups:
  leads: [alice]
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      update: {allow: [leads]}
      push-certificate: {}
      commit-message: {subject: {max: 20}}
      paths: {deny: ["secret/**"], severity: warning}
      commit-date: {}
EOF
cat >"$WORK/lax.yml" <<'EOF'
version: 1
rulesets:
  - {name: a, refs: ["refs/heads/main"]}
  - {name: b, refs: ["refs/heads/topic"], enforcement: evaluate}
EOF

new_server s "$WORK/lax.yml"
new_clone c
at Alice 2025-01-10
commit_file c a one "the first commit"
at Bob 2025-01-20
commit_file c b two "a subject that is much too long"
at Carol 2025-02-01
g c checkout -q -b side
commit_file c side/a three "this one is as much too long"
commit_file c side/b four "and so is this one, of course"
at Bob 2025-02-02
g c checkout -q main
g c merge -q --no-ff -m "a merge" side
at Dan 2025-03-01
commit_file c secret/x five "a secret"
at Alice 2025-03-02
commit_file c d six "a last one"
unset GIT_AUTHOR_NAME GIT_AUTHOR_DATE GIT_COMMITTER_DATE
seed c +main:refs/heads/main +side:refs/heads/other
before=$(push_refs "$WORK/s.git")

# Of a ref.
replay 1 --policy "$WORK/strict.yml" --format json "$WORK/s.git"
is "$(get "r['of']")" refs/heads/main "HEAD says which ref"
is "$(get "r['pushes']")" 5 "each first-parent step is a push"
is "$(get "r['commits']")" 7 "all commits are judged, each once"
is "$(get "r['refused']")" 2 "two would have been refused"
is "$(get "r['warned']")" 1 "one more would have been warned of"
is "$(get "r['from'] + r['to']")" 2025-01-10T10:00:00Z2025-03-02T10:00:00Z \
	"from when to when"
is "$(row rules commit-message)" "2 3 0" "two pushes, three findings of a rule"
is "$(row rules paths)" "0 0 1" "a warning refuses nothing"
is "$(get "[x['rule'] for x in r['rules']]")" "['commit-message', 'paths']" \
	"who may push, and what came in, is not counted"
is "$(get "[x['rule'] for x in r['not_judged']]")" \
	"['push-certificate', 'update']" "that is listed"
is "$(get "r['nameless']")" 0 "nobody asks how commits came in"
is "$(get "[x['alone'] for x in r['rules']]")" "[2, 0]" \
	"pushes that nothing else refuses"
is "$(row months 2025-03)" "0 0 1" "a month with a warning"
is "$(get "[x['judged'] for x in r['months']]")" "[2, 1, 2]" \
	"how many pushes a month had"
is "$(get "[len(x['examples']) for k in ('authors', 'months') for x in r[k]]")" \
	"[1, 2, 1, 1, 2, 1]" "examples of authors and of months, too"
is "$(row authors Bob)" "1 1 0" "an author"
is "$(row authors Carol)" "1 2 0" "an author whose branch was merged"
is "$(row months 2025-01)" "1 1 0" "a month"
is "$(row months 2025-02)" "1 2 0" "the month of the merge"
is "$(get "r['rules'][0]['examples'][0]['commit']")" \
	"$(g c rev-parse main~3)" "an example has its commit"
is "$(get "r['rules'][0]['examples'][0]['subject']")" \
	"a subject that is much too long" "its subject"
is "$(get "r['rules'][0]['examples'][0]['text']")" \
	"the subject is 31 characters long; at most 20" "what was found"
is "$(get "r['unanswered']")" "[]" "dates are judged at the commit's time"

replay 1 --policy "$WORK/strict.yml" "$WORK/s.git"
contains "$OUT" "refs/heads/main: 5 pushes, 2025-01-10 to 2025-03-02" \
	"people: what was judged"
contains "$OUT" "it would have warned of 1 more" "people: warnings"
contains "$OUT" "would have refused 2 of them (40.0%)" \
	"people: what came of it"
like "$(cat "$OUT")" '^  commit-message +2 +3 +0 +0 +2$' "people: a rule"
like "$(cat "$OUT")" '^  paths +0 +0 +1 +1 +0$' "people: a rule that warns"
like "$(cat "$OUT")" '^  Carol +1 +2 +0 +0$' "people: an author"
like "$(cat "$OUT")" '^  2025-02 +1 +2 +0 +0 +1$' "people: a month"
is "$(grep -c '\[commit-message\] the subject is' "$OUT")" 6 \
	"people: examples under authors and months say by which rule"
contains "$OUT" "$(g c rev-parse main~3 | cut -c 1-10) a subject that is" \
	"people: an example"
contains "$OUT" "not judged in a replay" "people: what is not judged"
like "$(cat "$OUT")" '^  update +nobody knows who pushed$' "people: why"
is "$(awk 'length > 72' "$OUT")" "" "no line is wider than 72 columns"

replay 0 --policy "$WORK/strict.yml" --last 2 "$WORK/s.git"
contains "$OUT" "refs/heads/main: 2 pushes, 2025-03-01" "--last"
replay 1 --policy "$WORK/strict.yml" --since 2025-02-01 "$WORK/s.git"
contains "$OUT" "refs/heads/main: 3 pushes, 2025-02-02" "--since"
replay 0 --policy "$WORK/strict.yml" --ref other "$WORK/s.git"
contains "$OUT" "refs/heads/other: 4 pushes" "--ref"
contains "$OUT" "no ruleset governs what was pushed" "a ref of no ruleset"
replay 0 "$WORK/s.git"
contains "$OUT" "would have refused 0 of them" "the repository's own policy"

g s.git config refgate.baseline "$(g c rev-parse main)"
replay 1 --policy "$WORK/strict.yml" --format json "$WORK/s.git"
is "$(get "r['refused']")" 2 "a baseline takes nothing out"
g s.git config --unset refgate.baseline

cat >"$WORK/unknown.yml" <<'EOF'
version: 1
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      paths: {deny: ["secret/**"], exempt: {pushers: [nobody]}}
EOF
replay 2 --policy "$WORK/unknown.yml" "$WORK/s.git"
contains "$ERR" "unknown.yml:6" "a policy that does not load"

# What cannot be asked.
replay 2 --last 0 "$WORK/s.git"
contains "$ERR" "--last takes a number, not '0'" "--last 0"
replay 2 --last 3x "$WORK/s.git"
replay 2 --since never "$WORK/s.git"
replay 2 --ref nowhere "$WORK/s.git"
replay 2 --log --ref main "$WORK/s.git"
contains "$ERR" "either --log or --ref" "--log and --ref"
replay 2 "$WORK/s.git" "$WORK/s.git"
contains "$ERR" "one repository at a time" "two repositories"
replay 2 "$WORK/nowhere.git"
replay 2 --format csv "$WORK/s.git"
contains "$ERR" "--format takes human, json or html, not 'csv'" "formats"
g c checkout -q --detach
(cd "$WORK/c" && refgate replay --policy "$WORK/lax.yml") >"$OUT" 2>"$ERR"
is "$?" 2 "no branch is checked out"
contains "$ERR" "HEAD is no branch: which --ref is meant?" "it says so"
g c checkout -q main
(cd "$WORK/c" && refgate replay --policy "$WORK/strict.yml") >"$OUT" 2>"$ERR"
is "$?" 1 "in a clone, of the branch that is checked out"
contains "$OUT" "refs/heads/main: 5 pushes" "all of it"

# Of the log.
replay 2 --log --policy "$WORK/strict.yml" "$WORK/s.git"
contains "$ERR" "audit.jsonl" "there is no log yet"
replay_now() {
	commit_file c "$1" "$1" "$2"
	push_ok c -q origin "${3:-main:main}"
}
replay_now log/a "a good one"
replay_now log/b "this one is a good deal too long"
g c checkout -q -b topic
replay_now log/c "another one that is far too long" topic:topic
push_warned c deletion -q origin :topic
g c checkout -q main
replay_now log/d "a good end"
replay 1 --log --policy "$WORK/strict.yml" --format json "$WORK/s.git"
is "$(get "r['pushes']")" 5 "each accepted push of the log"
is "$(get "r['refused']")" 1 "one would have been refused"
is "$(row rules commit-message)" "1 1 0" "only for what it brought to main"
is "$(get "r['commits']")" 3 "only new commits of governed refs"
replay 0 --log --policy "$WORK/strict.yml" --last 3 "$WORK/s.git"
contains "$OUT" "the audit log: 3 pushes" "--last of the log"
replay 0 --log --policy "$WORK/strict.yml" --since 2100-01-01 "$WORK/s.git"
contains "$OUT" "the audit log: 0 pushes" "--since of the log"
(cd "$WORK/s.git" && refgate replay --policy "$WORK/strict.yml" \
	refgate/audit.jsonl) >"$OUT" 2>"$ERR"
is "$?" 1 "a log by its name"
contains "$OUT" "the audit log: 5 pushes" "the same"
g s.git reflog expire --expire=now --all
g s.git for-each-ref --format='%(refname)' refs/refgate |
	while read -r ref; do g s.git update-ref -d "$ref"; done
g s.git gc -q --prune=now
replay 1 --log --policy "$WORK/strict.yml" "$WORK/s.git"
contains "$OUT" "the audit log: 3 pushes" "what is left"
contains "$OUT" "2 pushes cannot be judged: the objects are no longer there" \
	"what is gone is said"

is "$(push_refs "$WORK/s.git" | grep -c refs/heads/other)" 1 "refs stay"
isnt "$before" "" "there were refs"
history=$(sh "$REFGATE_SRC/tests/lib/import-history.sh") ||
	die "no history"
# Stopped now and then, so that it takes longer than 2 s: on a terminal, and
# where nobody waits.
cat >"$WORK/slowly.py" <<'EOF'
import os, pty, signal, subprocess, sys, time
ours, theirs = pty.openpty()
null = subprocess.DEVNULL
with open(sys.argv[1], "wb") as plain:
    runs = [subprocess.Popen(sys.argv[2:], stdin=null, stdout=null, stderr=err)
            for err in (theirs, plain)]
os.close(theirs)
begun = time.monotonic()
for turn in range(6):
    time.sleep(0.05)
    for run in runs:
        run.send_signal(signal.SIGSTOP)
    time.sleep(0.6)
    for run in runs:
        run.send_signal(signal.SIGCONT)
text = b""
try:
    while data := os.read(ours, 4096):
        text += data
except OSError:
    pass
for run in runs:
    run.wait()
lines = text.decode().splitlines()
print("\n".join(lines))
print("in time" if len(lines) <= time.monotonic() - begun - 1 else "too often")
EOF
python3 "$WORK/slowly.py" "$ERR" "$REFGATE_ROOT/bin/refgate" replay \
	--policy "$WORK/strict.yml" "$history" >"$OUT"
like "$(cat "$OUT")" '^refgate: [0-9]+ of 909 pushes judged$' \
	"what takes long says how far it is, on a terminal"
contains "$OUT" "in time" "after 2 s, and once a second at most"
is "$(cat "$ERR")" "" "and nothing where there is none"

is "$(ls "$TMPDIR")" "" "nothing is left behind"

# The real history, counted by others.
cat >"$WORK/count.py" <<'EOF'
import subprocess, sys
repo = sys.argv[1]
out = subprocess.run(["git", "-C", repo, "log", "-z", "main",
                      "--format=%H%n%P%n%B"], capture_output=True,
                     check=True).stdout.decode("utf-8", "replace")
parents, long = {}, set()
for record in out.split("\0"):
    if not record:
        continue
    commit, above, message = record.split("\n", 2)
    parents[commit] = above.split()
    lines = [line for line in message.split("\n") if line.strip()]
    if lines and len(lines[0]) > 60:
        long.add(commit)
chain = [subprocess.run(["git", "-C", repo, "rev-parse", "main"], check=True,
                        capture_output=True, text=True).stdout.strip()]
while parents[chain[-1]]:
    chain.append(parents[chain[-1]][0])
known, subject, merge = set(), [], []
for tip in reversed(chain):
    new, queue = set(), [tip]
    while queue:
        at = queue.pop()
        if at not in known and at not in new:
            new.add(at)
            queue += parents[at]
    known |= new
    subject.append(len(new & long))
    merge.append(sum(len(parents[c]) > 1 for c in new))
print(len(chain), len(parents), sum(a + b > 0 for a, b in zip(subject, merge)))
for counts in subject, merge:
    print(sum(n > 0 for n in counts), sum(counts), 0)
EOF
cat >"$WORK/history.yml" <<'EOF'
version: 1
rulesets:
  - name: main
    refs: ["~DEFAULT"]
    rules:
      linear-history: {}
      commit-message: {subject: {max: 60}, blank-line: false}
EOF
python3 "$WORK/count.py" "$history" >"$WORK/counts"
replay 1 --policy "$WORK/history.yml" --format json "$history"
is "$(get "f\"{r['pushes']} {r['commits']} {r['refused']}\"")" \
	"$(sed -n 1p "$WORK/counts")" "pushes, commits and refusals of it"
is "$(row rules commit-message)" "$(sed -n 2p "$WORK/counts")" \
	"subjects that are too long, as git has them"
is "$(row rules linear-history)" "$(sed -n 3p "$WORK/counts")" \
	"merges, as git has them"
is "$(get "sum(x['findings'] for x in r['months'])")" \
	"$(get "sum(x['findings'] for x in r['rules'])")" "all in some month"
is "$(get "sum(x['findings'] for x in r['authors'])")" \
	"$(get "sum(x['findings'] for x in r['rules'])")" "all by some author"
is "$(get "{len(x['examples']) for x in r['rules']}")" "{3}" \
	"three examples of each"

done_testing
