#!/bin/sh
# Makes the archive of a version: dist.sh VERSION FILE.tar.gz. The same files
# make the same bytes, wherever and whoever does it. Never takes what git does
# not know; where there is no clone (this archive, unpacked), it takes all that
# was not built.
set -eu
umask 022
export LC_ALL=C
unset CDPATH TAR_OPTIONS GZIP

fail() {
	echo "dist.sh: $*" >&2
	exit 1
}

# If git refuses to look, so do we: it said why.
in_clone() {
	test -e .git
}

# All names, each ended by a NUL.
names() {
	if in_clone; then
		git ls-files -z
	else
		find . -mindepth 1 \( -path ./build -o -path ./debian \
			-o -path ./.pc -o -name __pycache__ \) -prune \
			-o \( -type f -o -type l \) ! -name '*.pyc' -printf '%P\0'
	fi
}

# What was unpacked has the time that it was packed with.
newest() {
	xargs -0 stat -c %Y -- <"$scratch/names" | sort -n | tail -n 1
}

packed_at() {
	if test -n "${SOURCE_DATE_EPOCH:-}"; then
		echo "$SOURCE_DATE_EPOCH"
	elif in_clone; then
		git log -1 --format=%ct
	else
		newest
	fi
}

pack() {
	tar -c --format=gnu --no-recursion --null --verbatim-files-from \
		-T "$scratch/names" --mtime="@$1" --owner=0 --group=0 \
		--numeric-owner --mode=u=rwX,go=rX --hard-dereference \
		--transform "s,^,refgate-$version/,S"
}

test $# = 2 || fail "usage: dist.sh VERSION FILE.tar.gz"
version=$1
file=$2
case $file in /*) ;; *) file=$PWD/$file ;; esac
cd "$(dirname "$0")/.."
mkdir -p "${file%/*}"
scratch=$(mktemp -d "${TMPDIR:-/tmp}/refgate-dist.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
trap 'exit 129' HUP INT TERM
names >"$scratch/unsorted"
sort -z "$scratch/unsorted" >"$scratch/names"
test -s "$scratch/names" || fail "there are no files"
if in_clone && ! git -c diff.autoRefreshIndex=false diff --quiet HEAD --; then
	echo "dist.sh: warning: what is not committed is in it, too" >&2
fi
time=$(packed_at)
pack "$time" >"$scratch/tar"
gzip -9 -n <"$scratch/tar" >"$file.new"
mv -f -- "$file.new" "$file"
