# shellcheck shell=sh disable=SC2154
# Asks refgate replay, and looks at its answer. Source it after push.sh. Its
# scratch is $TMPDIR, a folder of the test's own.
OUT=$WORK/out
ERR=$WORK/err
export TMPDIR="$WORK/tmp"
mkdir "$TMPDIR"

# replay STATUS ARGUMENT...; the output is in $OUT and $ERR.
replay() {
	replay_wanted=$1
	shift
	refgate replay "$@" >"$OUT" 2>"$ERR" </dev/null
	is "$?" "$replay_wanted" "exit status of replay $*"
}

# get EXPRESSION of $OUT, which is JSON: "r['pushes']"
get() {
	python3 -c 'import json, sys
r = json.load(open(sys.argv[1]))
print(eval(sys.argv[2]))' "$OUT" "$1"
}
