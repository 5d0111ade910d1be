#!/bin/sh
# The audit log as an auditor meets it: other JSON readers take it, tampering
# is named with its line, a full disk keeps room for refusals, and `refgate
# log` filters.
# shellcheck source=tests/lib/logs.sh
. "${REFGATE_SRC:-.}/tests/lib/logs.sh"

writer() {
	"$build/tests/test_log" "$@"
}

# verify STATUS WORDS NAME [FILE...]: exit status and what is said first.
verify() {
	wanted_status=$1
	wanted=$2
	name=$3
	shift 3
	said=$(refgate log verify "$@" 2>&1)
	status=$?
	case $status:$said in
	"$wanted_status:$wanted"*) pass "$name" ;;
	*)
		fail "$name"
		diag "wanted $wanted_status: $wanted"
		diag "got $status: $said"
		;;
	esac
}

# Only the lines: without a head, as a shipped copy.
tampered() {
	rm -f bad.jsonl
	sed "$1" good.jsonl >bad.jsonl
}

writer append good.jsonl 9 >/dev/null || die "no log written"
verify 0 "consistent to 9; not anchored; 9 records" "a good log" good.jsonl
verify 0 "consistent to 9" "from standard input" - <good.jsonl

# Tampering: what sed does to a log of nine lines, and what is said.
while IFS='	' read -r edit line flaw; do
	tampered "$edit"
	verify 1 "bad.jsonl:$line: $flaw" "$edit: $flaw" bad.jsonl
done <<'EOF'
4s/update/create/	4	line was changed
1s/update/create/	1	line was changed
8s/update/create/	8	line or the next one was changed
4s/"prev":"[0-9a-f]/"prev":"x/	4	line was changed
4s/"prev":"..../"prev":"0000/	4	line was changed
4s/"sequence":4/"sequence":7/	4	line was changed
4s/"sequence":4/"sequence":3/	4	line was
4s/.*/x/	4	line was changed
4s/"chain":"..../"chain":"0000/	4	line belongs to another log
4d	4	lines are missing before it (records 4 to 4)
3,5d	3	lines are missing before it (records 3 to 5)
1d	1	log begins neither with record 1
4p	5	line was inserted
4{h;s/update/create/;p;x}	4	line was inserted
4{p;s/update/create/}	5	line was inserted
4{h;d};5G	4	line is out of order
4{h;d};7G	4	line is out of order
4s/^/x\n/	4	line was inserted
9{h;s/.*/x/;p;x}	9	line was inserted
9s/.*/x/	9	line is no record
EOF

# The line that is wrong does not count as proven, whoever says so.
while IFS='	' read -r edit proven; do
	tampered "$edit"
	said=$(refgate log verify bad.jsonl | tail -n 1)
	like "$said" "^consistent to $proven; not anchored; $proven records" \
		"$edit: consistent to $proven"
	is "$(refgate log verify --format json bad.jsonl |
		python3 -c 'import json, sys; v = json.load(sys.stdin)
print(v["consistent_to"], v["records"])')" \
		"$proven $proven" "$edit: as JSON"
	like "$(refgate log verify --store bad.jsonl | tail -n 2)" \
		": consistent to $proven; $proven records" "$edit: in a store"
done <<'EOF'
1s/update/create/	0
4s/update/create/	3
4s/"prev":"..../"prev":"0000/	3
8s/update/create/	7
4s/.*/x/	3
4d	3
4{h;d};7G	3
4{h;s/update/create/;p;x}	3
9s/.*/x/	8
EOF
sed '9s/update/create/' good.jsonl >last.jsonl
cp good.jsonl.head last.jsonl.head
like "$(refgate log verify last.jsonl)" "consistent to 8; not anchored; 8 records" \
	"nor does the last one, which the head knows better"

# The head shows what a chain alone cannot.
cp good.jsonl keep.jsonl
sed -i '9d' good.jsonl
verify 1 "good.jsonl:9: lines are missing before the end (records 9 to 9)" \
	"a tail that was cut off" good.jsonl
sed '9s/update/create/' keep.jsonl >good.jsonl
verify 1 "good.jsonl:9: line was changed" "the last line" good.jsonl
sed '8s/update/create/' keep.jsonl >good.jsonl
verify 1 "good.jsonl:8: line was changed" "the last but one" good.jsonl
printf '%s' "$(cat keep.jsonl)" >good.jsonl
verify 1 "good.jsonl:9: line is torn" "no LF at the end" good.jsonl
writer append empty.jsonl 2 >/dev/null
: >empty.jsonl
verify 1 "empty.jsonl:1: lines are missing before the end (records 1 to 2)" \
	"an emptied log" empty.jsonl

# Rotation, in the order of writing.
writer append rotated.jsonl 3 >/dev/null
mv rotated.jsonl rotated.jsonl.2
writer append rotated.jsonl 2 >/dev/null
mv rotated.jsonl rotated.jsonl.1
writer append rotated.jsonl 1 >/dev/null
verify 0 "rotated.jsonl.1:1: goes on from the file before" "rotation" \
	rotated.jsonl.2 rotated.jsonl.1 rotated.jsonl
like "$said" "consistent to 8; not anchored; 8 records, 2 rotations" \
	"rotations are counted"
verify 0 "rotated.jsonl:1: goes on" "the last file alone" rotated.jsonl
verify 1 "rotated.jsonl:1: lines are missing before it (records 4 to 6)" \
	"a file that is left out" rotated.jsonl.2 rotated.jsonl
sed -i '3s/update/create/' rotated.jsonl.2
verify 1 "rotated.jsonl.2:3: line was changed" "the last line of a file" \
	rotated.jsonl.2 rotated.jsonl.1 rotated.jsonl

# Torn, closed and recorded.
writer append torn.jsonl 2 >/dev/null
printf '{"@timestamp":"2026' >>torn.jsonl
writer append torn.jsonl 1 >/dev/null
verify 0 "torn.jsonl:4: torn lines stand before it (19 bytes)" "a torn line" \
	torn.jsonl
like "$said" "consistent to 4; .* 1 recovery" "recoveries are counted"
sed -i '3s/20/21/' torn.jsonl
verify 1 "torn.jsonl:3: line" "a torn line that was changed" torn.jsonl

# Every line is JSON to another reader, short enough, and one event's lines
# have one number of parts.
"$build/tests/test_event" hostile hostile.jsonl || die "no hostile log"
verify 0 "consistent to" "hostile events" hostile.jsonl
cat >check.py <<'EOF'
import hashlib, json, sys
previous, names = "", set()
for number, line in enumerate(open("hostile.jsonl", "rb"), 1):
    assert line.endswith(b"\n") and len(line) < 8000, number
    record = json.loads(line.decode("utf-8"))
    assert record["event"]["sequence"] == number
    assert record["refgate"]["prev"] == previous, number
    assert not any(b < 32 or b == 127 for b in line[:-1]), number
    previous = hashlib.sha256(line[:-1]).hexdigest()
    for ref in record["refgate"]["refs"]:
        whole = (bytes.fromhex(ref["name_hex"]) if "name_hex" in ref
                 else ref["name"].encode())
        assert len(whole) == 1024, len(whole)
        names.add(whole)
assert len(names) == 4, len(names)
EOF
ok "python reads every line" python3 check.py

# A full disk: acceptances stop, refusals go on for as long as the reserve
# lasts, and the log stays whole.
mkdir full
export build
if unshare -rm true 2>/dev/null; then
	cat >full.sh <<'EOF'
mount -t tmpfs -o size=256k none full || exit 77
"$build/tests/test_log" append full/log 100000 >accepted 2>why && exit 1
"$build/tests/test_log" refuse full/log 20 >refused || exit 2
"$build/tests/test_log" append full/log 1 >/dev/null 2>&1 && exit 3
cp full/log full.jsonl
EOF
	ok "a full disk" unshare -rm sh full.sh
	like "$(cat why)" "No space left" "why nothing is accepted"
	is "$(cat refused)" 20 "refusals find room"
	verify 0 "consistent to $(($(cat accepted) + 20));" \
		"the log is whole" full.jsonl
else
	skip "a full disk" "no mount namespaces"
fi

# The query.
"$build/tests/test_event" hostile hostile.jsonl
human=$(refgate log good.jsonl hostile.jsonl torn.jsonl 2>why)
unlike "$human" "$(printf '[\001\033\177]')" "nothing raw on a terminal"
# As an attacker who can write the log would have it.
sed 's/"event-1"/"\\u001b[31m"/; s/"@timestamp":"2/"@timestamp":"\\u001b2/
s/"message":"/&\\u009b/; s/"name":"refs/&\\u202e/' keep.jsonl >evil.jsonl
human=$(refgate log -v evil.jsonl; refgate log --format csv evil.jsonl)
is "$(printf '%s' "$human" | LC_ALL=C grep -c "$(printf '[\033\302\342]')")" 0 \
	"nothing raw from a log that was changed"
like "$human" "<U[+]001B>2026" "it is shown"
refgate log hostile.jsonl torn.jsonl >/dev/null 2>why
like "$(cat why)" "1 lines of torn.jsonl are no records" "odd lines are told"
is "$(refgate log --user nobody torn.jsonl 2>/dev/null)" "" "filter: user"
is "$(refgate log --action denied --ref main torn.jsonl 2>/dev/null |
	grep -c denied)" 3 "filter: action and ref"
is "$(refgate log --verdict pass torn.jsonl 2>/dev/null)" "" "filter: verdict"
is "$(refgate log --since 2w --until 2020-01-01 torn.jsonl 2>/dev/null)" "" \
	"filter: time"
is "$(refgate log --since 1h --format json keep.jsonl)" "$(cat keep.jsonl)" \
	"json is the line as it was"
refgate log --format csv hostile.jsonl >log.csv
ok "csv is read by another reader" python3 -c '
import csv
rows = list(csv.reader(open("log.csv", newline="")))
assert len(rows) > 100 and {len(row) for row in rows} == {25}, len(rows)'

# Where it is looked for.
git init -q --bare repository.git
mkdir repository.git/refgate
cp keep.jsonl repository.git/refgate/audit.jsonl
is "$(refgate log repository.git | wc -l)" 9 "a repository"
is "$(cd repository.git && refgate log | wc -l)" 9 "the one we are in"
is "$(GIT_DIR=repository.git refgate log | wc -l)" 9 "GIT_DIR"
refgate log --since yesterday good.jsonl >/dev/null 2>&1
is "$?" 2 "a time that is none"
refgate log verify missing.jsonl >/dev/null 2>&1
is "$?" 2 "a log that is not there"
ok "help" refgate log --help
ok "help of verify" refgate log verify --help

done_testing
