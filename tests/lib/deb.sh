# shellcheck shell=sh disable=SC2154,SC2034
# What the test of the Debian package builds. Source it after push.sh.
#
#   deb_needs          skips all where it cannot be built
#   deb_tree DIR       a copy of the source tree, without what was built
#   deb_objects DIR    the objects of the tests, to be linked for a package
#   deb_make TREE [LINTIAN]  "make deb" there with them
#   deb_compile TREE OBJECT  one object with the package's own flags; how, is in
#                      $push_base/compiled
#   deb_stage TREE TARGET    make with DESTDIR=$push_base/stage
#   deb_missing DEB    prints what is in the stage and not in the package

REFGATE_BUILD=${REFGATE_BUILD:-${REFGATE_ROOT%/root}}
version=$(sed -n 's/^VERSION *= *//p' "$REFGATE_SRC/Makefile")

deb_needs() {
	for tool in dh dpkg-buildpackage lintian; do
		command -v "$tool" >/dev/null || skip_all "$tool is missing"
	done
	case $(cat "$REFGATE_BUILD/flags" 2>/dev/null) in
	'') skip_all "there are no objects" ;;
	*-fsanitize=* | *--coverage*) skip_all "not of what is instrumented" ;;
	clang*) deb_cc=clang ;;
	*) deb_cc=gcc ;;
	esac
	unset SOURCE_DATE_EPOCH PACKAGE_MAKE DEB_BUILD_OPTIONS
}

deb_tree() {
	mkdir -p "$1"
	(cd "$REFGATE_SRC" && tar -c --exclude=./.git --exclude=./build \
		--exclude=./tests/fuzz/corpus --exclude='*.pyc' .) |
		tar -x -C "$1" || die "no copy of the tree"
}

deb_objects() {
	mkdir "$1"
	cp -Rp "$REFGATE_BUILD/flags" "$REFGATE_BUILD/lib" \
		"$REFGATE_BUILD/hooks" "$REFGATE_BUILD/cli" "$1/" ||
		die "no objects"
	test ! -d "$REFGATE_BUILD/musl" ||
		cp -Rp "$REFGATE_BUILD/musl" "$1/" || die "no objects"
	find "$1" -name '*.o' -exec strip -g '{}' +
	deb_variant=debug
	grep -q -e ' -Og ' "$1/flags" || deb_variant=release
	deb_werror=$(sed -n '1s/.* -Werror .*/1/p' "$1/flags")
	deb_reuse="BUILD=$1 CC=$deb_cc VARIANT=$deb_variant WERROR=${deb_werror:-0}"
	deb_reuse="$deb_reuse CFLAGS= LDFLAGS="
}

deb_make() {
	ok "a package" env SOURCE_DATE_EPOCH="$time" PACKAGE_MAKE="$deb_reuse" \
		DEB_BUILD_OPTIONS=noautodbgsym LINTIAN="${2-lintian}" \
		make -s -C "$1" deb
	test "$tap_status" = 0 || die "no package"
}

deb_compile() (
	cd "$1/build/deb/refgate-$version" &&
		PACKAGE_MAKE=V=1 debian/rules override_dh_auto_build \
			TARGETS="build/deb/$2" >"$push_base/compiled" 2>&1
)

deb_stage() {
	# shellcheck disable=SC2086 # words
	make -s -C "$1" $deb_reuse PREFIX=/usr SYSCONFDIR=/etc \
		DESTDIR="$push_base/stage" "$2"
}

# Pages of manual are compressed, and zsh looks elsewhere.
deb_missing() {
	dpkg-deb --fsys-tarfile "$1" | tar -t | sed 's/\.gz$//' |
		sort >"$push_base/packaged"
	(cd "$push_base/stage" && find . -type f) | grep -v /_refgate | sort |
		comm -23 - "$push_base/packaged" | grep .
}
