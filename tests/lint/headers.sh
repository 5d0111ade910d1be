#!/bin/sh
# Each header compiles by itself, and each source without the headers that
# banned.h brings along. (That clang takes them is for tidy.sh to say.)
# shellcheck source=tests/lib/lint.sh
. tests/lib/lint.sh

lint_compile() {
	gcc -std=c11 -D_GNU_SOURCE -Ilib -Itests/fuzz -fsyntax-only -Werror -x c "$@" 2>&1 |
		grep 'error:' | head -n 3
}

# One compiler run for all sources; one each for the headers.
lint_check() {
	(
		cd "$1" || exit
		# shellcheck disable=SC2046 # names of sources hold no blanks
		set -- $(lint_sources . c)
		test $# -eq 0 || lint_compile "$@"
		lint_sources . h | while IFS= read -r file; do
			lint_compile "$file"
		done
	)
}

lint_self_test() {
	echo '#include <stddef.h>
size_t a(void);' | lint_file lib/base/a.h
	lint_expect clean "a whole header"
	echo 'size_t a(void);' | lint_file lib/base/b.h
	lint_expect lib/base/b.h:1 "a header that needs another"
	lint_tree
	echo 'size_t a(void) { return strlen("a"); }' | lint_file lib/git/b.c
	lint_expect lib/git/b.c:1 "a source that forgets a header"
}

lint_main "$@"
