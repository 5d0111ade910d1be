#!/bin/sh
# Makes Debian packages of what "make dist" made: build.sh VERSION ARCHIVE DIR.
# The tree, with debian/ in it, and the packages are then in DIR. Never wants
# to be root. The same archive and tools make the same bytes.
#
# DEBFULLNAME and DEBEMAIL say who builds; PACKAGE_MAKE is told to make; LINTIAN
# is looked through with, nothing if that is empty.
set -eu
umask 022
unset CDPATH MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES GZIP TAR_OPTIONS

fail() {
	echo "build.sh: $*" >&2
	exit 1
}

# The version and when it was packed; what is new is in CHANGELOG.md.
changelog() {
	cat <<X
refgate ($version-1) unstable; urgency=medium

  * Version $version; changelog.gz says what is new.

 -- ${DEBFULLNAME:-refgate maintainers} <${DEBEMAIL:-refgate@example.org}>  $(
		LC_ALL=C date -u -R -d "@$(stat -c %Y Makefile)")
X
}

check() {
	test -n "$lintian" || return 0
	command -v "$lintian" >/dev/null || {
		echo "$lintian is missing: the packages were not looked through"
		return
	}
	set -- "$@" --fail-on error,warning
	test "$(id -u)" != 0 || set -- "$@" --allow-root
	"$lintian" "$@" || fail "lintian does not like them"
}

build() {
	dpkg-buildpackage -b -us -uc -J"$(nproc 2>/dev/null || echo 2)"
}

test $# = 3 || fail "usage: build.sh VERSION ARCHIVE DIR"
version=$1
archive=$2
dir=$3
lintian=${LINTIAN-lintian}
for tool in dpkg-buildpackage dh; do
	command -v "$tool" >/dev/null || fail "$tool is missing; as root:" \
		"apt-get install --no-install-recommends build-essential" \
		"debhelper lintian"
done
rm -rf "$dir"
mkdir -p "$dir"
tar -xzf - -C "$dir" <"$archive"
cd "$dir/refgate-$version"
cp -R contrib/debian debian
rm debian/build.sh
changelog >debian/changelog
if ! build >../log 2>&1; then
	tail -n 40 ../log >&2
	fail "the packages could not be built"
fi
cd ..
check ./*.changes
for package in *.deb; do
	echo "$dir/$package"
done
