#!/bin/sh
# Runs fuzz targets of `make fuzz` for a bounded time each, from a copy of their
# corpora, and prints a line for each. A finding fails, and is left in FOUND.
#
#   run.sh TREE SECONDS [TARGET...]   TREE: as $BUILD of `make fuzz`
#
# REFGATE_FUZZ_RUNS=NUMBER       executions after which a target may end early
# REFGATE_FUZZ_SEED=NUMBER       the same mutations each time; 0: others
# REFGATE_FUZZ_FOUND=DIRECTORY  where findings, and what reached code that
#                               nothing else did, are left for the next run
set -u

cd -P -- "$(dirname "$0")/../.." || exit 2
if test $# -lt 2; then
	echo "usage: tests/fuzz/run.sh TREE SECONDS [TARGET...]" >&2
	exit 2
fi
tree=$1
seconds=$2
shift 2
# Targets write small files: best where there is no disk.
memory=/dev/shm
test -w "$memory" || memory=${TMPDIR:-/tmp}
scratch=$(mktemp -d "$memory/refgate-fuzz.XXXXXX") || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 129' HUP INT TERM
found=${REFGATE_FUZZ_FOUND:-$scratch/found}
TMPDIR=$scratch
export TMPDIR
status=0

# shellcheck disable=SC2046 # their names have no blanks
test $# -gt 0 || set -- $(cd tests/fuzz && echo fuzz_*.c)

# last LOG WORD: what stands behind it in libFuzzer's last line
last() {
	sed -n "s/^#.*[[:space:]]DONE .*$2: *\([0-9]*\).*/\1/p" "$1" | tail -n 1
}

run() {
	name=$1
	mkdir -p "$found/$name" || exit 2
	# The corpus is read, and only $found is written to.
	"$tree/tests/fuzz_$name" -max_total_time="$seconds" \
		-runs="${REFGATE_FUZZ_RUNS:--1}" \
		-seed="${REFGATE_FUZZ_SEED:-0}" -timeout=20 \
		-rss_limit_mb=2048 -artifact_prefix="$found/$name-" \
		-print_final_stats=1 "$found/$name" "tests/fuzz/corpus/$name" \
		</dev/null >"$scratch/log" 2>&1
	result=$?
	executions=$(sed -n 's/^stat::number_of_executed_units: *//p' \
		"$scratch/log")
	printf '%-18s %10s executions %6s edges %6s features %5s inputs\n' \
		"$name" "${executions:-?}" "$(last "$scratch/log" cov)" \
		"$(last "$scratch/log" ft)" \
		"$(find "$found/$name" "tests/fuzz/corpus/$name" -type f |
			wc -l)"
	test "$result" -ne 0 || return 0
	status=1
	echo "$name: exit status $result; what it found is in $found"
	grep -a -v '^#[0-9]' "$scratch/log" | tail -n 40
	for input in "$found/$name"-*; do
		test ! -f "$input" || {
			echo "# $input"
			base64 "$input" | head -n 20
		}
	done
}

for target; do
	target=${target#fuzz_}
	run "${target%.c}"
done
exit "$status"
