#!/bin/sh
# creation: who may make new refs.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

new_server s <<POLICY
version: 1
people: {me: {emails: [me@example.com], logins: ["$(id -un)"]}}
groups: {mine: [me], others: [x@example.com]}
rulesets:
  - {name: a, refs: ["refs/heads/a/*"], rules: {creation: nobody}}
  - {name: b, refs: ["refs/heads/b/*"], rules: {creation: {allow: [mine]}}}
  - {name: c, refs: ["refs/heads/c/*"], rules: {creation: [others]}}
  - {name: d, refs: ["refs/heads/d/*"], rules: {creation: everyone}}
POLICY
new_clone c
commit_file c a one "start"
seed c HEAD:refs/heads/main HEAD:refs/heads/a/old

push_refused c creation origin HEAD:refs/heads/a/new
contains "$ANSWER" 'nobody may create "a/new"' "it says what"
push_ok c origin HEAD:refs/heads/b/new
push_refused c creation origin HEAD:refs/heads/c/new
contains "$ANSWER" "ask somebody of others" "whom to ask"
push_ok c origin HEAD:refs/heads/d/new HEAD:refs/heads/free
commit_file c a two "second"
push_ok c origin HEAD:refs/heads/a/old

# Nobody is proven: a rule that asks is broken, one that need not is not.
set_policy s <<'POLICY'
version: 1
groups: {others: [x@example.com]}
rulesets:
  - {name: c, refs: ["refs/heads/c/*"], rules: {creation: [others]}}
  - {name: d, refs: ["refs/heads/d/*"], rules: {creation: everyone}}
POLICY
push_refused c creation origin HEAD:refs/heads/c/new
contains "$ANSWER" "names no one person" "why it is broken"
push_ok c origin HEAD:refs/heads/d/newer

done_testing
