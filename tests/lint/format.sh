#!/bin/sh
# Every source looks as clang-format would write it. `make format` mends.
# shellcheck source=tests/lib/lint.sh
. tests/lib/lint.sh

lint_style=$PWD/.clang-format

lint_check() {
	(
		cd "$1" || exit
		cmp -s "$lint_style" .clang-format || cp "$lint_style" .
		lint_sources . c h | while IFS= read -r file; do
			clang-format --style=file --dry-run -Werror "$file" 2>&1 |
				grep 'error:' | head -n 1
		done
	)
}

lint_self_test() {
	printf 'int a(void)\n{\n\treturn 1;\n}\n' | lint_file lib/base/a.c
	lint_expect clean "formatted"
	printf 'int a(void) {\n  return 1;\n}\n' | lint_file lib/base/b.c
	lint_expect lib/base/b.c:1 "unformatted"
}

lint_main "$@"
