#!/bin/sh
# clang has no warning for any source, and clang-tidy finds nothing by the
# checks of .clang-tidy; those of the static analyser only with
# REFGATE_ANALYSE=all, because they take twenty times as long.
# shellcheck source=tests/lib/lint.sh
. tests/lib/lint.sh

# The flags of the build tree, without the compiler's name in front.
lint_flags=$(sed -n '1s/^[^ ]* //p' "${REFGATE_BUILD:-build/test}/flags" \
	2>/dev/null)
lint_quick='-clang-analyzer-*'
test "${REFGATE_ANALYSE:-}" != all || lint_quick=

# Words without blanks: splitting is wanted.
# shellcheck disable=SC2046,SC2086
lint_check() {
	test -n "$lint_flags" || echo "${REFGATE_BUILD:-build/test} is not built"
	(
		cd "$1" || exit
		clang-tidy --quiet --checks="$lint_quick" \
			$(lint_sources . c) -- $lint_flags -Itests/fuzz \
			2>/dev/null ||
			echo "clang-tidy ended with status $?: error:"
	) | grep -E ' (warning|error): |error:$' | sed "s,^$PWD/,,"
}

lint_self_test() {
	cp .clang-tidy "$lint_scratch/tree/"
	cp lib/base/banned.h "$lint_scratch/tree/lib/base/"
	lint_head='#include <stdlib.h>
#include <string.h>
int a(char *s);
'
	echo "$lint_head"'int a(char *s) { return s[0]; }' |
		lint_file lib/git/a.c
	lint_expect clean "a sound source"
	echo 'int a(void) { return 1; }' | lint_file lib/git/a.c
	lint_expect lib/git/a.c:1 "no prototype"
	echo "$lint_head"'int a(char *s) { return atoi(s); }' |
		lint_file lib/git/a.c
	lint_expect refgate_forbids_atoi "a forbidden function"
	echo "$lint_head"'int a(char *s) { return !malloc(strlen(s + 1)); }' |
		lint_file lib/git/a.c
	lint_expect bugprone-misplaced-operator "one too few"
	echo "$lint_head"'int a(char *s) { return s ? 0 : s[0]; }' |
		lint_file lib/git/a.c
	lint_quick=
	lint_expect clang-analyzer-core.NullDereference "a null pointer"
}

lint_main "$@"
