#!/bin/sh
# Pushes that race, that are killed at any moment, and a server that has no
# room: the gate stays closed, and opens again when the trouble is over.
# shellcheck source=tests/lib/good-server.sh
. "${REFGATE_SRC:-.}/tests/lib/good-server.sh"

hooks=$WORK/s.git/hooks

# --- two pushes to one ref at once: one wins, none is lost
for round in 1 2 3; do
	start=$(server_ref s main)
	g c checkout -q -f -B one "$start"
	commit_file c a "$round" "good one $round"
	g c checkout -q -f -B two "$start"
	commit_file c b "$round" "good two $round"
	g c push -q origin one:refs/heads/main >/dev/null 2>&1 &
	first=$!
	g c push -q origin two:refs/heads/main >/dev/null 2>&1 &
	second=$!
	wins=0
	wait "$first" && wins=$((wins + 1))
	wait "$second" && wins=$((wins + 1))
	is "$wins" 1 "round $round: one of two wins"
done
# --- a bad one beside a good one of the same old value
for round in 1 2 3; do
	start=$(server_ref s main)
	g c checkout -q -f -B one "$start"
	commit_file c a "bad $round" "bad one $round"
	g c checkout -q -f -B two "$start"
	commit_file c b "good $round" "good three $round"
	g c push -q origin one:refs/heads/main >/dev/null 2>&1 &
	first=$!
	g c push -q origin two:refs/heads/main >/dev/null 2>&1 &
	second=$!
	landed=0
	wait "$first" || landed=$?
	isnt "$landed" 0 "round $round: the bad one is refused"
	landed=0
	wait "$second" || landed=$?
	is "$landed" 0 "round $round: the good one lands"
done

# --- hooks that die
# die_in HOOK before|after
die_in() {
	mv "$hooks/$1" "$hooks/real"
	case $2 in
	before) printf '#!/bin/sh\nkill -9 $$\n' ;;
	after) printf '#!/bin/sh\nhooks/real "$@"\nkill -9 $$\n' ;;
	esac >"$hooks/$1"
	chmod +x "$hooks/$1"
	g c checkout -q -f -B killed "$(server_ref s main)"
	commit_file c k "$1 $2" "good $1 $2"
	before=$(server_ref s main)
	push_run c origin HEAD:refs/heads/main
	isnt "$PUSH_STATUS" 0 "$1 dies $2: refused"
	is "$(server_ref s main)" "$before" "$1 dies $2: nothing moved"
	mv "$hooks/real" "$hooks/$1"
	g c reset -q --hard HEAD~
	commit_file c k "$1 $2" "bad $1 $2"
	PUSH_NAME="$1 dies $2: a bad one is refused" \
		push_refused c commit-message origin HEAD:refs/heads/main
	g c reset -q --hard HEAD~
	commit_file c k "$1 $2" "good $1 $2"
	PUSH_NAME="$1 dies $2: the good one passes" push_ok c origin HEAD:refs/heads/main
}
die_in pre-receive before
die_in pre-receive after
die_in update before
die_in update after

# hail: pushes that are killed at twenty moments
hail() {
	for moment in 01 02 03 04 05 06 08 10 12 14 16 18 20 24 28 32 36 40 \
		50 60; do
		timeout -s KILL "0.$moment" git -C "$WORK/c" push origin \
			HEAD:refs/heads/main >/dev/null 2>&1
	done
	sleep 1
	# git leaves its own locks behind when it is killed
	find "$WORK/s.git/HEAD.lock" "$WORK/s.git/refs" -name '*.lock' \
		-delete 2>/dev/null
}

# --- killed at any moment: what lands was judged good
g c checkout -q -f -B hail "$(server_ref s main)"
commit_file c h bad "bad hail"
hail
isnt "$(server_ref s main)" "$(g c rev-parse HEAD)" "killed pushes do not land a bad one"
g c reset -q --hard HEAD~
commit_file c h good "good hail"
hail
push_ok c origin HEAD:refs/heads/main
ok "the log is whole" refgate log verify "$WORK/s.git"

# --- the directory of the gate
g c checkout -q -f -B trouble "$(server_ref s main)"
commit_file c t 1 "good trouble"
trouble() {
	push_run c origin HEAD:refs/heads/main
	isnt "$PUSH_STATUS" 0 "$1: refused"
	contains "$ANSWER" "remote: error:" "$1: with a sentence"
}
mkdir "$WORK/etc"; cp "$WORK/s.git/refgate/policy.yml" "$WORK/etc/"
g s.git config refgate.policy "$WORK/etc/policy.yml"
mv "$WORK/s.git/refgate" "$WORK/kept"
: >"$WORK/s.git/refgate"
trouble "refgate is a file"
rm "$WORK/s.git/refgate"
ln -s /nowhere/refgate "$WORK/s.git/refgate"
trouble "refgate leads nowhere"
rm "$WORK/s.git/refgate"
mkdir "$WORK/s.git/refgate"; mkdir "$WORK/s.git/refgate/audit.jsonl"
trouble "the log is a directory"
rmdir "$WORK/s.git/refgate/audit.jsonl"
rm -rf "$WORK/s.git/refgate/clearance"
: >"$WORK/s.git/refgate/clearance"
trouble "clearance is a file"
rm -rf "$WORK/s.git/refgate"
mv "$WORK/kept" "$WORK/s.git/refgate"
push_run c --receive-pack='ulimit -f 0; git receive-pack' origin HEAD:refs/heads/main
isnt "$PUSH_STATUS" 0 "no file may grow: refused"
is "$(server_ref s main)" "$(g c rev-parse HEAD~)" "nothing moved in any trouble"
PUSH_NAME="the trouble is over" push_ok c origin HEAD:refs/heads/main
done_testing
