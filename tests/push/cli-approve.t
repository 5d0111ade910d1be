#!/bin/sh
# refgate approve: makes and pushes the tag, and leaves none behind.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"

policy() {
	set_policy s <<-POLICY
	version: 1
	people:
	  lead: {emails: [lead@example.com], logins: [$(id -un)]}
	groups:
	  leads: [lead]
	rulesets:
	  - name: main
	    refs: ["refs/heads/main"]
	    rules:
	      approvals: {from: [leads], by: $1}
	POLICY
	allow s lead
}

new_server s none
policy signer
new_clone c
commit_file c a one "start"
seed c
g c config user.email lead@example.com
sign_with c lead
g c config user.email alice@example.com
commit_file c a two "second"
g c config user.email lead@example.com
first=$(g c rev-parse main)

# approve STATUS ARGUMENT...: the command in the clone
approve() {
	approve_wanted=$1
	shift
	(cd "$WORK/c" && refgate approve "$@") >"$push_base/out" \
		2>"$push_base/err"
	is "$?" "$approve_wanted" "refgate approve $*"
	is "$(g c tag)" "" "no tag is left behind"
}

push_refused c approvals origin main
approve 2 nothing --ref main
contains "$push_base/err" '"nothing" is not a commit here' "what is not there"
g c update-ref refs/remotes/origin/hotfix/x HEAD
approve 2 hotfix/x --ref main
contains "$push_base/err" 'here; did you mean origin/hotfix/x?' \
	"a branch that is only fetched"
g c update-ref -d refs/remotes/origin/hotfix/x
approve 0 main --ref main
is "$(cat "$push_base/out")" \
	"approved for refs/heads/main of s: refs/approvals/$first/lead@example.com" \
	"it says what it did"
approve 1 main --ref main
contains "$push_base/err" "never changed" "a second time the server says no"
approve 0 main --ref main --withdraw
push_refused c approvals origin main
contains "$ANSWER" "it was withdrawn" "it was taken back"
sleep 1
approve 0 HEAD --ref refs/heads/main --name again --format json
is "$(cat "$push_base/out")" \
	"{\"commit\":\"$first\",\"ref\":\"refs/heads/main\",\"repository\":\"s\",\"pushed\":\"refs/approvals/$first/again\",\"withdrawn\":false}" \
	"as JSON"
push_ok c origin main

g c config user.email alice@example.com
commit_file c a three "third"
g c config user.email lead@example.com
approve 1 main --ref main --repository other
contains "$push_base/err" '"other"; this one is "s"' "another repository"
g s.git config refgate.name team/project
approve 1 main --ref main
g c config refgate.name team/project
approve 0 main --ref main
push_ok c origin main
approve 1 main --ref develop --name develop
contains "$push_base/err" 'asked for on "refs/heads/develop"' "another ref"
approve 2 main
approve 2 --ref main
approve 2 none-such --ref main
g c config --unset refgate.name
approve 2 main --ref main --remote none-such
approve 1 main --ref main --remote none-such --repository x
g c remote add other "$WORK/nowhere"
approve 1 main --ref main --remote other
g c config gpg.format openpgp
g c config gpg.program false
approve 2 main --ref main
contains "$push_base/err" "user.signingkey" "it cannot sign"

policy pusher
g c config refgate.name team/project
rm "$WORK/s.git/refgate/allowed_signers"
sed -i '/^trust/d' "$WORK/s.git/refgate/policy.yml"
g c config user.email alice@example.com
commit_file c a four "fourth"
g c config user.email lead@example.com
approve 0 main --ref main --unsigned
push_ok c origin main

done_testing
