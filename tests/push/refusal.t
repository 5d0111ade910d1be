#!/bin/sh
# The refusal as its reader sees it, and every repair pasted and pushed.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"

new_server s <<'EOF'
version: 1
contact: "#release-managers"
rulesets:
  - name: hotfix
    refs: ["refs/heads/hotfix/**"]
    rules:
      ref-name:
        pattern: 'hotfix/REC-[0-9]+-[a-z0-9]+(-[a-z0-9]+)*'
        shape: hotfix/REC-<number>-<description>
        accept: [hotfix/REC-123-fix-login]
      start-point: {from: ["refs/heads/main"]}
      linear-history: {}
      commit-message:
        subject: {pattern: '^fix: ', shape: 'fix: <description>', max: 50}
        sections: [{name: Cause, min: 5}]
      committer: {email: '.*@example[.]com'}
      signed-off-by: {}
      paths: {deny: ["secret/**"]}
      change-size: {files: 3}
      commit-date: {}
  - name: develop
    refs: ["refs/heads/develop"]
    rules:
      commit-message: {subject: {min: 1}}
  - name: tags
    refs: ["refs/tags/v*"]
    rules:
      annotated-tag: {target: ["refs/heads/main"]}
      tag-message: {subject: {pattern: '^Hotfix v'}}
EOF
new_clone c
commit_file c README.md one "start"
seed c
fix='fix: one

Cause: somebody typed it

Signed-off-by: Alice <alice@example.com>'
fresh() {
	g c checkout -q -f -B "$1" origin/main
}

# --- the form
fresh hotfix/fix-login
commit_file c a one "wrong subject"
push_refused c "ref-name commit-message signed-off-by" origin HEAD
like "$(sed -n 's/^remote: //p' "$ANSWER" | head -n 1)" '^error: refs/heads/hotfix/fix-login refused: 3 problems$' \
	"the summary comes first"
like "$(sed -n 's/^remote: //p' "$ANSWER" | sed -n 2p)" '^error: nothing was changed on the server$' \
	"then that nothing was changed"
contains "$ANSWER" "wanted   hotfix/REC-<number>-<description>" \
	"the wanted shape"
contains "$ANSWER" "example  hotfix/REC-123-fix-login" "an example"
contains "$ANSWER" "ask #release-managers" "the contact"
like "$(cat "$ANSWER")" "policy [0-9a-f]{8}" "the policy"
is "$(sed -n 's/^remote: //p' "$ANSWER" |
	awk 'length($0) > 72' | grep -v '|' || true)" "" \
	"no line is too long"
is "$(grep -c '^remote: .*[^ ] $' "$ANSWER")" 0 "no blanks at line ends"

# --- branch name -> git branch -m
fresh hotfix/fix-login
commit_file c a one "$fix"
push_refused c ref-name origin HEAD
paste c 's/NUMBER/7/'
is "$(server_ref s refs/heads/hotfix/REC-7-fix-login)" "$(g c rev-parse HEAD)" \
	"the renamed branch landed"

# --- message at the tip -> git commit --amend
export GIT_EDITOR
editor() {
	printf '%s\n' "$fix" >"$push_base/text"
	# shellcheck disable=SC2016 # for the script
	printf '#!/bin/sh\ncp "%s" "$1"\n' "$push_base/text" >"$push_base/editor"
	chmod +x "$push_base/editor"
	GIT_EDITOR="'$push_base/editor'"
}
editor
fresh hotfix/REC-8-tip
commit_file c a one "wrong"
push_refused c "commit-message signed-off-by" origin HEAD
contains "$ANSWER" "Cause:" "the template is shown"
commit_file c b two "$fix"
g c reset -q --hard HEAD~1
paste c
push_ok c origin HEAD

# --- all at once: the name comes last, then one push
fresh hotfix/all-wrong
commit_file c a one "wrong"
push_refused c "ref-name commit-message signed-off-by" origin HEAD
like "$(repair_commands | tail -n 1)" '^git push -u origin ' \
	"the push comes last"
is "$(repair_commands | grep -c 'git push')" 1 "and once"
paste c 's/NUMBER/21/'
is "$(server_ref s refs/heads/hotfix/REC-21-all-wrong)" \
	"$(g c rev-parse HEAD)" "all of it pasted lands"

# --- message deeper -> git rebase, merges and all
fresh hotfix/REC-9-deep
commit_file c a one "wrong

Signed-off-by: Alice <alice@example.com>"
commit_file c b two "$fix"
push_refused c commit-message origin HEAD
contains "$ANSWER" "1 of 2 commits" "only one of two"
paste c
push_ok c origin HEAD
GIT_EDITOR=:

# --- sign-off
fresh hotfix/REC-10-sign
commit_file c a one "fix: one

Cause: somebody typed it"
commit_file c b two "fix: two

Cause: somebody typed it"
push_refused c signed-off-by origin HEAD
contains "$ANSWER" "2 of 2 commits" "both"
paste c
push_ok c origin HEAD

# --- wrong start -> rebase --onto
g c checkout -q -B develop origin/main
commit_file c dev one "development"
push_ok c origin HEAD
g c checkout -q -b hotfix/REC-11-start
commit_file c a one "$fix"
push_refused c "start-point commit-message signed-off-by" origin HEAD
contains "$ANSWER" "develop" "the wrong start is named"
repair_commands | sed -n 1,2p >"$push_base/first"
(cd "$WORK/c" && sh -e "$push_base/first") >/dev/null 2>&1
push_ok c origin HEAD

# --- a forbidden path -> git restore
fresh hotfix/REC-12-path
commit_file c secret/key one "$fix"
push_refused c paths origin HEAD
contains "$ANSWER" "secret/key" "the path is named"

# --- merges
fresh hotfix/REC-13-linear
commit_file c a one "$fix"
g c checkout -q -b side HEAD~1
commit_file c b one "$fix"
g c checkout -q hotfix/REC-13-linear
g c merge -q --no-ff -m "$fix" side
push_refused c linear-history origin HEAD
paste c
push_ok c origin HEAD

# --- too much
fresh hotfix/REC-14-size
for file in 1 2 3 4; do
	echo "$file" >"$WORK/c/$file"
done
g c add .
printf '%s\n' "$fix" >"$push_base/message"
g c commit -q -F "$push_base/message"
push_refused c change-size origin HEAD
contains "$ANSWER" "4 files" "the count and the limit"

# --- dates
fresh hotfix/REC-15-date
GIT_COMMITTER_DATE="2001-01-01T00:00:00Z" commit_file c a one "$fix"
push_refused c commit-date origin HEAD
paste c
push_ok c origin HEAD
fresh hotfix/REC-16-date
GIT_COMMITTER_DATE="2037-01-01T00:00:00Z" commit_file c a one "$fix"
commit_file c b one "$fix"
push_refused c commit-date origin HEAD
paste c
push_ok c origin HEAD

# --- committer
fresh hotfix/REC-17-committer
GIT_COMMITTER_EMAIL=alice@laptop commit_file c a one "$fix"
push_refused c committer origin HEAD

# --- tags
g c tag v1 origin/main
push_refused c annotated-tag origin v1
GIT_EDITOR="echo 'Hotfix v1' >"
paste c
GIT_EDITOR=:
push_ok c origin v1
g c tag -a -m "Hotfix v2" v2 hotfix/REC-9-deep
push_refused c annotated-tag origin v2

# --- fetch first
g c checkout -q -B main origin/main
commit_file c m one "on main"
g s.git update-ref refs/heads/main "$(g s.git rev-parse \
	refs/heads/hotfix/REC-9-deep)"
push_run c origin HEAD:refs/heads/main
isnt "$PUSH_STATUS" 0 "git itself says fetch first"

# --- several refs in one answer
fresh hotfix/one-bad
commit_file c a one "$fix"
g c branch feature/fine
PUSH_NAME="two bad refs and a good one" push_refused c "ref-name" origin \
	HEAD:refs/heads/hotfix/one-bad HEAD:refs/heads/hotfix/two-bad \
	feature/fine
contains "$ANSWER" "error: refs/heads/hotfix/one-bad refused" "the first"
contains "$ANSWER" "error: refs/heads/hotfix/two-bad refused" "the second"
contains "$ANSWER" "1 other ref" "the good one is said to be"

# --- hostile subjects
fresh hotfix/REC-18-escape
commit_file c a one "$(printf 'evil \033]0;x\007 \342\200\256subject')"
push_refused c "commit-message signed-off-by" origin HEAD
unlike "$(cat "$ANSWER")" "$(printf '\033')" "no escape sequence comes back"
contains "$ANSWER" "<U+001B>" "it is made visible"

# --- the cap
fresh hotfix/REC-19-many
i=0
while test $i -lt 60; do
	g c commit -q --allow-empty -m "wrong $i"
	i=$((i + 1))
done
push_refused c "commit-message signed-off-by" origin HEAD
contains "$ANSWER" "60 of 60 commits" "all are counted"
like "$(cat "$ANSWER")" 'and [0-9]+ more' "what is left out is said"
ok "the answer stays short" test "$(wc -l <"$ANSWER")" -lt 120

# --- check only
fresh hotfix/REC-20-check
commit_file c a one "$fix"
push_run c -o refgate=check origin HEAD
isnt "$PUSH_STATUS" 0 "a check never lands"
contains "$ANSWER" "check only: would be accepted" "would be accepted"
is "$(server_ref s refs/heads/hotfix/REC-20-check)" none "nothing moved"
push_ok c origin HEAD
done_testing
