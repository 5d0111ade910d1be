#!/bin/sh
# Three git hosts ship their logs: two to a collector over TCP, the third by
# itself, all into one PostgreSQL. Whatever is stopped or killed meanwhile,
# each record is there once, as it was written, and its chain can be followed
# from the store.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/postgres.sh
. "$REFGATE_SRC/tests/lib/postgres.sh"
# shellcheck source=tests/lib/rsyslog.sh
. "$REFGATE_SRC/tests/lib/rsyslog.sh"

rs_here || skip_all "there is no rsyslog"
pg_here || skip_all "there is no PostgreSQL"
RS_BASE=$push_base/rsyslog
mkdir "$RS_BASE"
trap 'rs_stop_all; pg_stop; push_cleanup' EXIT

# The database, as README.md says.
pg_start "$push_base/pg" tcp
schema() {
	pg_psql -1 -c 'set client_min_messages = warning' \
		-f "$REFGATE_SRC/contrib/rsyslog/refgate.sql"
}
ok "the schema" schema
sql -c "grant create on schema public to public" # as before version 15
ok "once more" schema
sql -c "alter role refgate_writer login password 'secret'"
sql -c "alter system set track_functions = 'pl'" -c "select pg_reload_conf()" \
	>/dev/null

# The configuration that is shipped, with the names of this place.
port=$(pg_free_port)
collector="s/collector.example.com/127.0.0.1/; s/6515/$port/"
quick='s/resumeInterval="5"/resumeInterval="1"/'
database="s|//refgate_writer:.*/refgate\"|//refgate_writer:secret@127.0.0.1:$PG_PORT/postgres\"|"
strays="s|/var/log/refgate-strays.log|$RS_BASE/collector/strays|"

# host NAME RULESET [MORE...]: a repository with its rsyslogd
host() {
	new_server "$1" <<-'END'
	version: 1
	rulesets:
	  - name: hotfix
	    refs: ["refs/heads/hotfix/*"]
	    rules:
	      ref-name: {pattern: "hotfix/REC-[0-9].*"}
	END
	name=$1
	to=$2
	shift 2
	rs_make "$name" refgate-host.conf "$collector" "$quick" \
		"s|/srv/git/|$WORK/|; s|\*.git|$name.git|" \
		"s/ruleset=\"refgate_ship\"$/ruleset=\"$to\"/" "$@"
}
rs_make collector refgate-collector.conf "$collector" \
	-- refgate-store.conf "$quick" "$database" "$strays"
host a refgate_ship
host b refgate_ship
host c refgate_store -- refgate-store.conf "$quick" "$database" \
	"s|/var/log/|$RS_BASE/c/|"
new_clone work
commit_file work README one "Say what this is"

# push HOST BRANCH...: each a push; the log has what became of it
push() {
	server=$1
	shift
	for branch in "$@"; do
		g work push "$WORK/$server.git" "main:refs/heads/$branch" \
			>>"$ANSWER" 2>&1
	done
}
everywhere() {
	push a "$@"
	push b "$@"
	push c "$@"
}

# All logs, as they are; torn lines are none of the records.
written() {
	cat "$WORK"/[abc].git/refgate/audit.jsonl
	cat "$WORK"/[abc].git/refgate/audit.jsonl.[0-9] 2>/dev/null
}
records() {
	written | grep -c '"@timestamp".*}}$'
}
stored() {
	sql -c 'select count(*) from refgate_event'
}
all_there() {
	test "$(stored)" -ge "$(records)"
}
# arrives NAME: waits until it is so
arrives() {
	if rs_wait 30 all_there; then
		pass "$1"
	else
		fail "$1"
		diag "$(records) written, $(stored) stored"
		diag "$(tail -n 5 "$RS_BASE"/*/said 2>&1)"
	fi
}
chains() {
	sql -c 'select line from refgate_event order by chain, sequence, event_id' |
		refgate log verify --store - >"$push_base/verdict" 2>&1
}

# A user of its own, if root can give one.
user=
test "$(id -u)" != 0 || user=64123
everywhere main hotfix/bad "hotfix/REC-1-it's-%msg%-日本"
# shellcheck disable=SC2086
rs_start collector $user
for name in a b c; do
	rs_start $name
done
arrives "what was written before"
everywhere hotfix/REC-2 "hotfix/REC-2\$1';select-1"
arrives "what is written now"

# The collector is away; a log is rotated; hosts' rsyslogd are killed, and
# forget how far they were.
rs_stop collector
everywhere hotfix/REC-3 hotfix/bad-3
mv "$WORK/a.git/refgate/audit.jsonl" "$WORK/a.git/refgate/audit.jsonl.1"
push a hotfix/REC-4 hotfix/bad-4
for name in b c; do
	rs_stop $name KILL
	push $name hotfix/REC-5
	rm -f "$RS_BASE/$name"/spool/imfile-state*
	rs_start $name
	push $name hotfix/bad-6
done
# shellcheck disable=SC2086
rs_start collector $user
push a hotfix/REC-7
arrives "what was written meanwhile"
mv "$WORK/a.git/refgate/audit.jsonl" "$WORK/a.git/refgate/audit.jsonl.2"
push a hotfix/REC-8
printf '{"@timestamp":"2026-01-01T00' >>"$WORK/a.git/refgate/audit.jsonl"
push a hotfix/REC-9
# A push that takes several records of nearly 8000 bytes.
long=$(printf '%0180d' 0 | tr 0 "'")
set --
while test $# -lt 60; do
	set -- "$@" "main:refs/heads/hotfix/bad-$long-$#"
done
g work push "$WORK/b.git" "$@" >>"$ANSWER" 2>&1
arrives "after two rotations and a torn line"

# Every one once, to the byte.
compare() {
	written >"$push_base/written"
	sql -c 'select line from refgate_event' >"$push_base/stored"
	python3 - "$push_base/written" "$push_base/stored" <<-'PY'
	import json, sys
	written, stored = (open(n, "rb").read().split(b"\n")[:-1]
	                   for n in sys.argv[1:])
	written = [l for l in written if l.endswith(b"}}")]
	ids = [json.loads(l)["event"]["id"] for l in stored]
	assert len(written) > 40, len(written)
	assert max(map(len, written)) > 7500, max(map(len, written))
	assert len(set(ids)) == len(ids) == len(written), (len(ids), len(written))
	assert sorted(stored) == sorted(written), "lines differ"
	PY
}
ok "each record is there once, byte for byte" compare
calls="select calls from pg_stat_user_functions where funcname = 'refgate_take'"
more_calls() {
	test "$(sql -c "$calls")" -gt "$(($(stored) + 10))"
}
ok "though many came twice" rs_wait 10 more_calls
is "$(sql -c 'select line from refgate_stray')" '{"@timestamp":"2026-01-01T00' \
	"the torn line is not among them, and not lost"
ok "every chain can be followed" chains
contains "$push_base/verdict" "2 rotations, 1 recovery" "with what happened"
like "$(tail -n 1 "$push_base/verdict")" "^3 chains, $(records) records$" \
	"all three"
copy='copy (select line from refgate_event order by chain, sequence, event_id)'
sql -c "$copy to stdout" >"$push_base/copied"
ok "COPY's own form, too" refgate log verify --store "$push_base/copied"

# In the store, somebody helps himself.
row() {
	sql -c "select event_id from refgate_event where action = 'push-denied'
		order by chain, sequence limit 1 offset $1"
}
one=$(row 1)
two=$(row 4)
sql -c "update refgate_event set line = replace(line, 'denied', 'landed')
	where event_id = '$one'"
nok "a row that was changed" chains
contains "$push_base/verdict" "line was changed" "is named"
again() {
	# README.md, "What is missing".
	written | grep -a '}}$' |
		pg_psql -c 'create temp table again (line text)' \
			-c "copy again from stdin (format csv, quote e'\x01', delimiter e'\x02')" \
			-c "select count(refgate_take(line, 'by hand')) from again" \
			>/dev/null
}
again
is "$(sql -c "select why from refgate_stray where why like 'another%'")" \
	"another line has its event.id" "and what it was is kept beside it"
sql -c "delete from refgate_event where event_id in ('$one', '$two')"
nok "rows that are gone" chains
contains "$push_base/verdict" "lines are missing before it" "are named"
again
ok "are there again" compare
ok "and all is well" chains

sql -c "delete from refgate_event e using (
    select chain, max(sequence) as sequence from refgate_event
    where action = 'rotated' and time < now() - interval '0 days'
    group by chain) r
where e.chain = r.chain and e.sequence < r.sequence"
ok "also when retention has taken the start" chains
like "$(tail -n 1 "$push_base/verdict")" "^3 chains, .* records$" "of one"
nok "which it has" all_there

# Who may do what.
as() {
	role=$1
	shift
	pg_psql -c "set role $role" "$@"
}
nok "the writer reads nothing" as refgate_writer -c 'select from refgate_event'
nok "nor deletes" as refgate_writer -c 'delete from refgate_event'
nok "nor adds but by the door" as refgate_writer \
	-c "insert into refgate_stray values ('', '', '')"
nok "nor makes what the door would run" as refgate_writer \
	-c "create function refgate_hash(varchar) returns text language sql
		as 'select null::text'"
ok "the reader reads" as refgate_reader -c 'table refgate_chain'
# What any user of a git host can send by syslog.
forged='{"@timestamp":"2026-01-01T00:00:00Z","event":{"id":"01939a4e-0000-7000-8000-000000000001","sequence":1,"action":"push-landed"},"refgate":{"chain":"x","refs":[{"name":"r","commits":"many","opened":[{"item":"a","branch":"b","due":"soon"}]},{"name":"r","commits":1e400},{"name":"r","opened":[{"due":"2026-99-99T00:00:00Z"}]},"s",null]}}'
is "$(sql -c "select refgate_take('$forged', 'x')")" "" "a forged line"
ok "does not make questions fail" as refgate_reader \
	-c 'table refgate_landing' -c 'table refgate_owed' \
	-c 'table refgate_bypass' -c 'table refgate_refusal'
deep=$(printf '%08000d' 0 | tr 0 '[')
is "$(sql -c "select refgate_take('$deep', 'x')")" "" "nor does a deep one wait"
nok "and adds nothing" as refgate_reader -c "select refgate_take('x', '')"
done_testing
