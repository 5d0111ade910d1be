#!/bin/sh
# The power fails while pushes go on, at another time each time. git syncs all
# that is its own. Afterwards the log is whole, has what landed, and calls none
# of it a bypass; and the next push lands.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/power.sh
. "$REFGATE_SRC/tests/lib/power.sh"

log=$WORK/s.git/refgate/audit.jsonl

power_start() {
	rm -rf "$WORK/c"
	: >"$push_base/answered"
	new_server s <<-'EOF'
	version: 1
	rulesets:
	  - name: all
	    refs: ["refs/heads/*"]
	    rules: {author: {email: '[^@]+@example[.]com'}}
	EOF
	g s.git config core.fsync all
	new_clone c
	commit_file c a import "import"
	seed c
	commit_file c a start "start"
	g c push -q origin HEAD:refs/heads/main 2>/dev/null || die "no start"
}

power_work() {
	number=0
	while commit_file c a "$number" "number $number"; do
		case $((number % 4)) in
		0 | 1) set -- HEAD:refs/heads/main ;;
		2) set -- "HEAD:refs/heads/new-$number" ;;
		3) set -- HEAD:refs/heads/main "HEAD:refs/heads/new" ;;
		esac
		g c push -q -f origin "$@" 2>"$push_base/said" || return
		# a warning: it has landed, and the power was off by then
		test ! -s "$push_base/said" || return
		for spec in "$@"; do
			echo "$(g c rev-parse HEAD) ${spec#HEAD:}"
		done >>"$push_base/answered"
		number=$((number + 1))
	done
}

# What the client was told had landed, and is not there.
lost() {
	while read -r id ref; do
		g s.git merge-base --is-ancestor "$id" "$ref" ||
			echo "$ref at $id"
	done <"$push_base/answered" 2>&1
}

# untold ACTION: the branches whose value the log has not with that.
untold() {
	jq -r --arg action "$1" 'select(.event.action == $action) |
		.refgate.refs[] | "\(.new) \(.name)"' "$log" |
		sort -u >"$push_base/told"
	{
		g s.git for-each-ref --format='%(objectname) %(refname)' \
			refs/heads 2>&1 || echo "for-each-ref ended with $?"
	} | sort | comm -23 - "$push_base/told"
}

power_check() {
	power_tidy "$WORK/s.git"
	ok "$1: the log is whole" refgate log verify "$WORK/s.git"
	is "$(lost)" "" "$1: what was told to be there is there"
	is "$(untold push-accepted)" "" "$1: all that is there was accepted"
	g c fetch -q origin main && g c reset -q --hard FETCH_HEAD
	commit_file c a next "next"
	PUSH_NAME="$1: the next push lands"
	push_ok c -f origin HEAD:refs/heads/main HEAD:refs/heads/new
	for ref in $(g s.git for-each-ref --format='%(refname)' \
		'refs/heads/new-*'); do
		g c push -q -f origin "HEAD:$ref" 2>/dev/null
	done
	is "$(untold push-landed)" "" "$1: what is there is told as landed"
	is "$(grep -c '"gate-bypassed"' "$log")" 0 "$1: and nothing as a bypass"
	ok "$1: the log is still whole" refgate log verify "$WORK/s.git"
}

power_cuts "$WORK/s.git" 6 1
done_testing
