#!/bin/sh
# What the gate says to syslog, taken by a real rsyslogd on a socket of its
# own: records as they stand in the log, whole also when they are long, and
# anchors; shipped to a collector and from there to PostgreSQL.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/postgres.sh
. "$REFGATE_SRC/tests/lib/postgres.sh"
# shellcheck source=tests/lib/rsyslog.sh
. "$REFGATE_SRC/tests/lib/rsyslog.sh"

rs_store
port=$(pg_free_port)
# A path of a socket has at most 107 bytes.
socket=$RS_BASE/log
rs_make collector refgate-collector.conf "s/6515/$port/" \
	-- refgate-store.conf 's/resumeInterval="5"/resumeInterval="1"/' \
	"s|//refgate_writer:.*/refgate\"|//refgate_writer:secret@127.0.0.1:$PG_PORT/postgres\"|"
rs_make host refgate-syslog.conf \
	"s/collector.example.com/127.0.0.1/; s/6515/$port/" \
	's/resumeInterval="5"/resumeInterval="1"/' \
	"s|^#input(.*|input(type=\"imuxsock\" socket=\"$socket\")|" \
	'/^input/imodule(load="imuxsock" SysSock.Use="off")'
rs_start collector
rs_start host
new_server s <<'EOF_POLICY'
version: 1
audit: {syslog: local6, anchor: syslog}
rulesets:
  - name: hotfix
    refs: ["refs/heads/hotfix/*"]
    rules:
      ref-name: {pattern: "hotfix/REC-[0-9].*"}
EOF_POLICY
g s.git config refgate.syslog "$socket"
log=$WORK/s.git/refgate/audit.jsonl
new_clone c
commit_file c README one "Say what this is"
PUSH_NAME="a push" push_ok c origin HEAD:refs/heads/main
PUSH_NAME="with any name" push_ok c origin \
	"HEAD:refs/heads/hotfix/REC-1-it's-%msg%-日本"
long=$(printf '%0180d' 0 | tr 0 "'")
set --
while test $# -lt 60; do
	set -- "$@" "HEAD:refs/heads/hotfix/bad-$long-$#"
done
PUSH_NAME="one of several records" push_refused c ref-name origin "$@"
PUSH_NAME="and one more" push_ok c origin HEAD:refs/heads/hotfix/REC-2
ok "records have nearly 8000 bytes" test "$(wc -L <"$log")" -gt 7500

stored() {
	test "$(sql -c 'select count(*) from refgate_event')" -ge \
		"$(wc -l <"$log")"
}
ok "all arrive" rs_wait 30 stored
sql -c 'select line from refgate_event order by sequence' >"$push_base/stored"
same_file "$push_base/stored" "$log" "each line is the one in the log"
ok "whose chain can be followed" refgate log verify --store "$push_base/stored"
isnt "$(sql -c 'select count(*) from refgate_anchor')" 0 "anchors arrive, too"
is "$(sql -c 'select count(*) from refgate_anchor_mismatch')" 0 \
	"and fit their records"
is "$(sql -c 'select count(*) from refgate_stray')" 0 "nothing else does"
done_testing
