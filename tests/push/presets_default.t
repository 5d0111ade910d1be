#!/bin/sh
# The default policy: what it refuses without any configuration, and that it
# leaves everything else alone.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"
# shellcheck source=tests/lib/table.sh
. "$REFGATE_SRC/tests/lib/table.sh"

new_server s preset:default
new_clone dev
sign_as dev alice
commit_file dev README one "Say what this is"
commit_file dev README two "wip"
PUSH_NAME="an empty repository may be filled" push_ok dev origin main
g dev checkout -q -b work

# from main, one commit, a branch of that name; "-" as rule: accepted
row() {
	g dev reset -q --hard origin/main
	echo "$tap_count" >"$WORK/dev/change"
	g dev add change
	printf '%s\n' "$3" >"$WORK/message"
	g dev commit -q --cleanup=verbatim -F "$WORK/message" || die "commit"
	PUSH_NAME="${2:-accepted}: $1 ($4)"
	if test -z "$2"; then
		push_ok dev origin "HEAD:refs/heads/$1"
	else
		push_refused dev "$2" origin "HEAD:refs/heads/$1"
	fi
	g s.git update-ref -d "refs/heads/$1"
}
cat >"$WORK/table" <<'X'
branch	rule	message	what
hotfix/login-timeout	-	Raise the login time-out	a plain hotfix
hotfix/REC-123-login-timeout	-	Raise the login time-out	with a ticket
hotfix/v1.2.1-login-timeout	-	Raise the login time-out	with a version
hotfix/v1.2.1	-	Raise the login time-out	a version alone
hotfix/Login_Timeout	ref-name	Raise the login time-out	capitals
hotfix/login/timeout	ref-name	Raise the login time-out	a level too many
hotfix/login-	ref-name	Raise the login time-out	a dash at the end
hotfix/brief-description	ref-name	Raise the login time-out	a placeholder
hotfix/issue-description	ref-name	Raise the login time-out	a placeholder
hotfix/critical-bug-description	ref-name	Raise the login time-out	a placeholder
hotfix/description	ref-name	Raise the login time-out	a placeholder
hotfix/REC-XXX-login	ref-name	Raise the login time-out	a placeholder
hotfix/REC-1-description	ref-name	Raise the login time-out	a placeholder
hotfix/vX.Y.Z	ref-name	Raise the login time-out	a placeholder
hotfix/job-description	-	Raise the login time-out	no placeholder
Hotfix/login-timeout	structure	Raise the login time-out	the prefix in capitals
hotfix/a	commit-message	fix	a subject that says nothing
hotfix/a	commit-message	Raise the time-out of the login, and that of the log-out, and those of all others	a long subject
hotfix/a	-	Raise the time-out of the login to twenty seconds, as the proxy has it (#4711)	78 characters
hotfix/a	commit-message	Raise the login time-out\nto twenty seconds	no blank line
hotfix/a	commit-message	fixup! Raise the login time-out	to be squashed
hotfix/a	commit-message	Fix: [brief description]	template text
hotfix/a	-	Raise the login time-out\n\nThe proxy waits for ten seconds, and says so to nobody; all of that is told in the manual of the proxy.	long lines in a body
feature/Any_Thing	-	wip	not a hotfix branch
X
each_row "$WORK/table" row

# A branch belongs to its author until it lands.
g dev checkout -q -b hotfix/mine origin/main
commit_file dev src/a.c one "Refuse empty passwords"
push_ok dev origin HEAD
g dev commit -q --amend -m "Refuse blank passwords"
PUSH_NAME="amended and forced" push_ok dev -f origin HEAD
PUSH_NAME="given up" push_ok dev origin --delete hotfix/mine

# Where it starts, and how much it changes.
g dev checkout -q -b feature/x origin/main
commit_file dev src/x.c one "Half a feature"
push_ok dev origin HEAD
g dev checkout -q -b hotfix/unrelated
g dev checkout -q --orphan alone
commit_file dev src/x.c one "Something from nowhere"
push_refused dev structure origin HEAD:refs/heads/hotfix/alone
g dev checkout -q -b hotfix/long origin/main
seq 501 >"$WORK/dev/long"
commit_file dev long "$(seq 501)" "Write a long file"
push_refused dev change-size origin HEAD
g dev checkout -q -b hotfix/lock origin/main
commit_file dev web/package-lock.json "$(seq 5000)" "Update a dependency"
PUSH_NAME="lock files do not count" push_ok dev origin HEAD

# What haste leaves behind.
for text in "<<<<<<< HEAD" "key = AKIA$(echo TESTKEY123456789 | tr 1-9 A-I)"; do
	g dev checkout -q -B hotfix/haste origin/main
	commit_file dev src/a.c "$text" "Refuse blank passwords"
	PUSH_NAME="added: $text" push_refused dev forbidden-content origin HEAD
	PUSH_NAME="elsewhere nobody looks" \
		push_ok dev origin HEAD:refs/heads/feature/haste
	g dev push -q origin --delete feature/haste
done

# Signatures: whosever, and on hotfix branches only.
sign_as dev nobody
g dev config --unset gpg.format
g dev config --unset user.signingKey
g dev checkout -q -b hotfix/unsigned origin/main
commit_file dev src/a.c one "Refuse blank passwords"
commit_file dev src/b.c one "Refuse short passwords"
PUSH_NAME="a hotfix that is not signed" push_warned dev signature origin HEAD
is "$(grep -c '\[signature\]' "$ANSWER")" 1 "one warning for all commits"
is "$(grep -c 'gpg.format' "$ANSWER")" 1 "and one advice"
new_key own
home_key own
paste dev
is "$(wc -l <"$push_base/commands")" 3 "three lines set up signing"
commit_file dev src/a.c two "Refuse empty passwords, too"
PUSH_NAME="the next is signed" push_ok dev origin HEAD
sign_as dev nobody
g dev checkout -q -B feature/unsigned origin/main
commit_file dev src/w.c one "wip"
PUSH_NAME="elsewhere nobody asks" push_ok dev origin HEAD HEAD:main
PUSH_NAME="and what lies on main is not asked for again" \
	push_ok dev origin HEAD:refs/heads/hotfix/from-main
g dev checkout -q -B main origin/main
sign_as dev alice

# Dates.
day=$(date +%s)
for shift in 86400 -8640000; do
	g dev checkout -q -B hotfix/dated origin/main
	GIT_COMMITTER_DATE="@$((day + shift)) +0000" \
		commit_file dev src/a.c one "Refuse blank passwords"
	PUSH_NAME="dated by $shift seconds" \
		push_refused dev commit-date origin HEAD
done

# main, whatever lands there.
g dev checkout -q main
g dev merge -q --no-ff --no-edit feature/x
PUSH_NAME="a merge with git's own message" push_ok dev origin main
commit_file dev src/b.c one "wip"
PUSH_NAME="ordinary work" push_ok dev origin main
commit_file dev src/b.c two "fixup! wip"
push_refused dev commit-message origin main
g dev reset -q --hard HEAD~1
push_refused dev non-fast-forward -f origin HEAD~1:main
push_refused dev deletion origin --delete main
g dev tag v1.0.0
g dev tag other
push_ok dev origin v1.0.0 other
push_refused dev non-fast-forward -f origin HEAD~1:refs/tags/v1.0.0
push_refused dev deletion origin --delete v1.0.0
push_ok dev origin --delete other

# Another name for main, as the comment in the policy says.
new_server t - <<'X'
version: 1
extends: default
vars: {main: refs/heads/trunk}
rulesets:
  - name: hotfix
    rules:
      change-size: {files: 1, lines: 2}
      commit-message: ~
X
new_clone two
sign_as two alice
commit_file two README one "Say what this is"
g two branch -m trunk
push_ok two origin trunk
g two checkout -q -b hotfix/short
commit_file two src/a.c one "x"
push_ok two origin HEAD
commit_file two src/b.c one "x"
push_refused two change-size origin HEAD
PUSH_NAME="trunk is not rewritten" push_refused two non-fast-forward \
	-f origin "$(g two commit-tree -m other 'HEAD^{tree}'):refs/heads/trunk"
done_testing
