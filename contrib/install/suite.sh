# shellcheck shell=sh disable=SC2154
# Builds and installs the suite where that is needed. Never touches a
# repository.

# A package brings the suite, and this file in the place of a Makefile.
suite_is_packaged() {
	test -f "$tree/version"
}

suite_version() {
	if suite_is_packaged; then
		cat -- "$tree/version"
	else
		sed -n 's/^VERSION *= *//p' "$tree/Makefile"
	fi
}

# Whether a program holds a text as one of its constants.
holds() {
	tr '\0' '\n' <"$1" | LC_ALL=C grep -aqxF -e "$2"
}

suite_is_current() {
	for program in $programs; do
		test -s "$libexec/$program" && test -x "$libexec/$program" ||
			return 1
	done
	holds "$libexec/pre-receive" "$SYSCONFDIR/refgate" || return 1
	case " $("$PREFIX/bin/refgate" --version 2>/dev/null) " in
	*" $(suite_version) "*) ;;
	*) return 1 ;;
	esac
	for suite_file in "$tree"/policy/*.yml; do
		cmp -s "$suite_file" "$presets/${suite_file##*/}" || return 1
	done
	test -z "$(find "$tree/Makefile" "$tree/lib" "$tree/hooks" \
		"$tree/cli" -type f -newer "$libexec/pre-receive" \
		2>/dev/null | head -n 1)"
}

# Where the objects go: into the tree, if it is ours.
suite_make() {
	if test -z "${BUILD:-}" && test "$(stat -c %u -- "$tree")" = "$me" &&
		test -w "$tree"; then
		BUILD=build/release
	fi
	cd "$tree" && make -j"$(nproc 2>/dev/null || echo 2)" VARIANT=release \
		BUILD="${BUILD:-$scratch/build}" DESTDIR= \
		PREFIX="$(printf '%s' "$PREFIX" | sed 's/\$/$$/g')" \
		SYSCONFDIR="$(printf '%s' "$SYSCONFDIR" | sed 's/\$/$$/g')" \
		install-strip
}

suite_build() {
	sh "$tree/deps" build --install ||
		fail 1 "packages are missing; install them as root and try again"
	mkdir -p -- "$PREFIX" 2>/dev/null
	test -w "$PREFIX" ||
		fail 1 "$PREFIX cannot be written; set PREFIX, or be root"
	scratch=$(mktemp -d "${TMPDIR:-/tmp}/refgate-install.XXXXXX") ||
		fail 1 "no temporary directory"
	trap 'rm -rf "$scratch"' EXIT
	trap 'exit 129' HUP INT TERM
	say "building refgate $(suite_version)"
	if ! (suite_make) >"$scratch/log" 2>&1; then
		tail -n 40 "$scratch/log" >&2
		fail 1 "refgate could not be built"
	fi
	say "installed refgate $(suite_version) in $PREFIX"
	case :$PATH: in
	*":$PREFIX/bin:"*) ;;
	*) say "the command is $PREFIX/bin/refgate; PATH does not lead there" ;;
	esac
}

suite_install() {
	suite_is_current && return
	! suite_is_packaged || fail 1 "the package in $PREFIX is not whole, or" \
		"does not look in $SYSCONFDIR"
	if $dry; then
		sh "$tree/deps" build ||
			say "would need these packages first"
		say "would build refgate $(suite_version)," \
			"and install it in $PREFIX"
		return
	fi
	(
		exec 7<"$tree"
		flock 7 || fail 1 "$tree cannot be locked"
		suite_is_current || suite_build
	) || exit
}
