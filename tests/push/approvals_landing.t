#!/bin/sh
# Approvals where branches land: the approver's lines as they are told, and
# how one might try to do without an approver.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"
# shellcheck source=tests/lib/approve.sh
. "$REFGATE_SRC/tests/lib/approve.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"

# The person who pushes is alice, by the login here.
policy() {
	set_policy s <<-POLICY
	version: 1
	people:
	  alice: {emails: [alice@example.com], logins: [$(id -un)]}
	groups:
	  leads: [lead@example.com, second@example.com, alice]
	  security: [sec@example.com]
	rulesets:
	  - {name: hotfix, refs: ["refs/heads/hotfix/**"], rules: {}}
	  - name: landing
	    refs: ["refs/heads/main", "refs/heads/develop"]
	    merging: ["refs/heads/hotfix/**"]
	    rules:
	      merge: {commit: any}
	      approvals:
	        from: [leads]
	        by: ${1:-signer}
	        exempt: {reverts: true}
	        extra: [{name: security, paths: ["sec/**"], from: [security]}]
	POLICY
	allow s lead second sec alice
}

new_server s none
policy
new_clone c
commit_file c a one "start"
seed c main:refs/heads/main main:refs/heads/develop

# A hotfix NAME with the file, and its merge into main.
hotfix() {
	g c checkout -q -B "hotfix/$1" origin/main
	commit_file c "${2:-$1}" "$1" "fix: $1"
	g c push -q origin "hotfix/$1" 2>/dev/null || die "push of $1"
	land "$1"
}

land() {
	g c checkout -q -B main origin/main
	g c merge -q --no-ff -m "Merge branch 'hotfix/$1'" "hotfix/$1" ||
		die "merge of $1"
}

# The lines of the answer for an approver, in their own clone.
paste_as() {
	new_clone "$1"
	sign_with "$1" "$1"
	g "$1" config user.email "$1@example.com"
	repair_commands | sed '/git push origin main$/d; /refs\/proposals/d' \
		>"$push_base/lines"
	if grep -q proposals "$ANSWER"; then
		repair_commands | grep '^git push origin [0-9a-f]*:refs/prop' \
			>"$push_base/propose"
		(cd "$WORK/c" && sh -e "$push_base/propose") 2>/dev/null ||
			die "proposal"
		repair_commands | sed "/:refs.proposals/d; /origin main\$/d" \
			>"$push_base/lines"
	fi
	ok "the lines of $1 work as they are told" \
		env -C "$WORK/$1" sh -e "$push_base/lines"
	is "$(g "$1" tag)" "" "no tag is left behind"
	rm -rf "${WORK:?}/$1"
}

hotfix one
push_refused c approvals origin main
new_key lead second sec
paste_as lead
is "$(g s.git for-each-ref --format='%(refname:lstrip=3)' refs/approvals)" \
	YOUR-NAME "the approval is there"
push_ok c origin main

hotfix two
g c checkout -q hotfix/two
g c checkout -q main
printf 'more\n' >>"$WORK/c/two"
g c commit -q -a --amend --no-edit
approve c lead hotfix/two
PUSH_NAME="an evil merge of an approved tip" \
	push_refused c "approvals merge" origin main
policy_file=$WORK/s.git/refgate/policy.yml
sed -i 's/commit: any/&, clean: false/' "$policy_file"
push_refused c approvals origin main
paste_as second
PUSH_NAME="approved as it is" push_ok c origin main
policy

# --- Who is no approver

hotfix three
approve c alice hotfix/three
PUSH_NAME="the author's own" push_refused c approvals origin main
approve_say c lead hotfix/three refs/heads/develop
push_ok c origin "$(approval c lead hotfix/three)"
PUSH_NAME="for another ref" push_refused c approvals origin main
contains "$ANSWER" "it is for refs/heads/develop" "it says so"
approve_say c lead hotfix/three
PUSH_NAME="in the same push as the landing" push_refused c approvals \
	origin main "$(approval c again hotfix/three)"
PUSH_NAME="first the one" push_ok c origin "$(approval c again hotfix/three)"
PUSH_NAME="then the other" push_ok c origin main

# --- Withdrawn

hotfix four
TAG_DATE="$(date -d '2 minutes ago' +%s) +0000" approve_say c lead hotfix/four
first=$(g c rev-parse say)
push_ok c origin "$(approval c lead hotfix/four)"
TAG_DATE="$(date -d '1 minute ago' +%s) +0000" \
	approve_say c lead hotfix/four '' Withdraw
push_ok c origin "$(approval c lead-back hotfix/four)"
PUSH_NAME="after a withdrawal" push_refused c approvals origin main
contains "$ANSWER" "it was withdrawn" "it says so"
there=refs/approvals/$(g c rev-parse hotfix/four)
PUSH_NAME="the withdrawal cannot be deleted" \
	push_refused c structure origin ":$there/lead-back"
push_refused c structure origin --force "$first:$there/lead-back"
PUSH_NAME="nor the approval pushed anew" \
	push_refused c approvals origin "$first:$there/lead-again"
g s.git update-ref "$there/lead-again" "$first"
PUSH_NAME="and if it were, it would be as old" \
	push_refused c approvals origin main
approve_say c second hotfix/four '' Withdraw
push_ok c origin "$(approval c second hotfix/four)"
approve_say c lead hotfix/four
push_ok c origin "$(approval c lead-new hotfix/four)"
PUSH_NAME="approved again; another's withdrawal takes nothing back" \
	push_ok c origin main

# A withdrawal holds although its key has had its day.
hotfix back
ssh_key spare
signers=$WORK/s.git/refgate/allowed_signers
ssh_line lead@example.com spare >>"$signers"
cp "$KEYS/lead" "$push_base/lead"
cp "$KEYS/lead.pub" "$push_base/lead.pub"
cp "$KEYS/spare" "$KEYS/lead"
cp "$KEYS/spare.pub" "$KEYS/lead.pub"
approve c lead hotfix/back
cp "$push_base/lead" "$KEYS/lead"
cp "$push_base/lead.pub" "$KEYS/lead.pub"
approve_say c lead hotfix/back '' Withdraw
push_ok c origin "$(approval c lead-back hotfix/back)"
cut -d ' ' -f 1,2 "$KEYS/lead.pub" >"$WORK/s.git/refgate/revoked"
sed -i 's/^trust: {/&ssh-revoked: revoked, /' "$policy_file"
PUSH_NAME="withdrawn by a key that is revoked now" \
	push_refused c approvals origin main
contains "$ANSWER" "it was withdrawn" "it says so"
sed -i 's/ssh-revoked: revoked, //' "$policy_file"
{
	ssh_line lead@example.com spare
	ssh_line lead@example.com lead \
		"valid-before=\"$(key_time '1 second ago')\""
} >"$signers"
PUSH_NAME="or has expired" push_refused c approvals origin main
contains "$ANSWER" "it was withdrawn" "it says so"
allow s lead second sec alice
TAG_DATE="$(date -d '1 minute' +%s) +0000" approve_say c lead hotfix/back
push_ok c origin "$(approval c lead-late hotfix/back)"
push_ok c origin main

# --- Put there past the gate: nothing is believed that is not signed

hotfix five
there=refs/approvals/$(g c rev-parse hotfix/five)
approve_say c nobody hotfix/five
g c push -q --receive-pack='git -c core.hooksPath=/dev/null receive-pack' \
	origin "say:$there/lead@example.com" 2>/dev/null
PUSH_NAME="not signed" push_refused c approvals origin main
approve_say c lead hotfix/four
g c push -q --receive-pack='git -c core.hooksPath=/dev/null receive-pack' \
	origin "say:$there/other" "main~:$there/light" 2>/dev/null
PUSH_NAME="of another commit, and no tag" \
	push_refused c approvals origin main
approve_remove s
approve c lead hotfix/five
cp "$WORK/s.git/refgate/allowed_signers" "$push_base/signers"
sed -i "/^lead@/d" "$WORK/s.git/refgate/allowed_signers"
PUSH_NAME="of somebody who is trusted no longer" \
	push_refused c approvals origin main
cp "$push_base/signers" "$WORK/s.git/refgate/allowed_signers"
push_ok c origin main

# --- Extra people for some paths

hotfix six sec/door
approve c lead hotfix/six
PUSH_NAME="the lead alone, where security is touched" \
	push_refused c approvals origin main
contains "$ANSWER" "because  sec/door" "it says why"
paste_as sec
push_ok c origin main

# --- Two landings at once, and the fast-forward

hotfix seven
g c checkout -q -B hotfix/eight main
commit_file c eight eight "fix: eight"
g c push -q origin hotfix/eight 2>/dev/null
g c checkout -q main
g c merge -q --no-ff -m "Merge branch 'hotfix/eight'" hotfix/eight
approve c lead hotfix/seven
PUSH_NAME="one of two" push_refused c approvals origin main
approve_say c second hotfix/eight
push_ok c origin "$(approval c second hotfix/eight)"
PUSH_NAME="both" push_ok c origin main
g c checkout -q -B hotfix/nine origin/main
commit_file c nine nine "fix: nine"
g c push -q origin hotfix/nine 2>/dev/null
g c checkout -q -B main hotfix/nine
push_refused c approvals origin main
approve c lead hotfix/nine
PUSH_NAME="a fast-forward to what is approved" push_ok c origin main

# --- A revert needs none

g c checkout -q -B hotfix/back origin/main
g c revert --no-edit HEAD >/dev/null || die "revert"
g c push -q origin hotfix/back 2>/dev/null
g c checkout -q main
g c merge -q --ff-only hotfix/back
PUSH_NAME="exempt: reverts" push_ok c origin main

# --- By whoever pushes

policy pusher
g c config user.email bob@example.com
hotfix ten
there=refs/approvals/$(g c rev-parse hotfix/ten)
push_refused c approvals origin main
contains "$ANSWER" "git tag -f -a" "it need not be signed"
contains "$ANSWER" "/YOUR-EMAIL" "under one's own address"
approve_say c nobody hotfix/ten
PUSH_NAME="as somebody else" \
	push_refused c approvals origin "say:$there/lead@example.com"
PUSH_NAME="as nobody" push_refused c approvals origin "say:$there/x"
contains "$ANSWER" "/alice@example.com" "the right name is told"
contains "$ANSWER" "has to be your email" "and why"
PUSH_NAME="as who pushes" push_ok c origin "say:$there/alice@example.com"
push_ok c origin main
hotfix eleven
there=refs/approvals/$(g c rev-parse hotfix/eleven)
approve_say c nobody hotfix/eleven
push_ok c origin "say:$there/alice@example.com"
approve_say c nobody hotfix/eleven '' Withdraw
PUSH_NAME="a withdrawal, beside it" \
	push_ok c origin "say:$there/alice@example.com,2"
PUSH_NAME="it holds" push_refused c approvals origin main
sed -i 's/logins: /openpgp: [], logins: /; s/\[alice@example.com\]/[a@b]/' \
	"$policy_file"
sed -i "s/logins: \[[^]]*\]/logins: [other]/" "$policy_file"
TAG_DATE="$(date -d '1 minute ago' +%s) +0000" approve_say c nobody hotfix/eleven
PUSH_NAME="by nobody who is known" \
	push_refused c approvals origin "say:$there/a@b"
contains "$ANSWER" "which person" "it says so"

done_testing
