#!/bin/sh
# The forbidden functions are compile errors under both compilers, and no
# object calls one all the same.
# shellcheck source=tests/lib/lint.sh
. tests/lib/lint.sh

lint_names='strcpy strcat sprintf vsprintf strtok atoi system popen'

lint_check() {
	lint_build=${REFGATE_BUILD:-build/test}
	test "$1" = . || lint_build=$1
	lint_pattern=$(echo "$lint_names" | tr ' ' '|')
	test -f "$lint_build/librefgate.a" || echo "$lint_build is not built"
	nm -A -u "$lint_build/librefgate.a" \
		"$lint_build"/hooks/*.o "$lint_build"/cli/*.o 2>/dev/null |
		grep -E " (__)?($lint_pattern)(_chk)?\$" | sed 's/.*\///'
}

lint_call() {
	printf '#include <%s>\n#include <%s>\n' stdio.h stdlib.h
	printf 'void a(char *s);\nvoid a(char *s)\n{\n\t(void)%s(%s);\n}\n' "$@"
}

lint_compiles() {
	"$1" -std=c11 -D_GNU_SOURCE -include lib/base/banned.h \
		-fsyntax-only -x c "$lint_scratch/tree/a.c" 2>&1
}

# lint_compiler NAME: each call is an error there, by name.
lint_compiler() {
	for name in $lint_names; do
		lint_call "$name" s | lint_file a.c
		case $(lint_compiles "$1") in
		*refgate_forbids_"$name"*) ;;
		*) echo "$1 takes $name"; lint_bad=1 ;;
		esac
	done
	lint_call snprintf 's, 2, "a"' | lint_file a.c
	test -z "$(lint_compiles "$1")" || {
		echo "$1 does not take snprintf"
		lint_bad=1
	}
}

lint_self_test() {
	lint_compiler gcc
	lint_compiler clang
	lint_call '(system)' s | lint_file a.c
	gcc -c -o "$lint_scratch/tree/a.o" "$lint_scratch/tree/a.c"
	ar rcs "$lint_scratch/tree/librefgate.a" "$lint_scratch/tree/a.o"
	lint_expect "U system" "a call around the macro"
	lint_call puts s | lint_file a.c
	gcc -c -o "$lint_scratch/tree/a.o" "$lint_scratch/tree/a.c"
	ar rcs "$lint_scratch/tree/librefgate.a" "$lint_scratch/tree/a.o"
	lint_expect clean "an allowed call"
}

lint_main "$@"
