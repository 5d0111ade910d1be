#!/bin/sh
# annotated-tag: what tags may be and point at.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"

new_server s <<'POLICY'
version: 1
rulesets:
  - name: tags
    refs: ["refs/tags/v*"]
    rules:
      annotated-tag: {target: ["refs/heads/main", "refs/heads/release/*"]}
      update: everyone
      non-fast-forward: everyone
  - {name: any, refs: ["refs/tags/any*"], rules: {annotated-tag: {}}}
POLICY
new_clone c
commit_file c a one "start"
seed c
commit_file c a two "second"

g c tag v1 HEAD~
g c tag -m "two" v2 HEAD~
g c tag -m "three" v3
g c tag -m "of a tag" v4 v2
g c tag -m "of a file" v5 HEAD:a
g c tag -m "of a tree" v6 'HEAD^{tree}'
g c tag -m "anywhere" any
g c tag any2 v2
push_refused c annotated-tag origin v1
contains "$ANSWER" "lightweight" "it says what it is"
push_ok c origin v2 any
push_refused c annotated-tag origin v3
contains "$ANSWER" "not on main, release/*" "where it should be"
push_refused c annotated-tag origin v4
push_refused c annotated-tag origin v5
push_refused c annotated-tag origin v6
PUSH_NAME="a tag object under a second name" push_ok c origin any2
PUSH_NAME="a bare file" push_refused c annotated-tag origin HEAD:a:refs/tags/any3
PUSH_NAME="a bare commit" push_refused c annotated-tag origin HEAD:refs/tags/any3

# The branch that comes with it counts, the one that goes does not.
PUSH_NAME="with its branch" push_ok c origin main v3
commit_file c a three "third"
g c tag -m "seven" v7
push_ok c origin HEAD:refs/heads/release/1
g c push -q origin main~2:refs/heads/release/2
PUSH_NAME="the holder is deleted" push_refused c annotated-tag origin \
	:refs/heads/release/1 v7
push_ok c origin v7

# The repairs.
export GIT_EDITOR="echo a tag >"
paste_tag() {
	push_refused c annotated-tag origin "$1"
	paste c
	is "$(g s.git cat-file -t "refs/tags/$1")" tag "$1 was mended"
}
paste_tag v1
g c tag -f -m "not on main" v8 "$(g c commit-tree -p HEAD -m x 'HEAD^{tree}')" \
	>/dev/null
paste_tag v8

done_testing
