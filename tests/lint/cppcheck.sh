#!/bin/sh
# cppcheck finds nothing in lib/, hooks/ and cli/ (warnings, performance and
# portability), but for what tests/lint/cppcheck.txt lists with its reason.
# shellcheck source=tests/lib/lint.sh
. tests/lib/lint.sh

# Words without blanks: splitting is wanted.
# shellcheck disable=SC2046
lint_check() {
	lint_list=$PWD/tests/lint/cppcheck.txt
	(
		cd "$1" || exit
		cppcheck --quiet --enable=warning,performance,portability \
			--inline-suppr --suppressions-list="$lint_list" \
			--std=c11 --platform=unix64 -D_GNU_SOURCE -Ilib \
			--template='{file}:{line}: {id}: {message}' \
			$(lint_sources . c | grep -v ^tests/) 2>&1
	)
}

lint_self_test() {
	echo 'int a(void) { return 1; }' | lint_file lib/git/a.c
	lint_expect clean "a sound source"
	echo 'int a(void) { int b[2] = { 0, 1 }; return b[2]; }' |
		lint_file lib/git/a.c
	lint_expect arrayIndexOutOfBounds "beyond the end"
	printf '#include <stdlib.h>\nint a(void) { char *b = malloc(1); %s' \
		'return !b; }' | lint_file lib/git/a.c
	lint_expect memleak "memory that is lost"
}

lint_main "$@"
