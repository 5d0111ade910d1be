#!/bin/sh
# The log is moved away between any two system calls of a hook, with and
# without a new file in its place: the chain goes on over both files. Needs
# strace.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/inject.sh
. "$REFGATE_SRC/tests/lib/inject.sh"

inject_needs
inject_server
trace=$push_base/trace

# ways to rotate
rename() {
	mv "$LOG" "$LOG.1"
}
# as logrotate with "create"
renew() {
	mv "$LOG" "$LOG.1"
	: >"$LOG"
}
# twice in a row
rename_twice() {
	mv "$LOG" "$LOG.2"
	: >"$LOG"
	mv "$LOG" "$LOG.1"
}

# complain TEXT: the first few things that went wrong are told.
complain() {
	wrong=$((wrong + 1))
	test "$wrong" -gt 3 && return
	diag "$how before call $call: $(sed -n "${call}p" "$CALLS")"
	diag "$1"
	diag "$(cat "$SAID")"
}

check_log() {
	LOGS=
	for file in audit.jsonl.2 audit.jsonl.1 audit.jsonl; do
		test -s "$WORK/s.git/refgate/$file" && LOGS="$LOGS $file"
	done
	log_check
	test "$VERIFIED" -eq 0 || complain "$1: $(cat "$VERDICT")"
	lacks_recovery=$(grep -c '0 recoveries' "$VERDICT")
	test "$lacks_recovery" -eq 1 || complain "$1: $(cat "$VERDICT")"
}

# The hook stops there and goes on when the log is gone.
stop_and_rotate() {
	: >"$trace"
	inject_run strace -f -o "$trace" \
		-e inject="$(call_name "$call"):signal=STOP:when=$(
			call_when "$call")" hooks/pre-receive &
	tracer=$!
	turns=0
	until grep -q 'stopped by SIGSTOP' "$trace"; do
		turns=$((turns + 1))
		test "$turns" -gt 3000 && die "the hook never stops"
		kill -0 "$tracer" 2>/dev/null || break
		sleep 0.01
	done
	"$how"
	kill -CONT "$(sed -n '1s/ .*//p' "$trace")" 2>/dev/null ||
		complain "the hook did not stop"
	wait "$tracer" || complain "the push: $(cat "$SAID")"
}

judge_rotation() {
	rm -f "$LOG" "$LOG".* "$WORK"/s.git/refgate/clearance/*
	set_input refs/heads/before "$ZERO" "$first"
	hook pre-receive || complain "before: $(cat "$SAID")"
	ref=refs/heads/$how-$call
	set_input "$ref" "$ZERO" "$first"
	stop_and_rotate
	check_log "after it"
	is_there=$(cat "$LOG" "$LOG".[12] 2>/dev/null | grep -c "\"$ref\"")
	test "$is_there" -eq 1 || complain "$is_there records of it"
	set_input refs/heads/behind "$ZERO" "$first"
	hook pre-receive || complain "the next push: $(cat "$SAID")"
	check_log "after the next push"
}

set_input refs/heads/first "$ZERO" "$first"
hook pre-receive || die "$(cat "$SAID")"
rm -f "$WORK"/s.git/refgate/clearance/*
hook_calls pre-receive
begin=$(grep -n 'audit.jsonl.lock' "$CALLS" | sed -n '1s/:.*//p')
# at the last one, exit_group, there is nobody left to stop
last=$(($(wc -l <"$CALLS") - 1))
test "$last" -gt $((begin + 10)) || die "few calls"
for how in rename renew rename_twice; do
	wrong=0
	call=$begin
	while test "$call" -le "$last"; do
		judge_rotation
		call=$((call + 1))
	done
	is "$wrong" 0 "$how: at each of $((last - begin + 1)) calls"
done
done_testing
