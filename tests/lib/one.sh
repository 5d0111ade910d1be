#!/bin/sh
# Runs one test for tests/run: keeps its TAP, its messages and its exit status,
# and ends it when it hangs. A sanitizer's report makes it fail.
set -u

seconds=${REFGATE_TEST_SECONDS:-600}
base=$REFGATE_RESULTS/$(printf '%s' "$1" | tr -c 'A-Za-z0-9._-' _)
printf '%s\n' "$1" >"$base.name"

case $1 in
*.t) set -- sh "$1" ;;
/*) ;;
*) set -- "./$1" ;;
esac

# Quoted: a path may hold what separates these options.
log="log_path=\"$base.san\""
export ASAN_OPTIONS="detect_leaks=1:$log"
export UBSAN_OPTIONS="print_stacktrace=1:$log"
export CMOCKA_MESSAGE_OUTPUT=TAP
{
	timeout -k 10 "$seconds" "$@" </dev/null 2>"$base.err"
	echo $? >"$base.rc"
} | tee "$base.tap"

for report in "$base".san*; do
	test ! -f "$report" || echo 99 >"$base.rc"
done
exit "$(cat "$base.rc")"
