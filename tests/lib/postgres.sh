# shellcheck shell=sh
# A PostgreSQL server of a test's own. Source it after tap.sh:
#
#   pg_start DIRECTORY [tcp]  makes a new cluster in DIRECTORY, which must not
#                             be there, and starts it; not in a subshell. It
#                             listens on a socket in $PG_HOST, and with tcp on
#                             127.0.0.1, too; either at port $PG_PORT. The
#                             role postgres has no password on the socket, and
#                             on TCP $PG_PASSWORD
#   pg_psql [OPTION...]       psql as that role; ends at the first error
#   pg_stop                   stops it; does no harm if there is none. Call it
#                             in the script's EXIT trap, before DIRECTORY goes
#   pg_here                   false: PostgreSQL is not installed
#
# PostgreSQL does not run as root: then it runs as the user postgres, or
# nobody, who must be able to reach DIRECTORY. What it says is in
# DIRECTORY/log. It ends with the script that started it, whatever ends that.

PG_HOST=
PG_PORT=
PG_PASSWORD=
PG_PID=
pg_seconds=60

# The folder of the newest programs.
pg_programs() {
	for pg_folder in /usr/lib/postgresql/*/bin; do
		test ! -x "$pg_folder/postgres" || printf '%s\n' "$pg_folder"
	done | sort -t / -k 5n | tail -n 1
}

pg_here() {
	test -n "$(pg_programs)"
}

pg_user() {
	if getent passwd postgres >/dev/null; then
		echo postgres
	else
		echo nobody
	fi
}

# pg_as COMMAND...: replaces the shell that it is called in.
pg_as() {
	set -- --pdeathsig INT "$@"
	test "$(id -u)" != 0 ||
		set -- --reuid "$(pg_user)" --regid "$(id -g "$(pg_user)")" \
			--clear-groups "$@"
	cd / && exec env -i PATH="$PATH" LC_ALL=C.UTF-8 TZ=UTC setpriv "$@"
}

pg_free_port() {
	python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

# pg_init DIRECTORY: a cluster that a crash may take, but nobody else.
pg_init() {
	mkdir -p "$1" && chmod 700 "$1" || return
	printf '%s\n' "$PG_PASSWORD" >"$1/password"
	test "$(id -u)" != 0 || chown -R "$(pg_user):" "$1" || return
	(pg_as "$(pg_programs)/initdb" -D "$1/data" -U postgres -E UTF8 \
		--locale=C.UTF-8 --no-sync --auth-local=trust \
		--auth-host=scram-sha-256 --pwfile="$1/password") \
		>"$1/log" 2>&1 </dev/null
}

pg_ready() {
	kill -0 "$PG_PID" 2>/dev/null &&
		"$(pg_programs)/pg_isready" -q -h "$PG_HOST" -p "$PG_PORT"
}

# pg_wait: true once it answers; false if it has ended.
pg_wait() {
	pg_tries=$((pg_seconds * 10))
	until pg_ready; do
		pg_tries=$((pg_tries - 1))
		test "$pg_tries" -gt 0 && kill -0 "$PG_PID" 2>/dev/null ||
			return 1
		sleep 0.1
	done
}

# pg_run DIRECTORY ADDRESSES
pg_run() {
	PG_PORT=5432
	test -z "$2" || PG_PORT=$(pg_free_port) || die "no port"
	(pg_as "$(pg_programs)/postgres" -D "$1/data" -k "$PG_HOST" \
		-p "$PG_PORT" -c listen_addresses="$2" -c fsync=off \
		-c shared_buffers=16MB -c max_connections=20 -c jit=off) \
		>>"$1/log" 2>&1 </dev/null &
	PG_PID=$!
	pg_wait && return
	kill -INT "$PG_PID" 2>/dev/null
	wait "$PG_PID"
	PG_PID=
	return 1
}

pg_start() {
	test -z "$PG_PID" || die "one PostgreSQL is running"
	pg_here || die "PostgreSQL is not installed"
	PG_PASSWORD=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
	pg_init "$1" || die "initdb: $(cat "$1/log")"
	# A socket's name has 107 bytes at most, and DIRECTORY may be long.
	PG_HOST=$(mktemp -d /tmp/refgate-pg.XXXXXX) || die "mktemp"
	test "$(id -u)" != 0 || chown "$(pg_user):" "$PG_HOST"
	pg_addresses=
	test "${2:-}" != tcp || pg_addresses=127.0.0.1
	# Another may have taken the port.
	pg_run "$1" "$pg_addresses" || pg_run "$1" "$pg_addresses" ||
		die "PostgreSQL does not start: $(tail -n 20 "$1/log")"
}

pg_psql() {
	env -u PGDATABASE -u PGSERVICE -u PGOPTIONS PGTZ=UTC \
		"$(pg_programs)/psql" -X -q -v ON_ERROR_STOP=1 -h "$PG_HOST" \
		-p "$PG_PORT" -U postgres -d postgres "$@"
}

pg_stop() {
	if test -n "$PG_PID"; then
		kill -INT "$PG_PID" 2>/dev/null
		wait "$PG_PID" 2>/dev/null
	fi
	PG_PID=
	test -z "$PG_HOST" || rm -rf "$PG_HOST"
	PG_HOST=
}
