# shellcheck shell=sh disable=SC2034,SC2154
# A real host on loopback, and what is asked of each of them. Source it after
# push.sh. A test says how its host is run and reached:
#
#   host_serve               becomes the server (exec), which listens on $host_port
#   host_url LOGIN           what that login pushes to
#
# and then calls
#
#   host_server              the bare s.git; in its policy (host_policy), topic/*
#                            is for everybody, main for the committer alone
#   host_clone NAME [LOGIN]  a clone whose origin is pushed to as that login
#   host_begin               c (alice) and bob, with a first commit on main
#   host_start               the server runs; on a port that nobody had
#   host_run COMMAND...      a further process, which ends with the host; behind
#                            setsid, with all that it starts
#   host_stop
#   host_reach NAME LOGIN    origin of that clone is host_url LOGIN, for pushes
#
# Assertions, each a few, in any order:
#
#   host_refuses   a refusal is the one of tests/hosts/refused.txt; its repair,
#                  pasted, is accepted
#   host_options   push options arrive
#   host_knows     only alice gets onto main, and the log has her name
#   host_long      2,000 commits in one push
#   host_two       two pushes at once: both recorded, in one chain
#   host_all       these five
#
#   host_records   how many lines the log has
#   host_pusher REF  who got REF in last, as the log has it, or "nobody"
# shellcheck source=tests/lib/golden.sh
. "$REFGATE_SRC/tests/lib/golden.sh"

golden_directory=$REFGATE_SRC/tests/hosts
host_commits=2000
host_starts=5
host_pids=
host_prefix=

host_policy() {
	cat <<-'EOF'
	version: 1
	contact: "#release-managers"
	people:
	  alice: {emails: [alice@example.com], logins: [alice]}
	  bob: {emails: [bob@example.com], logins: [bob]}
	rulesets:
	  - name: main
	    refs: ["refs/heads/main"]
	    rules:
	      committer: {is-pusher: true}
	  - name: topic
	    refs: ["refs/heads/topic/*"]
	    rules:
	      commit-message: {subject: {max: 30}}
	EOF
}

host_server() {
	host_policy >"$push_base/policy.yml"
	new_server s "$push_base/policy.yml"
}

host_clone() {
	new_clone "$1" s
	g "$1" config user.name "${2:-$1}"
	g "$1" config user.email "${2:-$1}@example.com"
}

host_begin() {
	host_clone c alice
	golden_second=1700000000
	at
	commit_file c README.md one "start"
	now
	seed c
	g s.git config refgate.baseline "$(g c rev-parse main)"
	host_clone bob
}

# Fetches go to the repository itself.
host_reach() {
	g "$1" config --remove-section url."$host_at" 2>/dev/null
	host_at=$(host_url "$2") || die "no way to the host"
	g "$1" config url."$host_at".pushInsteadOf "$WORK/s.git"
}
host_at=none

host_free_port() {
	python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

# host_listens PORT PID: until it does, or that process is gone
host_listens() {
	python3 - "$1" "$2" <<-'EOF'
	import os, socket, sys, time
	for _ in range(200):
	    try:
	        os.kill(int(sys.argv[2]), 0)
	        socket.create_connection(("127.0.0.1", int(sys.argv[1])), 1)
	        sys.exit(0)
	    except ConnectionRefusedError:
	        time.sleep(0.05)
	    except OSError:
	        break
	sys.exit(1)
	EOF
}

host_run() {
	"$@" >>"$push_base/host.log" 2>&1 </dev/null &
	host_pids="$! $host_pids"
}

# A port is free until another takes it: then it has to be another one.
host_start() {
	trap 'host_stop; push_cleanup' EXIT
	for host_try in $(seq "$host_starts"); do
		host_port=$(host_free_port)
		host_run host_serve
		host_listens "$host_port" "${host_pids%% *}" && return
		host_stop
	done
	die "the host does not start: $(tail -n 20 "$push_base/host.log")"
}

host_stop() {
	for host_pid in $host_pids; do
		kill -TERM "-$host_pid" 2>/dev/null ||
			kill "$host_pid" 2>/dev/null
		wait "$host_pid" 2>/dev/null
	done
	host_pids=
}

host_log() {
	echo "$WORK/s.git/refgate/audit.jsonl"
}

host_records() {
	if test -f "$(host_log)"; then
		wc -l <"$(host_log)"
	else
		echo 0
	fi
}

host_pusher() {
	jq -r --arg ref "$1" 'select(.event.action == "push-accepted"
		and any(.refgate.refs[]; .name == $ref)) |
		.user.name // "nobody"' "$(host_log)" | tail -n 1
}

# What the log calls them. Another host may know less.
host_name() {
	echo "$1"
}

# Lines that bear what the host asks for, and are the same without it.
host_strip() {
	test -n "$host_prefix" || return
	is "$(grep '^remote:' "$ANSWER" | grep -v "^remote: $host_prefix")" "" \
		"every line begins with $host_prefix"
	sed -i "s/^remote: $host_prefix \{0,1\}/remote: /; s/ $//" "$ANSWER"
}

host_refuses() {
	fresh topic/words
	put a.c one "Say in the subject all that there is to say"
	PUSH_NAME="a bad message is refused" \
		push_refused c commit-message origin HEAD
	host_strip
	golden refused
	editor "Say it in the body"
	mended c ''
	no_editor
	is "$(server_ref s refs/heads/topic/words)" "$(g c rev-parse HEAD)" \
		"the repaired push is on the server"
	is "$(host_pusher refs/heads/topic/words)" "$(host_name alice)" \
		"the log has who pushed it"
}

host_options() {
	fresh topic/options
	put a.c one "Ask first"
	push_run c -o refgate=check origin HEAD
	is "$PUSH_STATUS" 1 "a push that only asks is refused"
	host_strip
	contains "$ANSWER" "check only: would be accepted" "push options arrive"
	is "$(server_ref s refs/heads/topic/options)" none "and nothing moved"
}

host_knows() {
	fresh main
	put README.md two "second"
	g bob fetch -q "$WORK/c" main
	PUSH_NAME="another's login" \
		push_refused bob committer origin FETCH_HEAD:refs/heads/main
	PUSH_NAME="the committer's login" push_ok c origin main
	is "$(host_pusher refs/heads/main)" alice "the log has the name"
}

# host_history FROM: a stream for fast-import, a branch long of small commits
host_history() {
	awk -v from="$1" -v count="$host_commits" 'BEGIN {
		for (i = 1; i <= count; i++) {
			printf "commit refs/heads/long\nmark :%d\n", i
			printf "committer Alice <alice@example.com> %d +0000\n",
				1700000000 + i
			text = sprintf("Step %d\n", i)
			printf "data %d\n%s", length(text), text
			print "from " (i == 1 ? from : ":" i - 1)
			print "M 100644 inline steps/" i % 20
			printf "data %d\n%s", length(text), text
		}
	}'
}

# Larger than git sends in one piece.
host_long() {
	host_history "$(g c rev-parse origin/main)" |
		g c fast-import --quiet || die "no history"
	g c config http.postBuffer 65536
	PUSH_NAME="$host_commits commits" \
		push_ok c origin long:refs/heads/topic/long
	is "$(server_ref s refs/heads/topic/long)" "$(g c rev-parse long)" \
		"they are on the server"
	like "$(cat "$(host_log)")" "\"commits\":${host_commits}[,}]" \
		"and were all judged"
}

# host_side CLONE WHO: pushes in a shell of its own
host_side() {
	ANSWER=$push_base/answer.$2
	push_run "$1" origin "HEAD:refs/heads/topic/of-$2"
	echo "$PUSH_STATUS" >"$push_base/status.$2"
}

host_two() {
	fresh topic/two
	put two.c one "Push at once"
	g bob fetch -q "$WORK/c" topic/two
	g bob checkout -q --detach FETCH_HEAD
	host_side c alice &
	host_alice=$!
	host_side bob bob &
	wait "$host_alice" "$!"
	for host_who in alice bob; do
		is "$(cat "$push_base/status.$host_who")" 0 \
			"two at once: $host_who is let in"
		is "$(host_pusher "refs/heads/topic/of-$host_who")" \
			"$(host_name "$host_who")" "and recorded"
	done
	ok "their records are one chain" refgate log verify "$(host_log)"
}

host_all() {
	host_refuses
	host_options
	host_knows
	host_long
	host_two
}
