#!/bin/sh
# The shipped policies are tested by themselves: each of the five procedures
# lints without an error, names its empty groups, and passes its own cases.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

least=25

# What `refgate policy lint` has to say of a preset: nothing but warnings.
lint() {
	refgate policy lint "$1" >"$WORK/lint" 2>&1
	lacks "$WORK/lint" ": error: " "$1 lints without an error"
	sed -n '/^groups:/,/^$/s/^  \([a-z-]*\): \[\].*/\1/p' "$2" |
		while read -r group; do
			grep -qF "the group '$group' has no members" \
				"$WORK/lint" || echo "$group"
		done >"$WORK/silent"
	is "$(cat "$WORK/silent")" "" "$1 names the groups without members"
}

# Its own cases: enough of them, and a failed one is shown.
run() {
	refgate policy test "$1" --format tap >"$WORK/tap" 2>&1
	is "$?" 0 "$1 passes its tests"
	grep -v '^ok ' "$WORK/tap" | sed 's/^/# /'
	cases=$(grep -c '^ok ' "$WORK/tap")
	ok "$1 has $cases cases of its own" test "$cases" -ge "$least"
}

for file in "$REFGATE_SRC"/policy/*.yml; do
	grep -q '^tests:' "$file" || continue
	name=$(basename "$file" .yml)
	lint "$name" "$file"
	run "$name"
done
done_testing
