#!/bin/sh
# What may come in where merge is told more than its defaults.
# rules: merge
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"

new_server s none
# rule OPTIONS: merge with them is main's rule from now on.
rule() {
	set_policy s <<-POLICY
	version: 1
	rulesets:
	  - name: main
	    refs: ["refs/heads/main"]
	    rules: {merge: $1}
	POLICY
}

new_clone c
commit_file c a start "start"
seed c

# fresh [BRANCH [START]]: a branch as the server has main, or main itself.
fresh() {
	g c fetch -q origin
	g c checkout -q -f -B "${1:-main}" "${2:-origin/main}"
}

# topic NAME: a branch of two commits, on the server.
topic() {
	fresh "$1"
	commit_file c "$1" one "work on $1"
	commit_file c "$1" two "more of $1"
	g c push -q origin "$1" 2>/dev/null || die "push of $1"
}

# main_goes_on: main gets a commit that none of the topics has.
main_goes_on() {
	fresh
	commit_file c goes-on "$1" "main goes on"
	seed c main:main
}

# --- from
rule '{from: ["refs/heads/release/*", "refs/tags/v*"]}'
topic one
topic release/1
fresh
g c merge -q --no-ff --no-edit one
PUSH_NAME="from: another branch" push_refused c merge origin main
contains "$ANSWER" "on the server: release/*" "it says which"
fresh
g c merge -q --no-ff --no-edit release/1
PUSH_NAME="from: such a branch" push_ok c origin main
fresh release/2
commit_file c a two "two"
fresh
g c merge -q --no-ff -m "Merge two" release/2
PUSH_NAME="from: such a name by the same push" \
	push_refused c merge origin release/2 main
fresh tagged
commit_file c a tagged "tagged"
g c tag -a -m "Version 1" v1
g c tag w1
g c push -q origin w1 2>/dev/null
fresh
g c merge -q --no-ff -m "Merge v1" v1^0
PUSH_NAME="from: a tag of another name" push_refused c merge origin main
g c push -q origin v1 2>/dev/null
PUSH_NAME="from: an annotated tag" push_ok c origin main

# --- commit
rule '{commit: any, clean: false}'
topic three
fresh
g c merge -q --ff-only three
PUSH_NAME="any: a fast-forward to a tip" push_ok c origin main
topic four
PUSH_NAME="any: to a commit below" push_refused c merge origin \
	four~:refs/heads/main
contains "$ANSWER" '"four" comes in only in part' "it says so"
contains "$ANSWER" "fast-forward to it" "and what else will do"
fresh main four~
paste c
is "$(g c rev-parse main^2)" "$(server_ref s refs/heads/four)" \
	"the repair lands all of it"
fresh five
commit_file c a five "not on the server"
PUSH_NAME="any: to a branch that the same push makes" \
	push_refused c merge origin five five:main
contains "$ANSWER" "git push origin five" "the way out"
PUSH_NAME="any: the branch first" push_ok c origin five
PUSH_NAME="any: then main" push_ok c origin five:main
topic six
commit_file c a six "on top of six"
PUSH_NAME="any: on top of a tip" push_refused c merge origin six:main
contains "$ANSWER" "on top of six" "what is on top is named"
lacks "$ANSWER" "work on six" "and nothing else"
g c checkout -q -B main
paste c 's/NAME/seven/'
is "$(server_ref s refs/heads/main)" "$(g c rev-parse main)" \
	"the repair lands"
topic eight
main_goes_on 8
g c checkout -q eight
g c merge -q --no-edit main
g c push -q origin eight 2>/dev/null
PUSH_NAME="any: a tip that has merged main" push_ok c origin eight:main
PUSH_NAME="any: back to a tip" push_refused c "merge non-fast-forward" -f \
	origin four:main

# --- first-parent
topic swap
main_goes_on swap
g c checkout -q -B swapped swap
g c merge -q --no-edit main
rule '{}'
PUSH_NAME="first-parent: by default" push_refused c merge origin swapped:main
rule '{first-parent: false}'
PUSH_NAME="first-parent: false" push_ok c origin swapped:main
topic ahead
main_goes_on ahead
g c checkout -q ahead
g c merge -q --no-edit main
g c push -q origin ahead 2>/dev/null
tree=$(g c rev-parse 'main^{tree}')
evil=$(g c commit-tree -p ahead -p main -m "Merge" "$tree")
PUSH_NAME="first-parent: false, with another content than the sides have" \
	push_refused c merge origin "$evil:refs/heads/main"
contains "$ANSWER" "path     ahead" "it is named"
evil=$(g c commit-tree -p ahead -p main -m "Merge" \
	"$(g c rev-parse 'ahead^{tree}')")
PUSH_NAME="first-parent: false, with what they have" \
	push_ok c origin "$evil:refs/heads/main"
fresh
commit_file c a stale "of no branch"
stale=$(g c rev-parse HEAD)
main_goes_on stale
evil=$(g c commit-tree -p "$stale" -p main -m "Merge" 'main^{tree}')
PUSH_NAME="first-parent: false, of no tip" push_refused c merge origin \
	"$evil:refs/heads/main"

# --- max-parents, clean
rule '{max-parents: 3, clean: false}'
for name in o1 o2 o3; do
	topic "$name"
done
fresh
g c merge -q --no-ff --no-edit o1 o2 >/dev/null
PUSH_NAME="max-parents: as many" push_ok c origin main
for name in o4 o5 o6; do
	topic "$name"
done
fresh
g c merge -q --no-ff --no-edit o4 o5 o6 >/dev/null
PUSH_NAME="max-parents: one more" push_refused c merge origin main
contains "$ANSWER" "has 4 parents; at most 3" "it says so"
paste c
is "$(server_ref s refs/heads/main)" "$(g c rev-parse main)" "the repair lands"
fresh
evil=$(g c commit-tree -p main -p o3 -p "$stale" -m "Merge" 'main^{tree}')
PUSH_NAME="a third parent that is no tip" push_refused c merge origin \
	"$evil:refs/heads/main"
evil=$(g c commit-tree -p main -p o3 -m "Merge" 'main^{tree}')
PUSH_NAME="clean: false" push_ok c origin "$evil:refs/heads/main"
rule '{max-parents: 1}'
PUSH_NAME="max-parents: less than two is no rule" push_refused c "" origin \
	main:refs/heads/other
contains "$ANSWER" "policy" "the policy is wrong"

# --- warnings, and who is exempt
rule '{severity: warning}'
fresh
commit_file c a warned "straight to main"
PUSH_NAME="severity: warning" push_warned c merge origin main
rule '{exempt: {reverts: true}}'
g c revert --no-edit HEAD >/dev/null
PUSH_NAME="exempt: a revert" push_ok c origin main
commit_file c a "not exempt" "straight to main"
PUSH_NAME="exempt: and nothing else" push_refused c merge origin main

done_testing
