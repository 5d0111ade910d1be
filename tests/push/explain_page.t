#!/bin/sh
# The team's page: as golden files, as JSON, for one person, and of policies
# that are strange or hostile. That its commands work is in explain_page_*.t.
# REFGATE_UPDATE_GOLDEN=1 rewrites the files.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

golden=$REFGATE_SRC/tests/push/explain_page

# page NAME OPTION...: of that policy, in $WORK/NAME.md
page() {
	page_name=$1
	shift
	(cd "$WORK" && refgate explain --format markdown "$@") \
		>"$WORK/$page_name.md" 2>"$WORK/said"
	is "$?" 0 "$page_name: a page" || diag "$(cat "$WORK/said")"
	ok "$page_name: it is whole" python3 \
		"$REFGATE_SRC/tests/lib/markdown.py" "$WORK/$page_name.md"
}

for policy in default incident; do
	page "$policy" --policy "$policy"
	sed -i 's/([0-9a-f]\{8\})/(HASH)/' "$WORK/$policy.md"
	test -z "${REFGATE_UPDATE_GOLDEN:-}" ||
		cp "$WORK/$policy.md" "$golden/"
	same_file "$WORK/$policy.md" "$golden/$policy.md" "$policy: its words"
done
lacks "$WORK/default.md" ': the approval' "no approvals: no section"
lacks "$WORK/default.md" ': the emergency exit' "no override: no section"
lacks "$WORK/default.md" ': afterwards' "no debts: no section"
contains "$WORK/incident.md" 'nobody: the group admins is empty' \
	"an empty group is nobody"

# --- everything that the presets do not have
cat >"$WORK/much.yml" <<'X'
version: 1
contact: "the *team* <team@example.com> `|` [x](http://y)"
unmatched: deny
people:
  al: {emails: [al@example.com], logins: [al]}
  bo: {emails: [bo@example.com], logins: [bo]}
groups: {leads: [al], "odd*`group": [bo]}
rulesets:
  - name: "work*_`<b>"
    refs: ["refs/heads/fix/**"]
    rules:
      ref-name: {pattern: 'fix/[a-z]+'}
      creation: {allow: [leads]}
      start-point: {from: [refs/heads/trunk]}
      signed-off-by: {by: author}
      linear-history: {}
      freeze:
        windows: [{from: "22:00", to: "06:00", days: [fri], reason: "sleep | `rest`"}]
        allow: ["odd*`group"]
      commit-message:
        subject: {pattern: '^x{3}$', max: 50}
        forbid: ['```', later]
      file-size: {max: 1MiB}
      file-kinds: {symlinks: deny}
      author: {email: '.*@example\.com'}
      forbidden-content: {texts: [{name: "a `word`", pattern: foo, paths: ["src/**"]}]}
      approvals: {from: [leads]}
  - name: trunk
    refs: ["refs/heads/trunk"]
    enforcement: evaluate
    rules: {merge: {}}
  - name: off
    refs: ["refs/heads/off"]
    enforcement: disabled
    rules: {linear-history: {}}
X
page much --policy "$WORK/much.yml" --as al
much=$WORK/much.md
contains "$much" '(**al: yes**)' "what one may do is marked"
contains "$much" '(al: no)' "and what not"
contains "$much" 'Nothing moves `22:00 to 06:00 fri' "a freeze"
lacks "$much" "Filled in" "no example that its rules refuse"
contains "$much" "trunk: all of its rules" "what is on trial"
contains "$much" "refs that no rule is for" "what nothing governs is refused"
contains "$much" "git commit -s" "commits are signed off"
lacks "$much" "git commit -s -F" "no message that no rule takes"
lacks "$much" "## off" "nothing of what is switched off"
contains "$much" 'the \*team\* \<team@example.com\>' "names are escaped"
contains "$much" "\`fix/example\`" "a name made from the glob"

# --- as JSON
(cd "$WORK" && refgate explain --format json --policy incident) >"$WORK/json"
ok "the same as JSON" python3 - "$WORK/json" "$WORK/incident.md" <<'X'
import json, sys
data = json.load(open(sys.argv[1]))
page = open(sys.argv[2]).read()
assert data["policies"][0]["name"] == "incident"
kinds = {kind["ruleset"]: kind for kind in data["kinds"]}
assert "commit-message" in kinds["hotfix"]["rules"]
assert kinds["tags"]["example"] == "refs/tags/v1.2.1"
for section in data["sections"]:
    assert section["heading"] in page
    for item in section["content"]:
        if "code" in item:
            assert item["code"] in page, item
X

# --- of the repository in the folder, which knows its main branch
new_server s preset:default
git -C "$WORK/s.git" symbolic-ref HEAD refs/heads/master
(cd "$WORK/s.git" && refgate explain --format markdown) >"$WORK/own.md"
contains "$WORK/own.md" 'origin/master' "the branch that HEAD names"
done_testing
