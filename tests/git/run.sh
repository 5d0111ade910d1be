#!/bin/sh
# git's own tests of pushing, with the git that is installed, without our hooks
# and with them: whatever comes out differently has to stand in
# differences.tsv. As root it runs them as nobody.
#
#   run.sh ROOT DIRECTORY [SCRIPT...]
#
# ROOT is an installation of its own; what is found goes to DIRECTORY/results.
set -eu
umask 022
cd -P -- "$(dirname -- "$0")/../.."

root=$1
results=$2
shift 2
sh tests/git/source.sh "$results"
work=$(mktemp -d "${TMPDIR:-/tmp}/refgate-git.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 129' HUP INT TERM
chmod 755 "$work"
mkdir -p "$root/etc/refgate" "$work/log" "$work/trash" "$results/results"
sh tests/git/hooks.sh "$root" "$work/made"
cp -R "$results/source" "$work/source"
if test "$(id -u)" = 0; then
	chown -R nobody "$work/log" "$work/trash" "$work/made/tally"
	setpriv --reuid nobody --regid nogroup --clear-groups \
		test -x "$root/libexec/refgate/pre-receive" || {
		echo "run.sh: nobody cannot read $root" >&2
		exit 1
	}
fi
python3 -Bu tests/git/run.py --root "$root" --work "$work" \
	--results "$results/results" --list tests/git/differences.tsv "$@"
