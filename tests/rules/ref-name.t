#!/bin/sh
# ref-name: names as they are pushed, and as they are renamed.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"

new_server s <<'POLICY'
version: 1
rulesets:
  - name: hotfix
    refs: ["refs/heads/hotfix/**", "refs/heads/old"]
    rules:
      ref-name:
        pattern: 'hotfix/REC-[0-9]+-[a-z0-9]+(-[a-z0-9]+)*'
        shape: hotfix/REC-<number>-<description>
        accept: [hotfix/REC-123-fix-login]
        reject: [hotfix/fix-login, hotfix/REC-123]
  - name: tags
    refs: ["refs/tags/**"]
    rules:
      ref-name: {pattern: 'v[0-9]+[.][0-9]+', shape: 'v<X.Y>', when: always}
POLICY
new_clone c
commit_file c a one "start"
seed c HEAD:refs/heads/main HEAD:refs/heads/old

push_ok c origin HEAD:refs/heads/hotfix/REC-1-a
push_ok c origin HEAD:refs/heads/feature/Anything
push_refused c ref-name origin HEAD:refs/heads/hotfix/REC-1
push_refused c ref-name origin HEAD:refs/heads/hotfix/x/REC-1-a
push_refused c ref-name origin HEAD:refs/heads/hotfix/REC-XXX-a
PUSH_NAME="no shell in the name" push_refused c ref-name origin \
	"HEAD:refs/heads/hotfix/\$(touch\${IFS}x)"
lacks "$ANSWER" "-m hotfix/\$(" "a command in a name is quoted"

# Only creations: what is there may move and go.
commit_file c a two "second"
push_ok c origin HEAD:refs/heads/old
push_ok c origin HEAD:refs/heads/hotfix/REC-1-a

# Tags, at each push.
push_refused c ref-name origin HEAD:refs/tags/latest
contains "$ANSWER" "wanted   v<X.Y>" "the shape of tags"
push_ok c origin HEAD:refs/tags/v1.0
g s.git update-ref refs/tags/latest refs/heads/main
push_refused c "ref-name non-fast-forward" origin "+HEAD:refs/tags/latest"

# The repairs.
g c checkout -q -b hotfix/fix-login
push_refused c ref-name origin hotfix/fix-login
paste c 's/NUMBER/77/g'
is "$(server_ref s refs/heads/hotfix/REC-77-fix-login)" \
	"$(g c rev-parse HEAD)" "a renamed branch is on the server"
g c tag -a -m "One

with a body" one
push_refused c ref-name origin one
paste c 's/X\.Y/2.5/g'
is "$(server_ref s 'refs/tags/v2.5^{}')" "$(g c rev-parse HEAD)" \
	"a tag made anew is on the server"
is "$(g s.git for-each-ref --format='%(contents)' refs/tags/v2.5)" "One

with a body" "with its message"

done_testing
