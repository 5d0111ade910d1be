#!/bin/sh
# deletion: merged work may go, other work may not.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

new_server s <<POLICY
version: 1
people: {me: {emails: [me@example.com], logins: ["$(id -un)"]}}
groups: {mine: [me], others: [x@example.com]}
rulesets:
  - name: hotfix
    refs: ["refs/heads/hotfix/*", "refs/tags/t*"]
    rules:
      deletion:
        allow: [others]
        merged-into: ["refs/heads/main", "refs/heads/release/*"]
  - {name: mine, refs: ["refs/heads/mine"], rules: {deletion: [mine]}}
  - {name: silent, refs: ["refs/heads/silent"], rules: {creation: everyone}}
POLICY
new_clone c
commit_file c a one "start"
g c checkout -q -b fix
commit_file c b one "fix"
g c checkout -q -b merge main
g c merge -q --no-ff -m "merge" fix
seed c main:refs/heads/main main:refs/heads/hotfix/empty \
	fix:refs/heads/hotfix/fix fix:refs/tags/t1 main:refs/heads/mine \
	main:refs/heads/silent fix:refs/heads/free

PUSH_NAME="not written: nobody" push_refused c deletion origin :refs/heads/silent
push_ok c origin :refs/heads/mine :refs/heads/free :refs/heads/hotfix/empty
push_refused c deletion origin :refs/heads/hotfix/fix
contains "$ANSWER" "its commits are on main, release/*" "where they are missed"
push_refused c deletion origin :refs/tags/t1
PUSH_NAME="merged by the same push" push_refused c deletion origin \
	merge:refs/heads/main :refs/heads/hotfix/fix

# Open are main and release/2, but not release/1, which main holds.
seed c merge:refs/heads/main main:refs/heads/release/1
commit_file c r one "work for 2"
seed c HEAD:refs/heads/release/2
PUSH_NAME="on main, on release/2 by its history" push_ok c origin \
	:refs/heads/hotfix/fix
g c checkout -q -b fix2 main
commit_file c d one "another"
seed c fix2:refs/heads/hotfix/fix2
g c checkout -q main
g c merge -q --no-ff -m "merge 2" fix2
g c push -q origin main
push_refused c deletion origin :refs/heads/hotfix/fix2
g c checkout -q merge
g c merge -q --no-ff -m "merge main" main
g c push -q origin merge:refs/heads/release/2
push_ok c origin :refs/heads/hotfix/fix2 :refs/tags/t1

# A client that lies about the old value of what it deletes.
seed c fix:refs/heads/hotfix/lie
commit_file c e one "not merged"
seed c +HEAD:refs/heads/hotfix/lie
pkt_push s "$(g c rev-parse main) $(printf '%040d' 0) refs/heads/hotfix/lie" \
	</dev/null
isnt "$(server_ref s refs/heads/hotfix/lie)" none "a false old value"

done_testing
