#!/bin/sh
# The Debian package, made of what was built for the tests: the same bytes each
# time, and on a machine of its own from its installation to its purge. At no
# time does a push get through that would be refused.
# shellcheck source=tests/lib/machine.sh
. "${REFGATE_SRC:-.}/tests/lib/machine.sh"
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/install.sh
. "$REFGATE_SRC/tests/lib/install.sh"
# shellcheck source=tests/lib/deb.sh
. "$REFGATE_SRC/tests/lib/deb.sh"

deb_needs
deb_tree "$push_base/x y:z"
deb_tree "$push_base/plain"

# The archive: from a clone, from what is no clone, and from itself.
time=1700000000
(
	cd "$push_base/x y:z" && git init -q && git add -A &&
		GIT_COMMITTER_DATE="$time +0000" git commit -q -m all
) || die "no clone"
: >"$push_base/x y:z/untracked"
ok "an archive of a clone" make -s -C "$push_base/x y:z" dist
ok "and of a tree that is none" \
	env SOURCE_DATE_EPOCH="$time" make -s -C "$push_base/plain" dist
archive=build/refgate-$version.tar.gz
ok "have the same bytes" cmp "$push_base/x y:z/$archive" "$push_base/plain/$archive"
mkdir "$push_base/unpacked"
tar -xzf - -C "$push_base/unpacked" <"$push_base/plain/$archive" || die "tar"
ok "its own" make -s -C "$push_base/unpacked/refgate-$version" dist
ok "are the same, too" cmp "$push_base/plain/$archive" \
	"$push_base/unpacked/refgate-$version/$archive"

# The package, twice, in other places.
deb_objects "$push_base/objects"
deb_make "$push_base/plain"
deb_make "$push_base/unpacked/refgate-$version" ''
deb=$(find "$push_base/plain/build/deb" -name '*.deb')
is "$(find "$push_base/unpacked" -name '*.deb' -exec cmp "$deb" '{}' \; 2>&1)" "" \
	"the package has the same bytes each time"
cp "$push_base/plain/build/deb/log" "$push_base/log"
ok "nothing was compiled for it" test "$(grep -c '^  CC' "$push_base/log")" -lt 3

# What debian/rules compiles by itself.
object=build/deb/refgate-$version/build/deb/lib/base/str.o
for tree in plain "unpacked/refgate-$version"; do
	ok "an object" deb_compile "$push_base/$tree" lib/base/str.o
done
ok "has the same bytes in two places" cmp "$push_base/plain/$object" \
	"$push_base/unpacked/refgate-$version/$object"
contains "$push_base/compiled" "-Werror=format-security" \
	"Debian's flags come to the compiler"
lacks "$push_base/compiled" "-Werror " "and warnings are no errors"

# One list of what is needed: ./deps. build-essential goes without saying.
deps() {
	sh "$REFGATE_SRC/deps" "$1" --list | grep -vxE "$2" | sort
}
is "$(sed -n '/^Build-Depends/,/^$/s/^ \([a-z0-9.-]*\).*,$/\1/p' \
	"$REFGATE_SRC/contrib/debian/control" | grep -v debhelper | sort)" \
	"$(deps build 'gcc|libc6-dev|make')" "Build-Depends is ./deps build"
is "$(dpkg-deb -f "$deb" Depends | sed 's/ ([^)]*)//g; s/, /\n/g' |
	grep -vxE 'libc6|libgit2-.*|libpcre2-.*' | sort)" \
	"$(deps run 'libgit2-.*|libpcre2-.*')" "Depends is ./deps run"

# "make install" below DESTDIR, which is nowhere in what it installs.
ok "DESTDIR" deb_stage "$push_base/plain/build/deb/refgate-$version" install
is "$(grep -rlF "$push_base/stage" "$push_base/stage")" "" "leaves no trace"
is "$(ls "$push_base/stage")" usr "and nothing else is written"
nok "what is not in the package" deb_missing "$deb"
ok "uninstall" deb_stage "$push_base/plain/build/deb/refgate-$version" uninstall
is "$(find "$push_base/stage" -type f)" "" "takes all of it away"

sh "$REFGATE_SRC/deps" run 2>/dev/null ||
	{ skip "a machine" "what refgate needs is not installed"; done_testing; }
test ! -e /var/lib/dpkg/info/refgate.list ||
	{ skip "a machine" "the package is installed on this one"; done_testing; }
machine_up || { skip "a machine" "$MACHINE_SAID"; done_testing; }
# shellcheck source=tests/lib/deb_machine.sh
. "$REFGATE_SRC/tests/lib/deb_machine.sh"
done_testing
