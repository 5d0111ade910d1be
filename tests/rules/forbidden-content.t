#!/bin/sh
# forbidden-content: what no added line may hold. The secrets are put together
# here, so that no scanner finds them in this file; the forms have a unit of
# their own, test_secrets.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"

letters=qT7wZ3kRb9XnC5vMj2Hs8LdPf4GyA6eUiO1t
token="gh"; token="${token}p_$letters"
other="gl"; other="${other}pat-$(echo "$letters" | cut -c 1-20)"
key="-----BEGIN OPENSSH PRIVATE"; key="$key KEY-----"
marker=$(printf '%7s' '' | tr ' ' '<')

policy() {
	cat <<POLICY
version: 1
vars: {word: 'dbg'}
rulesets:
  - name: topic
    refs: ["refs/heads/topic/*"]
    rules:
      ref-name: {pattern: 'topic/(?<id>[a-z0-9.]+)', shape: topic/ID}
      start-point: {from: ["refs/heads/main"]}
      forbidden-content:
        - {secrets: true}
        - {conflict-markers: true, paths: ["**", "!docs/**"]}
        - {bidi: true}
        - {name: a debugging aid, pattern: '\b\${word}\(', paths: ["src/**", "!src/dbg.h"]}
        - {pattern: 'not for \${id}\$'}
        $1
  - name: short
    refs: ["refs/heads/short/*"]
    rules:
      start-point: {from: ["refs/heads/main"]}
      forbidden-content: {secrets: true, bidi: true $2}
POLICY
}
policy "" "" >"$WORK/policy.yml"
new_server s "$WORK/policy.yml"
new_clone c
commit_file c README one "start"
commit_file c src/a.c "int main;" "start"
commit_file c old "$token" "a secret that was there before"
seed c

fresh() {
	g c checkout -q -f -B "$1" "${2:-origin/main}"
	g c clean -qfd
}
n=0
# refuses PATH CONTENT TEXT NAME, accepts PATH CONTENT NAME: a branch each
refuses() {
	n=$((n + 1))
	fresh "topic/n$n"
	commit_file c "$1" "$2" "${4:-$3}"
	PUSH_NAME="refused: ${4:-$3}" push_refused c forbidden-content origin HEAD
	contains "$ANSWER" "\"$1\" $3" "told: ${4:-$3}"
}
accepts() {
	n=$((n + 1))
	fresh "${4:-topic}/n$n"
	commit_file c "$1" "$2" "$3"
	PUSH_NAME="accepted: $3" push_ok c origin HEAD
}

# --- secrets
refuses conf "one
token=$token" "line 2: GitHub token"
lacks "$ANSWER" "$letters" "the secret is not shown"
lacks "$WORK/s.git/refgate/audit.jsonl" "$letters" "nor is it logged"
contains "$WORK/s.git/refgate/audit.jsonl" "GitHub token" "but its name is"
contains "$ANSWER" "revoke it" "what is to be done first"
refuses id_ed25519 "$key" "line 1: private key"
refuses "sp ace" "$other" "line 1: GitLab token"
refuses latin "$(printf '\344 %s \374' "$token")" "line 1: GitHub token" \
	"in a file that is not UTF-8"
refuses min.js "$(head -c 200000 /dev/zero | tr '\0' a);$token;$(
	head -c 200000 /dev/zero | tr '\0' b)" "line 1: GitHub token" \
	"in a line of 400 KB"
accepts docs/a "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" "a placeholder"
accepts docs/b "if (starts_with(line, \"$key\"))" "a parser"
accepts docs/c "password = \"hunter2\"" "what no form tells"
fresh topic/link
ln -s "https://$token@example.com" "$WORK/c/link"
g c add link
g c commit -q -m "in a link"
push_refused c forbidden-content origin HEAD
fresh topic/binary
printf '\0%s\n' "$token" >"$WORK/c/bin"
g c add bin
g c commit -q -m "a binary file has no lines"
push_ok c origin HEAD

# --- large files
fresh topic/large
{
	head -c 9000000 /dev/zero | tr '\0' '\n'
	echo "$token"
} >"$WORK/c/large"
g c add large
g c commit -q -m "nine megabytes"
push_refused c forbidden-content origin HEAD
contains "$ANSWER" "line 9000001: GitHub token" "a large file is looked through"
fresh topic/huge
{
	head -c 67108865 /dev/zero | tr '\0' 'x'
} >"$WORK/c/huge"
g c add huge
g c commit -q -m "too large"
push_refused c forbidden-content origin HEAD
contains "$ANSWER" "too large to be looked through; at most 64MiB" "one too large"
paste c
is "$(server_ref s refs/heads/topic/huge)" "$(g c rev-parse HEAD)" \
	"and taken out"

# --- markers, bidi, patterns
refuses a "one
$marker HEAD" "line 2: a conflict marker"
refuses a "$(echo "$marker" | tr '<' '>') topic" "line 1: a conflict marker" \
	"the other end"
refuses a "$(echo "$marker" | tr '<' '|')" "line 1: a conflict marker" \
	"the base"
refuses a "$(printf '%s HEAD\r' "$marker")" "line 1: a conflict marker" \
	"with CR"
accepts a "Heading
=======
<$marker HEAD
 $marker HEAD
${marker}HEAD" "what is none"
accepts docs/a "$marker HEAD" "where nobody looks"
refuses a "$(printf 'if \342\200\256 x')" \
	"line 1: the bidirectional control U+202E"
refuses a "$(printf '\342\201\246')" "line 1: the bidirectional control U+2066"
accepts a "$(printf '\342\200\217 right-to-left mark')" "a mark is no control"
refuses src/b.c "a;
	dbg(1);" "line 2: a debugging aid"
refuses src/b.c "$(head -c 100000 /dev/zero | tr '\0' 'a') dbg(1);" \
	"line 1: a debugging aid" "far behind in a line"
refuses src/b.c "$(awk 'BEGIN { for (; i < 40000; i++) printf "\342\202\254" }') dbg(1);" \
	"line 1: a debugging aid" "far behind, cut at characters"
refuses src/b.c "$(printf '\344 dbg(\374)')" "line 1: a debugging aid" \
	"where a line is not UTF-8"
accepts b.c "dbg(1)" "in another folder"
accepts src/dbg.h "dbg(1)" "in a file that is excluded"
fresh topic/x.y
commit_file c a "not for x.y" "late"
push_refused c forbidden-content origin HEAD
# shellcheck disable=SC2016 # as the policy has it
contains "$ANSWER" 'line 1: not for ${id}$' "the pattern is its own name"
fresh topic/xzy
commit_file c a "not for x.y" "late"
push_ok c origin HEAD

# --- added lines, and no others
fresh topic/added
printf '%s\nmore\n' "$token" >"$WORK/c/old"
g c commit -q -a -m "a line below"
chmod +x "$WORK/c/old"
g c commit -q -a -m "a mode"
g c rm -q old
g c commit -q -m "a file less"
push_ok c origin HEAD
fresh topic/moved
g c mv old new
g c commit -q -m "renames are not guessed"
push_refused c forbidden-content origin HEAD

# --- there and back
fresh topic/back
commit_file c conf "$token" "a secret"
commit_file c work one "work"
g c rm -q conf
g c commit -q -m "no secret"
push_refused c forbidden-content origin HEAD
contains "$ANSWER" "1 of 3 commits" "a secret that is gone again"
paste c 's/^git add -u/echo none >conf; git add -u/'
is "$(server_ref s refs/heads/topic/back)" none "by hand, it takes a decision"
g c rm -q --ignore-unmatch conf
GIT_EDITOR=: g c rebase --continue >/dev/null 2>&1
push_ok c origin HEAD
is "$(g c log --format=%s -S"$token" origin/main..HEAD)" "" \
	"and then it is in no commit"
fresh topic/below
commit_file c conf "one
$token" "a secret"
commit_file c work one "work"
push_refused c forbidden-content origin HEAD
paste c 's/^git add -u/sed -i 2d conf; git add -u/'
is "$(server_ref s refs/heads/topic/below)" "$(g c rev-parse HEAD)" \
	"the repair of a commit below was pushed"
is "$(g c show HEAD~:conf) $(g c show HEAD:work)" "one one" "with the rest"
fresh topic/tip
commit_file c conf "one
$token" "a secret"
push_refused c forbidden-content origin HEAD
paste c 's/^git add -u/sed -i 2d conf; git add -u/'
is "$(server_ref s refs/heads/topic/tip)" "$(g c rev-parse HEAD)" \
	"the repair of the tip was pushed"

# --- merges: lines that no parent has
fresh side
printf 'a\n%s\nb\n' "$token" >"$WORK/c/conf"
g c add conf
g c commit -q -m "on a branch without rules"
fresh topic/merge
printf 'a\nb\n' >"$WORK/c/conf"
g c add conf
g c commit -q -m "the same file"
g c merge -q side >/dev/null 2>&1
printf 'mine\na\n%s\nb\n' "$token" >"$WORK/c/conf"
g c add conf
g c commit -q -m "resolved"
push_refused c forbidden-content origin HEAD
contains "$ANSWER" "1 of 3 commits" "the side is to blame, not the merge"
fresh lone
printf 'a\nside\nb\n' >"$WORK/c/conf"
g c add conf
g c commit -q -m "clean"
fresh topic/evil
printf 'a\nb\n' >"$WORK/c/conf"
g c add conf
g c commit -q -m "the same file"
g c merge -q lone >/dev/null 2>&1
printf 'a\nside\nb\n%s\n' "$token" >"$WORK/c/conf"
g c add conf
g c commit -q -m "evil"
push_refused c forbidden-content origin HEAD
contains "$ANSWER" "line 4: GitHub token" "an evil merge"
contains "$ANSWER" "1 of 3 commits" "and it alone"

fresh known
printf 'a\n%s\nb\n' "$token" >"$WORK/c/late"
g c add late
g c commit -q -m "known by then"
g c push -q origin known
g s.git branch -f main known
fresh lone2
printf 'a\nb\nside\n' >"$WORK/c/late"
g c add late
g c commit -q -m "clean"
fresh topic/known known
commit_file c work one "work"
g c merge -q lone2 >/dev/null 2>&1
printf 'a\n%s\nb\nside\n' "$token" >"$WORK/c/late"
g c add late
g c commit -q -m "a line that one parent has"
push_ok c origin HEAD
g s.git branch -f main "$(g c rev-parse origin/main)"

# --- false alarms
fresh topic/allow
commit_file c conf "one
$token
$other" "not secrets at all"
push_refused c forbidden-content origin HEAD
place=$(sed -n 's/^remote:   place *//p' "$ANSWER" | head -n 1)
is "$place" "$(g c rev-parse HEAD:conf):2" "the place is told"
policy "- {allow: ['$place']}" "" >"$WORK/policy.yml"
set_policy s "$WORK/policy.yml"
push_refused c forbidden-content origin HEAD
lacks "$ANSWER" "line 2" "what is allowed is not told"
contains "$ANSWER" "line 3" "the other is"
policy "- {allow: ['$place', '${place%2}3']}" "" >"$WORK/policy.yml"
set_policy s "$WORK/policy.yml"
push_ok c origin HEAD
commit_file c conf2 "two
$token" "the same line elsewhere"
push_refused c forbidden-content origin HEAD

# --- without a list
policy "" ", allow: ['$place']" >"$WORK/policy.yml"
set_policy s "$WORK/policy.yml"
accepts a "$marker HEAD" "not asked for" short
fresh short/a
commit_file c a "$token" "a secret"
push_refused c forbidden-content origin HEAD

# --- patterns that cannot be judged
set_policy s <<'POLICY'
version: 1
rulesets:
  - name: topic
    refs: ["refs/heads/topic/*"]
    rules:
      start-point: {from: ["refs/heads/main"]}
      forbidden-content: [{name: steps, pattern: '^(a+)+$'}]
POLICY
fresh topic/steps
commit_file c a "$(head -c 100 /dev/zero | tr '\0' a)!" "too many steps"
push_refused c forbidden-content origin HEAD
contains "$ANSWER" 'line 1: the pattern' "the line is told"
contains "$ANSWER" '(a+)+' "and the pattern"

# --- what does not load
refuses_policy() {
	printf 'version: 1\nrulesets:\n- name: x\n  refs: [refs/heads/x]\n' \
		>"$WORK/bad.yml"
	printf '  rules:\n    forbidden-content: %s\n' "$1" >>"$WORK/bad.yml"
	refgate policy lint "$WORK/bad.yml" >"$ANSWER" 2>&1
	is $? 2 "refused: $1"
	contains "$ANSWER" "$2" "because: $2"
}
refuses_policy '[{name: x, paths: [a]}]' \
	"an item of 'texts' forbids nothing"
refuses_policy '{allow: []}' \
	"error: nothing is forbidden"
refuses_policy '[{secrets: true, paths: ["!tests/**"]}]' \
	"'paths' only excludes, so no file is looked at"
refuses_policy '{secrets: true, allow: ["3f1c2ab:12"]}' \
	"'allow' wants <blob id>:<line>, not '3f1c2ab:12'"
refuses_policy '[{secrets: true, allow: ["3f1c2ab4d5e6f708192a3b4c5d6e7f8091a2b3c4:0"]}]' \
	"'allow' wants <blob id>:<line>"
refuses_policy '{secrets: true, exempt: {reverts: true}}' \
	"takes no exemption but 'pushers'"

done_testing
