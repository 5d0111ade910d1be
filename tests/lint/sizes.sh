#!/bin/sh
# No function over 60 lines, no file over 400, no hook over 80, and a source
# opens by saying what it does.
# shellcheck source=tests/lib/lint.sh
. tests/lib/lint.sh

lint_check() {
	(
		cd "$1" || exit
		lint_sources . c h sh t py | while IFS= read -r file; do
			awk -v file="$file" '
			BEGIN { most = file ~ /^hooks\// ? 80 : 400 }
			FNR == 1 && file ~ /\.[ch]$/ && !/^\/\*/ {
				print file ":1: does not say what it does"
			}
			/^\{/ { start = FNR }
			/^\}/ && start && FNR - start + 1 > 60 {
				print file ":" start ": a function of " \
					FNR - start + 1 " lines"
			}
			/^\}/ { start = 0 }
			END {
				if (FNR > most)
					print file ": " FNR " lines"
			}' "$file"
		done
	)
}

lint_lines() {
	awk -v n="$1" 'BEGIN { while (n-- > 0) print "\tx();" }'
}

lint_function() {
	printf '/* a.c - a. */\nint a(void)\n{\n'
	lint_lines "$1"
	printf '}\n'
}

lint_self_test() {
	lint_function 58 | lint_file lib/base/a.c
	lint_expect clean "60 lines"
	lint_function 59 | lint_file lib/base/a.c
	lint_expect "lib/base/a.c:3: a function of 61 lines" "61 lines"
	{ echo '/* a */'; lint_lines 400; } | lint_file lib/base/a.c
	lint_expect "lib/base/a.c: 401 lines" "a long file"
	lint_tree
	{ echo '/* a */'; lint_lines 80; } | lint_file hooks/update.c
	lint_expect "hooks/update.c: 81 lines" "a long hook"
	lint_tree
	echo 'int a;' | lint_file lib/base/a.c
	lint_expect "does not say" "no opening sentence"
}

lint_main "$@"
