#!/bin/sh
# The log's copy in syslog, as a receiver sees it, and what becomes of a push
# when there is none, or one that does not read.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

build=${REFGATE_BUILD:-$REFGATE_SRC/build/test}
cd "$WORK" || die "cd"
socket=$WORK/log.socket
receiver=

# receive FILE|-: from now on.
receive() {
	rm -f ready "$socket"
	mkfifo ready
	python3 "$REFGATE_SRC/tests/lib/syslogd.py" "$socket" "$1" >ready &
	receiver=$!
	read -r word <ready
	is "$word" ready "a receiver"
}

end_receiver() {
	test -z "$receiver" || kill "$receiver" 2>/dev/null
	wait "$receiver" 2>/dev/null
	receiver=
}
trap 'end_receiver; push_cleanup' EXIT

# came N: as many datagrams, at last.
came() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		test "$(wc -l <got)" -ge "$1" && break
		sleep 0.1
	done
	is "$(wc -l <got)" "$1" "$1 datagrams"
}

copies() {
	sed -n "s/^<$1>[A-Z][a-z][a-z] [ 0-9][0-9] [0-9:]\\{8\\} $2\\[[0-9]*\\]: //p" got
}

# --- a writer alone
receive got
"$build/tests/test_syslog" a.jsonl 3 "$socket" local0 syslog || die "append"
came 6
is "$(copies 132 refgate)" "$(cat a.jsonl)" "each line, in order, as it is"
is "$(copies 134 refgate-anchor | wc -l)" 3 "and an anchor behind it"
is "$(copies 134 refgate-anchor | sed -n '3s/.*"sequence":\([0-9]*\),.*/\1/p')" \
	3 "of the last line"
like "$(refgate log verify --anchors got a.jsonl)" \
	"^consistent to 3; anchored to 3 by syslog" "which counts"
"$build/tests/test_syslog" a.jsonl 1 "$socket" - syslog || die "append"
came 7
is "$(copies 86 refgate-anchor | wc -l)" 1 "without copies: authpriv"
"$build/tests/test_syslog" a.jsonl 1 "$socket" - - || die "append"
came 7

# --- pushes
own_log=$WORK/s.git/refgate/audit.jsonl
new_server s <<'X'
version: 1
audit: {syslog: local3, anchor: syslog}
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules: {commit-message: {subject: {pattern: '^REC-'}}}
X
git -C s.git config refgate.syslog "$socket"
new_clone dev
commit_file dev a zero "REC-1 zero"
seed dev main
: >got
commit_file dev a one "REC-1 one"
push_ok dev origin main
lines=$(wc -l <"$own_log")
came $((lines * 2))
is "$(copies '15[0-9]' refgate)" "$(cat "$own_log")" "all records of a push"
is "$(copies 158 refgate-anchor | wc -l)" "$lines" "an anchor each"
like "$(refgate log verify --anchors got s.git)" \
	"anchored to $lines by syslog" "anchored"
: >got
like "$(refgate log anchor s.git)" "record $lines anchored by syslog" "by hand"
came 1
like "$(cat got)" "refgate-anchor.*\"sequence\":$lines," "alone"
commit_file dev b one "no ticket"
push_refused dev commit-message origin main
g dev reset -q --hard HEAD~1
came 3
like "$(cat got)" '^<156>.*push-denied' "a refusal"
end_receiver

# --- nobody there
commit_file dev a two "REC-1 two"
push_ok dev origin main
ok "an admin can see it" test -s "$own_log.syslog-failed"
like "$(cat "$own_log.syslog-failed")" \
	'^\{"lines":[0-9]+,"since":"2.*Z","last":"2.*Z","text":"cannot send' \
	"what, since when, why"
ok "the log is whole" refgate log verify s.git

# --- one that does not read
receive -
commit_file dev a three "REC-1 three"
start=$(date +%s)
push_ok dev origin main
is "$(($(date +%s) - start < 10))" 1 "a push is not held up"
like "$(cat "$own_log.syslog-failed")" "syslog takes nothing" "the mark says so"
end_receiver

# --- back again
: >got
receive got
commit_file dev a four "REC-1 four"
push_ok dev origin main
nok "the mark is gone" test -e "$own_log.syslog-failed"
came 4
is "$(copies '15[0-9]' refgate)" "$(tail -2 "$own_log")" "copies go on"
end_receiver

done_testing
