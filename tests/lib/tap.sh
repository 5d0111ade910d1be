# shellcheck shell=sh
# TAP for POSIX shell tests: source it, assert, end with done_testing. A
# script that dies before has printed no plan, and so has failed.
#
#   ok NAME COMMAND...       the command succeeds
#   nok NAME COMMAND...      it fails
#   is GOT WANTED NAME       equal texts; isnt: unequal
#   like TEXT ERE NAME       matches; unlike: does not
#   contains FILE TEXT NAME  the file holds the text; lacks: it does not
#   same_file GOT WANTED NAME  equal files
#   pass NAME, fail NAME, skip NAME REASON, diag TEXT
#   skip_all REASON          before any assertion: ends the script
#   die TEXT                 ends the script, failed
set -u

tap_count=0
tap_failed=0

diag() {
	printf '%s\n' "$*" | sed 's/^/# /'
}

pass() {
	tap_count=$((tap_count + 1))
	printf 'ok %d - %s\n' "$tap_count" "$1"
}

fail() {
	tap_count=$((tap_count + 1))
	tap_failed=$((tap_failed + 1))
	printf 'not ok %d - %s\n' "$tap_count" "$1"
}

skip() {
	tap_count=$((tap_count + 1))
	printf 'ok %d - %s # SKIP %s\n' "$tap_count" "$1" "$2"
}

skip_all() {
	printf '1..0 # SKIP %s\n' "$1"
	exit 0
}

die() {
	diag "died: $*"
	exit 1
}

tap_run() {
	tap_output=$("$@" 2>&1)
	tap_status=$?
}

ok() {
	tap_name=$1
	shift
	tap_run "$@"
	if test "$tap_status" -eq 0; then
		pass "$tap_name"
	else
		fail "$tap_name"
		diag "status $tap_status of: $*"
		diag "$tap_output"
	fi
}

nok() {
	tap_name=$1
	shift
	tap_run "$@"
	if test "$tap_status" -ne 0; then
		pass "$tap_name"
	else
		fail "$tap_name"
		diag "succeeded: $*"
		diag "$tap_output"
	fi
}

is() {
	if test "$1" = "$2"; then
		pass "$3"
	else
		fail "$3"
		diag "got:    $1"
		diag "wanted: $2"
	fi
}

isnt() {
	if test "$1" != "$2"; then
		pass "$3"
	else
		fail "$3"
		diag "got, and not wanted: $1"
	fi
}

like() {
	if printf '%s\n' "$1" | grep -Eq -e "$2"; then
		pass "$3"
	else
		fail "$3"
		diag "no match for: $2"
		diag "in: $1"
	fi
}

unlike() {
	if printf '%s\n' "$1" | grep -Eq -e "$2"; then
		fail "$3"
		diag "a match for: $2"
		diag "in: $1"
	else
		pass "$3"
	fi
}

# Texts of several lines are compared whole; grep would take any of them.
tap_holds() {
	test -f "$1" || return 1
	case $(cat "$1") in
	*"$2"*) return 0 ;;
	*) return 1 ;;
	esac
}

contains() {
	if tap_holds "$1" "$2"; then
		pass "$3"
	else
		fail "$3"
		diag "not in $1: $2"
		diag "$(cat "$1")"
	fi
}

lacks() {
	if test -f "$1" && ! tap_holds "$1" "$2"; then
		pass "$3"
	else
		fail "$3"
		diag "no file, or found in $1: $2"
		diag "$(cat "$1")"
	fi
}

same_file() {
	if tap_difference=$(diff -u "$2" "$1" 2>&1); then
		pass "$3"
	else
		fail "$3"
		diag "$tap_difference"
	fi
}

done_testing() {
	if test "$tap_count" -eq 0; then
		die "no test was run"
	fi
	printf '1..%d\n' "$tap_count"
	test "$tap_failed" -eq 0
	exit
}
