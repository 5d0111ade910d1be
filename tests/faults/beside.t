#!/bin/sh
# The pushes and commands of some tests, each with one fault after the other
# beside the run without, wherever our own code had none before: nobody dies,
# and nobody accepts what is refused without a fault. Only where coverage is
# measured: a program without optimisation tells how it came to a place.
# shellcheck source=tests/lib/tap.sh
. "${REFGATE_SRC:-.}/tests/lib/tap.sh"

REFGATE_SRC=${REFGATE_SRC:-$PWD}
REFGATE_BUILD=${REFGATE_BUILD:-$REFGATE_SRC/build/test}
export REFGATE_SRC REFGATE_BUILD
programs=$REFGATE_BUILD/tests/places
test -x "$programs/pre-receive" ||
	skip_all "no programs with faults at each place in this build"
out=$(mktemp -d "${TMPDIR:-/tmp}/refgate-beside.XXXXXX") || die "no room"
trap 'rm -rf "$out"' EXIT
trap 'exit 129' HUP INT TERM
cd "$REFGATE_SRC" || die "no $REFGATE_SRC"
sh tests/faults/beside.sh "$REFGATE_ROOT" "$programs" "$out/run" --make ||
	die "no $out/run"

# Where most of the places are, and little is repeated.
scripts() {
	ls tests/rules/*.t tests/policy/*.t
	ls tests/push/override*.t tests/push/bypass*.t tests/push/reconcile.t
	ls tests/push/policy_cache.t tests/audit/report.t tests/audit/log.t
}

export REFGATE_BESIDE_MAX=150 REFGATE_ROOT="$out/run/root"
# shellcheck disable=SC2016 # for a shell below
scripts | xargs -P "$(nproc 2>/dev/null || echo 2)" -I '{}' sh -c \
	'sh "$1" >"$2/$(basename "$1").tap" 2>&1 || echo "$1" >>"$2/failed"' \
	- '{}' "$out/run"
: >>"$out/run/failed"
is "$(cat "$out/run/failed")" "" "each test, with faults beside it"
is "$(grep -v '^hint:' "$out/run/flaws")" "" \
	"nobody died, nobody accepted what is refused"
# Each is a place of its own, and there are some thousands.
places=$(od -An -v -tx8 -w8 "$out/run/places" | grep -cv ' 0*$')
ok "a fault at each of $places places" test "$places" -gt 1000
done_testing
