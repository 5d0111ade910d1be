#!/bin/sh
# refgate policy lint and show.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

OUT=$WORK/out
ERR=$WORK/err

# policy FOLDER STATUS ARGUMENT...
policy() {
	policy_folder=$1
	policy_wanted=$2
	shift 2
	(cd "$policy_folder" && refgate policy "$@") >"$OUT" 2>"$ERR" </dev/null
	is $? "$policy_wanted" "exit status of policy $*"
}

cat >"$WORK/good.yml" <<'EOF'
version: 1
contact: "#team"
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      update: {allow: nobody}
EOF
cat >"$WORK/bad.yml" <<'EOF'
version: 1
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      ref-nmae: {pattern: 'x'}
      paths: {alow: ["src/**"]}
EOF
printf 'version: 1\ncontact: "#team"\n\033x: 1\n' >"$WORK/odd.yml"

# --- lint
policy "$WORK" 0 lint good.yml
is "$(cat "$OUT")" "" "nothing to say of a good policy"
policy "$WORK" 2 lint bad.yml
contains "$OUT" "bad.yml:6:7: error: " "an error with its place"
contains "$OUT" "      6 |       ref-nmae" "its line"
contains "$OUT" "did you mean 'ref-name'" "a suggestion"
contains "$OUT" "bad.yml:7:" "all errors, not the first"
policy "$WORK" 2 lint --format json bad.yml
ok "json can be read" python3 - "$OUT" <<'EOF'
import json, sys
data = json.load(open(sys.argv[1]))
lines = {item["line"] for item in data["diagnostics"]}
assert data["errors"] == len(data["diagnostics"]) and {6, 7} <= lines
assert all(item["level"] == "error" for item in data["diagnostics"])
EOF
policy "$WORK" 2 lint odd.yml
lacks "$OUT" "$(printf '\033')" "what is in the file is escaped"
sed 's/^contact.*//' "$WORK/good.yml" >"$WORK/silent.yml"
policy "$WORK" 1 lint ./silent.yml
contains "$OUT" 'warning: ' "a warning is a finding"
policy "$WORK" 1 lint --color always ./silent.yml
contains "$OUT" "$(printf ': \033[1;33mwarning:\033[m ')" "colour behind a place"
policy "$WORK" 2 lint none.yml
contains "$ERR" 'none.yml' "a file that is missing"
policy "$WORK" 2 lint good.yml bad.yml
policy "$WORK" 2 lint
contains "$ERR" 'not a git repository' "no repository, no policy"
policy "$WORK" 2 lnt
contains "$ERR" "did you mean 'lint'" "the nearest word"
policy "$WORK" 2
for preset in "$REFGATE_ROOT"/share/refgate/policy/*.yml; do
	name=$(basename "$preset" .yml)
	(cd "$WORK" && refgate policy lint "$name") >"$OUT" 2>"$ERR"
	ok "the preset $name has no errors" test $? -le 1
done

# --- the policy of a repository
new_server s "$WORK/bad.yml"
policy "$WORK/s.git" 2 lint
contains "$OUT" 'policy.yml:6:7: error: ' "the policy of a repository"
set_policy s "$WORK/good.yml"
policy "$WORK/s.git" 0 lint
chmod o+w "$WORK/s.git/refgate/policy.yml"
policy "$WORK/s.git" 2 lint
contains "$OUT" 'can be written by everybody' "strict modes on a server"
rm "$WORK/s.git/refgate/policy.yml"
mkdir "$WORK/safe"
cp "$WORK/good.yml" "$WORK/safe/"
ln -s "$WORK/safe/good.yml" "$WORK/s.git/refgate/policy.yml"
policy "$WORK/s.git" 0 lint
chmod 777 "$WORK/s.git/refgate"
policy "$WORK/s.git" 2 lint
contains "$OUT" "the folder '" "a link that others can turn is refused"
chmod 700 "$WORK/s.git/refgate"

# --- show
printf 'version: 1\nextends: ./good.yml\nmode: evaluate\n' >"$WORK/top.yml"
policy "$WORK" 0 show top.yml
like "$(cat "$OUT")" '^mode: evaluate +# top.yml:3$' "a line with its origin"
like "$(cat "$OUT")" '^contact: .*# .*good.yml:2$' "an inherited one"
cp "$OUT" "$WORK/shown.yml"
policy "$WORK" 0 lint shown.yml
policy "$WORK" 0 show --format json top.yml
ok "json can be read" python3 - "$OUT" <<'EOF'
import json, sys
data = json.load(open(sys.argv[1]))
assert data["policy"]["mode"] == "evaluate" and data["policy"]["version"] == 1
assert data["policy"]["rulesets"][0]["rules"]["update"] == {"allow": "nobody"}
assert len(data["files"]) == 2 and len(data["hash"]) == 64
EOF
policy "$WORK" 2 show bad.yml
is "$(cat "$OUT")" "" "nothing is shown of what does not load"
contains "$ERR" "bad.yml:6:7: error: " "the errors are messages"

done_testing
