#!/bin/sh
# Of what is wrong with very many commits so many findings are kept, and the
# rest is counted: the answer, the repair and the log are as true as ever.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

COMMITS=700
KEPT=500

new_server s <<'EOF'
version: 1
limits: {commits: 100000, seconds: 600}
rulesets:
  - name: all
    refs: ["refs/heads/*"]
    rules:
      commit-message: {subject: {pattern: '^step \d+$', shape: "step <number>"}}
      author: {email: '[^@]+@example[.]com'}
EOF
new_clone c
commit_file c a 1 "step 0"
seed c
base=$(g c rev-parse HEAD)

# history NAME GOOD: the oldest GOOD commits are, the others have another
# subject, and the newest one another email, too.
history() {
	awk -v from="$base" -v count="$COMMITS" -v branch="$1" -v good="$2" \
		'BEGIN {
		for (i = 1; i <= count; i++) {
			text = i <= good ? "step " i : "stop " i
			print "commit refs/heads/" branch
			print "mark :" i
			host = i < count || good == count ? "com" : "org"
			printf "author Alice <alice@example.%s> %d +0000\n",
				host, 1700000000 + i
			printf "committer Alice <alice@example.com> %d +0000\n",
				1700000000 + i
			printf "data %d\n%s\n", length(text), text
			print "from " (i == 1 ? from : ":" i - 1)
			printf "M 100644 inline f%d\ndata 2\n%d\n", i % 9, i % 7
		}
	}' | g c fast-import --quiet --force || die "no history"
}

# findings FILTER: of the last record of a push, which takes several lines.
findings() {
	jq -rs 'group_by(.refgate.push_id) | max_by(.[-1].event.sequence) |
		[.[].refgate.findings[]] | '"$1" "$WORK/s.git/refgate/audit.jsonl"
}

history all 0
push_refused c "commit-message author" origin all
contains "$ANSWER" "700 of 700 commits" "all are counted"
contains "$ANSWER" "and 680 more like these" "those that are not shown, too"
contains "$ANSWER" "$(g c rev-parse all~700 | cut -c 1-12)" \
	"the repair begins below the oldest"
contains "$ANSWER" "s/^pick/reword/" "and is that of a whole line of commits"
is "$(findings 'map(select(.rule == "commit-message")) | length')" \
	$((KEPT + 1)) "so many stand in the log"
is "$(findings 'map(select(.commit == null))[].detail')" \
	"and $((COMMITS - KEPT)) more like these, to commit $(g c rev-parse all~699)" \
	"and of the others how many, and the last one"
is "$(findings 'map(select(.rule == "author"))[].commit')" \
	"$(g c rev-parse all)" "another rule has a count of its own"
is "$(findings 'map(.verdict) | unique | join(" ")')" "fail" "all refuse"

history some 100
push_refused c "commit-message author" origin some
contains "$ANSWER" "600 of 700 commits" "those that are fine are not counted"
contains "$ANSWER" "$(g c rev-parse some~600 | cut -c 1-12)" \
	"the repair leaves them alone"
contains "$ANSWER" "s/^pick/reword/" "and takes all above them"

history fine $COMMITS
push_ok c origin fine

set_policy s <<'EOF'
version: 1
mode: evaluate
limits: {commits: 100000, seconds: 600}
rulesets:
  - name: all
    refs: ["refs/heads/*"]
    rules:
      commit-message: {subject: {pattern: '^step \d+$', shape: "step <number>"}}
EOF
push_warned c "commit-message" origin all
contains "$ANSWER" "700 of 700 commits" "what would be refused is counted"
is "$(findings 'map(select(.commit == null))[] | .verdict')" "evaluated" \
	"and is in the log as that"

# --- one that has advice of its own, behind those that are folded
new_server o <<'EOF'
version: 1
limits: {commits: 100000, seconds: 600}
rulesets:
  - name: all
    refs: ["refs/heads/*"]
    rules:
      forbidden-content:
        {secrets: true, texts: [{name: markers, conflict-markers: true}]}
EOF
new_clone e
commit_file e a 1 "start"
seed e
awk -v from="$(g e rev-parse HEAD)" 'BEGIN {
	for (i = 1; i <= 600; i++) {
		text = "<<<<<<< ours " i "\n=======\n>>>>>>> theirs"
		if (i == 2)
			text = "-----BEGIN OPENSSH PRIVATE " "KEY-----"
		print "commit refs/heads/markers"
		print "mark :" i
		printf "committer Alice <alice@example.com> %d +0000\n",
			1700000000 + i
		print "data 0"
		print "from " (i == 1 ? from : ":" i - 1)
		printf "M 100644 inline f%d\ndata %d\n%s\n", i % 9,
			length(text) + 1, text
	}
}' | g e fast-import --quiet --force || die "no history"
push_refused e forbidden-content origin markers
contains "$ANSWER" "600 of 600 commits" "each commit is counted once"
contains "$ANSWER" "a secret has left your machine" "the advice is not lost"

# --- findings of several landings, of which none is folded
new_server l <<'EOF'
version: 1
rulesets:
  - name: landing
    refs: ["refs/heads/release/*"]
    merging: ["refs/heads/topic/*"]
    rules: {author: {email: '[^@]+@example[.]com'}}
EOF
new_clone d
commit_file d a 1 "start"
seed d main main:refs/heads/release/1
g d checkout -q -b topic/a
commit_file d a1 1 "a1 bad" --author "Eve <eve@example.org>"
first=$(g d rev-parse HEAD | cut -c 1-7)
commit_file d a2 1 "a2 good"
g d checkout -q -b topic/b main
commit_file d b1 1 "b1 bad" --author "Eve <eve@example.org>"
commit_file d b2 1 "b2 bad" --author "Eve <eve@example.org>"
g d push -q origin topic/a topic/b || die "no topics"
g d checkout -q -b release main
g d merge -q --no-ff -m "Merge A" topic/a || die "no merge"
g d merge -q --no-ff -m "Merge B" topic/b || die "no merge"
push_refused d author origin release:refs/heads/release/1
contains "$ANSWER" "merge -C) ($first)/" "only what fails is amended"

refgate log verify s.git >"$WORK/verify" 2>&1
is "$?" 0 "the log is whole"

done_testing
