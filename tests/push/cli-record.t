#!/bin/sh
# refgate record: what install.sh puts into the audit log.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/cli.sh
. "$REFGATE_SRC/tests/lib/cli.sh"

cli_verb=record
unset SUDO_USER
me=$(id -un 2>/dev/null) || skip_all "this account has no name"

# last MEMBER... of the last record, one a line
last() {
	refgate log "$WORK/s.git" --format json | tail -n 1 |
		python3 -c 'import json, sys
record = json.load(sys.stdin)
for path in sys.argv[1:]:
    value = record
    for key in path.split("."):
        value = value[key]
    print(value)' "$@"
}

new_server s <<'X'
version: 1
mode: evaluate
X
rm -r "$WORK/s.git/hooks"
version=$(refgate --version | cut -d ' ' -f 2)
cli 0 installed "$WORK/s.git"
is "$(cat "$OUT")$(cat "$ERR")" "" "in silence"
is "$(last event.action message user.name service.version \
	refgate.repository refgate.mode refgate.identity_source)" "installed
refgate $version installed; identity source login
$me
$version
s
evaluate
login" "what, who, which version and where"
g s.git config refgate.identity gitolite
cli 0 removed --by carol --format json "$WORK/s.git"
is "$(cat "$OUT")" \
	"{\"recorded\":\"refgate $version removed; identity source gitolite\"}" \
	"JSON says what was recorded"
is "$(last event.action message user.name refgate.identity_source)" "removed
refgate $version removed; identity source gitolite
carol
login" "the source of pushers is not how the admin is known"
is "$(stat -c %a "$WORK/s.git/refgate/audit.jsonl")" 600 "nobody else's file"
ok "the chain holds" refgate log verify "$WORK/s.git"
is "$(refgate log "$WORK/s.git" | wc -l)" 2 "two records"

# --- where the hooks write to
printf 'version: 1\naudit: {file: "%s"}\n' "$WORK/own.jsonl" | set_policy s
cli 0 installed "$WORK/s.git"
is "$(wc -l <"$WORK/s.git/refgate/audit.jsonl")" 2 "the log of the policy"
is "$(wc -l <"$WORK/own.jsonl")" 1 "has it"
printf 'version: 2\n' | set_policy s
cli 0 removed "$WORK/s.git"
is "$(wc -l <"$WORK/s.git/refgate/audit.jsonl")" 3 \
	"a policy that does not load names no log"
set_policy s none
rm -r "$WORK/s.git/refgate"
cli 0 installed "$WORK/s.git"
ok "a folder that is missing is made" test -s \
	"$WORK/s.git/refgate/audit.jsonl"

# --- a log that cannot be written
rm "$WORK/s.git/refgate/audit.jsonl"
mkdir "$WORK/s.git/refgate/audit.jsonl"
cli 1 installed "$WORK/s.git"
isnt "$(cat "$ERR")" "" "it is told"
printf 'version: 1\naudit: {required: false}\n' | set_policy s
cli 0 installed "$WORK/s.git"
rmdir "$WORK/s.git/refgate/audit.jsonl"

# --- the owner of the repository
if test "$(id -u)" -eq 0; then
	rm -rf "$WORK/s.git/refgate"
	chown -R 65534:65534 "$WORK/s.git"
	cli 0 installed "$WORK/s.git"
	is "$(find "$WORK/s.git" ! -user 65534)" "" "root writes as the owner"
	is "$(last user.name)" root "but says who it is"
else
	skip "root writes as the owner" "not root"
fi

# --- wrong usage
cli 2 installed
cli 2 instaled "$WORK/s.git"
contains "$ERR" "there is no 'record instaled'" "it is told"
cli 2 installed "$WORK/nowhere.git"
done_testing
