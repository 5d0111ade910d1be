#!/bin/sh
# The decision tables of tests/cases, as real pushes against the shipped
# policies: what is accepted is accepted in silence, what is refused is
# refused by exactly the rule of the row.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"
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
	recapio)
		cat <<-'X'
		REC-123: keep the session on token refresh

		The refresh dropped the workspace id, which logged users out.
		X
		;;
	launch-week) echo "Retry the payment webhook three times" ;;
	runbook)
		cat <<-'X'
		fix: [HOTFIX] Refuse sign-up without parental consent

		Fixes #918

		- The consent step could be skipped with the back button
		- Root cause: the step flag lived in the browser
		- Fix: the server checks consent before it creates the account
		- Testing: unit test for the skipped step
		X
		;;
	release-tag)
		cat <<-'X'
		fix(critical): Prevent crash on model path with spaces

		Fixes #123

		The model loader did not quote paths.

		Tested on: Linux, macOS, Windows
		X
		;;
	*) die "no message for $1" ;;
	esac
}

# branch_of PRESET: a faultless name, of version 1.0.5 where that counts
branch_of() {
	case $1 in
	incident) echo hotfix/v1.0.5-session-fixation ;;
	recapio) echo hotfix/REC-123-fix-login ;;
	launch-week) echo hotfix/payment-webhook-500 ;;
	runbook) echo hotfix/coppa-consent-bypass ;;
	release-tag) echo hotfix/v1.0.5 ;;
	*) die "no branch name for $1" ;;
	esac
}

# start_of PRESET REF: where such a branch is cut from
start_of() {
	case $1:$2 in
	release-tag:*/v10.20.30) echo v10.20.29 ;;
	release-tag:*) echo v1.0.4 ;;
	*) echo origin/main ;;
	esac
}

is_shipped() {
	test -f "$REFGATE_SRC/policy/$1.yml"
}

# A server and a clone for each, when it is needed first. All is signed.
server_of() {
	test ! -d "$WORK/$1" || return 0
	new_server "$1-server" "preset:$1"
	allow "$1-server" alice
	new_clone "$1"
	sign_as "$1" alice
	commit_file "$1" README one "Say what this is"
	g "$1" tag -a -m "Release 1.0.4" v1.0.4
	commit_file "$1" README two "Say more"
	g "$1" tag -a -m "Release 10.20.29" v10.20.29
	seed "$1"
	g "$1" checkout -q -b work
}

# judge PRESET VERDICT RULE WHAT REF MESSAGE-FILE
judge() {
	server_of "$1"
	g "$1" reset -q --hard "$(start_of "$1" "$5")"
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
ok "the tables have rows of the shipped policies" test "$rows" -ge 48
done_testing
