#!/bin/sh
# annotated-tag, merge-of: a tag of the very commit by which a branch came in.
# rules: annotated-tag
# shellcheck disable=SC2016 # ${...} is for the policy
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"

# policy OPTIONS [MERGING]: of the tags, and of where branches land
policy() {
	cat <<-POLICY
	version: 1
	rulesets:
	  - name: hotfix
	    refs: ["refs/heads/hotfix/*"]
	    rules: {deletion: everyone}
	  - name: landing
	    refs: ["refs/heads/main"]
	    merging: ["${2:-refs/heads/hotfix/*}"]
	    rules: {}
	  - {name: main, refs: ["refs/heads/main"], rules: {}}
	  - name: tags
	    refs: ["refs/tags/v*"]
	    rules:
	      ref-name: {pattern: 'v(?<version>[0-9.]+)(-.*)?'}
	      annotated-tag: {$1}
	      update: everyone
	      deletion: everyone
	      non-fast-forward: everyone
	POLICY
}
hotfix='merge-of: "refs/heads/hotfix/v${version}{,-*}"'
main='target: ["refs/heads/main"]'
export GIT_EDITOR="echo a tag >"

policy "$main, $hotfix" >"$WORK/policy"
new_server s "$WORK/policy"
new_clone c
commit_file c a one "start"
seed c

# branch NAME: with two commits, on the server
branch() {
	g c checkout -q -B "hotfix/$1" main
	commit_file c "$1" one "fix $1"
	commit_file c "$1" two "more of $1"
	push_ok c origin HEAD
	g c checkout -q main
}
merge() {
	g c merge -q --no-ff --no-edit "hotfix/$1"
}
# tag NAME COMMIT
tag() {
	g c tag -f -m "a tag" "$1" "$2" >/dev/null
}

# --- while the branch is there
branch v1.2.1-login
merge v1.2.1-login
merged=$(g c rev-parse main)
tag v1.2.1 main
PUSH_NAME="by itself it is on no main" push_refused c annotated-tag origin v1.2.1
push_ok c origin main v1.2.1
push_ok c origin :v1.2.1
push_ok c origin v1.2.1
push_ok c origin :v1.2.1
tag v1.2.1-tip hotfix/v1.2.1-login
push_refused c annotated-tag origin v1.2.1-tip
contains "$ANSWER" \
	"the tagged commit is not the merge of" "it says so"
contains "$ANSWER" "hotfix/v1.2.1{,-*}" "of what"
contains "$ANSWER" "tagged   $(g c rev-parse --short=12 hotfix/v1.2.1-login)" \
	"what is tagged"
contains "$ANSWER" "wanted   $(g c rev-parse --short=12 "$merged")" \
	"what should be"
tag v1.2.2 "$merged"
PUSH_NAME="the merge of another version" push_refused c annotated-tag origin \
	v1.2.2
tag v1.2.1 "$merged~"
PUSH_NAME="the commit before" push_refused c annotated-tag origin v1.2.1
commit_file c a three "later"
push_ok c origin main
tag v1.2.1 main
PUSH_NAME="a later one" push_refused c annotated-tag origin v1.2.1
paste c
is "$(server_ref s 'refs/tags/v1.2.1^{commit}')" "$merged" \
	"the repair tags the merge"
tag v1.2.1 main
PUSH_NAME="a tag that moves" push_refused c annotated-tag --force origin v1.2.1

# --- when the branch is gone
push_ok c origin :v1.2.1 :hotfix/v1.2.1-login
g s.git gc -q --prune=now
tag v1.2.1 "$merged"
push_ok c origin v1.2.1
branch v1.2.3
merge v1.2.3
tag v1.2.3 main
PUSH_NAME="landing, deletion and tag at once" push_ok c origin main v1.2.3 \
	:hotfix/v1.2.3

# --- merges by hand
branch v1.2.4
made=$(g c commit-tree -p main -p hotfix/v1.2.4 -m "Merge branch" 'main^{tree}')
tag v1.2.4 "$made"
PUSH_NAME="a merge that is nowhere" push_refused c annotated-tag origin v1.2.4
g c checkout -q -B side "$made"
PUSH_NAME="nor on an ungoverned branch" push_refused c annotated-tag origin \
	side v1.2.4
g c checkout -q main
g c merge -q --no-ff -m "take it along" side
PUSH_NAME="it only came along with another" push_refused c annotated-tag \
	origin main v1.2.4
g c reset -q --hard origin/main
PUSH_NAME="it was named a merge" push_refused c annotated-tag origin v1.2.4
contains "$ANSWER" "for COMMIT" "there is no such commit yet"
merge v1.2.4
push_ok c origin main
g c push -q origin side 2>/dev/null
tag v1.2.4 main
push_ok c origin v1.2.4

# --- options
policy "$main, $hotfix, or-tip: true" | set_policy s
branch v1.2.5
tag v1.2.5 hotfix/v1.2.5
PUSH_NAME="the tip, not landed yet" push_refused c annotated-tag origin v1.2.5
merge v1.2.5
push_ok c origin main
push_ok c origin v1.2.5
push_ok c origin :v1.2.5 :hotfix/v1.2.5
PUSH_NAME="the tip of a branch that is gone" push_ok c origin v1.2.5
push_ok c origin :v1.2.5
tag v1.2.5 hotfix/v1.2.5~
PUSH_NAME="an older commit of it" push_refused c annotated-tag origin v1.2.5
contains "$ANSWER" "is neither the merge of" "in words"
contains "$ANSWER" "nor its tip" "with the tip"
paste c
is "$(server_ref s 'refs/tags/v1.2.5^{commit}')" "$(g c rev-parse main)" \
	"the repair"

policy "$hotfix" | set_policy s
branch v1.2.6
merge v1.2.6
tag v1.2.6 main
PUSH_NAME="without target: on a governed branch" push_refused c annotated-tag \
	origin v1.2.6
PUSH_NAME="with it" push_ok c origin main v1.2.6
made=$(g c commit-tree -p main~ -p hotfix/v1.2.6 -m "Merge branch" 'main^{tree}')
g c push -q origin "$made:refs/heads/side2" "$made:refs/tags/x" 2>/dev/null
push_ok c origin :v1.2.6
tag v1.2.6 "$made"
PUSH_NAME="on ungoverned refs only" push_refused c annotated-tag origin v1.2.6
g s.git tag v0.0.1 "$made"
PUSH_NAME="nor does a governed tag help" push_refused c annotated-tag origin \
	v1.2.6

# --- a landing that the gate did not see, and a fast-forward
policy "$main, $hotfix" "refs/heads/other/*" | set_policy s
branch v1.2.7
merge v1.2.7
push_ok c origin main
commit_file c a four "later"
push_ok c origin main
tag v1.2.7 main
push_refused c annotated-tag origin v1.2.7
tag v1.2.7 main~
PUSH_NAME="told by its parents" push_ok c origin v1.2.7
policy "$main, $hotfix" | set_policy s
branch v1.2.8
g c merge -q --ff-only hotfix/v1.2.8
push_ok c origin main
push_ok c origin :hotfix/v1.2.8
tag v1.2.8 main
PUSH_NAME="a fast-forward" push_ok c origin v1.2.8
PUSH_NAME="lightweight, and of another" push_refused c annotated-tag origin \
	main~:refs/tags/v1.2.9
done_testing
