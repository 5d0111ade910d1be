#!/bin/sh
# post-receive is killed at each of its last calls, and somebody sets the ref
# back past the gate before the next push: that does not go unseen, and what
# landed is in the log. Needs strace.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/inject.sh
. "$REFGATE_SRC/tests/lib/inject.sh"

inject_needs

# killed NAME CALL WHEN: a server whose post-receive dies of that call.
killed() {
	new_server "$1" <<-'EOF'
	version: 1
	rulesets:
	  - name: all
	    refs: ["refs/heads/*"]
	    rules: {author: {email: '[^@]+@example[.]com'}}
	EOF
	new_clone "c$1"
	commit_file "c$1" a 1 "start"
	seed "c$1"
	commit_file "c$1" a 2 "first"
	push_ok "c$1" origin HEAD:refs/heads/main
	first=$(g "c$1" rev-parse HEAD)
	hooks=$WORK/$1.git/hooks
	mv "$hooks/post-receive" "$hooks/real"
	cat >"$hooks/post-receive" <<-EOF
	#!/bin/sh
	exec strace -qq -o /dev/null -e trace=$2 \\
		-e inject=$2:signal=KILL:when=$3 "$hooks/real"
	EOF
	chmod +x "$hooks/post-receive"
	commit_file "c$1" a 3 "second"
	second=$(g "c$1" rev-parse HEAD)
	push_ok "c$1" origin HEAD:refs/heads/main
	mv "$hooks/real" "$hooks/post-receive"
}

# records ACTION: how often the log has one of main from $first to $second,
# or back again.
records() {
	jq -s --arg action "$1" --arg a "$first" --arg b "$second" '
		[.[] | select(.event.action == $action) | .refgate.refs[] |
		select(.name == "refs/heads/main") | [.old, .new] |
		select(. == [$a, $b] or . == [$b, $a])] | length' \
		"$WORK/$server.git/refgate/audit.jsonl"
}

# The first rename is the claim: before it nothing is known of the landing.
for call in fdatasync sync_file_range renameat2 rename unlink; do
	when=1
	case $call in
	rename | sync_file_range) when=2 ;;
	esac
	server=$call
	killed "$call" "$call" "$when"
	g "$call.git" update-ref refs/heads/main "$first"
	g "c$call" reset -q --hard "$first"
	commit_file "c$call" a 4 "third"
	push_ok "c$call" origin HEAD:refs/heads/main
	ok "$call: the move past the gate is told" \
		test "$(records gate-bypassed)" -ge 1
	ok "$call: what landed is told" test "$(records push-landed)" -ge 1
	ok "$call: the log is whole" refgate log verify "$call.git"

	server=$call-calm
	killed "$server" "$call" "$when"
	commit_file "c$server" a 4 "third"
	push_ok "c$server" origin HEAD:refs/heads/main
	is "$(records gate-bypassed)" 0 "$call: and no false alarm without one"
	ok "$call: what landed is told then, too" \
		test "$(records push-landed)" -ge 1
done

done_testing
