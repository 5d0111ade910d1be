#!/bin/sh
# The power fails amid whole hotfixes: pushed, approved, landed, tagged, taken
# away. git syncs all that is its own. Afterwards nothing is called a bypass,
# and the next hotfix is approved and lands.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/bypass.sh
. "$REFGATE_SRC/tests/lib/bypass.sh"
# shellcheck source=tests/lib/power.sh
. "$REFGATE_SRC/tests/lib/power.sh"

log=$WORK/s.git/refgate/audit.jsonl

power_start() {
	rm -rf "$WORK/c"
	rm -f "$KEYS"/*
	bypass_server
	g s.git config core.fsync all
}

# Each of an incident of its own.
whole_hotfix() {
	INCIDENT=$((100 + $1))
	hotfix "1.2.$1"
	approved
	land
	g c push -q origin main || die "no landing"
	release_tag "1.2.$1"
	g c push -q origin "v1.2.$1" || die "no tag"
	GL_USER=frank g c push -q origin ":refs/heads/$branch" || die "no end"
}

power_work() {
	pusher carol
	number=1
	while whole_hotfix "$number"; do
		number=$((number + 1))
	done
}

# Beyond what may have been begun.
power_check() {
	power_tidy "$WORK/s.git"
	ok "$1: the log is whole" refgate log verify "$WORK/s.git"
	pusher carol
	last=$(g s.git tag | sed 's/.*[.]//' | sort -n | tail -n 1)
	INCIDENT=9
	hotfix "1.2.$((last + 3))"
	approved
	land
	taken "$1: the next one lands" origin main
	is "$(grep -c '"gate-bypassed"' "$log")" 0 "$1: nothing is a bypass"
	ok "$1: the log is still whole" refgate log verify "$WORK/s.git"
}

power_cuts "$WORK/s.git" 6 1.5
done_testing
