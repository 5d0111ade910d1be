# shellcheck shell=sh disable=SC2154
# rsyslogd for tests, each instance in a folder $RS_BASE/NAME, which the test
# sets before. Needs no root. Source it after tap.sh:
#
#   rs_make NAME [FILE [EDIT...]] [-- FILE [EDIT...]]...
#                          its folder, with copies of FILEs of contrib/rsyslog
#                          as a script of EDITs for sed leaves them
#   rs_start NAME [USER]   starts it, as USER (a number; for root); not in a
#                          subshell, with whose end it would end
#   rs_stop NAME [SIGNAL]  ends it; TERM lets it tidy up
#   rs_stop_all            for the script's EXIT trap
#   rs_wait SECONDS COMMAND...  until COMMAND succeeds; false: it never did
#   rs_here                false: rsyslog is not installed
#   rs_store               RS_BASE, a PostgreSQL with the schema that is shipped,
#                          and sql ARGUMENT... of psql; all ends with the
#                          script. Source push.sh and postgres.sh before.
#
# What it says is in $RS_BASE/NAME/said. An instance ends with the script.

rs_here() {
	PATH=$PATH:/usr/sbin command -v rsyslogd >/dev/null
}

sql() {
	pg_psql -At "$@"
}

rs_store() {
	rs_here || skip_all "there is no rsyslog"
	pg_here || skip_all "there is no PostgreSQL"
	RS_BASE=$push_base/rsyslog
	mkdir "$RS_BASE" || die "no $RS_BASE"
	trap 'rs_stop_all; pg_stop; push_cleanup' EXIT
	pg_start "$push_base/pg" tcp
	sql -1 -c 'set client_min_messages = warning' \
		-f "$REFGATE_SRC/contrib/rsyslog/refgate.sql" ||
		die "no schema"
	sql -c "alter role refgate_writer login password 'secret'"
}

rs_make() {
	rs_folder=$RS_BASE/$1
	shift
	mkdir -p "$rs_folder/spool" || die "no room for $rs_folder"
	cat >"$rs_folder/rsyslog.conf" <<-END
	global(workDirectory="$rs_folder/spool")
	include(file="$rs_folder/*.part")
	END
	while test $# -gt 0; do
		rs_file=$1
		shift
		: >"$rs_folder/edits"
		while test $# -gt 0 && test "$1" != --; do
			printf '%s\n' "$1" >>"$rs_folder/edits"
			shift
		done
		test $# -eq 0 || shift
		sed -f "$rs_folder/edits" \
			"$REFGATE_SRC/contrib/rsyslog/$rs_file" \
			>"$rs_folder/$rs_file.part" || die "edits of $rs_file"
	done
}

rs_run() {
	if test $# -gt 1; then
		set -- "$1" --reuid "$2" --regid "$2" --clear-groups
	fi
	rs_folder=$1
	shift
	PATH=$PATH:/usr/sbin
	exec setpriv --pdeathsig KILL "$@" rsyslogd -n \
		-f "$rs_folder/rsyslog.conf" -i "$rs_folder/pid"
}

rs_start() {
	rs_folder=$RS_BASE/$1
	shift
	test $# -eq 0 || chown -R "$1:$1" "$rs_folder"
	rm -f "$rs_folder/pid"
	(rs_run "$rs_folder" "$@") >>"$rs_folder/said" 2>&1 </dev/null &
	printf '%s\n' "$!" >"$rs_folder.pid"
	rs_wait 20 test -s "$rs_folder/pid" ||
		die "rsyslogd does not start: $(cat "$rs_folder/said")"
}

# rs_end FILE SIGNAL
rs_end() {
	test -s "$1" || return 0
	rs_pid=$(cat "$1")
	rm -f "$1"
	kill "-$2" "$rs_pid" 2>/dev/null
	wait "$rs_pid" 2>/dev/null
	return 0
}

rs_stop() {
	rs_end "$RS_BASE/$1.pid" "${2:-TERM}"
}

rs_stop_all() {
	for rs_file in "$RS_BASE"/*.pid; do
		rs_end "$rs_file" KILL
	done
}

rs_wait() {
	rs_tries=$(($1 * 10))
	shift
	until "$@"; do
		rs_tries=$((rs_tries - 1))
		test "$rs_tries" -gt 0 || return 1
		sleep 0.1
	done
}
