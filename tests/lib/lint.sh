# shellcheck shell=sh
# What the lints share. A lint sources it, defines lint_check DIRECTORY, which
# prints what is wrong below that tree, one a line, and lint_self_test, and
# ends with lint_main "$@". Without an argument the tree is checked; with
# --self-test scratch trees are, to show that the lint can fail.
set -u
LC_ALL=C.UTF-8
export LC_ALL

lint_name=$(basename "$0" .sh)
lint_scratch=
lint_bad=0

# Sources below a tree, of the given endings.
lint_sources() {
	(
		cd "$1" || exit
		shift
		for lint_ending in "$@"; do
			find lib hooks cli tests -name "*.$lint_ending" \
				-type f 2>/dev/null
		done
	) | sort
}

# A fresh scratch tree in $lint_scratch/tree.
lint_tree() {
	rm -rf "$lint_scratch/tree"
	mkdir -p "$lint_scratch/tree/lib/base" "$lint_scratch/tree/lib/git"
}

# lint_file PATH < CONTENT, in the scratch tree.
lint_file() {
	mkdir -p "$(dirname "$lint_scratch/tree/$1")"
	cat >"$lint_scratch/tree/$1"
}

# lint_expect clean|TEXT NAME: the scratch tree has nothing, or a line with
# TEXT.
lint_expect() {
	lint_found=$(lint_check "$lint_scratch/tree" 2>&1)
	case $1:$lint_found in
	clean:) return ;;
	clean:*) ;;
	*:*"$1"*) return ;;
	esac
	echo "$lint_name: self-test '$2': wanted $1, got: $lint_found"
	lint_bad=1
}

lint_main() {
	case ${1:-} in
	'')
		lint_found=$(lint_check .)
		test -n "$lint_found" || exit 0
		printf '%s\n' "$lint_found"
		exit 1
		;;
	--self-test)
		lint_scratch=$(mktemp -d "${TMPDIR:-/tmp}/refgate-lint.XXXXXX") ||
			exit 1
		trap 'rm -rf "$lint_scratch"' EXIT
		trap 'exit 129' HUP INT TERM
		lint_tree
		lint_self_test
		exit "$lint_bad"
		;;
	*)
		echo "usage: $0 [--self-test]" >&2
		exit 2
		;;
	esac
}
