#!/bin/sh
# Fifty pushes at once to one repository, and to fifty that share one log,
# while the log is moved away again and again: each is recorded once as
# accepted and once as landed, in one chain without gaps.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

count=${REFGATE_PUSHES:-50}
LOG=$WORK/logs/audit.jsonl
mkdir "$WORK/logs"
new_server s <<EOF
version: 1
audit: {file: "$LOG"}
rulesets:
  - name: all
    refs: ["refs/heads/*"]
    rules:
      commit-message: {subject: {pattern: '^good'}}
EOF
new_clone c
commit_file c a 1 "good 1"
seed c
commit_file c a 2 "good 2"

# Moves the log away until the file $WORK/over is there.
rotate_all_the_while() {
	number=1
	until test -e "$WORK/over"; do
		mv "$LOG" "$LOG.$number" 2>/dev/null && number=$((number + 1))
		sleep 0.05
	done
}

# Reads the log as it is, all the while.
verify_all_the_while() {
	until test -e "$WORK/over"; do
		refgate log verify "$LOG" >"$WORK/verdict" 2>&1
		test "$?" -eq 1 && cat "$WORK/verdict" >>"$WORK/flaws"
		sleep 0.02
	done
}

# push_all REPOSITORY: %d in it is the number of the push.
push_all() {
	rm -rf "$WORK/logs" "$WORK/over" "$WORK/flaws" "$WORK"/push.*
	mkdir "$WORK/logs"
	: >"$WORK/flaws"
	rotate_all_the_while &
	rotating=$!
	verify_all_the_while &
	verifying=$!
	pushes=
	for i in $(seq "$count"); do
		# shellcheck disable=SC2059
		repository=$(printf "$1" "$i")
		timeout "$push_seconds" git -C "$WORK/c" push -q \
			"$WORK/$repository" "HEAD:refs/heads/topic-$i" \
			>"$WORK/push.$i" 2>&1 </dev/null &
		pushes="$pushes $!"
	done
	failed=0
	for push in $pushes; do
		wait "$push" || failed=$((failed + 1))
	done
	: >"$WORK/over"
	wait "$rotating" "$verifying"
}

cat >"$WORK/check.py" <<'EOF'
import collections, json, sys
sequence, seen, ids = 0, collections.Counter(), set()
for name in sys.argv[2:]:
    for line in open(name, encoding="utf-8"):
        record = json.loads(line)
        event = record["event"]
        sequence += 1
        assert event["sequence"] == sequence, (name, sequence, event)
        assert event["id"] not in ids, event["id"]
        ids.add(event["id"])
        assert event["action"] != "recovered", record
        for ref in record["refgate"]["refs"]:
            seen[event["action"], ref["name"],
                 record["refgate"]["push_id"]] += 1
pushes = collections.Counter(key[2] for key in seen)
count = int(sys.argv[1])
assert len(pushes) == count, len(pushes)
for i in range(1, count + 1):
    for action in "push-accepted", "push-landed":
        found = [key for key in seen
                 if key[:2] == (action, "refs/heads/topic-%d" % i)]
        assert len(found) == 1, (action, i, found)
        assert seen[found[0]] == 1, found
assert set(pushes.values()) == {2}, pushes
EOF

# judge TEXT: of what push_all left.
judge() {
	is "$failed" 0 "$1: all are accepted"
	test "$failed" -eq 0 || diag "$(cat "$WORK"/push.*)"
	is "$(cat "$WORK/flaws")" "" "$1: consistent at any time"
	set --
	number=1
	while test -e "$LOG.$number"; do
		set -- "$@" "$LOG.$number"
		number=$((number + 1))
	done
	diag "$# times moved away"
	test -e "$LOG" && set -- "$@" "$LOG"
	ok "the chain over all files" refgate log verify "$@"
	ok "each once, without gaps" python3 "$WORK/check.py" "$count" "$@"
}

for i in $(seq "$count"); do
	cp -al "$WORK/s.git" "$WORK/r$i.git" || die "cp"
done
push_all s.git
judge "one repository"
is "$(g s.git for-each-ref 'refs/heads/topic-*' | wc -l)" "$count" \
	"all are there"

push_all 'r%d.git'
judge "many repositories"
done_testing
