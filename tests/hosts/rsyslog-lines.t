#!/bin/sh
# Whatever is sent to the collector, and whatever stands in a log: what is a
# record is stored as it is, nothing else is lost, and nothing holds up what
# comes after it. And what the views say.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/postgres.sh
. "$REFGATE_SRC/tests/lib/postgres.sh"
# shellcheck source=tests/lib/rsyslog.sh
. "$REFGATE_SRC/tests/lib/rsyslog.sh"

rs_store
# Whatever the server is set to.
sql -c 'alter database postgres set standard_conforming_strings = off' \
	-c "alter database postgres set client_encoding = 'LATIN1'" \
	-c "alter database postgres set datestyle = 'German, DMY'"
port=$(pg_free_port)
rs_make collector refgate-collector.conf "s/6515/$port/" \
	-- refgate-store.conf 's/resumeInterval="5"/resumeInterval="1"/' \
	"s|//refgate_writer:.*/refgate\"|//refgate_writer:secret@127.0.0.1:$PG_PORT/postgres\"|" \
	"s|/var/log/refgate-strays.log|$RS_BASE/collector/strays|"

# The lines: `good` are records, `bad` are none but can be text, `odd` cannot.
cat >"$push_base/lines.py" <<'EOF_PY'
import json, socket, sys, time

def record(n, message, **more):
    d = {"@timestamp": "2026-11-20T09:00:01.123456Z",
         "event": {"id": "01939a4e-0000-7000-8000-%012d" % n,
                   "action": "push-denied", "sequence": n},
         "message": message, "refgate": {"chain": "c", "refs": []}}
    d.update(more)
    return json.dumps(d, ensure_ascii=False,
                      separators=(",", ":")).encode()

hostile = ["plain", "it''s '", "\\' \\\\ \\", '"', "%msg% %s %1% %$.x%",
           "$1 $$ :name ${x}", "'); drop table refgate_event; --",
           "日本 \u00fc \U0001f600 \u2028", "x" * 7700, "'" * 7700,
           "\\" * 3800, "\u00fc" * 3800, "\t\u0001\u001b[0m", "a\\u0000b",
           "E'\\x27'", "\u0027\u02bc\uff07"]
good = [record(n, m) for n, m in enumerate(hostile, 1)]
bad = [b'{"@timestamp":"2026', b"  two blanks", b"1", b"01", b"null", b"{}",
       b"[" * 7000, b'{"a":"\\u0000"}', b"'", b"\\", b"\\'", b"x" * 9000,
       b"\xef\xbf\xbf", good[0].replace(b"plain", b"forged"),
       record(90, "no time", **{"@timestamp": "yesterday"}),
       record(91, "no chain", refgate={}),
       record(92, "a list", event=[1]),
       record(93, "chain", refgate={"chain": "y" * 7000}),
       b'{"refgate_anchor":{"chain":"c"}}', b'{"refgate_anchor":7}']
odd = [b"\xff\xfe", b"cut \xc3", b"overlong \xc0\xaf",
       b"surrogate \xed\xa0\x80", b"beyond \xf4\x90\x80\x80"]
last = [record(99, "last")]

if __name__ == "__main__":
    s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
    for line in good + bad + odd + good + bad + odd + last:
        line = b"<134>1 - git01 refgate - - - " + line
        s.sendall(b"%d %s" % (len(line), line))
    s.close()
EOF_PY
rs_start collector
last_there() {
	test "$(sql -c 'select count(*) from refgate_event
		where sequence = 99')" = 1
}
send() {
	python3 "$push_base/lines.py" "$port"
}
ok "hostile lines are sent" rs_wait 20 send
ok "and what comes after them arrives" rs_wait 30 last_there
sql -c "copy (select encode(convert_to(line, 'UTF8'), 'hex')
	from refgate_event) to stdout" >"$push_base/events"
sql -c "copy (select encode(convert_to(line, 'UTF8'), 'hex')
	from refgate_stray) to stdout" >"$push_base/strays"
compare() {
	PYTHONPATH=$push_base PYTHONDONTWRITEBYTECODE=1 python3 - "$push_base" \
		"$RS_BASE/collector/strays" <<-'PY'
	import sys
	from lines import good, bad, odd, last
	def rows(name):
	    return sorted(bytes.fromhex(l) for l in open(sys.argv[1] + name))
	assert rows("/events") == sorted(good + last), "events differ"
	assert rows("/strays") == sorted(bad), set(bad) ^ set(rows("/strays"))
	kept = open(sys.argv[2], "rb").read()
	for line in odd:
	    assert b" " + line + b"\n" in kept, line
	PY
}
ok "records, strays and what is no text are each where they belong" compare
is "$(sql -c "select why from refgate_stray where line like '%forged%'")" \
	"another line has its event.id" "who forges an id is told"
is "$(sql -c 'select distinct received_from from refgate_event')" \
	"git01 127.0.0.1" "the sender is known by name and address"

# While the table cannot be written to, nothing is lost.
sql -c 'alter table refgate_event rename to away'
sed -i 's/^    for line in.*/    for line in [record(100, "late")]:/' \
	"$push_base/lines.py"
send
sleep 1
sql -c 'alter table away rename to refgate_event'
late_there() {
	test "$(sql -c 'select count(*) from refgate_event
		where sequence = 100')" = 1
}
ok "a database that cannot take it is waited for" rs_wait 30 late_there

# The views, of records as the gate writes them (what is left out is null).
sql -c 'delete from refgate_event' -c 'delete from refgate_stray'
take() {
	sed "s/ID/01939a4e-0000-7000-8000-0000000000$1/; s/TIME/$2/; s/WHAT/$3/" \
		<<-'END' | sed "s|REFS|$4|; s|MORE|${5:-}|" | {
	{"@timestamp":"TIME","event":{"id":"ID","action":"WHAT","sequence":1},"host":{"name":"git01"},"user":{"name":"alice"},"rule":{"id":["signature","merge"]},"refgate":{"chain":"c","push_id":"P1","repository":"project","refs":[REFS]MORE}}
	END
		read -r line
		sql -v line="$line" <<-'END' >/dev/null
		select refgate_take(:'line', 'test')
		END
	}
}
old=$(date -u -d '-3 days' +%Y-%m-%dT%H:%M:%SZ)
new=$(date -u -d '+3 days' +%Y-%m-%dT%H:%M:%SZ)
debt='{"item":"back-merge","branch":"refs/heads/hotfix/N"'
owes() {
	printf '{"name":"refs/heads/main","opened":[%s,"due":"%s"}]}' \
		"$(echo "$debt" | sed "s/N/$1/")" "$2"
}
take 01 2026-01-01T00:00:00Z push-landed "$(owes 1 "$old")"
take 02 2026-01-01T00:00:00Z push-landed "$(owes 2 "$old")"
take 03 2026-01-01T00:00:00Z push-landed "$(owes 3 "$new")"
take 04 2026-01-02T00:00:00Z push-landed \
	"{\"name\":\"refs/heads/dev\",\"issue\":[\"REC-1\"],\"closed\":[$(echo "$debt" | sed 's/N/1/')}]}"
take 05 2026-01-02T00:00:00Z push-denied '{"name":"refs/heads/main"}'
take 06 2026-01-02T00:00:01Z push-denied '{"name":"refs/heads/next"}'
take 07 2026-01-02T00:00:00Z gate-bypassed \
	'{"name":"refs/heads/main","old":"1","new":"2","verdict":"bypassed"}'
take 08 2026-01-02T00:00:00Z policy-override '' \
	',"override":{"incident":"INC-1","reason":"fire","approvers":[{"name":"bob"}]}'
is "$(sql -c 'select count(*) from refgate_stray')" 0 "all are records"
is "$(sql -c "select branch || ' ' || overdue from refgate_owed")" \
	"refs/heads/hotfix/2 true
refs/heads/hotfix/3 false" "what is owed, overdue first"
is "$(sql -c 'select rule, pushes from refgate_refusal order by rule')" \
	"merge|1
signature|1" "refusals by rule: a push counts once"
is "$(sql -c 'select ref, old, new from refgate_bypass')" \
	"refs/heads/main|1|2" "bypasses"
is "$(sql -c "select who, incident, reason, approvers #>> '{0,name}'
	from refgate_override")" "alice|INC-1|fire|bob" "overrides"
is "$(sql -c "select ref, issue ->> 0 from refgate_landing
	where issue is not null")" "refs/heads/dev|REC-1" "landings"
anchor="{\"refgate_anchor\":{\"chain\":\"c\",\"sequence\":1,\"hash\":\"$(printf x | sha256sum | cut -c 1-64)\"}}"
sql -v line="$anchor" <<-'END' >/dev/null
	select refgate_take(:'line', 'test')
	END
is "$(sql -c 'select sequence from refgate_anchor_mismatch')" 1 \
	"an anchor that no record fits"
sql -c 'update refgate_anchor set hash = (select refgate_hash(line)
	from refgate_event limit 1)'
is "$(sql -c 'select sequence from refgate_anchor_mismatch')" "" \
	"one that does"
is "$(sql -c 'select anchored from refgate_chain')" 1 "is shown with its chain"
done_testing
