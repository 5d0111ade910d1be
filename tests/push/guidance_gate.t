#!/bin/sh
# The words about a push as a whole: several refs and rules, modes, checks,
# limits, imports, and a gate that cannot judge.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/golden.sh
. "$REFGATE_SRC/tests/lib/golden.sh"

head_of_policy() {
	cat <<-'EOP'
	version: 1
	contact: "#release-managers"
	people:
	  alice: {emails: [alice@example.com], logins: [alice]}
	groups:
	  leads: [bob@example.com]
	EOP
}
# policy MAIN-RULES [TOP-LEVEL LINES]
policy() {
	head_of_policy
	test $# -lt 2 || printf '%s\n' "$2"
	cat <<-EOP
	rulesets:
	  - name: main
	    refs: ["refs/heads/main"]
	    rules: {creation: {}}
	  - name: hotfix
	    refs: ["refs/heads/hotfix/**"]
	    rules:
	      start-point: {from: ["refs/heads/main"]}
	      $1
	EOP
}
strict='commit-message: {subject: {pattern: "^fix: ", shape: "fix: <description>"}}'
policy "$strict" >"$WORK/strict.yml"
new_server s "$WORK/strict.yml"
pusher alice
golden_clone
seed c

# --- several rules at once: what changes the name comes last
policy "ref-name: {pattern: 'hotfix/REC-[0-9]+', shape: 'hotfix/REC-<number>'}
      signed-off-by: {}
      paths: {deny: [secret]}
      commit-date: {}
      $strict" | set_policy s
fresh hotfix/all
put secret one "all wrong"
editor 'fix: all right

Signed-off-by: Alice <alice@example.com>'
refused several-rules \
	"ref-name signed-off-by commit-date commit-message paths" c origin HEAD
mended c 's/NUMBER/1/'
no_editor

# --- the same, deeper: what comes later finds its commits by their places
fresh hotfix/REC-2
put a one "fix: signed

Signed-off-by: Alice <alice@example.com>"
put secret one "wrong"
put b one "fix: not signed"
put c one "fix: signed, too

Signed-off-by: Alice <alice@example.com>"
refused several-rules-deep \
	"signed-off-by commit-date commit-message paths" c origin HEAD
editor 'fix: all right

Signed-off-by: Alice <alice@example.com>'
mended c ''
no_editor
fresh hotfix/REC-3
put secret one "wrong"
g c checkout -q -B side3 origin/main
put d one "fix: at the side"
g c checkout -q hotfix/REC-3
at
g c merge -q --no-ff -m "fix: merge" side3
now
refused several-rules-merge \
	"signed-off-by commit-date commit-message paths" c origin HEAD
unmended "it takes two pushes, and says so"

# --- several refs, a good one among them
set_policy s "$WORK/strict.yml"
fresh hotfix/one
put a one "wrong one"
g c branch feature
put b one "wrong two"
refused several-refs "commit-message" c origin HEAD~1:refs/heads/hotfix/one \
	HEAD:refs/heads/hotfix/two feature
unmended "it is two repairs of two branches"
i=0
set --
while test $i -lt 14; do
	set -- "$@" "HEAD:refs/heads/hotfix/many-$i"
	i=$((i + 1))
done
refused many-refs commit-message c origin "$@"
unmended "it is fourteen repairs"

# --- positions: a root, below a merge, on another branch of the server
policy "$strict" >"$WORK/unborn.yml"
sed -i '/start-point/d' "$WORK/unborn.yml"
set_policy s "$WORK/unborn.yml"
at
root=$(g c commit-tree -m "a root" 'HEAD^{tree}')
now
g c checkout -q -B hotfix/root "$root"
put c one "fix: behind it"
editor "fix: mended"
refused root commit-message c origin HEAD
mended c ''
set_policy s "$WORK/strict.yml"
fresh hotfix/merge
put c one "wrong"
g c checkout -q -B side origin/main
put d one "fix: at the side"
g c checkout -q hotfix/merge
at
g c merge -q --no-ff -m "fix: merge" side
now
refused below-merge commit-message c origin HEAD
mended c ''
fresh hotfix/merge-itself
put e one "fix: e"
g c checkout -q -B side2 origin/main
put f one "fix: f"
g c checkout -q hotfix/merge-itself
at
g c merge -q --no-ff -m "Merge it" side2
now
put g one "fix: g"
refused merge-itself commit-message c origin HEAD
mended c ''
fresh hotfix/elsewhere
put h one "wrong, but on feature already"
g c push -q origin HEAD:refs/heads/other
put i one "fix: i"
refused on-another-branch commit-message c origin HEAD
mended c ''
no_editor

# --- many findings, long and odd subjects
fresh hotfix/many
i=0
while test $i -lt 30; do
	at
	g c commit -q --allow-empty -m "wrong $i"
	i=$((i + 1))
done
now
refused many-commits commit-message c origin HEAD
editor "fix: mended"
mended c ''
no_editor
fresh hotfix/odd
put j one "a subject that goes on and on and on, far beyond what anybody would call a subject, and then some more"
put k one "$(printf 'na\303\257ve \346\274\242\345\255\227 \033[31mred \342\200\256x')"
GOLDEN_FOREIGN=yes
refused odd-subjects commit-message c origin HEAD
editor "fix: mended"
mended c ''
no_editor

# --- a name that a shell would read
set_policy s "$WORK/strict.yml"
# shellcheck disable=SC2016 # a name, no command
odd="hotfix/it's-\$(x)-ä"
fresh "$odd"
put l one "wrong"
GOLDEN_FOREIGN=yes
refused odd-names commit-message c origin "refs/heads/$odd"
editor "fix: mended"
mended c ''
no_editor

# --- help, warnings, evaluate mode
policy "commit-message: {subject: {pattern: '^fix: '}, help: 'The guide tells how a message is written; nobody is born with it, so do have a look.', url: 'https://example.com/guide'}" |
	set_policy s
fresh hotfix/help
put m one "wrong"
refused help commit-message c origin HEAD
editor "fix: mended"
mended c ''
no_editor
policy "commit-message: {subject: {pattern: '^fix: '}, severity: warning}" |
	set_policy s
fresh hotfix/warned
put m one "wrong"
warned warning commit-message c origin HEAD
policy "$strict" "mode: evaluate" | set_policy s
fresh hotfix/evaluated
put n one "wrong"
warned evaluate commit-message c origin HEAD

# --- on trial, where something only warns, and a rule cannot do without a name
policy "ref-name: {pattern: 'hotfix/(?<id>T-[0-9]+)', accept: [hotfix/T-1]}
      commit-message: {subject: {pattern: '^\${id}: '}}
      change-size: {files: 1, severity: warning}" "mode: evaluate" |
	set_policy s
fresh hotfix/on-trial
put n one "wrong"
put o two "wrong"
warned evaluate-warned "ref-name change-size" c origin HEAD
fresh hotfix/T-7
put n one "T-7: right"
put o two "T-7: right"
warned evaluate-only-warned change-size c origin HEAD

# --- check only
set_policy s "$WORK/strict.yml"
fresh hotfix/check
put n one "fix: clean"
push_run c -o refgate=check origin HEAD
golden check-clean
put o one "wrong"
push_run c -o refgate=check origin HEAD
golden check-refused
editor "fix: mended"
mended c '' origin HEAD
no_editor

# --- who pushes is not proven; a pattern that takes too many steps
policy "committer: {is-pusher: true}" | set_policy s
pusher mallory
fresh hotfix/who
put p one "one"
refused broken-pusher committer c origin HEAD
policy "creation: {allow: [leads]}" | set_policy s
refused broken-creation creation c origin HEAD
pusher alice
policy "commit-message: {subject: {pattern: '^(a+)+\$'}}" | set_policy s
fresh hotfix/steps
put q one "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"
refused broken-pattern commit-message c origin HEAD

# --- limits
limited() {
	policy "$strict" "limits: {$1}" | set_policy s
}
fresh hotfix/limits
put r one "fix: one"
put s one "fix: two"
put t one "fix: three"
limited "commits: 2"
refused limit-commits "" c origin HEAD
limited "refs: 1"
refused limit-refs "" c origin HEAD:refs/heads/hotfix/a HEAD:refs/heads/hotfix/b
limited "message-bytes: 1KiB"
fresh hotfix/long
put u one "$(printf 'fix: long\n\n%01200d' 0)"
refused limit-message "" c origin HEAD
python3 -c 'print("fix: endless\n\n" + "word " * 300000)' >"$WORK/long"
at
g c commit -q --allow-empty -F "$WORK/long"
now
refused limit-object "" c origin HEAD~2:refs/heads/hotfix/x HEAD

# --- an import that is closed
policy "$strict" "import: [leads]" >"$WORK/closed.yml"
new_server empty "$WORK/closed.yml"
g c remote add empty "$WORK/empty.git"
pusher alice
push_clone=c
timeout 60 git -C "$WORK/c" push empty main >"$ANSWER" 2>&1
sed -i 's/^\(remote:.*[^ ]\) *$/\1/' "$ANSWER"
golden import

# --- no policy, or none that loads
SERVER=s
fresh hotfix/policy
put v one "fix: one"
set_policy s none
PUSH_NAME="no-policy: refused" push_refused c "" origin HEAD
# Broken elsewhere as the directories are longer or shorter.
like "$(golden_lines | tr '\n' ' ')" \
	'no policy was found; looked at refgate.policy .not set., .*/refgate/policy.yml, .*/refgate/policy.yml .*this is not your fault: ask your git administrators' \
	"no-policy: its words"
echo 'version: [' | set_policy s
refused policy-broken "" c origin HEAD
set_policy s "$WORK/strict.yml"
chmod 666 "$WORK/s.git/refgate/policy.yml"
refused policy-writable "" c origin HEAD
chmod 644 "$WORK/s.git/refgate/policy.yml"

# --- GitLab shows lines with its prefix, and only those
new_server lab "$WORK/strict.yml"
g lab.git config refgate.identity gitlab
new_clone l
g s.git push -q "$WORK/lab.git" main 2>/dev/null
at
commit_file l x y "start"
seed l
at
g l checkout -q -b hotfix/lab
commit_file l y y "wrong"
now
GL_USERNAME=alice GL_REPOSITORY=project-1 GL_PROJECT_PATH=team/project
GL_PROTOCOL=ssh
export GL_USERNAME GL_REPOSITORY GL_PROJECT_PATH GL_PROTOCOL
refused gitlab commit-message l origin HEAD
is "$(golden_lines | grep -vc '^GL-HOOK-ERR:')" 0 "gitlab: every line has it"
editor "fix: mended"
sed -i 's/^remote: GL-HOOK-ERR: /remote: /' "$ANSWER"
golden_pending=gitlab
mended l ''
no_editor
golden_settle
done_testing
