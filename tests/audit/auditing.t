#!/bin/sh
# docs/auditing.md, typed: each command and each query of the page, on the log
# of sample.py, prints what the page shows. With REFGATE_PAGE in the
# environment, the page with what they print is written to that file.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/postgres.sh
. "$REFGATE_SRC/tests/lib/postgres.sh"
# shellcheck source=tests/lib/blocks.sh
. "$REFGATE_SRC/tests/lib/blocks.sh"

page=$REFGATE_SRC/docs/auditing.md
blocks=$push_base/blocks

clean_up() {
	pg_stop
	push_cleanup
}
trap clean_up EXIT
pg_here || skip_all "PostgreSQL is not installed"
command -v jq >/dev/null || skip_all "jq is not installed"

python3 "$REFGATE_SRC/tests/audit/sample.py" >audit.jsonl || die "no sample"
PATH=$(push_path)
export PATH

# As rsyslog hands lines over, each twice: delivery is at-least-once.
fill_store() {
	pg_psql -1 -f "$REFGATE_SRC/contrib/rsyslog/refgate.sql" >store.log 2>&1 &&
		pg_psql >store.log 2>&1 <<-'EOF'
	set statement_timeout = '60s';
	create temp table raw (line text);
	\copy raw from 'audit.jsonl' with (format csv, delimiter e'\x01', quote e'\x02')
	do $$ begin
		perform refgate_take(line, 'git01') from raw;
		perform refgate_take(line, 'git01') from raw;
	end $$;
	EOF
}
pg_start "$push_base/store"
fill_store || die "the store: $(cat store.log)"
is "$(pg_psql -Atc 'select count(*) from refgate_event')" \
	"$(grep -c . audit.jsonl)" "the store has the log"

page_blocks "$page" "$blocks"

# psql as the page types it, without a word of where the server is.
psql_of_page() {
	printf '#!/bin/sh\nexec psql -X -h %s -p %s -U postgres -d postgres "$@"\n' \
		"$PG_HOST" "$PG_PORT" >psql-here/psql && chmod +x psql-here/psql
}
mkdir psql-here
pg_client=$(command -v psql)
psql_of_page && sed -i "s|exec psql|exec $pg_client|" psql-here/psql

# run INFO FILE: what it prints, in "printed".
run() {
	case $1 in
	sql) pg_psql -P footer=off -P linestyle=ascii -f "$2" ;;
	"sh store") PATH=$WORK/psql-here:$PATH sh -eu "$2" ;;
	*) sh -eu "$2" ;;
	esac >printed 2>&1 </dev/null
	status=$?
	sed -i 's/ *$//; /^$/d' printed
	return "$status"
}

shows=0
last=
for block in "$blocks"/*; do
	info=$(sed -n 1p "$block")
	sed 1d "$block" >body
	case $info in
	text)
		test -n "$last" || die "a text without a command before it"
		same_file printed body "prints what the page shows: $last"
		shows=$((shows + 1))
		last=
		;;
	sh | sql | "sh store")
		test -z "$last" || fail "nothing is shown of: $last"
		last=$(sed -n 1p body | cut -c 1-60)
		if run "$info" body; then
			pass "$info: $last"
		else
			fail "$info: $last"
			diag "$(cat printed)"
		fi
		cp printed "$block.printed"
		;;
	*) fail "a block of another kind: $info" ;;
	esac
done
test -z "$last" || fail "nothing is shown of: $last"
ok "there are many of them" test "$shows" -ge 25

if test -n "${REFGATE_PAGE:-}"; then
	awk -v directory="$blocks" '
		/^```text/ { skip = 1 }
		!skip { print }
		/^```/ && !skip {
			inside = !inside
			if (inside)
				file = sprintf("%s/%03d.printed", directory, ++count)
			else if (count) {
				print "\n```text"
				while ((getline line <file) > 0)
					print line
				print "```"
			}
		}
		/^```$/ && skip { skip = 0; count++; getline }' "$page" >"$REFGATE_PAGE"
fi
done_testing
