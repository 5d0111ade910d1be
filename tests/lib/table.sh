# shellcheck shell=sh
# Tables for shell tests: tab-separated, the first line is the header, one case
# a line; empty lines and those that begin with "#" do not count. Cells hold
# no tabs.
#
#   each_row FILE FUNCTION  calls it with the cells of each row; the cell "-"
#                           is an empty one, \n \t \\ stand for themselves.
#                           Dies if a row has another width than the header.

# IFS would swallow empty cells: a tab is white space to it.
table_split() {
	table_function=$1
	table_rest=$2
	table_tab=$(printf '\t')
	shift 2
	while :; do
		table_cell=${table_rest%%"$table_tab"*}
		test "$table_cell" != - || table_cell=
		# A point behind it keeps newlines at the end of a cell.
		table_cell=$(printf '%b.' "$table_cell")
		set -- "$@" "${table_cell%.}"
		case $table_rest in
		*"$table_tab"*) table_rest=${table_rest#*"$table_tab"} ;;
		*) break ;;
		esac
	done
	table_cells=$#
	test "$table_cells" -eq "$table_width" || return 0
	"$table_function" "$@"
}

each_row() {
	test -r "$1" || die "no table $1"
	table_width=
	table_line=0
	# Not from standard input: what is called may read that.
	exec 9<"$1"
	while IFS= read -r table_row <&9; do
		table_line=$((table_line + 1))
		if test -z "$table_width"; then
			table_width=$(printf '%s\n' "$table_row" |
				awk -F '\t' '{ print NF }')
			continue
		fi
		case $table_row in '' | '#'*) continue ;; esac
		table_split "$2" "$table_row"
		test "$table_cells" -eq "$table_width" ||
			die "$1:$table_line: $table_cells cells, not $table_width"
	done
	exec 9<&-
	test "$table_line" -gt 1 || die "$1: no rows"
}
