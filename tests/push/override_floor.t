#!/bin/sh
# The floor has an override of its own, and its own people: those of the
# repository let in nothing that the floor refuses, and the other way round.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/own-root.sh
. "$REFGATE_SRC/tests/lib/own-root.sh"
# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"
# shellcheck source=tests/lib/override.sh
. "$REFGATE_SRC/tests/lib/override.sh"

own_root
floor=$OWN/etc/refgate/floor.yml

new_server s <<'POLICY'
version: 1
groups: {leads: [lead@example.com, both@example.com]}
override: {from: [leads], incident: 'INC-[0-9]+', require: {Reason: ''}}
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules: {commit-message: {subject: {pattern: '^good'}}}
POLICY
allow s lead both

# floor_policy: what the floor says; keys of its own
floor_policy() {
	cat >"$floor"
	for floor_who in root admin both; do
		signer_line "$floor_who"
	done >"$OWN/etc/refgate/allowed_signers"
	echo 'trust: {ssh: allowed_signers}' >>"$floor"
}
floor_policy <<'POLICY'
version: 1
groups: {keepers: [root@example.com, admin@example.com, both@example.com]}
override:
  from: [keepers]
  incident: '[A-Z]+-[0-9]+'
  at-most: {count: 1, per: 30d}
audit: {file: audit.jsonl}
rulesets:
  - name: all
    refs: ["refs/heads/**"]
    rules: {file-size: {max: 1KiB}}
POLICY
new_clone c
g c config user.email dev@example.com
commit_file c a start "good start"
seed c
start=$(g c rev-parse main)
big=$(printf '%2000s' x)

# try NAME RULES INCIDENT: "ok RULES" for what is let in
try() {
	case $2 in
	ok*) PUSH_NAME=$1 push_warned c "override ${2#ok }" \
		-o "override=$3" origin main ;;
	*) PUSH_NAME=$1 push_refused c "$2" -o "override=$3" origin main ;;
	esac
}

back() {
	g s.git update-ref refs/heads/main "$start"
	g c reset -q --hard "$start"
	test "${1:-}" = keep || authorize_remove s
}

commit_file c a "$big" "bad and big"
authorize c lead main
authorize c both main
try "the repository's people" file-size INC-1
authorize c root main
try "with one of the floor's, who is both" "ok commit-message file-size" INC-1
is "$(override_log s "[[a['name'] for a in r['refgate']['override']['approvers']] for r in log if r['event']['action'] == 'policy-override']")" \
	"[['both@example.com', 'lead@example.com'], ['both@example.com', 'root@example.com']]" \
	"each policy's override is recorded"
g s.git update-ref refs/heads/main "$start"
try "again" "commit-message file-size" INC-1
back
commit_file c a more "bad"
authorize c root main
authorize c admin main
try "the floor's people" commit-message INC-1
authorize c lead main
authorize c both main
try "the repository's own" "ok commit-message" INC-1
back keep
commit_file c a "$big" "good and big"
INCIDENT=TOP-9
REF=refs/heads/main authorize c root main "Reason-"
authorize c admin main "Reason-"
try "an incident of the floor's, without what the repository asks for" \
	"ok file-size" TOP-9
back keep
g s.git for-each-ref --format='delete %(refname)' refs/refgate/override |
	g s.git update-ref --stdin
INCIDENT=TOP-10
commit_file c a "$big" "good, and again"
authorize c root main
authorize c admin main
try "one too many of the floor's" file-size TOP-10
INCIDENT=INC-5
back keep
commit_file c a more "bad"
authorize c lead main
authorize c both main
try "which is no business of the repository's" "ok commit-message" INC-5

sed -i '/^override:/d' "$WORK/s.git/refgate/policy.yml"
authorize_say c root main "Override: TOP-11" "Ref: refs/heads/other"
PUSH_NAME="for a ref that the floor governs" \
	push_ok c origin say:refs/overrides/TOP-11/x
authorize_say c lead main "Override: TOP-11"
PUSH_NAME="by nobody of the floor's" \
	push_refused c override origin say:refs/overrides/TOP-11/y
done_testing
