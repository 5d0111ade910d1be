#!/bin/sh
# Prints the path of a bare repository that holds the real history of
# tests/data, and makes it below the build tree if nobody has done so yet.
# Tests that run at the same time may all try: the first one done wins.
set -eu

cd "$(dirname "$0")/../.."
data=$PWD/tests/data/git-history.fi.xz
build=${REFGATE_BUILD:-$PWD/build}
repo=$build/history.git
mine=$build/history.$$.git

unset GIT_DIR GIT_WORK_TREE GIT_OBJECT_DIRECTORY GIT_QUARANTINE_PATH
GIT_CONFIG_NOSYSTEM=1
GIT_CONFIG_GLOBAL=/dev/null
export GIT_CONFIG_NOSYSTEM GIT_CONFIG_GLOBAL

if ! test -d "$repo"; then
	mkdir -p "$build"
	trap 'rm -rf "$mine"' EXIT
	trap 'exit 129' HUP INT TERM
	git init -q --bare --initial-branch=main "$mine"
	xz -dc "$data" | git --git-dir="$mine" fast-import --quiet --done
	# GNU mv: -T does not move into a directory that is there.
	mv -T "$mine" "$repo" 2>/dev/null || test -d "$repo"
fi
printf '%s\n' "$repo"
