#!/bin/sh
# pre-receive gives up its rights before it reads what was pushed, and works
# with what is left. Needs strace.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/inject.sh
. "$REFGATE_SRC/tests/lib/inject.sh"

inject_needs
inject_server
set_input refs/heads/topic "$ZERO" "$first"
hook_calls pre-receive

# line PATTERN: the number of the first such call.
line() {
	grep -nE "$1" "$CALLS" | head -n 1 | cut -d : -f 1
}

dropped=$(line '^prctl\(PR_SET_NO_NEW_PRIVS, 1')
objects=$(line '^(openat|access|newfstatat).*objects/[0-9a-z_/-]*(pack|[0-9a-f]{2}/)')
ok "it gains nothing by programs that it starts" test -n "$dropped"
ok "an object is read" test -n "$objects"
ok "what was pushed is read after that" \
	test "${dropped:-1}" -lt "${objects:-0}"
if grep -q '^landlock_create_ruleset.*) = [1-9]' "$CALLS"; then
	locked=$(line '^landlock_restrict_self')
	ok "Landlock holds before the first object" \
		test "${locked:-999999}" -lt "${objects:-0}"
	is "$(sed -n "1,${locked:-1}p" "$CALLS" |
		grep -c '^landlock_add_rule')" 3 \
		"for refgate, refs/refgate and objects"
else
	skip "Landlock holds before the first object" "no Landlock here"
	skip "for refgate, refs/refgate and objects" "no Landlock here"
fi

# --- refs that git has packed can be forgotten only beside packed-refs
g s.git pack-refs --all
set_input refs/heads/packed "$ZERO" "$first"
hook_calls pre-receive
if grep -q '^landlock_create_ruleset.*) = [1-9]' "$CALLS"; then
	is "$(grep -c '^landlock_add_rule' "$CALLS")" 4 \
		"with packed refs for the repository, too"
else
	skip "with packed refs for the repository, too" "no Landlock here"
fi

# --- a log elsewhere, in a folder that is not there yet
printf 'version: 1\nextends: common\naudit: {file: %s}\n' \
	"'$WORK/logs/new/audit.jsonl'" >elsewhere.yml
new_server elsewhere elsewhere.yml
new_clone d elsewhere
commit_file d a 1 "one"
PUSH_NAME="a log in a new folder" push_ok d origin HEAD:refs/heads/main
ok "it is there" test -s "$WORK/logs/new/audit.jsonl"

# --- rights that it cannot give up
set_input refs/heads/other "$ZERO" "$first"
hook_under "-e inject=landlock_restrict_self:error=E2BIG" pre-receive
if grep -q '^landlock_restrict_self' "$CALLS"; then
	ok "are a reason to refuse" grep -q 'cannot give up its rights' "$SAID"
	ok "and recorded" grep -q '"action":"gate-broken"' "$LOG"
else
	skip "are a reason to refuse" "no Landlock here"
	skip "and recorded" "no Landlock here"
fi
rm -f "$WORK"/s.git/refgate/clearance/*
hook_under "-e inject=landlock_create_ruleset:error=ENOSYS" pre-receive
is "$?" 0 "a kernel without Landlock is no reason"
done_testing
