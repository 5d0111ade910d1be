#!/bin/sh
# How a hotfix might come into main without what a landing asks for, under a
# whole policy: other names, other shapes, other orders.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/bypass.sh
. "$REFGATE_SRC/tests/lib/bypass.sh"

bypass_server

# --- The honest way, so that what follows fails for its own reason.

hotfix 1.2.1
pusher carol
land
refused "not approved" approvals origin main
approved
pusher alice
refused "approved, by one who may not land it" update origin main
pusher carol
taken "approved, by one who may" origin main
release_tag 1.2.1
taken "and its tag" origin v1.2.1

# --- Under another name. carol pushes from here on.

hotfix 1.2.2
on feature/x "$branch"
g c push -q origin feature/x 2>/dev/null
land feature/x
refused "under another branch's name" approvals origin main
g c checkout -q feature/x
g c commit -q --allow-empty -m "Nothing"
g c push -q origin feature/x 2>/dev/null
land feature/x
refused "with an empty commit on top" "approvals merge" origin main
refused "while the hotfix goes with the same push" "approvals deletion merge" \
	origin ":refs/heads/$branch" main
refused "while the hotfix is emptied by the same push" "approvals merge" \
	origin "+origin/main:refs/heads/$branch" main
on develop origin/develop
g c merge -q --no-edit "$branch"
g c push -q origin develop 2>/dev/null
land develop
refused "by develop, which has it" "approvals merge signature" origin main
on main
g c merge -q --no-ff -m "Merge branch 'x'" "$tip"~
refused "in part" "approvals merge paths" origin main
on main
g c merge -q --squash "$branch" >/dev/null
g c commit -q -m "Merge branch '$branch'"
refused "squashed" merge origin main
on main
# within one second they would be the same commits
GIT_COMMITTER_DATE="$(date -u -d '1 hour ago' +%s) +0000" \
	g c cherry-pick "origin/main..$branch" >/dev/null
refused "picked" merge origin main
on main
g c merge -q --ff-only "$branch"
refused "fast-forwarded" "approvals merge" origin main
approved
refused "fast-forwarded, approved" merge origin main
on main
g c merge -q --no-ff --no-edit "$branch~"
g c merge -q --no-ff --no-edit "$branch"
refused "in two bites" "approvals merge paths" origin main
land
taken "the merge of its tip" origin main

# --- Approved one thing, landed another

hotfix 1.2.3
g c push -q origin "$branch~:refs/heads/part" 2>/dev/null
approved "$branch~"
land
refused "an ancestor is approved" approvals origin main
approved
fix src/late.c late
g c push -q origin "HEAD:$branch" 2>/dev/null
late=$(g c rev-parse HEAD)
land "$late"
refused "pushed to after the approval" approvals origin main
g c checkout -q -B "$branch" "$tip"
fix src/late.c other
g c commit -q --amend --no-edit --date=2026-01-01T00:00:00Z
g c push -q -f origin "$branch" 2>/dev/null
land
refused "forced over after the approval" approvals origin main
on "$branch" "$tip"
GIT_COMMITTER_DATE="$(date -u -d '1 hour ago' +%s) +0000" \
	g c commit -q --amend --allow-empty --no-edit
g c push -q -f origin "$branch" 2>/dev/null
land
refused "the same content in another commit" approvals origin main
g c push -q -f origin "$tip:refs/heads/$branch" 2>/dev/null
g c branch -f "$branch" "$tip"
on main
g c merge -q --no-ff --no-edit "$tip"
commit_file c src/main.c smuggled x --amend --no-edit
refused "approved, and a change smuggled into the merge" "approvals merge" origin main
g c reset -q --hard "$(g c commit-tree -S -p origin/main -p "$tip" \
	-m "Merge branch '$branch'" 'origin/main^{tree}')"
refused "approved, and merged by -s ours" "approvals merge" origin main
g c reset -q --hard "$(g c commit-tree -S -p "$tip" -p origin/main \
	-m "Merge branch '$branch'" "$tip^{tree}")"
refused "approved, with parents swapped" "merge paths" origin main
on third "$main"
g c commit -q --allow-empty -m "Third"
g c push -q origin third 2>/dev/null
on main
g c merge -q --no-ff -m "Merge branch '$branch'" third "$tip" >/dev/null 2>&1
refused "approved, in an octopus" "approvals merge" origin main
g c reset -q --hard "$(g c commit-tree -S -p origin/main \
	-m "Merge branch '$branch'" "$tip^{tree}")"
refused "approved, pretending to be a merge" merge origin main
land
sign_as c nobody
g c commit -q --amend --no-edit
refused "approved, by a merge that is not signed" signature origin main
sign_as c alice

# --- Orders

hotfix 1.2.4
approve_say c carol "$tip"
land
refused "the approval with the landing" approvals origin \
	"$(approval c now "$tip")" main
refused "the other way round" approvals origin main "$(approval c now "$tip")"
on hotfix/v1.2.5-mend
fix src/five.c five
fix tests/five.t five
land hotfix/v1.2.5-mend
refused "branch and landing in one push" "approvals merge" origin hotfix/v1.2.5-mend main
refused "the other way round" "approvals merge" origin main hotfix/v1.2.5-mend
approved
land
release_tag 1.2.4
refused "the tag before the landing" "annotated-tag version-order" origin v1.2.4
g c push -q origin hotfix/v1.2.5-mend 2>/dev/null
g c merge -q --no-ff --no-edit hotfix/v1.2.5-mend
refused "two landings, one of them approved" approvals origin main
refused "main set back, and kept by another name" "merge non-fast-forward" origin \
	"+$main:refs/heads/main" "main:refs/heads/main2"
on main
g c merge -q --no-ff --no-edit hotfix/v1.2.5-mend
g c merge -q --no-ff --no-edit "$branch"
refused "the other one first" approvals origin main

# --- By whom

pusher dave
sign_as c carol
hotfix 1.2.6
sign_as c alice
approved
land
refused "approved by the signer of the change" approvals origin main
contains "$ANSWER" "carol: made what is to be approved" "it says so"
on inner
g c config user.email carol@example.com
sign_as c carol
fix src/inner.c inner
g c config user.email alice@example.com
sign_as c alice
hotfix 1.2.7
g c merge -q --no-ff --no-edit inner
g c push -q origin "$branch" 2>/dev/null
tip=$(g c rev-parse HEAD)
approved
land
refused "by the author of a part of it" approvals origin main
g c config user.email carol@example.com
hotfix 1.2.8
g c config user.email alice@example.com
approved
land
refused "by the committer" approvals origin main
pusher mallory
hotfix 1.2.9
approved
land
refused "landed by whoever" update origin main

# --- One hotfix inside another: what comes in is all approved

pusher carol
hotfix 1.2.10
inner=$branch
INCIDENT=78 hotfix 1.2.11
g c merge -q --no-edit "$inner"
refused "another incident's taken in" commit-message origin "$branch"
hotfix 1.2.12
g c merge -q --no-edit "$inner"
tip=$(g c rev-parse HEAD)
taken "another one taken in" origin "$branch"
land
refused "landed with it" approvals origin main
approved "$inner"
refused "when the inner one is approved" approvals origin main
approved
g c checkout -q "$inner"
g c merge -q --no-edit "$branch"
fix src/criss.c cross
g c push -q origin "$inner" 2>/dev/null
criss=$(g c rev-parse HEAD)
land "$criss"
refused "criss-cross, the other one approved" approvals origin main
on main
g c merge -q --no-ff --no-edit "$tip"
taken "the one that is approved" origin main

# A criss-cross with main has two merge bases.
hotfix 1.2.13
first=$tip
approved
on main
was=$(g c rev-parse HEAD)
on docs
commit_file c docs/index two "Describe it better"
g c push -q origin docs 2>/dev/null
on main
g c merge -q --no-ff --no-edit docs
middle=$(g c rev-parse HEAD)
taken "main goes on" origin main
g c merge -q --no-ff --no-edit "$first"
taken "the branch lands" origin main
g c checkout -q -f -B "$branch" "$first"
g c merge -q --no-edit "$middle"
fix src/cross.c cross
fix tests/cross.t cross
tip=$(g c rev-parse HEAD)
isnt "$was" "$middle" "main went on"
taken "and main comes into it, as it was before" origin "$branch"
approved
land
is "$(g c merge-base --all origin/main "$tip" | wc -l)" 2 "two merge bases"
g c update-ref refs/heads/good HEAD
commit_file c docs/index smuggled x --amend --no-edit
refused "a criss-cross that hides a change" "merge approvals" origin main
g c reset -q --hard good
commit_file c docs/index one x --amend --no-edit
refused "one that takes something back" "merge approvals" origin main
g c reset -q --hard good
taken "the honest one" origin main
done_testing
