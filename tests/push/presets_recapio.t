#!/bin/sh
# The procedure "recapio", step by step with plain git and real keys: whoever
# follows it is not refused, whoever leaves a step out is told which.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"
# shellcheck source=tests/lib/approve.sh
. "$REFGATE_SRC/tests/lib/approve.sh"

# text SUBJECT: a message by the procedure
text() {
	printf '%s\n\nThe refresh dropped the workspace id, which logged users out.\n' \
		"$1"
}

new_server s - <<'X'
version: 1
extends: recapio
contact: "#release-managers"
people:
  boss: {emails: [boss@example.com], logins: [boss]}
  alice: {emails: [alice@example.com], logins: [alice]}
groups:
  admins: [boss]
  team-leads: [lead@example.com]
  ci: [robot@example.com]
trust: {ssh: allowed_signers, ssh-revoked: revoked}
X
new_key mallory dave
place=$WORK/s.git/refgate
{
	signer_line alice 'namespaces="git"'
	signer_line bob
	signer_line lead
	signer_line robot
	signer_line carol 'valid-before="20200101Z"'
	signer_line dave
} >"$place/allowed_signers"
cut -d ' ' -f 1,2 "$KEYS/dave.pub" >"$place/revoked"

g s.git config refgate.identity gitolite
GL_USER=alice GL_REPO=s
export GL_USER GL_REPO

new_clone dev
commit_file dev src/login.c one "Start the login"
g dev branch develop
commit_file dev src/other.c one "Something else"
g dev tag -a -m "Release 1.2.0" v1.2.0
PUSH_NAME="an empty repository is filled, unsigned as it is" \
	push_ok dev origin main develop v1.2.0

# The walk: branch, commits, a test.
branch=hotfix/REC-123-fix-login
sign_as dev alice
g dev checkout -q -b "$branch"
PUSH_NAME="the branch, still empty" push_ok dev -u origin HEAD
commit_file dev src/login.c two "$(text "REC-123: keep the session")"
PUSH_NAME="a signed commit" push_ok dev
sign_as dev bob
commit_file dev src/login.c three "$(text "REC-123: keep it longer")"
PUSH_NAME="signed by somebody else whom the team knows" push_ok dev
good=$(g dev rev-parse HEAD)

# What is signed otherwise, or not at all.
for words in 'nobody  no signature' 'mallory  unknown key' 'carol  expired' \
	'dave  revoked'; do
	who=${words%%  *}
	sign_as dev "$who"
	commit_file dev src/login.c "$who" "$(text "REC-123: as $who")"
	sign_as dev alice
	commit_file dev src/login.c "$who, more" "$(text "REC-123: once more")"
	PUSH_NAME="a commit signed by $who, below a good one" \
		push_refused dev signature origin HEAD
	contains "$ANSWER" "  ${words#*  }" "which is told: ${words#*  }"
	g dev reset -q --hard "$good"
done
commit_file dev src/login.c four "$(text "REC-123: what was signed")"
g dev cat-file commit HEAD | sed 's/what was signed/what was not/' \
	>"$WORK/forged"
g dev reset -q --hard \
	"$(g dev hash-object -t commit -w "$WORK/forged")"
PUSH_NAME="a signature of another content" \
	push_refused dev signature origin HEAD
g dev reset -q --hard "$good"
g dev checkout -q -b feature/refresh main
sign_as dev nobody
commit_file dev src/refresh.c one "wip"
PUSH_NAME="other branches need no signature" push_ok dev origin HEAD
g dev checkout -q -b hotfix/REC-124-refresh
PUSH_NAME="which makes nobody trusted" \
	push_refused dev "signature commit-message" origin HEAD
g dev checkout -q "$branch"
sign_as dev alice

# Messages.
commit_file dev src/login.c four "REC-123: keep the session"
PUSH_NAME="no body" push_refused dev commit-message origin HEAD
g dev commit -q --amend -m "REC-123: keep it" -m "Reviewed-by: Bob <b@x.y>"
PUSH_NAME="a trailer is no body" push_refused dev commit-message origin HEAD
g dev commit -q --amend -m "REC-123: keep it" -m "[what was changed]"
PUSH_NAME="template text" push_refused dev commit-message origin HEAD
g dev commit -q --amend -m "fixup! REC-123: keep it" -m "It was too short."
PUSH_NAME="to be squashed" push_refused dev commit-message origin HEAD
g dev commit -q --amend -m "REC-123: keep it" -m "It was too short."
PUSH_NAME="amended" push_ok dev origin HEAD
g dev commit -q --amend -m "REC-123: keep it" -m "It was far too short."
PUSH_NAME="the branch is its author's until it lands" push_ok dev -f origin HEAD

# Where it starts, how big it is.
g dev checkout -q develop
commit_file dev src/dev.c one "Unreleased work"
PUSH_NAME="develop asks for nothing" push_ok dev origin develop
g dev checkout -q -b hotfix/REC-125-from-develop
commit_file dev src/fix.c one "$(text "REC-125: fix it")"
push_refused dev "start-point commit-message" origin HEAD
g dev checkout -q -b hotfix/REC-125-big main
commit_file dev src/fix.c "$(seq 501)" "$(text "REC-125: rewrite it")"
PUSH_NAME="too many lines" push_refused dev change-size origin HEAD
g dev reset -q --hard main
for i in $(seq 21); do
	echo "$i" >"$WORK/dev/file$i"
done
g dev add -A
g dev commit -q -m "REC-125: touch all" -m "All of them."
PUSH_NAME="too many files" push_refused dev change-size origin HEAD

g dev checkout -q -B hotfix/REC-125-markers main
commit_file dev src/fix.c ">>>>>>> main" "$(text "REC-125: merge it")"
PUSH_NAME="conflict markers" push_refused dev forbidden-content origin HEAD

# main moves on, and is merged into the hotfix.
sign_as dev nobody
g dev checkout -q -b feature/third main
commit_file dev src/third.c one "Ordinary work"
PUSH_NAME="ordinary work has a branch" push_refused dev merge origin HEAD:main
PUSH_NAME="which is pushed" push_ok dev origin HEAD
g dev checkout -q main
g dev merge -q --no-ff --no-edit feature/third
PUSH_NAME="and merged, without a signature" push_ok dev origin main
g dev checkout -q "$branch"
g dev merge -q --no-edit main
PUSH_NAME="main merged into the hotfix: signed, too" \
	push_refused dev signature origin HEAD
sign_as dev alice
g dev commit -q --amend --no-edit
PUSH_NAME="but without a body" push_ok dev origin HEAD

# Landing.
land() {
	g dev checkout -q -B main origin/main
	g dev merge -q --no-ff --no-edit "$1" || die "merge of $1"
}
both_approve() {
	approve dev lead "$1"
	approve dev robot "$1"
}
land "$branch"
both_approve "$branch"
PUSH_NAME="no test" push_refused dev paths origin main
g dev checkout -q "$branch"
commit_file dev tests/login.t one "$(text "REC-123: test the session")"
PUSH_NAME="the test" push_ok dev origin HEAD
land "$branch"
PUSH_NAME="approved was less" push_refused dev approvals origin main
approve dev lead "$branch"
PUSH_NAME="the tests have not passed" push_refused dev approvals origin main
approve dev robot "$branch"
sign_as dev nobody
land "$branch"
PUSH_NAME="the merge is not signed" push_refused dev signature origin main
sign_as dev mallory
land "$branch"
PUSH_NAME="or by a stranger" push_refused dev signature origin main
sign_as dev alice
PUSH_NAME="not landed, it stays" \
	push_refused dev deletion origin --delete "$branch"
land "$branch"
PUSH_NAME="signed and tested, it lands" push_ok dev origin main
landing=$(g dev rev-parse HEAD)
sign_as dev nobody
g dev checkout -q develop
g dev cherry-pick "$(g dev rev-list --no-merges -1 main)" >/dev/null
PUSH_NAME="picked to develop" push_ok dev origin develop
g dev merge -q --no-edit main
PUSH_NAME="merged to develop" push_ok dev origin develop
PUSH_NAME="landed, anyone may delete it" push_ok dev origin --delete "$branch"

# Given up.
sign_as dev alice
g dev checkout -q -b hotfix/REC-126-given-up main
commit_file dev src/up.c one "$(text "REC-126: try it")"
push_ok dev origin HEAD
PUSH_NAME="given up: not by anybody" push_refused dev deletion \
	origin --delete hotfix/REC-126-given-up
GL_USER=boss
PUSH_NAME="but by an admin" push_ok dev origin --delete hotfix/REC-126-given-up
GL_USER=alice

# Rollback goes forward: a verified revert needs no test.
g dev checkout -q -b hotfix/REC-127-roll-back main
g dev revert --no-edit -m 1 "$landing" >/dev/null
PUSH_NAME="a revert by git's own message" push_ok dev origin HEAD
land hotfix/REC-127-roll-back
PUSH_NAME="lands without a test" push_ok dev origin main
g dev checkout -q -b hotfix/REC-128-no-revert
commit_file dev src/login.c other "Revert \"REC-127\"

This reverts commit $landing."
push_ok dev origin HEAD
both_approve HEAD
land hotfix/REC-128-no-revert
PUSH_NAME="what only says that it reverts does not" \
	push_refused dev paths origin main
g dev checkout -q -B main origin/main
sign_as dev nobody
g dev revert --no-edit HEAD -m 1 >/dev/null
PUSH_NAME="nor does a revert on main" push_ok dev origin main

# A fast-forward is a landing as well.
sign_as dev alice
g dev checkout -q -b hotfix/REC-129-forward main
commit_file dev tests/forward_test.c one "$(text "REC-129: test it")"
push_ok dev origin HEAD
both_approve HEAD
PUSH_NAME="landed by a fast-forward" push_ok dev origin HEAD:main

# Nobody rewrites.
for name in main develop; do
	also=
	test "$name" = develop || also=" merge"
	PUSH_NAME="no force push to $name" push_refused dev \
		"non-fast-forward$also" -f origin "$landing~1:refs/heads/$name"
	PUSH_NAME="no deletion of $name" \
		push_refused dev deletion origin --delete "$name"
done
PUSH_NAME="a version tag does not move" push_refused dev non-fast-forward \
	-f origin "$landing:refs/tags/v1.2.0"
push_refused dev deletion origin --delete v1.2.0

# Without keys: nothing can be signed, and it is not taken for signed.
mv "$place/allowed_signers" "$WORK/"
g dev checkout -q -b hotfix/REC-130-no-keys
commit_file dev src/keys.c one "$(text "REC-130: no keys")"
PUSH_NAME="the keys are missing" push_refused dev signature origin HEAD
contains "$ANSWER" "could not be judged" "which is not the pusher's fault"
unset GL_USER GL_REPO
new_server bare preset:recapio
g dev config remote.origin.url "$WORK/bare.git"
PUSH_NAME="the preset alone can be filled" push_ok dev origin main
PUSH_NAME="but knows no keys" push_refused dev signature origin HEAD
done_testing
