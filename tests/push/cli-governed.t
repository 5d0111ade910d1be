#!/bin/sh
# refgate governed: the refs that a policy governs, with their commits.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/cli.sh
. "$REFGATE_SRC/tests/lib/cli.sh"

cli_verb=governed

cat >"$WORK/policy.yml" <<'X'
version: 1
rulesets:
  - name: main
    refs: ["~DEFAULT", "refs/heads/ma*"]
    rules: {linear-history: {}}
  - name: landing
    refs: ["refs/heads/main"]
    merging: ["refs/heads/side/**"]
    rules: {change-size: {files: 5}}
  - name: hotfix
    refs: ["refs/heads/hotfix/**", "!refs/heads/hotfix/not/**"]
    enforcement: evaluate
    rules: {linear-history: {}}
  - name: tags
    refs: ["refs/tags/**"]
    rules: {linear-history: {}}
  - name: side
    refs: ["refs/heads/side/**"]
    enforcement: disabled
    rules: {linear-history: {}}
X
new_server s "$WORK/policy.yml"
cli 0 "$WORK/s.git"
is "$(cat "$OUT")$(cat "$ERR")" "" "an empty repository has none"
cli 0 --format json "$WORK/s.git"
is "$(cat "$OUT")" "[]" "nor in JSON"

new_clone c
commit_file c a one "one"
first=$(g c rev-parse HEAD)
g c tag light
g c tag -a -m "annotated" noted
g c -c advice.nestedTag=false tag -a -m "of a tag" twice noted
g c tag -a -m "of a tree" tree 'HEAD^{tree}'
commit_file c a two "two"
second=$(g c rev-parse HEAD)
g c branch hotfix/a/b "$first"
g c branch hotfix/not/c "$first"
g c branch side/x "$first"
g c branch topic "$first"
seed c
g s.git symbolic-ref refs/heads/mask refs/heads/topic
g s.git pack-refs --all
g s.git update-ref refs/heads/hotfix/loose "$second"
cli 0 "$WORK/s.git"
is "$(cat "$OUT")" "$first refs/heads/hotfix/a/b
$second refs/heads/hotfix/loose
$second refs/heads/main
$first refs/tags/light
$first refs/tags/noted
$first refs/tags/twice" "each once, by name, tags with their commit"
is "$(cat "$ERR")" "refgate: refs/tags/tree leads to no commit: left out" \
	"what is no commit is told"
cli 0 "$WORK/s.git" --format json
ok "JSON says the same" python3 -c '
import json, sys
refs = json.load(open(sys.argv[1]))
assert len(refs) == 6, refs
assert refs[0] == {"ref": "refs/heads/hotfix/a/b", "commit": sys.argv[2]}
' "$OUT" "$first"

# A ref that cannot be read is no reason to leave it out.
echo rubbish >"$WORK/s.git/refs/heads/hotfix/broken"
cli 1 "$WORK/s.git"
is "$(cat "$OUT")" "" "with a broken ref there is no list"
contains "$ERR" "refs/heads/hotfix/broken" "and it is named"
rm "$WORK/s.git/refs/heads/hotfix/broken"

# --- policies that do not load
printf 'version: 1\nruleset: []\n' | set_policy s
cli 2 "$WORK/s.git"
contains "$ERR" "policy.yml:2:1" "a policy that does not load is told"
set_policy s none
cli 2 "$WORK/s.git"
contains "$ERR" "no policy was found" "and none at all"

# --- the owner of the repository
if test "$(id -u)" -eq 0; then
	set_policy s "$WORK/policy.yml"
	chown -R 65534:65534 "$WORK/s.git"
	cli 0 "$WORK/s.git"
	contains "$OUT" "$second refs/heads/main" "root works on it"
	chmod 700 "$WORK"
	cli 3 "$WORK/s.git"
	contains "$ERR" "Permission denied" "but as the owner"
	chmod 755 "$WORK"
else
	skip "root works on it as the owner" "not root"
fi

# --- wrong usage
cli 2
contains "$ERR" "which repository?" "a repository is wanted"
cli 2 "$WORK/s.git" "$WORK/s.git"
cli 2 "$WORK/nowhere.git"
done_testing
