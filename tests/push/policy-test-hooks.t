#!/bin/sh
# The hooks of refgate policy test, and those of production: only the former
# have a clock that can be set, and they work in throw-away repositories only.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

hooks=$REFGATE_ROOT/libexec/refgate

for hook in pre-receive update post-receive; do
	ok "$hook for cases is there" test -x "$hooks/test/$hook"
	nok "$hook of production knows no clock that is set" \
		grep -q 'refgate/test-world' "$hooks/$hook"
done
ok "pre-receive for cases knows one" \
	grep -q 'refgate/test-world' "$hooks/test/pre-receive"
nok "the command itself neither reads nor believes it" \
	grep -q 'error: this hook is for refgate policy test only' "$REFGATE_ROOT/bin/refgate"
nok "install.sh has no way to them" \
	grep -Eq 'libexec[^ ]*/test|hooks/test' "$REFGATE_SRC/install.sh"

# --- hooks of production
new_server s <<'EOF'
version: 1
contact: "#team"
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules: {commit-date: {ahead: 10m, behind: 30d}}
EOF
new_clone dev
commit_file dev a one "One"
push_ok dev origin main
at=$(($(date +%s) + 4 * 86400))
GIT_COMMITTER_DATE="@$at +0000" commit_file dev a two "Later"
echo $((4 * 86400)) >"$WORK/s.git/refgate/test-world"
PUSH_NAME="a clock beside the policy changes nothing" \
	push_refused dev commit-date origin main
PUSH_NAME="nor does the environment" REFGATE_TEST_CLOCK=$at \
	FAKETIME=+4d push_refused dev commit-date origin main

# --- hooks of cases
rm "$WORK/s.git/refgate/test-world"
cp "$hooks/test/"* "$WORK/s.git/hooks/"
PUSH_NAME="they refuse everything where no case is run" \
	push_refused dev "" origin main:refs/heads/other

done_testing
