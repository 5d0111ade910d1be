#!/bin/sh
# The gate remembers what has landed, in refs of its own: whatever becomes of
# the branch, the log and the packs.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/memory.sh
. "$REFGATE_SRC/tests/lib/memory.sh"

new_server s <<'POLICY'
version: 1
rulesets:
  - name: hotfix
    refs: ["refs/heads/hotfix/*"]
    rules:
      ref-name:
        pattern: 'hotfix/v(?<version>[0-9.]+)-(?<slug>[a-z]+)'
        shape: hotfix/v<version>-<description>
      deletion: {allow: everyone}
  - name: landing
    refs: ["refs/heads/main"]
    merging: ["refs/heads/hotfix/*"]
    rules: {merge: {}}
  - name: "tried out"
    refs: ["refs/heads/main"]
    merging: ["refs/heads/*/*"]
    enforcement: evaluate
    rules: {linear-history: {}}
  - {name: main, refs: ["refs/heads/main"], rules: {change-size: {files: 9}}}
POLICY
new_clone c
commit_file c a start "start"
seed c

# remembered PREFIX: the text of the one name that begins so.
remembered() {
	g s.git cat-file blob "$(names | grep "^refs/refgate/$1")" 2>&1
}
# What is kept beside landings: when branches were first seen.
names() {
	memory_names s | grep -v '^refs/refgate/seen/'
}

commit_file c a two "ordinary work"
push_ok c origin main
is "$(names)" "" "ordinary work leaves nothing to remember"
g c checkout -q -b hotfix/v1.2.1-login
commit_file c b one "a fix"
push_ok c origin HEAD
is "$(names)" "" "what does not land leaves no landing"
is "$(memory_names s)" \
	"refs/refgate/seen/$(memory_hash refs/heads/hotfix/v1.2.1-login)" \
	"but when it was first seen"
tip=$(g c rev-parse HEAD)
g c checkout -q main
g c merge -q --no-ff --no-edit hotfix/v1.2.1-login
push_run c -o refgate=check origin main
is "$(names)" "" "nor does what is only asked"
PUSH_NAME="the landing" push_warned c linear-history origin main
commit=$(g c rev-parse main)
branch=$(memory_hash refs/heads/hotfix/v1.2.1-login)
is "$(names)" "refs/refgate/landing/$commit/$branch
refs/refgate/month/$(date -u +%Y-%m)/$commit-$branch
refs/refgate/version/$(memory_hash 1.2.1)" "is remembered by three names"
is "$(remembered landing/ | sed '/^time /s/ .*/ .../')" \
	"branch refs/heads/hotfix/v1.2.1-login
tip $tip
ref refs/heads/main
commit $commit
time ...
version 1.2.1
by branch
name refs/heads/hotfix/v1.2.1-login
policy policy
ruleset landing
ruleset tried out" "with all that is to be known"
is "$(remembered month/)" "$(remembered landing/)" "under all"
is "$(remembered version/)" "$(remembered landing/)" "of them"
is "$(ls "$WORK/s.git/refgate/landing")" "" "nothing is left to be done"

# --- it outlives the branch, the log, gc and the server
before=$(names)
text=$(remembered landing/)
push_ok c origin :hotfix/v1.2.1-login
rm "$WORK/s.git/refgate/audit.jsonl"
g s.git gc -q --prune=now
ok "the names are packed" grep -q refs/refgate/landing "$WORK/s.git/packed-refs"
is "$(names)" "$before" "it outlives its branch, the log and gc"
is "$(remembered landing/)" "$text" "as it was"
ok "the repository is sound" g s.git fsck --strict
git clone -q --mirror "$WORK/s.git" "$WORK/mirror.git"
is "$(memory_names mirror)" "$before" "a mirror has it"
commit_file c a three "ordinary work"
push_ok c origin main
is "$(names)" "$before" "other work does not touch it"

# --- nobody else writes there
for mode in enforce evaluate; do
	sed -i "s/^version: 1\$/&\nmode: $mode/" \
		"$WORK/s.git/refgate/policy.yml"
	for name in landing/x version/x; do
		push_run c origin "HEAD:refs/refgate/$name"
		isnt "$PUSH_STATUS" 0 "$mode: no push of refs/refgate/$name"
	done
	push_run c origin ":refs/refgate/landing/$commit/$branch"
	isnt "$PUSH_STATUS" 0 "$mode: no deletion"
	is "$(names)" "$before" "$mode: nothing has moved"
	sed -i '/^mode/d' "$WORK/s.git/refgate/policy.yml"
done

# --- a fast-forward is a landing, too; an import is none
set_policy s <<'POLICY'
version: 1
rulesets:
  - {name: landing, refs: ["refs/heads/main"], merging: ["refs/heads/hotfix/*"]}
POLICY
g c checkout -q -b hotfix/plain
commit_file c p one "a fix"
push_ok c origin HEAD
push_ok c origin HEAD:main
commit=$(g c rev-parse HEAD)
contains "$WORK/s.git/refs/refgate/landing/$commit/$(
	memory_hash refs/heads/hotfix/plain)" "" "a fast-forward is remembered"
is "$(remembered "landing/$commit" | grep -E '^(tip|version)')" \
	"tip $commit" "by its tip, without a version"

new_server empty <<'POLICY'
version: 1
rulesets:
  - {name: landing, refs: ["refs/heads/main"], merging: ["refs/heads/hotfix/*"]}
POLICY
g c remote set-url origin "$WORK/empty.git"
push_ok c origin main hotfix/plain
g c checkout -q main
g c merge -q --no-ff --no-edit hotfix/plain 2>/dev/null
commit_file c i one "a branch of its own"
g c branch hotfix/import HEAD
g c reset -q --hard HEAD~
g c merge -q --no-ff --no-edit hotfix/import
date -u -d '1 hour' +%Y-%m-%dT%H:%M:%SZ >"$WORK/empty.git/refgate/import-until"
push_ok c origin main hotfix/import
is "$(memory_names empty)" "" "an import is not remembered"
rm "$WORK/empty.git/refgate/import-until"
g empty.git update-ref refs/heads/main main^
g c fetch -q origin
push_ok c origin main
is "$(memory_names empty landing/ | wc -l)" 1 "as it would be otherwise"
done_testing
