#!/bin/sh
# Nothing is laundered: what a rule has to judge does not become known by a
# detour over other refs, and what is known is not judged again.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

new_server s <<'EOF'
version: 1
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      commit-message: {subject: {pattern: '^good'}}
  - name: hotfix
    refs: ["refs/heads/hotfix/**"]
    rules:
      start-point: {from: ["refs/heads/main"]}
      commit-message: {subject: {pattern: '^good'}, body: {required: true}}
  - name: weak
    refs: ["refs/heads/weak/**"]
    rules:
      commit-message: {subject: {min: 1}}
  - name: lenient
    refs: ["refs/heads/lenient/**"]
    enforcement: evaluate
    rules:
      commit-message: {subject: {pattern: '^good'}}
  - name: twin
    refs: ["refs/heads/twin/**"]
    rules:
      commit-message: {subject: {pattern: '^good'}}
EOF
new_clone c
commit_file c README.md one "history from before the policy"
commit_file c README.md two "more of it"
seed c
PUSH_NAME="history is not judged again" push_ok c origin HEAD:refs/heads/hotfix/empty

g c checkout -q -b bad
commit_file c a one "bad subject"
push_refused c commit-message origin HEAD:refs/heads/main
for detour in refs/heads/feature/x refs/tags/x refs/heads/weak/x \
	refs/notes/x; do
	push_ok c origin "HEAD:$detour"
	PUSH_NAME="not laundered by $detour" push_refused c commit-message \
		origin HEAD:refs/heads/main
done
PUSH_NAME="a lenient ruleset only warns" push_warned c commit-message origin \
	HEAD:refs/heads/lenient/x
PUSH_NAME="not laundered by an evaluated rule" push_refused c commit-message \
	origin HEAD:refs/heads/main
PUSH_NAME="not in one push, first order" push_refused c commit-message \
	--no-thin origin HEAD:refs/heads/feature/y HEAD:refs/heads/main
PUSH_NAME="not in one push, second order" push_refused c commit-message \
	origin HEAD:refs/heads/main HEAD:refs/heads/zzz
PUSH_NAME="not by a merge" push_refused c commit-message origin \
	"$(g c commit-tree -p main -p bad -m "good merge" 'bad^{tree}'):refs/heads/main"
PUSH_NAME="not behind a good commit" push_refused c commit-message origin \
	"$(g c commit-tree -p bad -m "good" 'bad^{tree}'):refs/heads/main"
# --- under the same rule with equal options it is known
g c checkout -q -b good main
commit_file c b one "good subject"
push_ok c origin HEAD:refs/heads/twin/x
PUSH_NAME="known by the same rule elsewhere" push_ok c origin \
	HEAD:refs/heads/twin/y

# --- merging main into a hotfix does not judge main again
seed c bad:refs/heads/main
g c checkout -q -b fix main
commit_file c c one "good fix

with a body"
push_ok c origin HEAD:refs/heads/hotfix/fix
g c merge -q --no-ff -m "good merge

of main" origin/main
PUSH_NAME="main's own commits are not judged in a hotfix" push_ok c origin \
	HEAD:refs/heads/hotfix/fix

# --- a branch of another kind is no start
g c checkout -q -b dev main
commit_file c d one "good development"
push_ok c origin HEAD:refs/heads/weak/dev
commit_file c e one "good fix on it

with a body"
PUSH_NAME="cut from another governed branch" push_refused c \
	"start-point commit-message" origin HEAD:refs/heads/hotfix/from-dev

# --- the baseline
g c checkout -q -b late bad
commit_file c f one "bad again"
late=$(g c rev-parse HEAD)
push_ok c origin HEAD:refs/heads/feature/late
push_refused c commit-message origin HEAD:refs/heads/twin/late
g s.git config refgate.baseline "$late"
PUSH_NAME="the baseline is known" push_ok c origin HEAD:refs/heads/twin/late

# --- the dates of commits change nothing
g c checkout -q -b skewed main
GIT_COMMITTER_DATE="1980-01-01T00:00:00Z" commit_file c h one "bad and old"
GIT_COMMITTER_DATE="2038-01-01T00:00:00Z" commit_file c i one "bad and young"
push_ok c origin HEAD:refs/heads/feature/skewed
PUSH_NAME="skewed clocks hide nothing" push_refused c commit-message origin \
	HEAD:refs/heads/twin/skewed
contains "$ANSWER" "2 of 2 commits" "both are named"
# --- a tag is a start only if its commit is on a governed branch
new_server t <<'EOF'
version: 1
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules: {}
  - name: tags
    refs: ["refs/tags/v*"]
    rules: {}
  - name: hotfix
    refs: ["refs/heads/hotfix/**"]
    rules:
      start-point: {from: ["refs/tags/v*"]}
      paths: {deny: ["forbidden"]}
EOF
new_clone d t
commit_file d README.md one "start"
seed d
g d tag -a -m "one" v1
push_ok d origin v1
g d checkout -q -b sly
commit_file d forbidden one "what no hotfix may touch"
g d tag -a -m "two" v2
push_ok d origin HEAD:refs/heads/feature/sly v2
commit_file d fix one "a fix on it"
PUSH_NAME="a tag on no governed branch makes nothing known" push_refused d \
	paths origin HEAD:refs/heads/hotfix/sly
g d checkout -q -b honest v1
commit_file d fix one "a fix"
PUSH_NAME="a tag on main is one" push_ok d origin HEAD:refs/heads/hotfix/fix
done_testing
