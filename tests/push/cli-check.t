#!/bin/sh
# refgate check: in a clone, the same engine and the same words as the hook.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

export TMPDIR="$WORK/tmp"
mkdir "$TMPDIR"
policy=$WORK/policy.yml
cat >"$policy" <<'EOF'
version: 1
contact: "#release-managers"
people:
  alice: {emails: [alice@example.com], logins: [al]}
groups:
  leads: [alice]
rulesets:
  - name: hotfix
    refs: ["refs/heads/hotfix/**"]
    rules:
      ref-name:
        pattern: 'hotfix/(?<id>REC-[0-9]+)-(?<slug>[a-z0-9-]+)'
        shape: hotfix/REC-<number>-<description>
        accept: [hotfix/REC-123-fix-login]
      start-point: {from: ["refs/heads/main"]}
      commit-message:
        subject: {pattern: '^${id}: .'}
  - name: main
    refs: ["~DEFAULT"]
    rules:
      update: {allow: [leads]}
      paths: {deny: ["secret/**"]}
  - name: tags
    refs: ["refs/tags/v*"]
    rules:
      annotated-tag: {}
EOF

# check STATUS ARGUMENT... in the clone; the output is in $OUT and $ERR.
check() {
	check_wanted=$1
	shift
	(cd "$WORK/${CLONE:-c}" && refgate check "$@") >"$OUT" 2>"$ERR" </dev/null
	check_status=$?
	is "$check_status" "$check_wanted" "exit status of check $*"
}

# The summary tells "refused" from "would be refused"; all else is the same.
same_words() {
	sed -n 's/^remote: \{0,1\}//p' "$ANSWER" |
		grep -v -e '^error: nothing was changed' -e '^hint: push ' |
		sed 's/^\(error: [^ ]*\) refused:/\1 would be refused:/' \
			>"$WORK/hook"
	grep -v '^hint: policy ' "$OUT" >"$WORK/command"
	same_file "$WORK/command" "$WORK/hook" "$1"
}

OUT=$WORK/out
ERR=$WORK/err
new_server s "$policy"
new_clone c
commit_file c a one "a first commit"
seed c
g c remote set-head origin main
g c config refgate.policy "$policy"

# --- the words of the hook
g c switch -q --no-track -c hotfix/fix-login origin/main
commit_file c b one "fix the login"
check 1
contains "$OUT" '[ref-name] "hotfix/fix-login"' \
	"a wrong name is refused"
push_refused c "ref-name" origin HEAD
same_words "the words of the hook for a wrong name"
is "$(cat "$ERR")" "" "no message beside the refusal"

g c branch -m hotfix/REC-1-login
check 1
push_refused c "commit-message" origin HEAD
same_words "the words of the hook for a wrong message"
g c commit -q --amend -m "REC-1: fix the login"
check 0
contains "$OUT" 'success: would be accepted: refs/heads/hotfix/REC-1-login new at ' \
	"what was judged is told"
contains "$OUT" ', 1 commit judged' "with the number of commits"
push_ok c -u origin HEAD
check 0
contains "$OUT" 'nothing to push' "pushed, nothing is left to push"

# --- the upstream
commit_file c b two "no ticket"
check 1
contains "$OUT" 'refs/heads/hotfix/REC-1-login would be refused' \
	"the upstream of the branch is judged"
contains "$OUT" '[commit-message]' "the rule is named"
g c reset -q --hard HEAD~1
g c switch -q -c hotfix/REC-2-x --track origin/main
commit_file c b three "anything"
check 0
contains "$OUT" 'refs/heads/main ' \
	"a branch made from origin/main is pushed there"
contains "$ERR" 'judged as a push to refs/heads/main, the upstream of' \
	"which is told"
check 1 --ref hotfix/REC-2-x
contains "$OUT" '[commit-message]' "with --ref it is another push"
g c switch -q --detach
check 2
contains "$ERR" '--ref' "without a branch the ref must be named"

# --- values of refs that are assumed
g c switch -q main
commit_file c secret/key one "a key"
check 1 --ref main HEAD~1 HEAD
contains "$OUT" '[paths]' "OLD NEW"
check 1 --ref main HEAD~1..HEAD
contains "$OUT" '[paths]' "OLD..NEW"
seed c refs/heads/main:refs/heads/main
check 1 --ref main HEAD~1..HEAD
contains "$OUT" '[paths]' \
	"OLD counts, wherever the remote-tracking branch is"
check 0 --ref refs/heads/main HEAD..HEAD
g c branch base HEAD~1
check 0 --ref hotfix/REC-3-x 0000000000000000000000000000000000000000 base
contains "$OUT" 'hotfix/REC-3-x new at' "zeros are a ref that is not there"
check 1 --ref main HEAD 0000000000000000000000000000000000000000
contains "$OUT" '[deletion]' "NEW of zeros is a deletion"
g c tag v1.0
check 1 --ref refs/tags/v1.0
contains "$OUT" '[annotated-tag]' \
	"a tag of the clone is taken for new"
g c tag -f -a -m v1.0 v1.0 >/dev/null
check 0 --ref refs/tags/v1.0
check 1 --ref 'a b' HEAD~1 HEAD
contains "$OUT" '[structure]' "a name that git does not take"
check 1 --ref "$(printf 'x\342\200\256y')" HEAD~1 HEAD
contains "$OUT" '<U+202E>' "names are escaped"

# --- who pushes
g c switch -q -C plain HEAD~1
commit_file c d one "plain"
check 0 --ref main base..HEAD
g c config user.email mallory@example.com
check 1 --ref main base..HEAD
contains "$OUT" '[update]' "user.email says who pushes"
check 0 --ref main --as al base..HEAD
g c config --unset user.email

# --- formats and colours
g c switch -q main
check 1 --format json --ref main base..main
ok "json can be read" python3 - "$OUT" <<'EOF'
import json, sys
data = json.load(open(sys.argv[1]))
finding = data["findings"][0]
assert data["accepted"] is False
assert [ref["name"] for ref in data["refs"]] == ["refs/heads/main"]
assert finding["rule"] == "paths" and finding["verdict"] == "fail"
assert finding["ref"] == "refs/heads/main"
assert set(finding) >= {"commit", "text", "path", "line", "ruleset"}
EOF
check 0 --format json --ref main main..main
contains "$OUT" '"accepted":true' "accepted in json"
escape=$(printf '\033')
check 1 --ref main base..main
lacks "$OUT" "$escape" "no colour into a file"
check 1 --color always --ref main base..main
contains "$OUT" "${escape}[1;31merror:${escape}[m" \
	"colour where it is asked for"
check 1 --color never --ref main base..main
lacks "$OUT" "$escape" "none where it is not"
check 1 --color always --format json --ref main base..main
lacks "$OUT" "$escape" "never in json"

# --- policies
check 2 --policy "$WORK/none.yml"
contains "$ERR" 'none.yml' "a policy that is missing"
printf 'version: 1\nrulsets: []\n' >"$WORK/bad.yml"
check 2 --policy "$WORK/bad.yml"
contains "$ERR" 'bad.yml:2:1: error:' "a policy that does not load"
is "$(cat "$OUT")" "" "messages are not data"
check 2 --policy nonesuch
contains "$ERR" "no policy 'nonesuch'" "a preset that is not there"
check 0 --policy default --ref main origin/main..main
g c config --unset refgate.policy
check 2
contains "$ERR" 'no policy' "no policy at all"
mkdir "$WORK/c/.git/refgate"
cp "$policy" "$WORK/c/.git/refgate/policy.yml"
chmod 666 "$WORK/c/.git/refgate/policy.yml"
check 1 --ref main base..main
contains "$OUT" '[paths]' "a developer's own file may have any mode"

# --- the hook pre-push
zeros=0000000000000000000000000000000000000000
printf 'refs/heads/main %s refs/heads/main %s\n' "$(g c rev-parse main)" \
	"$(g c rev-parse base)" >"$WORK/lines"
(cd "$WORK/c" && refgate check --pre-push origin url) <"$WORK/lines" >"$OUT"
is $? 1 "exit status of --pre-push"
contains "$OUT" '[paths]' "the lines of pre-push are judged"
(cd "$WORK/c" && refgate check --pre-push) <"$policy" >"$OUT" 2>"$ERR"
is $? 2 "other lines are not"
g c branch -f 'base' HEAD~1
printf 'HEAD^{/a key} %s refs/heads/main %s\n' "$(g c rev-parse main)" \
	"$(g c rev-parse base)" >"$WORK/lines"
(cd "$WORK/c" && refgate check --pre-push origin url) <"$WORK/lines" >"$OUT"
is $? 1 "what git calls the local ref may hold blanks"
for line in ' 1' "a $zeros b" "a $zeros  $zeros" "$zeros b $zeros" \
	"a $zeros b 0"; do
	(cd "$WORK/c" && echo "$line" | refgate check --pre-push) >"$OUT" 2>&1
	is $? 2 "no line of git's: '$line'"
done
(cd "$WORK/c" && refgate check --pre-push origin url) </dev/null >"$OUT"
is $? 0 "nothing to push is accepted"
check 2 --pre-push --ref main
contains "$ERR" 'exclude each other' "--ref beside --pre-push"

printf '#!/bin/sh\nexec refgate check --pre-push "$@"\n' \
	>"$WORK/c/.git/hooks/pre-push"
chmod +x "$WORK/c/.git/hooks/pre-push"

# hooked STATUS ARGUMENT...: git push with that hook, and no hook on the server
hooked() {
	hooked_wanted=$1
	shift
	(PATH=$(push_path) && export PATH && git -C "$WORK/c" push "$@") \
		>"$OUT" 2>&1 </dev/null
	hooked_status=$?
	is "$((hooked_status != 0))" "$hooked_wanted" "git push $*"
}

before=$(push_refs "$WORK/s.git")
mv "$WORK/s.git/hooks" "$WORK/no-hooks"
commit_file c secret/key two "another key"
hooked 1 origin HEAD
contains "$OUT" 'refs/heads/main would be refused: 1 problem' \
	"git push is stopped, and why"
contains "$OUT" '[paths]' "by the hook's rule"
hooked 1 origin main base:refs/heads/other
contains "$OUT" '1 other ref of this push would have been accepted' \
	"of several refs one is enough"
hooked 1 origin :main
contains "$OUT" '[deletion]' "a deletion"
hooked 1 origin 'HEAD^{/another key}:refs/heads/main'
contains "$OUT" '[paths]' "a commit that is named by a word of it"
hooked 1 "$WORK/s.git" main
contains "$OUT" '[paths]' "a push to a URL"
is "$(push_refs "$WORK/s.git")" "$before" "nothing of it has moved"
git clone -q "$WORK/s.git" "$WORK/other" 2>/dev/null
commit_file other f one "meanwhile"
g other push -q origin HEAD:refs/heads/moved
g other commit -q --amend -m "and again"
g c fetch -q origin
g other push -q -f origin HEAD:refs/heads/moved
hooked 1 origin +base:refs/heads/moved
contains "$OUT" 'refs/heads/moved has moved on the server' \
	"a ref whose value is not in the clone"
g other push -q origin :moved
hooked 0 origin base:refs/heads/other
contains "$OUT" 'would be accepted: refs/heads/other new at' \
	"what is accepted is pushed"
hooked 0 origin :other
contains "$OUT" 'refs/heads/other deleted' "so is a deletion"
mv "$WORK/no-hooks" "$WORK/s.git/hooks"
rm "$WORK/c/.git/hooks/pre-push"

# --- linked work trees, servers, no repository
g c worktree add -q "$WORK/tree" -b hotfix/REC-4-tree base 2>/dev/null
commit_file tree e one "no ticket"
CLONE=tree check 1
contains "$OUT" 'refs/heads/hotfix/REC-4-tree' "a linked work tree"
g s.git fetch -q "$WORK/c" base
g s.git config remote.origin.url "$WORK/elsewhere"
CLONE=s.git check 1 --as al --ref main "$(g c rev-parse base)" main
contains "$OUT" '[paths]' "on the server, against its own refs"
CLONE=s.git check 2
contains "$ERR" 'OLD NEW' "where a push must be named"
mkdir "$WORK/outside"
CLONE=outside check 2
contains "$ERR" 'not a git repository' "outside of a repository"
g c remote remove origin
check 2
contains "$ERR" 'no remote' "without a remote"
check 1 --ref main base..main
git clone -q --depth 1 "file://$WORK/s.git" "$WORK/shallow" 2>/dev/null
CLONE=shallow check 1 --policy "$policy" --ref hotfix/REC-5-x
contains "$ERR" 'shallow' "a shallow clone cannot be judged"

# --- wrong usage, and nothing left behind
check 2 a b c
check 2 HEAD
check 2 HEAD...HEAD~1
check 2 --format xml
check 2 --color sometimes
check 2 --nonesuch
check 2 --ref
contains "$ERR" 'try refgate check --help' "a hint at help"
check 2 nonesuch..HEAD
check 0 --help
contains "$OUT" 'usage: refgate check' "help is data"
is "$(ls "$TMPDIR")" "" "no view is left behind"

done_testing
