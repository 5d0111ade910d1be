#!/bin/sh
# refgate policy import: each type of rule that GitHub has, a golden policy
# that loads, and the policies in use. REFGATE_UPDATE_GOLDEN=1 writes them anew.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

FIXTURES=$REFGATE_SRC/tests/policy/import
OUT=$WORK/out.yml
ERR=$WORK/err

# import STATUS ARGUMENT...; standard input is that of the caller.
import() {
	import_wanted=$1
	shift
	(cd "$FIXTURES" && refgate policy import "$@") >"$OUT" 2>"$ERR"
	is $? "$import_wanted" "exit status of import $*"
}

# refused_json TEXT JSON: is no ruleset, and nothing comes out.
refused_json() {
	printf '%s' "$2" >"$WORK/in"
	import 2 - <"$WORK/in"
	contains "$ERR" "$1" "told: $1"
	is "$(cat "$OUT")" "" "no policy: $1"
}

# loads NAME: the policy that came out, warnings aside.
loads() {
	refgate policy lint "$OUT" >"$ERR" 2>&1
	is "$(grep -c ': error: ' "$ERR")" 0 "$1 loads"
	lacks "$ERR" "refgate: " "and can be looked into"
}

# --- the goldens
ssh-keygen -q -t ed25519 -N '' -C alice -f "$WORK/alice"
printf 'alice@example.com %s\n' "$(cat "$WORK/alice.pub")" \
	>"$WORK/allowed_signers"
for json in "$FIXTURES"/*.json; do
	name=$(basename "$json" .json)
	(cd "$FIXTURES" && refgate policy import "$name.json") >"$OUT" 2>"$ERR"
	status=$?
	if test -n "${REFGATE_UPDATE_GOLDEN:-}"; then
		cp "$OUT" "$FIXTURES/$name.yml"
		cp "$ERR" "$FIXTURES/$name.err"
		test -s "$ERR" || rm "$FIXTURES/$name.err"
	fi
	wanted=0
	: >"$WORK/none"
	told=$WORK/none
	if test -f "$FIXTURES/$name.err"; then
		wanted=1
		told=$FIXTURES/$name.err
	fi
	is "$status" "$wanted" "exit status for $name"
	same_file "$OUT" "$FIXTURES/$name.yml" "the policy for $name"
	same_file "$ERR" "$told" "what was left out of $name"
	loads "the policy for $name"
done
rows=$(sed -n 's/^	{ "\([a-z_]*\)", .*/\1/p' \
	"$REFGATE_SRC/lib/policy/import_rules.c")
for type in $rows; do
	ok "a fixture for $type" test -f "$FIXTURES/$type.json"
done

# --- files, one and more
import 1 deletion.json update.json unknown.json
is "$(grep -c '^  - name: ' "$OUT")" 3 "three files, three rulesets"
import 0 deletion.json deletion.json
contains "$OUT" "'deletion (2)'" "no name stands twice"
import 0 - <"$FIXTURES/deletion.json"
same_file "$OUT" "$FIXTURES/deletion.yml" "standard input"
import 1 --format json bypass.json
ok "json can be read" python3 - "$OUT" "$FIXTURES/bypass.yml" <<'END'
import json, sys
data = json.load(open(sys.argv[1]))
assert data["policy"] == open(sys.argv[2]).read()
assert [item["line"] for item in data["left_out"]] == [22, 27]
assert data["left_out"][0]["file"] == "bypass.json"
END
tr -d '\n' <"$FIXTURES/max_file_size.json" >"$WORK/in"
import 0 - <"$WORK/in"
same_file "$OUT" "$FIXTURES/max_file_size.yml" "all on one line"
unexpand --first-only --tabs=2 "$FIXTURES/creation.json" \
	>"$WORK/in"
import 0 - <"$WORK/in"
same_file "$OUT" "$FIXTURES/creation.yml" "indented with tabs"
import 2
import 2 none.json
contains "$ERR" "there is no file none.json" "a file that is missing"
import 0 --help

# --- what is no ruleset
refused_json "the file says nothing" ""
refused_json "this is no ruleset" "[1]"
refused_json "gh api repos/OWNER/REPO/rulesets/ID" '[{"id": 1, "name": "x"}]'
refused_json "1:10: error: " '{"rules":]'
refused_json "a rule without a type" '{"rules": [{"parameters": {}}]}'
refused_json "duplicate key 'name'" '{"name": "a", "name": "b", "rules": []}'
refused_json "control character" '{"name": "a\u001bb", "rules": []}'
refused_json "NUL" '{"name": "a\u0000b", "rules": []}'
refused_json "invisible character" '{"name": "a\u202eb", "rules": []}'
refused_json "branch, tag, push or repository" '{"target": "moon", "rules": []}'
refused_json "active, evaluate or disabled" \
	'{"enforcement": "active evaluate", "rules": []}'
refused_json "'~FOO' is unknown" \
	'{"rules": [], "conditions": {"ref_name": {"include": ["~FOO"]}}}'
refused_json "a parameter is missing" \
	'{"rules": [{"type": "branch_name_pattern"}]}'
refused_json "an unknown operator" '{"rules": [{"type": "branch_name_pattern",
	"parameters": {"operator": "sounds_like", "pattern": "x"}}]}'
refused_json "no number, or too large" '{"rules": [{"type": "max_file_size",
	"parameters": {"max_file_size": 99999999999}}]}'
refused_json "no number, or too large" '{"rules": [{"type": "pull_request",
	"parameters": {"required_approving_review_count": 11}}]}'
deep=$(printf '%40s' '' | tr ' ' '[')
refused_json "nested too deeply" "$deep"
many=$(printf '%40s' '' | sed 's/ /{"type": "creation"},/g')
refused_json "too many rules of this kind" "{\"rules\": [${many%,}]}"
refused_json "1:" '{"name": "\ud83d", "rules": []}'
refused_json "1:" '{"name": "\ude00\ud83d", "rules": []}'
refused_json "1:" '{"name": "\ud83dx\ude00", "rules": []}'
refused_json "invisible character" \
	'{"name": "a\udb40\udc41b", "rules": []}'
head -c 300000 /dev/zero | tr '\0' ' ' >"$WORK/in"
import 2 - <"$WORK/in"
contains "$ERR" "larger than 256 KiB" "a file that is too large"
printf '%s' '{"rules": [{"type": "committer_email_pattern", "parameters":
	{"operator": "regex", "pattern": "a)|(b"}}]}' >"$WORK/in"
import 1 - <"$WORK/in"
contains "$ERR" "its pattern is none here" "no pattern closes our bracket"
lacks "$OUT" "committer:" "it is left out"

# --- characters as JSON may write them
printf '%s' '{"name": "\ud83d\uDE00 a\/b \\ud83d\\ude00 \u00e4",
	"rules": [{"type": "deletion"}]}' >"$WORK/in"
import 0 - <"$WORK/in"
contains "$OUT" "name: '$(printf '\360\237\230\200') a/b \\ud83d\\ude00 $(printf '\303\244')'" \
	"pairs of surrogates are one character"
loads "a policy with such a name"

# --- rulesets of an organization that are about no ref
printf '%s' '[{"name": "a", "target": "repository", "rules": [{"type":
	"repository_delete"}]}, {"name": "b", "rules": [{"type": "deletion"}]}]' \
	>"$WORK/in"
import 1 - <"$WORK/in"
contains "$ERR" "1:2: warning: a ruleset was left out" "what is about no push"
contains "$OUT" "name: 'b'" "the others are there"
loads "a policy without it"

# --- a name that must not be
import 0 branch_name_pattern.json
new_server names "$OUT"
new_clone c
commit_file c a.txt 1 "first"
push_ok c origin HEAD:refs/heads/main
push_ok c origin HEAD:refs/heads/feature/x
PUSH_NAME="a name that the negated pattern finds"
push_refused c ref-name origin HEAD:refs/heads/topic
contains "$ANSWER" "only feature/" "the rule's name is its help"

# --- signatures
import 0 required_signatures.json
new_server signed "$OUT"
cp "$WORK/allowed_signers" "$WORK/signed.git/refgate/"
new_clone d
commit_file d a.txt 1 "first"
seed d # what fills an empty repository is judged for names only
commit_file d a.txt 2 "second"
push_refused d signature origin HEAD:refs/heads/main
g d -c gpg.format=ssh -c user.signingKey="$WORK/alice" commit -q --amend \
	--no-edit -S
push_ok d origin HEAD:refs/heads/main

# --- the size of files, on all branches and tags
import 0 max_file_size.json
new_server sizes "$OUT"
new_clone e
commit_file e a.txt 1 "first"
push_ok e origin HEAD:refs/heads/main
head -c 1048576 /dev/zero >"$WORK/e/big"
g e add big
g e commit -q -m "exactly so much"
push_ok e origin HEAD:refs/heads/topic
printf x >>"$WORK/e/big"
g e commit -q -a -m "a byte more"
push_refused e file-size origin HEAD:refs/heads/topic
push_refused e file-size origin HEAD:refs/tags/t
g e reset -q --hard HEAD^
push_ok e origin :refs/heads/topic

done_testing
