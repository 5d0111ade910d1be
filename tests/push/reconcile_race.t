#!/bin/sh
# Many pushes at once, to one ref and to many, while refs are packed and the
# policy changes: nobody is accused. One move past the gate in the middle of
# it is told, and once.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

pushers=${REFGATE_RACE_PUSHERS:-30}
rounds=${REFGATE_RACE_ROUNDS:-3}

# policy COMMENT: the same but for that.
policy() {
	cat <<-X
		# $1
		version: 1
		rulesets:
		  - name: all
		    refs: ["refs/heads/main", "refs/heads/shared", "refs/heads/own/*"]
		    rules: {deletion: everyone, non-fast-forward: everyone}
	X
}

new_server s none
policy 0 | set_policy s
new_clone c
commit_file c a start "start"
seed c main:refs/heads/main main:refs/heads/shared
log=$WORK/s.git/refgate/audit.jsonl
tree=$(g c rev-parse 'main^{tree}')
for i in $(seq "$pushers"); do
	for round in $(seq "$rounds"); do
		g c commit-tree -m "$i in $round" -p main "$tree"
	done >"$WORK/ids.$i"
done
g c push -q origin main:refs/heads/own/0 2>/dev/null || die "first push"

# pusher NUMBER: to a ref of its own, which comes and goes, and to all's.
pusher() {
	while read -r id; do
		g c push -q origin "+$id:refs/heads/own/$1" \
			"+$id:refs/heads/shared"
		g c push -q origin "+$id:refs/heads/shared"
		g c push -q origin ":refs/heads/own/$1"
	done <"$WORK/ids.$1" >/dev/null 2>&1
}

crowd() {
	pids=
	for i in $(seq "$pushers"); do
		pusher "$i" &
		pids="$pids $!"
	done
}

# 1 while one of the crowd is there.
is_over() {
	for pid in $pids; do
		kill -0 "$pid" 2>/dev/null && return 1
	done
	return 0
}

crowd
until is_over; do
	g s.git pack-refs --all --prune 2>/dev/null
done
wait
landed=$(grep -c '"push-landed"' "$log")
ok "some of it landed ($landed)" test "$landed" -ge "$pushers"
lacks "$log" gate-bypassed "many pushes at once are no bypass"
lacks "$log" policy-changed "and no change of policy"

crowd
i=0
until is_over; do
	i=$((i + 1))
	policy "$i" | set_policy s
	sleep 0.1
done
wait
push_ok c origin main:refs/heads/own/0b
contains "$log" policy-changed "the policy changed meanwhile"
lacks "$log" gate-bypassed "that is no bypass either"

crowd
sleep 0.2
g s.git update-ref refs/heads/main "$(g s.git commit-tree -m x "$tree")"
wait
push_ok c origin main:refs/heads/own/0c
is "$(grep -c gate-bypassed "$log")" 1 "what is one is told once"
grep gate-bypassed "$log" >"$WORK/line"
contains "$WORK/line" '"name":"refs/heads/main"' "by its name"
lacks "$WORK/line" shared "and nothing else is"
is "$(find "$WORK/s.git/refs" -name '*.lock')" "" "no lock is left"
ok "the log is sound" refgate log verify "$log"
done_testing
