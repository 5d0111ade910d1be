#!/bin/sh
# The shipped snippet for logrotate, run by a real one on a log that is being
# written to: nothing is lost, the chain goes on, and `refgate log` and
# `refgate log verify` read all of the files as one log, packed or not,
# whatever they are called.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/cli.sh
. "$REFGATE_SRC/tests/lib/cli.sh"

build=${REFGATE_BUILD:-$REFGATE_SRC/build/test}
cli_verb=log
PATH=$PATH:/usr/sbin:/sbin
command -v logrotate >/dev/null || skip_all "no logrotate"

git init -q --bare srv/one.git 2>/dev/null || die "no repository"
folder=$WORK/srv/one.git/refgate
log=$folder/audit.jsonl
mkdir -p "$folder"
chmod go-w srv srv/one.git "$folder"

snippet=$REFGATE_SRC/contrib/logrotate/refgate
sed "s|^/srv/git/\*.git/|\"$WORK\"/srv/*.git/|" "$snippet" >conf
chmod 600 conf
contains conf "$WORK" "the snippet has a path to be replaced"
# logrotate takes a path with a blank only as a whole in quotes.
sed -i 's|^"\(.*\)"\(/.*\) {|"\1\2" {|' conf

append() {
	"$build/tests/test_log" append "$log" "$1" >/dev/null ||
		die "cannot append"
}

# Names have the second in them: two rotations in one would be one.
rotate() {
	logrotate -f -s "$WORK/state" conf >"$OUT" 2>&1 || {
		diag "$(cat "$OUT")"
		return 1
	}
	date=$(date +%s)
	while test "$(date +%s)" = "$date"; do
		sleep 0.1
	done
	# The clock that logrotate looks at may be a tick behind.
	sleep 0.1
}

files() {
	find "$folder" -name "audit.jsonl-*$1" | wc -l
}

# --- rotated three times
append 3
ok "the first rotation" rotate
nok "the log is moved away" test -e "$log"
cli 0 verify srv/one.git
contains "$OUT" "consistent to 3;" "what was moved away is verified"
append 2
ok "the second" rotate
append 1
ok "the third" rotate
append 4
is "$(files .gz)" 2 "all but the last one are packed"
is "$(files '')" 3 "and there are three"
cli 0 verify srv/one.git
contains "$OUT" "consistent to 13; " "three rotations add a record each"
contains "$OUT" "13 records, 3 rotations" "they are counted"
cli 0 srv/one.git
is "$(grep -c . "$OUT")" 13 "refgate log shows them all"
cli 0 --format json srv/one.git
is "$(sed 's/.*"sequence":\([0-9]*\).*/\1/' "$OUT" | tr '\n' ' ')" \
	"1 2 3 4 5 6 7 8 9 10 11 12 13 " "the oldest first"
cli 0 -n 5 --format json srv/one.git
is "$(sed 's/.*"sequence":\([0-9]*\).*/\1/' "$OUT" | tr '\n' ' ')" \
	"9 10 11 12 13 " "the last five, of two files"
cli 0 --file "$log"
is "$(grep -c . "$OUT")" 13 "--file takes them, too"
cli 0 "$log"
is "$(grep -c . "$OUT")" 5 "a file that is named is that file"
cli 0 verify "$log"
contains "$OUT" "consistent from 9 to 13; " \
	"what is not there is not said to be proven"
cli 0 verify --format json "$log"
contains "$OUT" '"consistent_from":9,"consistent_to":13' "in JSON, too"

# --- whatever they are called, however old they look
cp -R srv names
(
	cd names/one.git/refgate || exit
	set -- audit.jsonl-*
	gzip -d "$1" && mv "${1%.gz}" audit.jsonl.1
	gzip -dc "$2" | xz >audit.jsonl-old.xz && rm "$2"
	zstd -q --rm "$3" -o audit.jsonl.zz.zst
	touch -d 2001-01-01 audit.jsonl.zz.zst
) || die "no other names"
cli 0 verify names/one.git
contains "$OUT" "consistent to 13; " "names and times do not matter"
is "$(cat "$ERR")" "" "and nothing is said of it"

# --- what is no part of it
cp -R srv odd
cd odd/one.git/refgate || die "cd"
echo note >audit.jsonl.txt
: >audit.jsonl-empty
mkdir audit.jsonl.d
gzip -dc audit.jsonl-*.gz | head -n 3 >audit.jsonl-copy
cd "$WORK" || die "cd"
cli 0 verify odd/one.git
contains "$OUT" "consistent to 13; " "other files do not disturb"
contains "$ERR" "audit.jsonl.txt holds no record: it is passed over" \
	"a file without a record is told"
contains "$ERR" "audit.jsonl-empty holds no record" "an empty one, too"
contains "$ERR" "begins as" "and one of two that begin alike"
is "$(grep -c . "$ERR")" 3 "and nothing else, such as the gate's own files"

# --- what is missing
cp -R srv kept
oldest=$(basename "$(find kept -name 'audit.jsonl-*.gz' | sort | head -n 1)")
newest=$(basename "$(find kept -name 'audit.jsonl-*' ! -name '*.gz')")
between=$(basename "$(find kept -name 'audit.jsonl-*.gz' | sort | tail -n 1)")
rm "kept/one.git/refgate/$oldest"
cli 0 verify kept/one.git
contains "$OUT" "consistent from 4 to 13; " "the oldest may be gone"
rm "kept/one.git/refgate/$between"
cli 0 verify kept/one.git
contains "$OUT" "consistent from 7 to 13; " "and the next"
cp -R srv hole
rm "hole/one.git/refgate/$between"
cli 1 verify hole/one.git
contains "$OUT" "lines are missing before it (records 4 to 6)" \
	"one from between must not"
cp -R srv changed
printf '%s\n' x | gzip >>"changed/one.git/refgate/$oldest"
cli 1 verify changed/one.git
contains "$OUT" "$oldest:4: line" "a packed file that was changed"

# --- rotated, and nothing written since: the head knows the end
rotate || die "no rotation"
newest=$(basename "$(find srv -name 'audit.jsonl-*' ! -name '*.gz')")
cli 0 verify srv/one.git
contains "$OUT" "consistent to 13; " "nothing written since"
for how in none empty; do
	rm -rf end
	cp -R srv end
	test "$how" = none || : >end/one.git/refgate/audit.jsonl
	cli 0 verify end/one.git
	sed -i '$d' "end/one.git/refgate/$newest"
	cli 1 verify end/one.git
	contains "$OUT" "lines are missing before the end (records 13 to 13)" \
		"its end was cut off ($how)"
	cp "srv/one.git/refgate/$newest" end/one.git/refgate/
	sed -i '$s/update/create/' "end/one.git/refgate/$newest"
	cli 1 verify end/one.git
	contains "$OUT" "$newest:5: line was changed" \
		"its last line was changed ($how)"
done

# --- while it is written to, by one process a record
(
	count=0
	until test -e stop; do
		append 1
		count=$((count + 1))
	done
	echo "$count" >count
) &
writer=$!
for i in 1 2 3; do
	until test -s "$log"; do
		sleep 0.05
	done
	rotate || fail "rotation $i of a log that is being written to"
done
: >stop
wait "$writer"
append 1 # the last rotation may have come behind the writer's last record
cli 0 --action denied srv/one.git
is "$(grep -c . "$OUT")" "$((11 + $(cat count)))" "no record is lost"
cli 0 verify srv/one.git
contains "$OUT" "consistent to $((18 + $(cat count))); " "and the chain is whole"
contains "$OUT" " 7 rotations" "of all files"
done_testing
