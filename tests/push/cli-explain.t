#!/bin/sh
# refgate explain and template: rules and refs in words.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

OUT=$WORK/out
ERR=$WORK/err

# cli STATUS ARGUMENT...
cli() {
	cli_wanted=$1
	shift
	(cd "$WORK/${CLONE:-c}" && refgate "$@") >"$OUT" 2>"$ERR" </dev/null
	is $? "$cli_wanted" "exit status of $*"
}

cat >"$WORK/policy.yml" <<'EOF'
version: 1
contact: "#team"
people:
  alice: {emails: [alice@example.com], logins: [al]}
  carl: {emails: [carl@example.com], logins: [carl]}
groups:
  leads: [alice, bob@example.com]
override:
  from: [leads]
  incident: 'INC-[0-9]+'
rulesets:
  - name: hotfix
    refs: ["refs/heads/hotfix/**"]
    rules:
      ref-name:
        pattern: 'hotfix/(?<id>REC-[0-9]+)-[a-z]+'
      start-point: {from: [refs/heads/main]}
      creation: {allow: [leads]}
      commit-message:
        subject: {pattern: '^${id}: ', min: 12}
        trailers: [{name: Reviewed-by, pattern: '.+', required: true}]
        severity: warning
        bypassable: false
  - name: landing
    refs: ["refs/heads/main"]
    merging: ["refs/heads/hotfix/**"]
    rules:
      change-size: {lines: 400}
  - name: tags
    refs: ["refs/tags/v*"]
    rules:
      tag-message:
        sections: [{name: Reason}]
EOF
new_server s "$WORK/policy.yml"
new_clone c
commit_file c a one "a first commit"
seed c
g c config refgate.policy "$WORK/policy.yml"

# --- rules
cli 0 explain
contains "$OUT" 'The policy policy ' "what is judged here"
contains "$OUT" 'main, where this lands: hotfix/**' "and what lands where"
contains "$OUT" 'refgate explain --format markdown' "and how to go on"
lacks "$OUT" 'commit-message' "no list of rules"
cli 0 explain rules
rules=$(sed -n 's/^  \([a-z-]*\) .*/\1/p' "$OUT")
like "$rules" '^commit-message$' "the rules are listed"
cli 0 explain rules --format json
ok "as json, too" python3 -c \
	'import json,sys; assert len(json.load(open(sys.argv[1]))) == int(sys.argv[2])' \
	"$OUT" "$(echo "$rules" | wc -l)"
for rule in $rules; do
	cli 0 explain "$rule"
	contains "$OUT" 'Options of every rule' "$rule is explained"
	# The example is what it says: a rule that loads.
	{
		printf 'version: 1\ncontact: x\ngroups: {team-leads: [a@b.example]}\n'
		printf 'rulesets:\n- name: x\n  refs: ["refs/heads/x"]\n'
		sed -n '/^Example$/,$p' "$OUT" | sed 1d
	} >"$WORK/example.yml"
	refgate policy lint "$WORK/example.yml" >"$ERR"
	if test $? -le 1; then
		pass "the example of $rule loads"
	else
		fail "the example of $rule loads"
		diag "$(cat "$ERR")"
	fi
	cli 0 explain --format json "$rule"
	contains "$OUT" "\"rule\":\"$rule\"" "$rule in json"
	cli 0 explain --format markdown "$rule"
	contains "$OUT" "# $rule" "$rule in Markdown"
done

# --- refs
cli 0 explain hotfix/REC-7-x
contains "$OUT" 'Ruleset hotfix (policy.yml:12)' "a ruleset with its place"
contains "$OUT" '(policy.yml:15)' "a rule with its place"
like "$(cat "$OUT")" '^ +allow +leads \(alice, bob@example.com\)$' \
	"who may create"
like "$(cat "$OUT")" '^ +subject.min +12$' "an option within options"
like "$(cat "$OUT")" '^ +severity +warning' "only a warning"
like "$(cat "$OUT")" '^ +bypassable +false' "no override"
contains "$OUT" 'Built in' "rules that nobody wrote"
like "$(cat "$OUT")" '^ +override +2 of leads .*INC-' "who may override"
contains "$OUT" 'REC-7: ' "the template knows the name"
lacks "$OUT" ': yes' "nobody in particular was asked for"
cli 0 explain hotfix/REC-7-x --as al
contains "$OUT" 'al: yes' "who may"
cli 0 explain hotfix/REC-7-x --as carl
contains "$OUT" 'carl: no' "who may not"
cli 0 explain main
like "$(cat "$OUT")" '^ +only merges of +hotfix/\*\*$' "landings"
cli 0 explain refs/heads/other
contains "$OUT" 'No ruleset governs it' "a ref that nothing governs"
cli 0 explain ref-nmae
contains "$ERR" "did you mean 'ref-name'" "a rule that is misspelt"
cli 0 explain --format markdown hotfix/REC-7-x
contains "$OUT" '## Ruleset hotfix' "a page in Markdown"
contains "$OUT" 'git push origin HEAD:refs/heads/hotfix/REC-7-x' "the commands"
contains "$OUT" 'git push -o override=INCIDENT origin HEAD:refs/heads/hotfix/' \
	"the emergency"
contains "$OUT" '## Where it lands' "where it lands"
cli 0 explain --format markdown hotfix/REC-7-x --policy recapio
contains "$OUT" 'git switch -c hotfix/REC-7-x START' "where it starts"
contains "$OUT" 'git commit -S' "that commits are signed"
contains "$OUT" 'merge, paths, follow-up' "by which rules it lands"
cli 0 explain --format markdown main --policy recapio
contains "$OUT" 'git merge --no-ff -S BRANCH' "that it is merged"
contains "$OUT" 'refgate approve COMMIT --ref refs/heads/main' "approvals"
lacks "$OUT" 'git commit' "no other commits"
cli 0 explain --format markdown refs/tags/v1.2.1 --policy recapio
contains "$OUT" 'git tag -a v1.2.1 COMMIT' "how a tag is made"
contains "$OUT" 'git push origin refs/tags/v1.2.1' "and pushed"
contains "$OUT" 'git push -o override=INCIDENT origin refs/tags/' \
	"the emergency of a tag"
cli 0 explain --format json hotfix/REC-7-x
ok "json can be read" python3 - "$OUT" <<'EOF'
import json, sys
data = json.load(open(sys.argv[1]))
rules = {rule["rule"]: rule for rule in data["rules"]}
assert data["governed"] and rules["creation"]["line"] == 18
assert rules["commit-message"]["options"]["subject"]["min"] == "12"
assert rules["deletion"]["ruleset"] is None
assert data["template"].startswith("REC-7: ")
EOF
cli 0 explain "$(printf 'hotfix/\033x')"
lacks "$OUT" "$(printf '\033')" "names are escaped"
cli 2 explain a b
CLONE=.
cli 2 explain main
cli 0 explain main --policy "$WORK/policy.yml"
contains "$OUT" 'landing' "outside of a repository a policy is enough"
cli 0 explain
contains "$OUT" 'No policy is known here' "an overview without one"
contains "$OUT" 'refgate explain RULE' "it has the ways on, too"
cli 2 explain --format markdown
contains "$ERR" 'which policy is meant' "no page without a policy"
cli 2 explain --policy nonesuch
CLONE=c
g c config refgate.policy "$WORK/nonesuch.yml"
cli 2 explain
g c config refgate.policy "$WORK/policy.yml"
cli 0 explain hotfix/REC-1-x --policy recapio
contains "$OUT" 'nobody: the group admins is empty' "an empty group is nobody"
cli 0 explain main --policy recapio
like "$(cat "$OUT")" '^ +such as test/example$' "a path that a glob matches"

# --- template
cli 0 template hotfix/REC-7-x
contains "$OUT" 'REC-7: ' "the template of a ref"
contains "$OUT" 'Reviewed-by: ' "with its trailers"
is "$(cat "$ERR")" "" "and no message"
g c switch -q --no-track -c hotfix/REC-8-y origin/main
cli 0 template
contains "$OUT" 'REC-8: ' "of the current branch"
cp "$OUT" "$WORK/template"
commit_file c b one "$(sed 's/<[^>]*>/fix the login/' "$WORK/template")"
(cd "$WORK/c" && refgate check) >"$OUT" 2>&1
contains "$OUT" '1 commit judged' "the commit is judged"
lacks "$OUT" '[commit-message]' "filled in, the template passes"
cli 0 template refs/tags/v1
contains "$OUT" 'Reason: ' "of a tag"
cli 0 template other
is "$(cat "$OUT")" "" "none where none is asked for"
contains "$ERR" 'no message template for refs/heads/other' "which is told"
cli 0 template --format json other
contains "$OUT" '"template":null' "none in json"
g c switch -q --detach
cli 2 template
cli 2 template a b

done_testing
