#!/bin/sh
# A push of many refs is judged, cleared, recorded and remembered as many
# pushes of one: whatever is shared between its refs.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/memory.sh
. "$REFGATE_SRC/tests/lib/memory.sh"

MANY=20

new_server s <<'POLICY'
version: 1
rulesets:
  - name: hotfix
    refs: ["refs/heads/hotfix/*"]
    rules:
      start-point: {from: [refs/heads/main]}
      lifetime: {max: 30d}
      deletion: {allow: everyone}
  - name: feature
    refs: ["refs/heads/feature/*"]
    rules:
      start-point: {from: [refs/heads/main]}
      deletion: {allow: everyone}
POLICY
new_clone c
commit_file c a start "start"
seed c

# many PREFIX COMMIT: the arguments of a push of many branches.
many() {
	many_number=0
	while test "$many_number" -lt "$MANY"; do
		printf ' %s:refs/heads/%s%s' "$2" "$1" "$many_number"
		many_number=$((many_number + 1))
	done
}

count_names() {
	memory_names s "$1" | wc -l
}

landed() {
	grep -c '"landed".*hotfix/' "$WORK/s.git/refgate/audit.jsonl"
}

g c checkout -q -b work
commit_file c b one "a fix"
first=$(g c rev-parse HEAD)
# shellcheck disable=SC2046
push_ok c origin $(many hotfix/ "$first")
is "$(count_names seen/)" "$MANY" "each branch is remembered as seen"
is "$(count_names value/)" "$MANY" "and so is its value"
ok "by lines of packed-refs" \
	grep -q refs/refgate/seen/ "$WORK/s.git/packed-refs"
is "$(find "$WORK/s.git/refs/refgate/seen" -type f 2>/dev/null | wc -l)" 0 \
	"and by no files"
is "$(memory_names s seen/ |
	xargs -n 1 git --git-dir="$WORK/s.git" rev-parse | sort -u | wc -l)" 1 \
	"all of them have one text"
ok "which has a time" grep -q '^time [0-9]' <<TEXT
$(memory_text s "seen/$(memory_hash refs/heads/hotfix/7)")
TEXT
ok "git finds nothing wrong" g s.git fsck --no-dangling
is "$(find "$WORK/s.git/refgate/clearance" "$WORK/s.git/refgate/landing" \
	"$WORK/s.git/refgate/taken" -type f | wc -l)" 0 "nothing is left over"
is "$(landed)" 1 "one record tells of all that has landed"

commit_file c b two "more of it"
second=$(g c rev-parse HEAD)
# shellcheck disable=SC2046
push_ok c origin $(many hotfix/ "$second")
is "$(g s.git rev-parse "$(memory_names s value/ |
	grep "$(memory_hash refs/heads/hotfix/7)")")" "$second" \
	"what moves has its new value"

# Past the gate: noticed by the values that were packed.
g s.git update-ref refs/heads/hotfix/7 "$first"
PUSH_NAME="a push after one was moved" push_ok c origin \
	"$second:refs/heads/hotfix/7" "$second:refs/heads/hotfix/extra"
ok "what moved past the gate is told" \
	grep -q 'bypassed.*hotfix/7' "$WORK/s.git/refgate/audit.jsonl"

# What the branches of a ruleset share does not hide one from another.
g c checkout -q -b other main
commit_file c x one "other work"
other=$(g c rev-parse HEAD)
commit_file c x two "upon it"
upon=$(g c rev-parse HEAD)
PUSH_NAME="a feature's commits on two hotfix branches" \
	push_refused c start-point origin "$other:refs/heads/feature/a" \
	"$upon:refs/heads/hotfix/b" "$upon:refs/heads/hotfix/c"
is "$(grep -c 'hotfix/[bc]" holds commits of "feature/a"' "$ANSWER")" 2 \
	"both of them are told"
PUSH_NAME="the other way round" \
	push_refused c start-point origin "$other:refs/heads/hotfix/b" \
	"$upon:refs/heads/feature/a" "$upon:refs/heads/feature/b"
g c checkout -q -b good main
commit_file c y one "good work"
PUSH_NAME="two hotfix branches of one commit" push_ok c origin \
	"HEAD:refs/heads/hotfix/d" "HEAD:refs/heads/hotfix/e"

# shellcheck disable=SC2046
push_ok c origin $(many hotfix/ "")
is "$(count_names seen/)" 3 "what is deleted is forgotten"

done_testing
