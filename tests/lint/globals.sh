#!/bin/sh
# The library has no variable that can change: no object in .data or .bss.
# shellcheck source=tests/lib/lint.sh
. tests/lib/lint.sh

lint_check() {
	lint_archive=${REFGATE_BUILD:-build/test}/librefgate.a
	test "$1" = . || lint_archive=$1/librefgate.a
	test -f "$lint_archive" || echo "$lint_archive is not built"
	objdump -t "$lint_archive" | awk '
	/file format/ { object = $1 }
	$0 ~ / O / {
		for (i = 2; i <= NF; i++)
			if ($i ~ /^\.(t?data|t?bss)/ && \
			    $i !~ /^\.data\.rel\.ro/)
				print object " " $NF " is in " $i
	}
	/\*COM\*/ { print object " " $NF " is a common variable" }'
}

lint_object() {
	gcc -fPIE -fdata-sections -x c -c -o "$lint_scratch/tree/a.o" - &&
		ar rcs "$lint_scratch/tree/librefgate.a" \
			"$lint_scratch/tree/a.o"
}

lint_self_test() {
	echo 'const char *const a[] = { "x", "y" }; const int b = 2;' |
		lint_object
	lint_expect clean "constants"
	echo 'int *a(void); int *a(void) { static int n; return &n; }' |
		lint_object
	lint_expect "n.0 is in .bss" "a static counter"
	echo 'const char *a[] = { "x", "y" };' | lint_object
	lint_expect "a is in .data" "a table whose entries can change"
	echo 'int a;' | lint_object
	lint_expect "a is" "a global"
}

lint_main "$@"
