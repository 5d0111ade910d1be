#!/bin/sh
# What `refgate log` finds in a log, by each filter and by several, in which
# order, and how it shows it; and that the fast way to look for it finds the
# same as reading each line does. The log is that of sample.py.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/cli.sh
. "$REFGATE_SRC/tests/lib/cli.sh"

cli_verb=log
python3 "$REFGATE_SRC/tests/audit/sample.py" >sample || die "no sample"
# The same records with members in another order and letters written as
# numbers: what no text search finds.
cat >other.py <<'X'
import json, sys
def text(value):
    return '"%s"' % "".join("\\u%04x" % ord(c) for c in value)
def form(value):
    if isinstance(value, dict):
        return "{%s}" % ", ".join(
            text(k) + ": " + form(value[k]) for k in sorted(value, reverse=True))
    if isinstance(value, list):
        return "[%s]" % ", ".join(map(form, value))
    return text(value) if isinstance(value, str) else json.dumps(value)
for line in sys.stdin:
    print(form(json.loads(line)))
X
python3 other.py <sample >other || die "no other form"
lacks other "push" "the other form is another"

numbers() {
	refgate log --format json "$@" 2>"$ERR" | python3 -c 'import json, sys
print(*[json.loads(line)["event"]["sequence"] for line in sys.stdin])'
}

# Filters, a blank, and the records that they find.
while IFS='|' read -r filter wanted; do
	eval "set -- $filter"
	is "$(numbers "$@" sample)" "$wanted" "found: $filter"
	is "$(numbers "$@" other)" "$wanted" "and in another form"
done <<'X'
--repo shop --action installed|1
--repo sho|
--ref main|4 5 6 7 15 16 17
--ref refs/heads/main|4 5 6 7 15 16 17
--ref 'hotfix/*'|2 3 10 11 13 14
--ref 'refs/heads/hotfix/REC-2-*'|13 14
--ref '{develop,release/*}'|8 9 18 19
--ref '**/1.2'|18
--ref mai|
--user dan|2 3 8 9 10 11
--user dan@example.com --verdict landed|3 9 11
--user dan --user ann|1 2 3 8 9 10 11
--rule approvals|4 5
--rule signature|15 19
--rule merge --rule approvals|4 5 15
--verdict fail|4 15 19
--verdict denied|4 15 19
--verdict bypassed|18
--verdict overridden|5
--action denied|4 15 19
--action push-denied --user eve --ref main|15
--action policy-changed|12
--push 01939a4e-1111-7000-8000-000000000003|5 6 7
--incident INC-7|5 7
--incident INC-9|17
--incident INC|
--approver sue|5
--approver SHA256:p9Qa2|5
--approver ida|
--commit f69a999|4 5 6 7 15 16 17
--commit f69a999 --action landed|7 17
--since 2026-11-17|16 17 18 19
--since '2026-11-17 14:00:01Z'|18 19
--until 2026-11-08|1
--until 2026-11-08T08:00|
--since 2026-11-12 --until 2026-11-16|12 13 14 15
--since 2026-11-16T09:15:00Z --until '2026-11-17 14:00'|15
-n 2|18 19
--last 2 --user ida|16 17
-n 1 --verdict fail --until 2026-11-17|15
X

# As we write lines, but for a letter.
sed 's/dan/d\\u0061n/g; s,heads/main,heads/m\\u0061in,g' sample >letters
is "$(numbers --user dan letters)" "2 3 8 9 10 11" "a name with such a letter"
is "$(numbers --ref main letters)" "4 5 6 7 15 16 17" "a ref, too"

sed 's/"INC-9"/"#9"/' sample >hashes
is "$(numbers --incident 9 hashes) $(numbers --incident '#9' hashes)" "17 17" \
	"an incident with and without its #"

# --- what cannot be looked for is said, not answered with nothing
while IFS='|' read -r filter words; do
	eval "set -- $filter"
	cli 2 "$@" sample
	contains "$ERR" "$words" "it says why"
done <<'X'
--action deneid|there is no action 'deneid'; did you mean 'denied'?
--verdict faild|there is no verdict 'faild'; did you mean 'fail'?
--ref '['|is not closed
--push 01|'01' is too short to look for
--user ''|'' is too short to look for
-n 0|'0' is no number from 1 to 10000
-n 1x|'1x' is no number
-n 10001|'10001' is no number
-n ''|'' is no number
--until 2026-13-01|'2026-13-01' is neither a time
X

# --- as people read it
cli 0 sample
is "$(awk 'length > 104' "$OUT")" "" "no line is long"
is "$(grep -c . "$OUT")" 19 "one line an event"
line() {
	sed -n "$1p" "$OUT" | tr -s ' '
}
is "$(line 5)" \
	"2026-11-09 11:20:00Z policy-override shop ida main INC-7 by sue, tom: approvals" \
	"an override"
is "$(line 7)" \
	"2026-11-09 11:20:00Z landed shop ida main b28b7af..f69a999, INC-7" \
	"what landed"
is "$(line 11)" \
	"2026-11-10 09:40:00Z landed shop dan hotfix/REC-1-login deleted at 2736fab" \
	"what was deleted"
is "$(line 15)" \
	"2026-11-16 09:15:00Z denied shop eve main merge, signature" \
	"what was refused"
is "$(line 18)" \
	"2026-11-18 07:00:00Z gate-bypassed shop - release/1.2 01f561a..54e98d4" \
	"what went past the gate"
is "$(line 12)" \
	"2026-11-12 12:00:00Z policy-changed shop - - the policy or a trust file has changed" \
	"and whatever has a message only"
cli 0 -v sample
tr -s ' ' <"$OUT" >squeezed
while IFS= read -r words; do
	contains squeezed " $words" "-v tells: $words"
done <<'X'
override INC-7 until 2026-11-09 15:00:00Z
lets in approvals
approver tom SHA256:p9Qa2
reason nobody can log in
issue REC-1
landing refs/heads/hotfix/REC-1-login, 2 commits, 3 files, 41 lines, first seen 2026-11-09 10:00:00Z
in src/auth; tests
owes back-merge of refs/heads/hotfix/REC-1-login, due 2026-11-11 11:20:00Z
paid back-merge of refs/heads/hotfix/REC-1-login, owed since 2026-11-09 11:20:00Z
was 01f561ac4ab15d6a23a57976bba4dbcc423b9cbb
is 54e98d45ac70c3f4b57ae9fdd4d74b044b3e8b7f
was sha256:8888888888888888888888888888888888888888888888888888888888888888
by ida <ida@example.com> from 192.0.2.13 over ssh (gitolite)
fail [merge] 
record 18 on git01, id 01939a4e-0000-7000-8000-000000000018
X
python3 - <<'X' >unknown
import json
for line in open("sample"):
    record = json.loads(line)
    record["new"] = {"a": [1]}
    record["refgate"]["later"] = [{}]
    for ref in record["refgate"]["refs"]:
        ref["name_of"] = 7
        ref["landing"] = ref.get("landing", []) + [5, {"branch": 5}]
    print(json.dumps(record))
X
cli 0 -v unknown
is "$(grep -c '^2026' "$OUT")" 19 "members that it does not know do no harm"

# --- as a table
cli 0 --format csv sample
ok "the columns are where they are said to be" python3 - <<'X'
import csv
rows = list(csv.DictReader(open("out", newline="")))
assert len(rows) == 19, len(rows)
landed = rows[6]
wanted = {
    "time": "2026-11-09T11:20:00.000000Z", "action": "push-landed",
    "outcome": "success", "repository": "shop", "user": "ida",
    "email": "ida@example.com", "ip": "192.0.2.13", "ref": "refs/heads/main",
    "kind": "update", "verdict": "landed", "commits": "3", "rules": "",
    "push_id": "01939a4e-1111-7000-8000-000000000003", "sequence": "7",
    "part": "1/1", "message": "refs/heads/main landed",
    "event_id": "01939a4e-0000-7000-8000-000000000007",
    "chain": "01939a00-0000-7000-8000-000000000001", "host": "git01",
    "incident": "INC-7", "issue": "REC-1", "reason": "nobody can log in",
    "approvers": ""}
for key, value in wanted.items():
    assert landed[key] == value, (key, landed[key])
assert landed["old"].startswith("b28b7af") and len(landed["new"]) == 40
override = rows[4]
assert override["incident"] == "INC-7", override
assert override["reason"] == "nobody can log in", override
assert override["approvers"] == "sue; tom", override
assert rows[14]["rules"] == "merge; signature", rows[14]
X
for start in '=' '+' '-' '@' '\\t' '\\uff1d' '\\uff0b' '\\uff0d' '\\uff20'; do
	sed -n '1s/"name":"ann"/"name":"'"$start"'cmd()"/p' sample >formula
	refgate log --format csv formula | tail -n 1 | cut -d , -f 5 >"$OUT"
	like "$(cat "$OUT")" "^\"'" "no formula: $start"
done

# --- people who are hashes in the log
new_server s <<'X'
version: 1
audit: {identities: hash}
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      commit-message: {subject: {pattern: '^REC-'}}
X
new_clone c
commit_file c a one "REC-1 a first commit"
GL_USER=alice
GL_REPO=s
export GL_USER GL_REPO
g s.git config refgate.identity gitolite
push_ok c origin main
log=$WORK/s.git/refgate/audit.jsonl
lacks "$log" "alice" "the log does not name her"
cli 0 --user alice "$WORK/s.git"
is "$(grep -c . "$OUT")" 2 "on the server she is found by her name"
hash=$(sed -n '1s/.*"hash":"\([0-9a-f]*\)".*/\1/p' "$log")
cli 0 --user "$hash" "$log"
is "$(grep -c . "$OUT")" 2 "and by her hash"
cli 0 --user bob "$WORK/s.git"
is "$(cat "$OUT")" "" "as somebody else she is not"
cli 0 --user alice "$log"
is "$(cat "$OUT")" "" "nor without the key"
cp "$WORK/s.git/refgate/identity.key" key
cli 0 --user alice --identity-key key "$log"
is "$(grep -c . "$OUT")" 2 "which can be given"
cli 2 --user alice --identity-key missing "$log"
contains "$ERR" "missing" "a key that is not there is told"

# --- a pipe in place of a log: nobody waits for it
mv "$log" kept
mkfifo "$log"
mkfifo "$log.anchors"
for verb in log "log verify" report metrics; do
	# shellcheck disable=SC2086
	timeout 20 "$REFGATE_ROOT/bin/refgate" $verb "$WORK/s.git" \
		>/dev/null 2>"$ERR"
	is "$?" 2 "$verb: a pipe is no log"
	contains "$ERR" "no regular file" "$verb: it says so"
done
rm "$log"
mv kept "$log"
timeout 20 "$REFGATE_ROOT/bin/refgate" log verify "$WORK/s.git" \
	>/dev/null 2>"$ERR"
is "$?" 2 "nor does it hold anchors"
rm "$log.anchors"

# --- what looks like a record and is no JSON
sed "2s/\"message\":\"/&$(printf '\033')[31m/; 3s/\"version\":/&,/" sample >odd
for how in '--format json' '--format json -n 1000' '-n 1000' '--format csv'; do
	# shellcheck disable=SC2086
	refgate log $how sample >wanted 2>/dev/null
	# shellcheck disable=SC2086
	refgate log $how odd >"$OUT" 2>"$ERR"
	is "$(wc -l <"$OUT")" "$(($(wc -l <wanted) - 2))" \
		"neither line is shown: $how"
	contains "$ERR" "2 lines of odd are no records" "and they are told: $how"
done

# --- what comes bit by bit
mkfifo pipe
"$REFGATE_ROOT/bin/refgate" log - <pipe >"$OUT" &
reader=$!
exec 3>pipe
head -n 1 sample >&3
tries=100
until test -s "$OUT" || test "$tries" -eq 0; do
	tries=$((tries - 1))
	sleep 0.05
done
is "$(grep -c . "$OUT")" 1 "a record is shown when it comes"
exec 3>&-
wait "$reader"
done_testing
