#!/bin/sh
# What refgate's signature rule costs a push, beside git verify-commit over
# the same commits: time for each commit, and peak memory. See sign.py.
# bench: sign.sh [COMMITS [MANY]]
set -eu
cd "$(dirname "$0")/../.."
exec python3 -B tests/bench/sign.py "${REFGATE_ROOT:-$PWD/build/test/root}" \
	"${1:-2000}" "${2:-8000}"
