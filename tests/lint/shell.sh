#!/bin/sh
# Every shell script passes shellcheck. Functions that another one calls by
# name (SC2317) are how tables are read.
# shellcheck source=tests/lib/lint.sh
. tests/lib/lint.sh

# By ending or by first line; what was built does not count.
lint_scripts() {
	find . \( -name .git -o -name build \) -prune -o -type f -print |
		sort | while IFS= read -r file; do
		case $file in
		*.sh) echo "$file" ;;
		*.[ch] | *.md | *.yml | *.tsv) ;;
		*)
			head -n 1 "$file" | tr -d '\0' |
				grep -Eq '^#!.*[/ ](sh|bash)( |$)' &&
				echo "$file"
			;;
		esac
	done
}

# Tests are many, and each would have the same libraries read with it (-x), at
# eight times the cost: there it cannot know which variables those set or use.
lint_check() {
	(
		cd "$1" || exit
		lint_scripts | grep '\.t$' | tr '\n' '\0' | xargs -0 -r shellcheck \
			-e SC2317,SC1091,SC2153,SC2154,SC2034 -f gcc 2>&1
		lint_scripts | grep -v '\.t$' | tr '\n' '\0' |
			xargs -0 -r shellcheck -x -e SC2317 -f gcc 2>&1
	)
}

# shellcheck disable=SC2016 # scripts in quotes
lint_self_test() {
	printf '#!/bin/sh\necho "$1"\n' | lint_file tests/run
	lint_expect clean "a sound script"
	printf '#!/bin/sh\nrm $1\n' | lint_file tests/a.t
	lint_expect "tests/a.t:2" "a script without quotes"
	lint_tree
	printf '#!/bin/sh\n[[ a == b ]] && echo c\n' | lint_file install.sh
	lint_expect "install.sh:2" "bash in sh"
}

lint_main "$@"
