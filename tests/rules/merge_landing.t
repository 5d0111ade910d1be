#!/bin/sh
# A hotfix comes into main by the merge of its tip, and in no other way.
# rules: merge
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"

new_server s <<'POLICY'
version: 1
rulesets:
  - name: hotfix
    refs: ["refs/heads/hotfix/*"]
    rules: {start-point: {from: ["refs/heads/main"]}}
  - name: landing
    refs: ["refs/heads/main"]
    merging: ["refs/heads/hotfix/*"]
    rules: {merge: {}}
  - {name: lines, refs: ["refs/heads/{main,prod}"], rules: {creation: nobody}}
POLICY
new_clone c
commit_file c a start "start"
commit_file c b start "more"
seed c

# fresh [BRANCH [START]]: a branch as the server has main, or main itself.
fresh() {
	g c fetch -q origin
	g c checkout -q -f -B "${1:-main}" "${2:-origin/main}"
}

# hotfix NAME: a branch of one commit, on the server.
hotfix() {
	fresh "hotfix/$1"
	commit_file c "$1" "$1" "hotfix $1"
	g c push -q origin "hotfix/$1" 2>/dev/null || die "push of $1"
}

# landed TEXT BRANCH: the pasted repair has landed that very branch.
landed() {
	is "$(server_ref s refs/heads/main)" "$(g c rev-parse main)" \
		"the repair of $1 lands"
	is "$(g c rev-parse main^2)" "$(server_ref s "refs/heads/$2")" \
		"as the merge of $2"
}

hotfix 1
fresh
g c merge -q --no-ff --no-edit hotfix/1
PUSH_NAME="the merge of its tip" push_ok c origin main
commit_file c a two "ordinary work"
PUSH_NAME="other commits are no landing" push_ok c origin main

# --- under another name
hotfix 2
g c checkout -q -b other
g c commit -q --allow-empty -m "nothing"
g c push -q origin other 2>/dev/null
fresh
g c merge -q --no-ff --no-edit other
PUSH_NAME="under another name" push_refused c merge origin main
contains "$ANSWER" '"hotfix/2" comes in by another way' "the branch is named"
paste c
landed "another name" hotfix/2
hotfix 3
fresh
evil=$(g c commit-tree -p main -p other -p hotfix/3 -m "Merge" \
	"$(g c rev-parse 'hotfix/3^{tree}')")
PUSH_NAME="with a parent more" push_refused c merge origin \
	"$evil:refs/heads/main"
contains "$ANSWER" 'the merge of "hotfix/3" as the server' "the branch is named"
fresh one-more hotfix/3
g c commit -q --allow-empty -m "nothing"
g c push -q origin one-more 2>/dev/null
fresh
g c merge -q --no-ff -m "Merge branch 'hotfix/3'" one-more
PUSH_NAME="with an empty commit on top" push_refused c merge origin main
contains "$ANSWER" '"hotfix/3" comes in by another way' "the branch is named"
fresh
hotfix 4
fresh
g c merge -q --no-ff --no-edit hotfix/3
commit_file c b three "ordinary work in between"
g c merge -q --no-ff --no-edit hotfix/4
PUSH_NAME="two hotfixes, one after the other" push_ok c origin main

# --- not by a merge
hotfix 5
fresh
g c merge -q --ff-only hotfix/5
PUSH_NAME="a fast-forward" push_refused c merge origin main
contains "$ANSWER" '"hotfix/5" is fast-forwarded to' "it says so"
paste c
landed "a fast-forward" hotfix/5
hotfix 6
g c checkout -q -B main
commit_file c a six "on top, straight to main"
PUSH_NAME="with a commit on top" push_refused c merge origin main
contains "$ANSWER" '"hotfix/6" is fast-forwarded to' "the branch is named"
paste c
landed "a commit on top" hotfix/6
hotfix 7
commit_file c b seven "more of it"
g c push -q origin hotfix/7
fresh
g c merge -q --ff-only hotfix/7~
PUSH_NAME="in part" push_refused c merge origin main
paste c
landed "a part" hotfix/7
hotfix 8
commit_file c b eight "more of it"
g c push -q origin hotfix/8
fresh
g c merge -q --no-ff -m "Merge branch 'hotfix/8'" hotfix/8~
PUSH_NAME="the merge of a part" push_refused c merge origin main
contains "$ANSWER" '"hotfix/8" has newer commits' "it says so"
paste c
landed "the merge of a part" hotfix/8

# --- not on the server
fresh hotfix/9
commit_file c a nine "nine"
fresh
g c merge -q --no-ff --no-edit hotfix/9
PUSH_NAME="both in one push" push_refused c merge origin main hotfix/9
contains "$ANSWER" '"hotfix/9" is not on the server yet' "it says so"
is "$(repair_commands | head -n 1)" "git push origin hotfix/9" "and the way out"
paste c
landed "both in one push" hotfix/9
is "$(server_ref s refs/heads/hotfix/9)" "$(g c rev-parse hotfix/9)" "in order"
fresh hotfix/9b
commit_file c a nine-b "nine"
fresh
g c merge -q --no-ff --no-edit hotfix/9b
PUSH_NAME="the other way round" push_refused c merge origin hotfix/9b main
paste c
landed "the other way round" hotfix/9b
hotfix 9c
commit_file c a nine-c "one more"
fresh
g c merge -q --no-ff --no-edit hotfix/9c
PUSH_NAME="a tip that comes by the same push" \
	push_refused c merge origin hotfix/9c main
contains "$ANSWER" '"hotfix/9c" is not on the server yet' "it says so"
paste c
landed "a tip that comes by the same push" hotfix/9c
fresh hotfix/10
commit_file c a ten "ten"
g c checkout -q -B main
PUSH_NAME="both, and no merge" push_refused c merge origin main hotfix/10
paste c
landed "both, and no merge" hotfix/10
hotfix 11
commit_file c a eleven "not pushed"
fresh
g c merge -q --no-ff --no-edit hotfix/11
PUSH_NAME="a tip that the server has not" push_refused c merge origin main
paste c
landed "a tip that was not pushed" hotfix/11
hotfix 12
commit_file c a twelve "not pushed"
g c checkout -q -B main
PUSH_NAME="and no merge" push_refused c merge origin main
paste c
landed "a line that was not pushed" hotfix/12

# --- main merged into it
hotfix 13
fresh
commit_file c b thirteen "main goes on"
push_ok c origin main
g c checkout -q hotfix/13
g c merge -q --no-edit main
push_ok c origin hotfix/13
PUSH_NAME="that merge for main's own" push_refused c merge origin \
	hotfix/13:refs/heads/main
fresh
g c merge -q --no-ff --no-edit hotfix/13
PUSH_NAME="main merged into it, then landed" push_ok c origin main
hotfix 14
fresh
commit_file c b fourteen "main goes on"
push_ok c origin main
g c checkout -q --detach hotfix/14
g c merge -q -m "Merge branch 'main'" main
PUSH_NAME="swapped parents" push_refused c merge origin HEAD:main
contains "$ANSWER" "are swapped" "it says so"
paste c
landed "swapped parents" hotfix/14
fresh
commit_file c hotfix/x one "smuggled"
hotfix 15
fresh
g c merge -q --no-ff --no-edit hotfix/15
commit_file c b smuggled "x" --amend
PUSH_NAME="a smuggled change" push_refused c merge origin main
paste c
landed "a smuggled change" hotfix/15

# --- creation, force
hotfix 16
PUSH_NAME="creation is another rule's" push_refused c creation origin \
	hotfix/16:refs/heads/prod
fresh main origin/main~
g c merge -q --no-ff --no-edit hotfix/16
PUSH_NAME="the merge on another line" push_refused c merge origin main
contains "$ANSWER" '"hotfix/16"' "the branch is named"
is "$(repair_commands | grep -c 'git push')" 1 "and not pushed to"
fresh away origin/main~
commit_file c b away "away"
g c merge -q --no-ff --no-edit hotfix/16~0 2>/dev/null
g c reset -q --hard HEAD~
g c cherry-pick hotfix/16 >/dev/null 2>&1
PUSH_NAME="a copy on another line is no landing" \
	push_refused c non-fast-forward -f origin away:main
fresh
g c merge -q --no-ff --no-edit hotfix/16
PUSH_NAME="landed and deleted in one push" \
	push_refused c deletion origin main :hotfix/16
push_ok c origin main
fresh
PUSH_NAME="nothing lands when main is set back" \
	push_refused c non-fast-forward -f origin main~:refs/heads/main

# --- a fast-forward will do
set_policy s <<'POLICY'
version: 1
rulesets:
  - name: landing
    refs: ["refs/heads/main"]
    merging: ["refs/heads/hotfix/*"]
    rules: {merge: {commit: any}}
POLICY
hotfix 17
PUSH_NAME="any: a fast-forward to its tip" push_ok c origin hotfix/17:main
hotfix 18
commit_file c b eighteen "more of it"
g c push -q origin hotfix/18 2>/dev/null
PUSH_NAME="any: to a part of it" push_refused c merge origin hotfix/18~:main
contains "$ANSWER" '"hotfix/18" comes in only in part' "it says so"
fresh
commit_file c main18 one "main goes on"
push_ok c origin main
g c checkout -q hotfix/18
g c merge -q --no-edit main
PUSH_NAME="any: with main merged into it, not on the server" \
	push_refused c merge origin HEAD:main
push_ok c origin hotfix/18
g c checkout -q -b above
g c commit -q --allow-empty -m "nothing"
g c push -q origin above 2>/dev/null
PUSH_NAME="any: under another name, on another line" \
	push_refused c merge origin above:main
contains "$ANSWER" '"hotfix/18"' "the branch is named"
PUSH_NAME="any: the tip itself" push_ok c origin hotfix/18:main

done_testing
