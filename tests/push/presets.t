#!/bin/sh
# The decision tables of tests/cases, as real pushes against the shipped
# policies: what is accepted is accepted in silence, what is refused is
# refused by exactly the rule of the row.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/table.sh
. "$REFGATE_SRC/tests/lib/table.sh"

cases=$REFGATE_SRC/tests/cases

# faultless PRESET: a message that passes there
faultless() {
	case $1 in
	incident)
		cat <<-'X'
		hotfix(auth): stop session fixation on login

		EMERGENCY FIX: session ids survived login
		Root Cause: the login handler reused the anonymous session
		Impact: every user who followed a prepared link
		Solution: rotate the session id on login

		Restores: safe login for all users
		Urgency: actively exploited

		Incident: #4211
		X
		;;
	*) die "no message for $1" ;;
	esac
}

# branch_of PRESET: a faultless name, of version 1.0.5 where that counts
branch_of() {
	case $1 in
	incident) echo hotfix/v1.0.5-session-fixation ;;
	*) die "no branch name for $1" ;;
	esac
}

is_shipped() {
	test -f "$REFGATE_SRC/policy/$1.yml"
}

# A server and a clone for each, when it is needed first.
server_of() {
	test ! -d "$WORK/$1" || return 0
	new_server "$1-server" "preset:$1"
	new_clone "$1"
	commit_file "$1" README one "Say what this is"
	seed "$1"
	g "$1" checkout -q -b work
}

# judge PRESET VERDICT RULE WHAT REF MESSAGE-FILE
judge() {
	server_of "$1"
	g "$1" reset -q --hard origin/main
	echo "$tap_count" >"$WORK/$1/change"
	g "$1" add change
	g "$1" commit -q --cleanup=verbatim -F "$6" || die "commit for $5"
	PUSH_NAME="$1: $2 $5 ${4:+($4)}"
	if test "$2" = accept; then
		push_ok "$1" origin "HEAD:$5"
	else
		push_refused "$1" "$3" origin "HEAD:$5"
	fi
	g "$1-server.git" update-ref -d "$5"
}

rows=0

# preset verdict rule what ref
name_row() {
	is_shipped "$1" || return 0
	rows=$((rows + 1))
	faultless "$1" >"$WORK/message"
	judge "$1" "$2" "$3" "$4" "$5" "$WORK/message"
}

# preset verdict rule what message
message_row() {
	is_shipped "$1" || return 0
	rows=$((rows + 1))
	printf '%s\n' "$5" >"$WORK/message"
	judge "$1" "$2" "$3" "$4" "refs/heads/$(branch_of "$1")" \
		"$WORK/message"
}

each_row "$cases/names.tsv" name_row
each_row "$cases/messages.tsv" message_row
ok "the tables have rows of the shipped policies" test "$rows" -ge 14
done_testing
