#!/bin/sh
# pre-receive gives up its rights before it reads what was pushed, and works
# with what is left. Needs strace.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/inject.sh
. "$REFGATE_SRC/tests/lib/inject.sh"

# One more where the build is watched: its own.
folders=3
! grep -q 'fsanitize\|REFGATE_COVERAGE' "$REFGATE_BUILD/flags" || folders=4

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
		grep -c '^landlock_add_rule')" "$folders" \
		"for refgate, refs/refgate and objects"
else
	skip "Landlock holds before the first object" "no Landlock here"
	skip "for refgate, refs/refgate and objects" "no Landlock here"
fi

# --- nor is anything else written where git has packed refs
packed() {
	cat "$WORK/s.git/packed-refs"
}
push_ok c origin HEAD:refs/heads/one
g s.git pack-refs --all --prune
before=$(packed)
old=$(echo "$before" | sed -n 's,.*refs/refgate/value/\([^/]*\)/.*,\1,p' |
	head -n 1)
printf '# another\n' >>"$WORK/s.git/refgate/policy.yml"
set_input refs/heads/packed "$ZERO" "$first"
hook_calls pre-receive
if grep -q '^landlock_create_ruleset.*) = [1-9]' "$CALLS"; then
	is "$(grep -c '^landlock_add_rule' "$CALLS")" "$folders" \
		"packed refs open nothing more"
else
	skip "packed refs open nothing more" "no Landlock here"
fi
ok "a value was packed" test -n "$old"
is "$(packed)" "$before" "another policy leaves packed refs alone"
is "$(grep -c 'packed-refs.lock' "$CALLS")" 0 "and does not try"
PUSH_NAME="a push under that policy" push_ok c origin HEAD:refs/heads/packed
is "$(packed | grep -c "refs/refgate/value/$old")" 0 \
	"post-receive takes out what is of the one before"
is "$(packed | grep -vc refs/refgate/)" \
	"$(echo "$before" | grep -vc refs/refgate/)" "and nothing else"
ok "the repository is sound" g s.git fsck --strict

# --- a log elsewhere, in a folder that is not there yet
printf 'version: 1\nextends: common\naudit: {file: %s}\n' \
	"'$WORK/logs/new/audit.jsonl'" >elsewhere.yml
new_server elsewhere elsewhere.yml
new_clone d elsewhere
commit_file d a 1 "one"
PUSH_NAME="a log in a new folder" push_ok d origin HEAD:refs/heads/main
ok "it is there" test -s "$WORK/logs/new/audit.jsonl"

# --- what is late for a log that the policy names no more
mkdir "$WORK/later"
mv "$WORK/elsewhere.git/hooks/post-receive" "$WORK/post-receive"
commit_file d a 2 "two"
PUSH_NAME="a push that post-receive does not see" \
	push_ok d origin HEAD:refs/heads/main
mv "$WORK/post-receive" "$WORK/elsewhere.git/hooks/post-receive"
printf 'version: 1\nextends: common\naudit: {file: %s}\n' \
	"'$WORK/later/audit.jsonl'" \
	>"$WORK/elsewhere.git/refgate/policy.yml"
commit_file d a 3 "three"
PUSH_NAME="the next one, under another policy" \
	push_ok d origin HEAD:refs/heads/main
is "$(grep -c push-landed "$WORK/logs/new/audit.jsonl")" 2 \
	"it is recorded where its push was"

# --- a log that is a link to a link, by a folder that is one, to where
# nothing else is written
mkdir "$WORK/far"
: >"$WORK/far/audit"
ln -s far "$WORK/way"
ln -s "$WORK/way/audit" "$WORK/here"
new_server linked preset:common
rm -f "$WORK"/linked.git/refgate/audit.jsonl*
ln -s "$WORK/here" "$WORK/linked.git/refgate/audit.jsonl"
new_clone e linked
commit_file e a 1 "one"
PUSH_NAME="a log that is a link" push_ok e origin HEAD:refs/heads/main
ok "it has the record" grep -q '"action":"import"' "$WORK/far/audit"

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
