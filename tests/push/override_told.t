#!/bin/sh
# An override as people and auditors see it: lines that can be pasted, the
# log, what is owed afterwards.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/override-server.sh
. "$REFGATE_SRC/tests/lib/override-server.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"

# --- What is told, pasted

back
commit_file c b v "bad, to be pasted"
no "nobody has signed" commit-message origin main
cp "$ANSWER" "$push_base/told"
for who in lead other; do
	new_clone "$who"
	g "$who" config user.email "$who@example.com"
	sign_with "$who" "$who"
done
cp "$push_base/told" "$ANSWER"
repair_commands >"$push_base/all"
sed -n '/proposals.*[0-9]$/p; /git push origin [0-9a-f]*:refs\/proposals/p' \
	"$push_base/all" | head -n 1 >"$push_base/show"
sed -n '/git fetch/,/git tag -d/p' "$push_base/all" >"$push_base/sign"
grep 'git push -o' "$push_base/all" >"$push_base/go"
(cd "$WORK/c" && sh -e "$push_base/show") >"$push_base/pasted" 2>&1 ||
	diag "$(cat "$push_base/pasted")"
for who in lead other; do
	sed "s/WHY/as it is told/g; s/YOUR-NAME/$who/" "$push_base/sign" \
		>"$push_base/sign.$who"
	(cd "$WORK/$who" && sh -e "$push_base/sign.$who") \
		>"$push_base/pasted" 2>&1
	is "$?" 0 "the lines of $who can be pasted"
	diag "$(cat "$push_base/pasted")"
	is "$(g "$who" tag)" "" "... and leave no tag behind"
done
(cd "$WORK/c" && sh -e "$push_base/go") >"$push_base/pasted" 2>&1
is "$?" 0 "and that of who pushes"
is "$(server_ref s refs/heads/main)" "$(g c rev-parse main)" "it has landed"

# --- The log

# last ACTION EXPRESSION: of the last such record r
last() {
	override_log s "(lambda r: $2)([r for r in log if r['event']['action'] == '$1'][-1])"
}
is "$(last policy-override "sorted(r['refgate']['override'])")" \
	"['approvers', 'expires', 'follow-up', 'incident', 'reason', 'risk', 'rules']" \
	"the record of an override"
is "$(last policy-override "[r['refgate']['override'][k] for k in ('incident', 'rules', 'reason')]")" \
	"['INC-1', ['commit-message'], 'as it is told']" "what it says"
is "$(last policy-override "[a['name'] for a in r['refgate']['override']['approvers']]")" \
	"['lead@example.com', 'other@example.com']" "who signed"
is "$(last policy-override "r['refgate']['override']['approvers'][0]['key']")" \
	"$(ssh-keygen -lf "$KEYS/lead.pub" | cut -d ' ' -f 2)" "... by which key"
is "$(last policy-override "r['message']")" \
	"INC-1 overrides commit-message on refs/heads/main" "in words"
is "$(last policy-override "r['rule']['id']")" "['commit-message']" "its rules"
is "$(last policy-override "r['refgate']['push_id']")" \
	"$(last push-accepted "r['refgate']['push_id']")" "it is of that push"
is "$(last push-accepted "r['refgate']['refs'][0]['verdict']")" overridden \
	"the push's own record"
is "$(last push-landed "r['refgate']['override']")" "{'incident': 'INC-1'}" \
	"what has landed"
(cd "$WORK" && refgate log verify s.git/refgate/audit.jsonl) >/dev/null
is "$?" 0 "the chain holds"
before=$(override_log s "sum(r['event']['action'] == 'policy-override' for r in log)")
back
commit_file c b u "bad, $(printf '%0100d' 1)"
long=$(printf '%03000d' 7)
both main "Reason: $long"
push_run c -o refgate=check -o override=INC-1 origin main
contains "$ANSWER" "would be accepted by an override" "who only asks is told"
is "$(override_log s "sum(r['event']['action'] == 'policy-override' for r in log)")" \
	"$before" "... and nothing is logged as one"
ok "a long reason" commit-message origin main
is "$(override_log s "max(len(json.dumps(r)) for r in log) < 8000")" True \
	"lines stay short"
says "00000000..." "the answer, too"

# --- What is owed afterwards

set_policy s <<POLICY
version: 1
people:
  pam: {emails: [pam@example.com], logins: [$(id -un)]}
groups: {leads: [lead@example.com, other@example.com]}
override: {from: [leads], incident: 'INC-[0-9]+', require: {Follow-up: '.'}}
rulesets:
  - name: landing
    refs: ["refs/heads/main"]
    merging: ["refs/heads/hotfix/**"]
    rules:
      commit-message: {subject: {pattern: '^good'}}
      follow-up:
        - {name: review, within: 1h, after: override, evidence: {tag: reviewed}}
        - {name: notes, within: 1h, evidence: {tag: noted}}
POLICY
allow s lead other
branch
g c merge -q --no-ff -m "good merge" hotfix/REC-1
both "$tip"
ok "a landing" commit-message origin main
debts=$(g s.git for-each-ref --format='%(refname)' refs/refgate/open)
is "$(printf '%s\n' "$debts" | grep -c .)" 2 "two things are owed"
for debt in $debts; do
	text=$(g s.git cat-file blob "$debt" | sed "s/^time .*/time $(
		date -u -d '2 hours ago' +%Y-%m-%dT%H:%M:%SZ)/" |
		g s.git hash-object -w --stdin)
	g s.git update-ref "$debt" "$text"
done

# next: another branch that lands
next() {
	number=$((${number:-1} + 1))
	g c checkout -q -B "hotfix/REC-$number" main
	commit_file c "b$number" x "good $number"
	put "hotfix/REC-$number"
	g c checkout -q main
	g c merge -q --no-ff -m "good merge" "hotfix/REC-$number"
	push_run c origin main
}
next
contains "$ANSWER" 'review of "hotfix/REC-1" is overdue' "the review is"
contains "$ANSWER" 'notes of "hotfix/REC-1" is overdue' "the notes are, too"
g s.git tag reviewed main
next
lacks "$ANSWER" 'review of' "the review was"
contains "$ANSWER" 'notes of "hotfix/REC-1" is overdue' "the notes were not"

done_testing
