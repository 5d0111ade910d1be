#!/bin/sh
# What the audit log costs: a durable record beside one write and fdatasync
# of as many bytes; verify of a long log beside sha256sum, and whether its
# memory stays the same; a report over it. Alternated in one run, medians.
# bench: log.sh [EVENTS [ROUNDS]]
set -eu
cd "$(dirname "$0")/../.."
exec python3 tests/bench/log.py "${REFGATE_ROOT:-$PWD/build/test/root}" \
	"${REFGATE_BUILD:-$PWD/build/bench}" "${1:-1000000}" "${2:-7}"
