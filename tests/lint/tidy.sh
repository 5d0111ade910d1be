#!/bin/sh
# clang has no warning for any source, and clang-tidy finds nothing by the
# checks of .clang-tidy. With REFGATE_ANALYSE=all the static analyser reads
# lib/, hooks/ and cli/, which takes twenty times as long.
# shellcheck source=tests/lib/lint.sh
. tests/lib/lint.sh

# The flags of the build tree, without the compiler's name in front.
lint_flags=$(sed -n '1s/^[^ ]* //p' "${REFGATE_BUILD:-build/test}/flags" \
	2>/dev/null)
lint_deep=${REFGATE_ANALYSE:-}

# What the analyser says wrongly, a file and a check each: of what an array and
# its count, or two pointers, have in common, of memcpy() of no bytes, and of
# arguments that a caller has begun to read.
lint_known='cli/governed.c:.*StackAddressEscape
cli/option_type.c:.*NullDereference
cli/test_step.c:.*NullDereference
lib/base/arena.c:.*valist.Uninitialized
lib/base/buf.c:.*valist.Uninitialized
lib/gate/clearance_text.c:.*NonNullParamChecker
lib/gate/fold.c:.*NullDereference
lib/gate/generation.c:.*CallAndMessage
lib/git/node.c:.*UndefinedBinaryOperatorResult
lib/rules/repair.c:.*valist.Uninitialized
lib/rules/signature_options.c:.*NullDereference
lib/trust/openpgp.c:.*NullDereference
lib/trust/trust.c:.*NullDereference'

# That an error's code is never 0 is seen in one file only, and there nobody
# has to be told.
lint_told=$PWD/tests/lint/analysers.h
lint_untold=lib/base/error.c

# What is asked of all has been asked by then.
lint_asked='-bugprone-*,-cert-*,-misc-*,-performance-*,-portability-*'
lint_asked="$lint_asked,-readability-*"

# lint_analyse HEADER FILE...: '' for none
# shellcheck disable=SC2086
lint_analyse() {
	lint_header=$1
	shift
	clang-tidy --quiet --checks="$lint_asked" "$@" -- $lint_flags \
		${lint_header:+-include "$lint_header"} 2>/dev/null ||
		echo "clang-tidy ended with status $?: error:"
}

# Words without blanks: splitting is wanted.
# shellcheck disable=SC2046,SC2086
lint_check() {
	test -n "$lint_flags" || echo "${REFGATE_BUILD:-build/test} is not built"
	(
		cd "$1" || exit
		clang-tidy --quiet --checks='-clang-analyzer-*' \
			$(lint_sources . c) -- $lint_flags -Itests/fuzz \
			2>/dev/null ||
			echo "clang-tidy ended with status $?: error:"
		test "$lint_deep" = all || exit 0
		lint_analyse "$lint_told" $(find lib hooks cli -name '*.c' \
			! -path "$lint_untold" 2>/dev/null | sort)
		test ! -f "$lint_untold" || lint_analyse '' "$lint_untold"
	) | grep -E ' (warning|error): |error:$' | grep -v -E "$lint_known" |
		sed "s,^$PWD/,,"
}

lint_self_test() {
	cp .clang-tidy "$lint_scratch/tree/"
	cp lib/base/banned.h lib/base/error.h "$lint_scratch/tree/lib/base/"
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
	lint_deep=all
	lint_expect clang-analyzer-core.NullDereference "a null pointer"
}

lint_main "$@"
