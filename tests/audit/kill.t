#!/bin/sh
# kill -9 at every system call of a hook from the first that changes a file:
# nothing is accepted that is not recorded, what has landed is recorded now or
# by the next push, and the log goes on. Needs strace.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/inject.sh
. "$REFGATE_SRC/tests/lib/inject.sh"

inject_needs
inject_server
LOGS=audit.jsonl
mkdir "$WORK/s.git/kept"

# states of the log before the hook that is killed
prepare_new() {
	rm -f "$LOG" "$LOG".*
}
prepare_written() {
	:
}
prepare_rotated() {
	mv "$LOG" "$LOG.1"
}
prepare_emptied() {
	mv "$LOG" "$LOG.1"
	: >"$LOG"
}
prepare_moved_behind() {
	:
}
# and after the kill
then_moved_behind() {
	mv "$LOG" "$LOG.1"
}

# Clearances of killed hooks make the next one do more.
prepare() {
	rm -f "$WORK"/s.git/refgate/clearance/*
	"prepare_$state"
}

# complain TEXT: the first few things that went wrong are told.
complain() {
	wrong=$((wrong + 1))
	test "$wrong" -gt 3 && return
	diag "$state, call $call: $(sed -n "${call}p" "$CALLS")"
	diag "$1"
}

# count ACTION: records of it for $ref in the log.
count() {
	cat "$LOG" "$LOG.1" 2>/dev/null | grep "\"action\":\"$1\"" |
		grep -c "\"name\":\"$ref\""
}

# kill_at NUMBER: options of strace.
kill_at() {
	echo "-e inject=$(call_name "$1"):signal=KILL:when=$(call_when "$1")"
}

# Nothing is half written by one write(2): there is no break to tell of.
check_log() {
	test -s "$LOG" || return
	log_check
	test "$VERIFIED" -eq 0 || complain "$1: $(cat "$VERDICT")"
}

judge_killed() {
	ref=refs/heads/$state-$call
	set_input "$ref" "$ZERO" "$first"
	prepare
	hook_under "$(kill_at "$call")" pre-receive 2>/dev/null &&
		complain "the hook was not killed"
	check_log "after the kill"
	before=$(count push-accepted)
	test "$state" != moved_behind || then_moved_behind
	hook pre-receive || complain "the next push: $(cat "$SAID")"
	check_log "after the next push"
	test "$(count push-accepted)" -eq $((before + 1)) ||
		complain "$before records, and then $(count push-accepted)"
}

# sweep STATE: kills pre-receive everywhere.
sweep() {
	state=$1
	wrong=0
	ref=refs/heads/$state
	set_input "$ref" "$ZERO" "$first"
	prepare
	hook_calls pre-receive
	call=$(($(first_change) - 1))
	last=$(wc -l <"$CALLS")
	kills=$((last - call + 1))
	while test "$call" -le "$last"; do
		judge_killed
		call=$((call + 1))
	done
	is "$wrong" 0 "pre-receive, a log that is $state: $kills kills"
	LOGS="audit.jsonl.1 audit.jsonl"
}

LOGS=audit.jsonl
sweep new
LOGS=audit.jsonl
sweep written
sweep rotated
sweep emptied
sweep moved_behind

# land REF: up to where git runs post-receive.
land() {
	set_input "$1" "$ZERO" "$first"
	hook pre-receive || complain "pre-receive: $(cat "$SAID")"
	hook update "$1" "$ZERO" "$first" || complain "update: $(cat "$SAID")"
	g s.git update-ref "$1" "$first" "$ZERO" || die "update-ref $1"
}

# Its own record may be lost; then the next push makes it.
judge_landing() {
	ref=refs/heads/landing-$call
	land "$ref"
	hook_under "$(kill_at "$call")" post-receive 2>/dev/null &&
		complain "the hook was not killed"
	check_log "after the kill"
	set_input "$ref" "$first" "$second"
	hook pre-receive || complain "the next push: $(cat "$SAID")"
	check_log "after the next push"
	test "$(count push-landed)" -gt 0 || complain "no landing is recorded"
	test "$(count gate-bypassed)" -eq 0 || complain "called a bypass"
}

state=written
wrong=0
call=0
prepare
land refs/heads/landing-before
hook post-receive || die "post-receive: $(cat "$SAID")"
land refs/heads/landing
hook_calls post-receive
call=$(($(first_change) - 1))
last=$(wc -l <"$CALLS")
kills=$((last - call + 1))
while test "$call" -le "$last"; do
	judge_landing
	call=$((call + 1))
done
is "$wrong" 0 "post-receive: $kills kills"

# tear BYTES: killed when as many of a line are in the log.
tear() {
	ref=refs/heads/torn-$1
	set_input "$ref" "$ZERO" "$first"
	size=$(wc -c <"$LOG")
	lines=$(wc -l <"$LOG")
	inject_run prlimit --fsize=$((size + $1)) strace -qq -o /dev/null \
		-e inject=ftruncate:signal=KILL hooks/pre-receive 2>/dev/null
	is "$(wc -c <"$LOG")" $((size + $1)) "$1 bytes of a line are there"
	log_check
	is "$VERIFIED $(grep 'is torn' "$VERDICT")" \
		"1 audit.jsonl:$((lines + 1)): line is torn" "it is named"
	ok "the next push" hook pre-receive
	log_check
	is "$VERIFIED" 0 "the log goes on"
	contains "$VERDICT" "audit.jsonl:$((lines + 2)): $2" "and owns up to it"
}

mkdir "$WORK/s.git/refgate/before"
mv "$LOG" "$LOG".* "$WORK/s.git/refgate/before/"
LOGS=audit.jsonl
set_input refs/heads/whole "$ZERO" "$first"
ok "a whole line" hook pre-receive
for bytes in 1 2 333; do
	tear "$bytes" "torn lines stand before it ($bytes bytes)"
done
hook_calls pre-receive

# under_real HOOK OPTIONS: git runs it below strace.
under_real() {
	mv "$WORK/s.git/hooks/$1" "$WORK/s.git/hooks/real"
	cat >"$WORK/s.git/hooks/$1" <<-EOF
	#!/bin/sh
	exec strace -f -qq -o /dev/null -e signal=none $2 hooks/real
	EOF
	chmod +x "$WORK/s.git/hooks/$1"
}
as_before() {
	mv "$WORK/s.git/hooks/real" "$WORK/s.git/hooks/$1"
}

# push_ids ACTION: of the records for $ref.
push_ids() {
	grep "\"action\":\"$1\"" "$LOG" | grep "\"name\":\"$ref\"" |
		sed 's/.*"push_id":"//; s/".*//'
}

for call in write:when=1 fdatasync:when=1 pwrite64:when=1 exit_group; do
	ref=refs/heads/real-${call%%:*}
	under_real pre-receive "-e inject=${call%%:*}:signal=KILL"
	push_run c origin "$first:$ref"
	isnt "$PUSH_STATUS" 0 "pre-receive, $call: refused"
	is "$(server_ref s "$ref")" none "nothing moved"
	as_before pre-receive
	PUSH_NAME="pushed again" push_ok c origin "$first:$ref"
	is "$(push_ids push-landed)" "$(push_ids push-accepted | tail -n 1)" \
		"it is the second push that landed"
	under_real post-receive "-e inject=${call%%:*}:signal=KILL"
	push_run c origin "$second:$ref"
	is "$(server_ref s "$ref")" "$second" "post-receive, $call: landed"
	as_before post-receive
	PUSH_NAME="the next push" push_ok c origin "$third:$ref"
	is "$(push_ids push-landed | tail -n 2)" \
		"$(push_ids push-accepted | tail -n 2)" "both are recorded"
done
log_check
is "$VERIFIED" 0 "the log is whole"
done_testing
