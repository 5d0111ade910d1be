#!/bin/sh
# Ordinary work under the shipped presets is not refused.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"
# shellcheck source=tests/lib/approve.sh
. "$REFGATE_SRC/tests/lib/approve.sh"

# --- default
new_server d preset:default
new_clone d
sign_as d alice
commit_file d README.md one "Start the project"
push_ok d origin HEAD:refs/heads/main
g d checkout -q -b hotfix/login-timeout
push_ok d -u origin HEAD
commit_file d src/login.c fix "Stop the login from timing out"
push_ok d origin HEAD
g d checkout -q main
commit_file d src/other.c more "Work on something else"
push_ok d origin main
g d checkout -q hotfix/login-timeout
g d merge -q --no-edit main
PUSH_NAME="main merged into the hotfix" push_ok d origin HEAD
commit_file d src/login.c better "Wait a little longer"
g d commit -q --amend -m "Wait a little longer for the login"
push_ok d --force-with-lease origin HEAD
g d checkout -q -b develop main
commit_file d src/dev.c dev "Develop a thing"
push_ok d origin develop
g d merge -q --no-edit hotfix/login-timeout
PUSH_NAME="merged to develop first" push_ok d origin develop
g d checkout -q hotfix/login-timeout
commit_file d src/login.c best "Wait exactly long enough"
PUSH_NAME="the hotfix goes on after that" push_ok d origin HEAD
g d revert --no-edit HEAD >/dev/null
PUSH_NAME="a revert" push_ok d origin HEAD
g d checkout -q main
g d merge -q --no-ff --no-edit hotfix/login-timeout
PUSH_NAME="merge --no-ff" push_ok d origin main
g d tag -a -m "Version 1.0.1" v1.0.1
push_ok d origin v1.0.1
g d checkout -q develop
g d merge -q --no-edit main
PUSH_NAME="back-merge" push_ok d origin develop
push_ok d origin :hotfix/login-timeout
g d checkout -q -b hotfix/second main
commit_file d src/x.c x "Mend another thing"
push_ok d origin HEAD
g d checkout -q main
g d merge -q --ff-only hotfix/second
PUSH_NAME="fast-forward merge" push_ok d origin main hotfix/second
push_ok d origin :hotfix/second
g d revert --no-edit HEAD >/dev/null
PUSH_NAME="revert on main" push_ok d origin main
g d revert --no-edit -m 1 HEAD~2 >/dev/null
PUSH_NAME="revert of a merge" push_ok d origin main
g d checkout -q -b hotfix/picked main
g d cherry-pick "$(g d rev-list --no-merges -1 --grep='Develop a thing' develop)" >/dev/null
PUSH_NAME="a cherry-pick" push_ok d origin HEAD
PUSH_NAME="develop fast-forwarded to a hotfix" push_ok d origin +HEAD:refs/heads/develop
commit_file d src/y.c y "Mend it more"
PUSH_NAME="and the hotfix goes on" push_ok d origin HEAD

# --- incident
new_server i - <<X
version: 1
extends: incident
people:
  alice: {emails: [alice@example.com], logins: [$(id -un)]}
groups:
  incident-commanders: [alice]
  senior-developers: [sam@example.com]
X
allow i sam
new_clone i
message() {
	printf 'hotfix(%s): %s\n\nEMERGENCY FIX: login\nRoot Cause: a timer ran out\nImpact: nobody could log in\nSolution: %s\nRestores: the login\nUrgency: all users wait\n\nIncident: #42\n' "$1" "$2" "$2"
}
commit_file i README.md one "Start the project"
push_ok i origin HEAD:refs/heads/main
g i checkout -q -b develop
commit_file i dev one "Develop"
push_ok i origin develop
g i checkout -q -b release/2.0
push_ok i origin release/2.0
g i checkout -q -b hotfix/v1.2.1-login-fix main
push_ok i -u origin HEAD
commit_file i src/a fix "$(message login 'stop the timer')"
push_ok i origin HEAD
commit_file i tests/a test "$(message tests 'test the timer')"
push_ok i origin HEAD
g i checkout -q develop
g i merge -q --ff-only hotfix/v1.2.1-login-fix 2>/dev/null || g i merge -q --no-edit hotfix/v1.2.1-login-fix
PUSH_NAME="develop has it first" push_ok i origin develop
g i checkout -q hotfix/v1.2.1-login-fix
commit_file i src/a fixed "$(message login 'stop it better')"
PUSH_NAME="the hotfix goes on" push_ok i origin HEAD
g i checkout -q main
g i merge -q --no-ff --no-edit hotfix/v1.2.1-login-fix
approve i sam hotfix/v1.2.1-login-fix
push_ok i origin main
printf 'Hotfix v1.2.1: login\n\nImpact: nobody could log in\n\nIncident: #42\n' >"$WORK/tag"
g i tag -a -F "$WORK/tag" v1.2.1
push_ok i origin v1.2.1
for b in develop release/2.0; do
	g i checkout -q $b
	g i merge -q --no-edit main
	PUSH_NAME="back-merge to $b" push_ok i origin $b
done
push_ok i origin --delete hotfix/v1.2.1-login-fix
done_testing
