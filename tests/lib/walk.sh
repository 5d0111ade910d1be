# shellcheck shell=sh disable=SC2154
# Types what a page of docs/walks says. Source it after push.sh, keys.sh and
# memory.sh.
#
#   walk PAGE    assertions for each block of commands, in their order: how it
#                ended, what it said, and that it said no more
#   walk_owed NAME BRANCH START  prints what is overdue a month after the walk,
#                as NAME is told who lands another hotfix
#
# On the page:
#   ```yaml            the repository's policy, once, before all commands
#   ```sh NAME         typed by that person in a clone of their own, whose
#                      SSH key has NAME@example.com in allowed_signers
#   ```sh NAME refused the same, and the gate refuses the last command
#   ```sh server       typed in the repository on the server
#   ```text            lines of what the block before it printed; "..." stands
#                      for anything. Of each error and warning there, the line
#                      with the rule's name has to be among them
# Who pushes is told by the host: the server takes gitolite's word. With
# REFGATE_WALK_SHOW in the environment, what each block prints is told.

# shellcheck source=tests/lib/blocks.sh
. "$REFGATE_SRC/tests/lib/blocks.sh"

walk_server=project

walk_person() {
	test -d "$WORK/$1" && return
	new_clone "$1" "$walk_server"
	g "$1" config user.name "$1"
	g "$1" config user.email "$1@example.com"
	sign_with "$1" "$1"
}

walk_people() {
	awk 'FNR == 1 && $1 == "sh" && $2 != "server" { print $2 }' \
		"$push_base"/walk/* | sort -u
}

walk_folder() {
	case $1 in
	server) echo "$WORK/$walk_server.git" ;;
	*) echo "$WORK/$1" ;;
	esac
}

# walk_type NAME FILE: as that person, in their clone.
walk_type() {
	(
		cd "$(walk_folder "$1")" || exit
		GL_USER=$1 GL_REPO=$walk_server
		PATH=$(push_path)
		export GL_USER GL_REPO PATH
		sh -eu "$2"
	) >"$push_base/printed" 2>&1 </dev/null
	walk_status=$?
	# git pads what comes from the server.
	sed 's/^remote: //; s/ *$//' "$push_base/printed" | tr -s ' ' \
		>"$push_base/said"
	test -z "${REFGATE_WALK_SHOW:-}" || diag "$(cat "$push_base/printed")"
}

# walk_judge NAME COMMAND: what the command tells of the last block.
walk_judge() {
	if "$2"; then
		pass "$1"
		return
	fi
	fail "$1"
	diag "$(cat "$push_base/printed")"
	return 1
}

walk_ended_well() {
	case $walk_info in
	*\ refused)
		test "$walk_status" -ne 0 &&
			grep -q '^error: \[' "$push_base/said"
		;;
	*) test "$walk_status" -eq 0 ;;
	esac
}

walk_block() {
	walk_info=$(sed -n 1p "$1")
	walk_name=$(echo "$walk_info" | cut -d ' ' -f 2)
	sed 1d "$1" >"$push_base/block"
	walk_type "$walk_name" "$push_base/block"
	walk_title="$walk_info: $(sed -n 1p "$push_base/block" | cut -c 1-50)"
	walk_judge "$walk_title" walk_ended_well
}

# Lines of a text as patterns, one each.
walk_patterns() {
	tr -s ' ' <"$1" |
		sed 's/[][\\.*^$]/\\&/g; s/\\\.\\\.\\\./.*/g'
}

# "error: [id]" and "warning: [id]", as they stand in a file.
walk_verdicts() {
	sed -n 's/^\(error: \[[a-z-]*\]\).*/\1/p; s/^\(warning: \[[a-z-]*\]\).*/\1/p' \
		"$1" | sort -u
}

walk_all_lines() {
	walk_patterns "$push_base/shown" | while IFS= read -r walk_line; do
		grep -q -e "$walk_line" "$push_base/said" || {
			diag "not printed: $walk_line"
			return 1
		}
	done
}

# Nothing was refused or warned of that the page does not show.
walk_no_other() {
	walk_hidden=$(walk_verdicts "$push_base/said" |
		grep -vxF -e "$(walk_verdicts "$push_base/shown")")
	test -z "$walk_hidden" || diag "not shown: $walk_hidden"
	test -z "$walk_hidden"
}

# walk_shown FILE: the block after the commands, a text or another one.
walk_shown() {
	if test "$(sed -n 1p "$1" 2>/dev/null)" = text; then
		sed 1d "$1" >"$push_base/shown"
		walk_judge "it says what the page shows" walk_all_lines ||
			return
	else
		: >"$push_base/shown"
	fi
	walk_judge "and no other verdict" walk_no_other
}

walk_set_up() {
	rm -rf "$push_base/walk"
	page_blocks "$1" "$push_base/walk"
	sed 1d "$push_base/walk/001" | new_server "$walk_server" -
	g "$walk_server.git" config refgate.identity gitolite
	for walk_one in $(walk_people); do
		ssh_key "$walk_one"
		ssh_line "$walk_one@example.com" "$walk_one"
	done >"$WORK/$walk_server.git/refgate/allowed_signers"
	for walk_one in $(walk_people); do
		walk_person "$walk_one"
	done
}

# After what went wrong the rest would, too.
walk() {
	walk_set_up "$1"
	walk_number=0
	for walk_one in "$push_base"/walk/*; do
		walk_number=$((walk_number + 1))
		walk_next=$(printf '%s/walk/%03d' "$push_base" \
			$((walk_number + 1)))
		case $(sed -n 1p "$walk_one") in
		sh\ *)
			walk_block "$walk_one" && walk_shown "$walk_next" ||
				return
			;;
		text | yaml) ;;
		*) fail "block $walk_number is of no known kind" ;;
		esac
	done
}

# walk_overdue: what follow-up says in the last block's answer, a line each.
walk_overdue() {
	awk '
		/^warning: \[follow-up\] / { text = "" ; sub(/\[follow-up\] /, "") }
		/^warning: / { sub(/^warning: /, ""); text = text $0 " " }
		sub(/ is overdue $/, "", text) { print text; text = "" }
	' "$push_base/said"
}

# Judged only, and whatever else is wrong with it: the branch gets there past
# the gate.
walk_owed() {
	memory_age "$walk_server" open/ "30 days"
	g "$1" fetch -q origin
	g "$1" checkout -q -B "$2" "$3"
	commit_file "$1" probe one "A probe"
	seed "$1" "HEAD:refs/heads/$2"
	cat >"$push_base/block" <<-BLOCK
	git checkout -q -B main origin/main
	git merge -q --no-ff --no-edit "$2"
	git push -o refgate=check origin main
	BLOCK
	walk_type "$1" "$push_base/block"
	grep -q "check only: " "$push_base/said" || cat "$push_base/said"
	walk_overdue
}
