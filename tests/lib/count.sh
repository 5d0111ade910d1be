#!/bin/sh
# Counts kept TAP: `count.sh BASE` prints "PASSED FAILED SKIPPED" of one test,
# `count.sh --sum DIRECTORY` one sentence about all. A test that is missing
# from its plan, a missing plan and a bad exit status count as failed.
set -u

count() {
	awk -v status="$(cat "$1.rc" 2>/dev/null || echo 1)" '
	/^1\.\.[0-9]+/ { planned = 1; plan = substr($0, 4) + 0 }
	/^(not )?ok([^[:alnum:]]|$)/ {
		seen++
		if (/^not/)
			failed++
		else if (toupper($0) ~ /# *SKIP/)
			skipped++
		else
			passed++
	}
	END {
		if (!planned)
			failed++
		else if (seen != plan)
			failed += seen < plan ? plan - seen : 1
		if (status != 0 && !failed)
			failed = 1
		print passed + 0, failed + 0, skipped + 0
	}' "$1.tap"
}

if test "$1" != --sum; then
	count "$1"
	exit
fi
for tap in "$2"/*.tap; do
	count "${tap%.tap}"
done | awk '{ p += $1; f += $2; s += $3 }
	END { print p + 0 " passed, " f + 0 " failed, " s + 0 " skipped" }'
