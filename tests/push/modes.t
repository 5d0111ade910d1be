#!/bin/sh
# Modes, severities, namespaces, unmatched, limits, imports, exemptions and
# the floor.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

good_rules() {
	cat <<-EOF
	version: 1
	$1
	rulesets:
	  - name: main
	    refs: ["refs/heads/main"]
	    $2
	    rules:
	      commit-message: {subject: {pattern: '^good'}$3}
	EOF
}

good_rules "" "" "" >start.yml
new_server s start.yml
new_clone c
# --- the first push into an empty repository is an import
commit_file c README.md one "bad start"
push_ok c origin HEAD:refs/heads/main
ok "it is recorded as an import" grep -q '"action":"import"' \
	"$WORK/s.git/refgate/audit.jsonl"
bad=$(g c commit-tree -p HEAD -m "bad" 'HEAD^{tree}')
push_refused c commit-message origin "$bad:refs/heads/main"

# --- evaluate, as a mode and for one ruleset
good_rules "mode: evaluate" "" "" | set_policy s
PUSH_NAME="mode evaluate" push_warned c commit-message origin \
	"$bad:refs/heads/main"
contains "$ANSWER" "would be refused" "says that it would be refused"
PUSH_NAME="structure is logged in evaluate mode" push_warned c structure \
	origin "$bad:refs/heads/HEAD"
g s.git update-ref -d refs/heads/HEAD
PUSH_NAME="the gate's own refs are guarded in every mode" push_refused c \
	structure origin "$bad:refs/refgate/x"
g s.git update-ref refs/heads/main "$bad~1"
good_rules "" "enforcement: evaluate" "" | set_policy s
PUSH_NAME="enforcement evaluate" push_warned c commit-message origin \
	"$bad:refs/heads/main"
g s.git update-ref refs/heads/main "$bad~1"
good_rules "" "enforcement: disabled" "" | set_policy s
PUSH_NAME="enforcement disabled" push_ok c origin "$bad:refs/heads/main"
g s.git update-ref refs/heads/main "$bad~1"
good_rules "" "" ", severity: warning" | set_policy s
PUSH_NAME="severity warning" push_warned c commit-message origin \
	"$bad:refs/heads/main"
g s.git update-ref refs/heads/main "$bad~1"

# --- help and url are shown
good_rules "" "" ", help: 'read the guide', url: 'https://example.com/g'" |
	set_policy s
push_refused c commit-message origin "$bad:refs/heads/main"
contains "$ANSWER" "hint: read the guide" "help"
contains "$ANSWER" "https://example.com/g" "url"

# --- unmatched and namespaces
good_rules "unmatched: deny" "" "" | set_policy s
push_refused c unmatched origin HEAD:refs/heads/other
good_rules "namespaces: [refs/heads/]" "" "" | set_policy s
push_refused c structure origin HEAD:refs/tags/x
good_rules "namespaces: [refs/heads/, refs/custom/]" "" "" | set_policy s
push_ok c origin HEAD:refs/custom/x

# --- limits
good_rules "limits: {commits: 5}" "" "" | set_policy s
many=$(g c rev-parse HEAD)
for i in 1 2 3 4 5 6 7; do
	many=$(g c commit-tree -p "$many" -m "good $i" 'HEAD^{tree}')
done
push_run c origin "$many:refs/heads/main"
isnt "$PUSH_STATUS" 0 "too many commits"
contains "$ANSWER" "5" "with the limit"
good_rules "limits: {refs: 2}" "" "" | set_policy s
push_run c origin HEAD:refs/heads/1 HEAD:refs/heads/2 HEAD:refs/heads/3
isnt "$PUSH_STATUS" 0 "too many refs"

# --- defaults of governed refs: no rewinding, no deletion
good_rules "" "" "" | set_policy s
good=$(g c commit-tree -p HEAD -m "good" 'HEAD^{tree}')
push_ok c origin "$good:refs/heads/main"
push_refused c non-fast-forward --force origin HEAD:refs/heads/main
push_refused c deletion origin :refs/heads/main

# --- exemptions are proved by trees
good_rules "" "" ", exempt: {merges: true, reverts: true}" | set_policy s
g c fetch -q origin
g c checkout -q -B main origin/main
commit_file c a one "good a"
push_ok c origin main
g c checkout -q -b topic HEAD~1
commit_file c b one "good b"
g c checkout -q main
g c merge -q --no-ff -m "Merge branch topic" topic
PUSH_NAME="a clean merge is exempt" push_ok c origin main
g c revert --no-edit HEAD~1 >/dev/null 2>&1 || true
PUSH_NAME="a verified revert is exempt" push_ok c origin main
reverted=$(g c rev-parse HEAD~1)
commit_file c c one "$(printf 'Revert "x"\n\nThis reverts commit %s.' "$reverted")"
PUSH_NAME="a message that says revert is none" push_refused c \
	commit-message origin main
g c reset -q --hard origin/main
g c checkout -q -b topic2 HEAD~1
commit_file c d one "good d"
g c checkout -q main
g c merge -q --no-ff --no-commit topic2
echo smuggled >"$WORK/c/smuggled"
g c add smuggled
g c commit -q -m "Merge branch topic2"
PUSH_NAME="a merge that smuggles is not" push_refused c commit-message \
	origin main
g c reset -q --hard origin/main

# --- an import into an empty repository can be closed
good_rules "import: nobody" "" "" >closed.yml
new_server closed closed.yml
g c remote set-url origin "$WORK/closed.git"
push_refused c import origin main
g c remote set-url origin "$WORK/s.git"

# --- the floor stands beside any policy
floor=$REFGATE_ROOT/etc/refgate/floor.yml
ok "no floor is left by another test" test ! -e "$floor"
done_testing
