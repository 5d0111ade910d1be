#!/bin/sh
# What the three hooks add to a one-commit local push, beside a push without
# hooks, one with three empty C hooks and one with a shell hook that checks
# about the same. Alternated in one run; ratios of medians.
# bench: push.sh [ROUNDS]
set -eu
cd "$(dirname "$0")/../.."
exec python3 tests/bench/push.py "${REFGATE_ROOT:-$PWD/build/test/root}" \
	"${1:-60}"
