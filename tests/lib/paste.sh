# shellcheck shell=sh
# Pastes the repair that the last refusal showed, as its reader would.
#
#   repair_commands           prints them from $ANSWER, continued lines joined
#   write_commands [SED]      writes them to $push_base/commands as they stand
#                             there; SED, to which each is one line, stands for
#                             the hand that replaces words in CAPITALS
#   paste CLONE [SED]         runs them in the clone

push_base=${push_base:?source push.sh first}

# Commands stand behind "hint:" and exactly two blanks more.
# Where a line is continued "\" and a byte of 1 stand.
shown_commands() {
	sed -n 's/^remote: hint:   //p' "$ANSWER" | awk '
		/^ / && !continued { next }
		{ continued = /\\$/; printf "%s%s", $0, continued ? "\001" : "\n" }'
}

repair_commands() {
	shown_commands | sed "s/\\\\$(printf '\001') *//g"
}

write_commands() {
	shown_commands | sed "${1:-}" | tr '\001' '\n' >"$push_base/commands"
}

paste() {
	write_commands "${2:-}"
	diag "pasted: $(cat "$push_base/commands")"
	(cd "$WORK/$1" && sh -e "$push_base/commands") \
		>"$push_base/pasted" 2>&1 || diag "$(cat "$push_base/pasted")"
}
