# shellcheck shell=sh
# Logs of records that no push made, in a throw-away directory. Source it, it
# enters the directory:
#
#   refgate ARGUMENT...  the installed command
#   $src, $build, $root  sources, what was built of them, where it is installed
#   $work                the directory

# shellcheck source=tests/lib/tap.sh
. "${REFGATE_SRC:-.}/tests/lib/tap.sh"

REFGATE_SRC=${REFGATE_SRC:-$PWD}
src=$REFGATE_SRC
build=${REFGATE_BUILD:-$src/build/test}
root=${REFGATE_ROOT:-$build/root}
work=$(mktemp -d "${TMPDIR:-/tmp}/refgate-logs.XXXXXX") || die "mktemp"
trap 'rm -rf "$work"' EXIT
trap 'exit 129' HUP INT TERM
unset GIT_DIR
cd "$work" || die "cd"
export LC_ALL=C.UTF-8

refgate() {
	"$root/bin/refgate" "$@"
}
