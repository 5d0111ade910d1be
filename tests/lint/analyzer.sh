#!/bin/sh
# gcc -fanalyzer finds nothing in lib/ and hooks/; with REFGATE_ANALYSE=all
# nothing in cli/ either.
# shellcheck source=tests/lib/lint.sh
. tests/lib/lint.sh

# The flags of the build tree, without the compiler's name in front.
lint_flags=$(sed -n '1s/^[^ ]* //p' "${REFGATE_BUILD:-build/test}/flags" \
	2>/dev/null)
lint_rooms='lib hooks'
test "${REFGATE_ANALYSE:-}" != all || lint_rooms='lib hooks cli'

# What it says wrongly, a file and a check each: of a pointer that is kept in
# memory it lost sight of, that (iconv_t)-1 is no descriptor, and that memcpy()
# reads what dlsym() or a table returned.
lint_known='lib/audit/report.c:.*-Wanalyzer-malloc-leak
lib/git/known.c:.*-Wanalyzer-malloc-leak
lib/rules/encoding.c:.*-Wanalyzer-malloc-leak
lib/trust/library(_static)?.c:.*-Wanalyzer-use-of-uninitialized-value'

# That an error's code is never 0 is seen in one file only.
lint_told=$PWD/tests/lint/analysers.h

# Not optimised: that is how the analyser sees most, and is quickest.
# Words without blanks: splitting is wanted.
# shellcheck disable=SC2086
lint_check() {
	test -n "$lint_flags" || echo "${REFGATE_BUILD:-build/test} is not built"
	(
		cd "$1" || exit
		find $lint_rooms -name '*.c' 2>/dev/null |
			grep -v lib/base/error.c | sort |
			xargs -n 1 gcc $lint_flags -O0 -U_FORTIFY_SOURCE \
			-include "$lint_told" -Wno-unused-value \
			-fanalyzer -Wno-error -S -o /dev/null 2>&1
	) | grep -E ' (warning|error): ' | grep -v -E "$lint_known"
}

lint_self_test() {
	cp lib/base/banned.h lib/base/error.h "$lint_scratch/tree/lib/base/"
	lint_head='#include <stdlib.h>
void a(char *s);
'
	echo "$lint_head"'void a(char *s) { free(s); }' | lint_file lib/git/a.c
	lint_expect clean "a sound source"
	echo "$lint_head"'void a(char *s) { free(s); free(s); }' |
		lint_file lib/git/a.c
	lint_expect Wanalyzer-double-free "freed twice"
	echo "$lint_head"'void a(char *s) { (void)s; s = malloc(9); s[0] = 1; }' |
		lint_file lib/git/a.c
	lint_expect Wanalyzer-possible-null-dereference "memory that is not there"
}

lint_main "$@"
