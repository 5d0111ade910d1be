#!/bin/sh
# Each system call of pre-receive that changes a file fails in turn: the push
# is refused with a sentence, or it is recorded; the log stays whole, and the
# refusal finds its way in. Needs strace.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/inject.sh
. "$REFGATE_SRC/tests/lib/inject.sh"

inject_needs
inject_server
LOGS=audit.jsonl

# records ACTION: of $ref in the log.
records() {
	grep "\"action\":\"$1\"" "$LOG" 2>/dev/null |
		grep -c "\"name\":\"$ref\""
}

# complain TEXT: the first few things that went wrong are told.
complain() {
	wrong=$((wrong + 1))
	test "$wrong" -gt 3 && return
	diag "$fault in call $call: $(sed -n "${call}p" "$CALLS")"
	diag "$1"
	diag "$(cat "$SAID")"
}

# Whether it is the record that fails to be written, or to stay. What a
# signal interrupts is tried again.
is_of_record() {
	test "$fault" != EINTR && sed -n "${call}p" "$CALLS" |
		grep -Eq '^(fdatasync|write\([0-9]+, "\{\\"@timestamp)'
}

judge_fault() {
	ref=refs/heads/$state-$fault-$call
	set_input "$ref" "$ZERO" "$first"
	rm -f "$WORK"/s.git/refgate/clearance/*
	test "$state" = written || rm -f "$LOG" "$LOG".*
	hook_under "-e inject=$(call_name "$call"):error=$fault:when=$(
		call_when "$call")" pre-receive
	status=$?
	accepted=$(records push-accepted)
	refused=$(($(records gate-broken) + $(records push-denied)))
	if test "$status" -eq 0; then
		passed=$((passed + 1))
		test "$accepted" -eq 1 || complain "accepted and not recorded"
		is_of_record && complain "accepted all the same"
	else
		stopped=$((stopped + 1))
		test "$accepted" -eq 0 || complain "refused, recorded as accepted"
		grep -q 'error: .*refused' "$SAID" || complain "without a word"
		test "$refused" -eq 1 || grep -q 'could not be recorded' "$SAID" ||
			complain "the refusal is not recorded, nor is that said"
		grep -q "$WORK" "$SAID" && complain "it tells a path"
	fi
	if test -s "$LOG"; then
		log_check
		test "$VERIFIED" -eq 0 || complain "$(cat "$VERDICT")"
	fi
	hook pre-receive || complain "refused when the trouble was over"
	log_check
	test "$VERIFIED" -eq 0 || complain "$(cat "$VERDICT")"
}

# sweep STATE FAULT...
sweep() {
	state=$1
	shift
	set_input "refs/heads/$state" "$ZERO" "$first"
	test "$state" = written || rm -f "$LOG" "$LOG".*
	rm -f "$WORK"/s.git/refgate/clearance/*
	hook_calls pre-receive
	for fault in "$@"; do
		wrong=0
		passed=0
		stopped=0
		for call in $(changes); do
			judge_fault
		done
		is "$wrong" 0 "$fault, a log that is $state: $stopped refused, $passed recorded"
	done
}

sweep new ENOSPC EIO EDQUOT EINTR
sweep written ENOSPC EIO EDQUOT EINTR

# reserve CALL PATTERN: a disk that is full for one record and the next.
reserve() {
	ref=refs/heads/reserve-$1
	set_input "$ref" "$ZERO" "$first"
	rm -f "$LOG" "$LOG".* "$WORK"/s.git/refgate/clearance/*
	hook pre-receive || die "$(cat "$SAID")"
	hook_calls pre-receive
	accepted=$(records push-accepted)
	call=$(grep -n "$2" "$CALLS" | sed -n '1s/:.*//p')
	when=$(call_when "$call")
	ok "$1: there is a reserve" test -s "$LOG.reserve"
	hook_under "-e inject=$1:error=ENOSPC:when=$when..$((when + 1))" \
		pre-receive
	is "$?" 1 "a full disk: refused"
	contains "$SAID" "the audit log: No space left" "with a sentence"
	lacks "$SAID" "could not be recorded" "and the refusal is recorded"
	is "$(records push-accepted) $(records gate-broken)" "$accepted 1" \
		"as such"
	nok "in the room of the reserve" test -e "$LOG.reserve"
	ok "when there is room again" hook pre-receive
	ok "there is a new one" test -s "$LOG.reserve"
	hook_under "-e inject=$1:error=ENOSPC:when=$when+" pre-receive
	isnt "$?" 0 "a disk that stays full: refused"
	log_check
	is "$VERIFIED" 0 "the log is whole"
}
reserve write '^write([0-9]*, "{\\"@timestamp'
reserve fdatasync '^fdatasync('

# --- half a record, which is taken back, and which cannot be
size=$(wc -c <"$LOG")
lines=$(wc -l <"$LOG")
inject_run prlimit --fsize=$((size + 100)) hooks/pre-receive
isnt "$?" 0 "half a record: refused"
is "$(wc -c <"$LOG")" "$size" "nothing of it is left"
log_check
is "$VERIFIED" 0 "the log is whole"
inject_run prlimit --fsize=$((size + 100)) strace -qq -o /dev/null \
	-e inject=ftruncate:error=EIO hooks/pre-receive
isnt "$?" 0 "half a record: refused"
log_check
is "$VERIFIED $(grep 'is torn' "$VERDICT")" \
	"1 audit.jsonl:$((lines + 1)): line is torn" "it is named"
ok "the next push" hook pre-receive
log_check
is "$VERIFIED" 0 "the log goes on"
contains "$VERDICT" "audit.jsonl:$((lines + 2)): torn lines stand before it" \
	"and owns up to it"

# --- seven bytes a write, and every second one interrupted
cat >"$WORK/short.c" <<'EOF'
#define _GNU_SOURCE
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

ssize_t write(int fd, const void *data, size_t size)
{
	static int turn;

	if (turn++ % 2) {
		errno = EINTR;
		return -1;
	}
	return syscall(SYS_write, fd, data, size > 7 ? 7 : size);
}
EOF
if ldd "$REFGATE_ROOT/libexec/refgate/pre-receive" | grep -q san; then
	skip "short writes" "a sanitizer wants to be loaded first"
elif ${CC:-cc} -shared -fPIC -o "$WORK/short.so" "$WORK/short.c"; then
	before=$(wc -l <"$LOG")
	ln -s "$WORK/short.so" "$push_base/short.so"
	ok "short writes" inject_run env LD_PRELOAD="$push_base/short.so" \
		hooks/pre-receive
	is "$(wc -l <"$LOG")" $((before + 1)) "one whole record"
	log_check
	is "$VERIFIED" 0 "and a whole log"
else
	skip "short writes" "no compiler"
fi
done_testing
