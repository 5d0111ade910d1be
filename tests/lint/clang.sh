#!/bin/sh
# The whole tree builds with clang as well, warnings being errors.
# shellcheck source=tests/lib/lint.sh
. tests/lib/lint.sh

lint_check() {
	lint_build=${REFGATE_TREE:-build}/clang
	test "$1" = . || lint_build=build
	lint_said=$(make -C "$1" CC=clang VARIANT=debug BUILD="$lint_build" \
		WERROR=1 -k all units 2>&1) || {
		echo "clang does not build it:"
		printf '%s\n' "$lint_said" | grep -E 'error: |\*\*\*' |
			head -n 40
	}
}

lint_self_test() {
	cp Makefile "$lint_scratch/tree/"
	cp lib/base/banned.h lib/base/paths.h "$lint_scratch/tree/lib/base/"
	echo 'int a(void); int a(void) { return 1; }' | lint_file lib/git/a.c
	lint_expect clean "a sound source"
	echo 'int a(void) { return 1; }' | lint_file lib/git/a.c
	lint_expect lib/git/a.c:1 "no prototype"
	echo 'int a(char *s); int a(char *s) { return atoi(s); }' |
		lint_file lib/git/a.c
	lint_expect refgate_forbids_atoi "a forbidden function"
}

lint_main "$@"
