# shellcheck shell=sh
# Pastes the repair that the last refusal showed, as its reader would.
#
#   shown_commands            prints them from $ANSWER as they stand there
#   repair_commands           likewise, continued lines joined
#   paste CLONE [SED]         runs them in the clone; SED stands for the hand
#                             that replaces words in CAPITALS

push_base=${push_base:?source push.sh first}

# Commands stand behind "hint:" and exactly two blanks more.
shown_commands() {
	sed -n 's/^remote: hint:   //p' "$ANSWER" | awk '
		/^ / && !continued { next }
		{ continued = /\\$/; print }'
}

repair_commands() {
	shown_commands | awk '
		continued { sub(/^ +/, "") }
		{ continued = sub(/\\$/, ""); printf "%s", $0 }
		!continued { print "" }'
}

paste() {
	shown_commands | sed "${2:-}" >"$push_base/commands"
	diag "pasted: $(cat "$push_base/commands")"
	(cd "$WORK/$1" && sh -e "$push_base/commands") \
		>"$push_base/pasted" 2>&1 || diag "$(cat "$push_base/pasted")"
}
