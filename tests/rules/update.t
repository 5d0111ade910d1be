#!/bin/sh
# update: who may move what is there.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

new_server s <<POLICY
version: 1
people: {me: {emails: [me@example.com], logins: ["$(id -un)"]}}
groups: {mine: [me]}
rulesets:
  - name: tags
    refs: ["refs/tags/v*"]
    rules: {update: nobody, deletion: everyone, non-fast-forward: everyone}
  - name: mine
    refs: ["refs/heads/mine"]
    rules: {update: [mine], non-fast-forward: everyone}
POLICY
new_clone c
commit_file c a one "start"
seed c HEAD:refs/heads/main HEAD:refs/heads/mine
push_ok c origin HEAD:refs/tags/v1 HEAD:refs/tags/v2
commit_file c a two "second"

PUSH_NAME="forward" push_refused c update origin +HEAD:refs/tags/v1
contains "$ANSWER" 'nobody may change "v1"' "it says what"
g c tag -a -m "the same commit" v2 HEAD~
push_refused c update origin +v2
push_ok c origin HEAD:refs/heads/mine
PUSH_NAME="back" push_ok c origin +HEAD~:refs/heads/mine
push_ok c origin :refs/tags/v1

done_testing
