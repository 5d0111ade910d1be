#!/bin/sh
# What each action's record says, member by member, of real pushes and
# commands: in full, in every log that a policy names, and in lines that fit.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"
# shellcheck source=tests/lib/override.sh
. "$REFGATE_SRC/tests/lib/override.sh"

AUDIT=$REFGATE_SRC/tests/audit
LOG=$WORK/s.git/refgate/audit.jsonl

# policy [LINE]: that of s
policy() {
	set_policy s <<-POLICY
	version: 1
	${1:-}
	people:
	  pam: {emails: [pam@example.com], logins: [pam]}
	groups:
	  leads: [lead@example.com, other@example.com]
	limits: {commits: 50}
	override:
	  from: [leads]
	  incident: 'INC-[0-9]+'
	  max-duration: 4h
	  require: {Reason: '.{10,}'}
	rulesets:
	  - name: main
	    refs: ["refs/heads/main"]
	    rules:
	      commit-message: {subject: {pattern: '^good'}}
	      signature: {level: trusted}
	POLICY
	allow s lead other pam
}

new_server s none
policy
g s.git config refgate.identity gitolite
export GL_USER=pam GL_REPO=s SSH_CONNECTION="192.0.2.1 5 192.0.2.2 22"
new_clone c
commit_file c a start "good start"
seed c
start=$(g c rev-parse HEAD)

refgate record installed --by carol "$WORK/s.git" || die "not installed"
sign_as c stranger
commit_file c a bad "bad"
push_ends 1 c origin main
push_ends 1 c -o refgate=check origin main
g c push -q origin HEAD:refs/proposals/p 2>/dev/null
authorize c lead main
authorize c other main
push_ends 0 c -o override=INC-1 origin main
sign_as c pam
for n in 1 2; do
	commit_file c a "$n" "good $n"
done
push_ends 0 c origin main
is "$(value push-landed "r['refgate']['refs'][0]['commits']")" 2 \
	"how many commits have landed"
refgate import open --for 1h "$WORK/s.git" >/dev/null || die "no window"
is "$(value import "r['event']['dataset'], r['log']['level'], r['refgate']['refs']")" \
	"('refgate.gate', 'notice', [])" "a window is no push"
commit_file c a import "bad, but an import"
push_ends 0 c origin main
rm "$WORK/s.git/refgate/import-until"
mv "$WORK/s.git/objects" "$WORK/objects"
mkdir "$WORK/s.git/objects"
input="$start $(g c rev-parse main~) refs/heads/main"
(cd "$WORK/s.git" && echo "$input" | hooks/pre-receive >"$ANSWER" 2>&1)
isnt $? 0 "a repository without objects"
rmdir "$WORK/s.git/objects"
mv "$WORK/objects" "$WORK/s.git/objects"
refgate record removed --by carol "$WORK/s.git" || die "not removed"
is "$(python3 "$AUDIT/record.py" "$LOG" "$AUDIT/record.tsv")" "" \
	"each action says all that it has to"
refgate import open --for 1h "$WORK/s.git" >/dev/null
refgate import close "$WORK/s.git" >/dev/null
is "$(value import "r['message']")" "import window closed" "a closed window"
ok "the chain holds" refgate log verify "$WORK/s.git"

# --- a policy that does not load, a limit, and one that only evaluates
policy 'nonsense: 1'
commit_file c a 3 "good 3"
push_ends 1 c origin main
is "$(value gate-broken "r['rule']['id'], r['refgate']['findings'][0]['rule'], 'nonsense' in r['refgate']['findings'][0]['detail']")" \
	"(['policy'], 'policy', True)" "why a policy does not load"
is "$(value gate-broken "r['rule'].get('version')")" None "no version of none"
policy 'mode: evaluate'
commit_file c a 4 "bad 4"
push_ends 0 c origin main
is "$(value push-accepted "r['refgate']['mode'], r['rule']['id'], r['refgate']['refs'][0]['verdict'], r['event']['outcome']")" \
	"('evaluate', ['commit-message'], 'evaluated', 'success')" \
	"what would have been refused"
is "$(value push-landed "r['refgate']['mode']")" evaluate "... also as it lands"

# --- a rule that cannot judge, and a push beyond a limit
policy
sed -i 's/ssh: allowed_signers/ssh: missing/' "$WORK/s.git/refgate/policy.yml"
commit_file c a 5 "good 5"
push_ends 1 c origin main
is "$(value gate-broken "r['rule']['id'], r['event']['type'], r['refgate']['refs'][0]['verdict']")" \
	"(['signature'], ['denied', 'error'], 'broken')" "a trust file is missing"
commit_file c a 6 "bad 6"
push_ends 1 c origin main
is "$(value push-denied "r['rule']['id']")" "['commit-message', 'signature']" \
	"one that judges refuses, too"
policy
sed -i 's/commits: 50/commits: 1/' "$WORK/s.git/refgate/policy.yml"
push_ends 1 c origin main
is "$(value push-denied "r['rule']['id'], r['refgate']['refs'][0]['verdict'], 'commits' in r['message']")" \
	"(['limits'], 'fail', True)" "beyond a limit"
sed -i 's/^version: 1/&\nmode: evaluate/' "$WORK/s.git/refgate/policy.yml"
push_ends 0 c origin main
is "$(value gate-broken "r['event']['type'], r['refgate']['refs'][0]['verdict'], r['refgate']['mode']")" \
	"(['allowed', 'error'], 'evaluated', 'evaluate')" "let in, as nothing refuses"

# --- rule.version: any byte that counts
policy
version() {
	commit_file c v "$1" "good version $1"
	push_run c origin main
	value push-accepted "r['rule']['version']"
}
set -- "$(version 1)" "$(version 2)"
is "$1" "$2" "the same policy, the same version"
signer_line third >>"$WORK/s.git/refgate/allowed_signers"
third=$(version 3)
isnt "$third" "$2" "another trust file"
mkdir "$WORK/etc"
sed "s|ssh: .*|ssh: $WORK/s.git/refgate/allowed_signers}|" \
	"$WORK/s.git/refgate/policy.yml" >"$WORK/etc/base.yml"
printf 'version: 1\nextends: %s\n' "$WORK/etc/base.yml" | set_policy s
fourth=$(version 4)
isnt "$fourth" "$third" "a policy that extends"
echo '# a comment' >>"$WORK/etc/base.yml"
fifth=$(version 5)
isnt "$fifth" "$fourth" "what it extends"
policy

# --- a large push: lines that fit, nothing lost
g c checkout -q -f --detach "$start"
hostile=$(printf 'x\342\200\256\303\251%0200d' 1)
n=0
while test "$n" -lt 500; do
	n=$((n + 1))
	printf 'create refs/heads/%s-%d %s\n' "$hostile" "$n" "$start"
done | g c update-ref --stdin || die "no refs"
push_ends 1 c origin 'refs/heads/x*:refs/tags/x*'
is "$(python3 - "$LOG" "$hostile" <<'PYTHON'
import json, sys
records = [json.loads(l) for l in open(sys.argv[1], "rb")]
last = [r for r in records if r["event"]["action"] == "push-denied"][-1]
push = [r for r in records if r["event"]["action"] == "push-denied"
        and r["refgate"]["push_id"] == last["refgate"]["push_id"]]
names = {bytes.fromhex(f["name_hex"]).decode()
         for r in push for f in r["refgate"]["refs"]}
first = push[0]["event"]["sequence"]
print(names == {"refs/tags/%s-%d" % (sys.argv[2], n) for n in range(1, 501)},
      len(push) > 10,
      [r["refgate"]["part"] for r in push] ==
      ["%d/%d" % (i + 1, len(push)) for i in range(len(push))],
      [r["event"]["sequence"] for r in push] ==
      list(range(first, first + len(push))))
PYTHON
)" "True True True True" "500 refs in parts, whole and one after the other"
is "$(awk 'length($0) > 7999' "$LOG" | wc -l)" 0 "no line is too long"
ok "the chain still holds" refgate log verify "$WORK/s.git"
done_testing
