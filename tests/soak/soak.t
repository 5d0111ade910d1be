#!/bin/sh
# Ten clients push at once, honest pushes and bad ones, to one repository, while
# its log is moved away and its refs are packed. No update and no record is
# lost, nothing is left behind. `make soak` does it with fifty, for minutes.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

python3 -B "$REFGATE_SRC/tests/soak/soak.py" "$REFGATE_ROOT" --alone \
	--scenarios one --clients 10 --pushes 6 --seconds 60 --turns 1 \
	--length 30 --rotate 0.4 >"$WORK/said" 2>&1
is "$?" 0 "no flaw"
contains "$WORK/said" "one: 0 flaws" "all was looked at"
diag "$(cat "$WORK/said")"
done_testing
