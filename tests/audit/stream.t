#!/bin/sh
# `refgate log verify --store`: records as a store gives them. Many chains in
# one stream, lines that were delivered twice, torn lines that are left out,
# the escapes of COPY; and what somebody did to the store is still named.
# shellcheck source=tests/lib/logs.sh
. "${REFGATE_SRC:-.}/tests/lib/logs.sh"

writer() {
	"$build/tests/test_log" "$@" >/dev/null || die "no log written: $*"
}

# verify STATUS WORDS NAME: of the file `stream`; what is said stays in $said.
verify() {
	said=$(refgate log verify --store - <stream 2>&1)
	status=$?
	case $status:$said in
	"$1:"*"$2"*) pass "$3" ;;
	*)
		fail "$3"
		diag "wanted $1: $2"
		diag "got $status: $(printf '%s\n' "$said" | tail -n 5)"
		;;
	esac
}

# A log anew with another message in each line (an item of JSON), whole.
rewrite() {
	python3 - "$1" "$2" <<-'PY'
	import hashlib, re, sys
	prev, out = "", []
	for line in open(sys.argv[1], "rb").read().split(b"\n")[:-1]:
	    line = re.sub(rb'"message":"[^"]*"',
	        lambda m: b'"message":"' + sys.argv[2].encode() + b'"', line)
	    line = re.sub(rb'"prev":"[0-9a-f]*"',
	        b'"prev":"' + prev.encode() + b'"', line)
	    prev = hashlib.sha256(line).hexdigest()
	    out.append(line + b"\n")
	open(sys.argv[1], "wb").write(b"".join(out))
	PY
}

# As COPY writes it.
copied() {
	sed 's/\\/\\\\/g' "$@"
}

for name in a b c; do
	writer append $name 5
done
cat a b c >stream
verify 0 "3 chains, 15 records" "one chain after the other"
like "$said" '^[^ ]+ append: consistent to 5; 5 records, 0 rot.*; chain ' \
	"each has its line, with host and repository"
is "$(refgate log verify --store stream | wc -l)" 4 "from a file, too"
cat c a b >stream
verify 0 "3 chains, 15 records" "in any order of chains"
paste -d '\n' a b c >stream
verify 0 "3 chains, 15 records" "mixed"
sed '3p' a >stream
verify 0 "consistent to 5; 5 records, 0 rotations, 0 recoveries, 1 repeated" \
	"a line that came twice"
: >stream
verify 0 "0 chains, 0 records" "nothing"

while IFS='	' read -r edit flaw name; do
	{ cat a && sed "$edit" b && cat c; } >stream
	verify 1 "standard input:$flaw" "$name"
	like "$said" "3 chains, .* records; 1 not consistent" \
		"$name: and only there"
done <<'END'
3d	8: lines are missing before it (records 3 to 3)	a row that is gone
2,4d	7: lines are missing before it (records 2 to 4)	three
1d	6: log begins neither with record 1 nor with a rotated one	the first
3s/update/create/	8: line was changed	a row that was changed
3s/.*/x/	8: line was changed	a row that is no record any more
3{h;d};4G	8: line is out of order	rows in another order
3s/"chain":"01/&/;3s/"sequence":3/"sequence":9/	8: line was changed	a number
3{p;s/update/create/}	9: line was inserted	a row that was added
END
{ cat a && sed '$d' b && cat c; } >stream
verify 0 "3 chains, 14 records" "a last row that is gone shows nowhere here"
sed '1s/"chain":"[^"]*"/"chain":"0"/' a >stream
verify 1 "2 chains" "a chain of its own does not help"

# Torn lines are not in the store; what names them is.
writer append torn 2
printf '{"@timestamp":"2026' >>torn
writer append torn 2
grep -v '2026$' torn >stream
verify 0 "consistent to 5; 5 records, 0 rotations, 1 recovery" \
	"torn lines that are elsewhere"
cp torn stream
verify 0 "consistent to 5" "or not"
sed '3s/2026/2027/' torn >stream
verify 1 "standard input:3: line is no record" "but if, then those"
grep -v '2026$' torn | sed '2d' >stream
verify 1 "standard input:2:" "a row that is gone before them"
grep -v '2026$' torn | sed '3d' >stream
verify 1 "lines are missing before it (records 3 to 3)" "what names them"
nok "a file's log misses them" refgate log verify stream
printf 'torn' >first
writer append first 2
cat first >stream
verify 0 "consistent to 3" "torn lines at the start"
sed 1d first >stream
verify 0 "consistent to 3" "or left out"
mv torn torn.1
writer append torn 1
{ grep -v '2026$' torn.1 && cat torn; } >stream
verify 0 "1 rotation, 1 recovery" "rotation"
cat torn >stream
verify 0 "consistent to 7" "retention up to a rotation"

# COPY doubles backslashes; which lines have them decides nobody but hashes.
for text in 'one \"word\"' 'C:\\\\dir' '\\\\d+ and \\\\n' 'none'; do
	cp a quoted
	rewrite quoted "$text"
	copied quoted >stream
	verify 0 "consistent to 5; 5 records" "COPY of: $text"
	copied quoted | sed '3s/update/create/' >stream
	verify 1 "standard input:3: line was changed" "changed: $text"
	cat quoted >stream
	verify 0 "consistent to 5; 5 records" "as it is: $text"
done
rewrite a 'C:\\\\dir'
rewrite b 'a \"b\"'
{ copied a b && cat c; } >stream
verify 0 "3 chains, 15 records" "COPY of several chains"
paste -d '\n' a c b >stream.2
copied stream.2 >stream
verify 0 "3 chains, 15 records" "mixed"
{ cat a && copied b; } >stream
verify 1 "standard input:7: line was changed" "half of it is no COPY"

# shellcheck disable=SC2016
ok "JSON" sh -c 'refgate=$1; "$refgate" log verify --store --format json c |
	python3 -c "import json, sys
d = json.load(sys.stdin)
assert d[\"consistent\"] and d[\"records\"] == 5, d
assert d[\"chains\"][0][\"consistent_to\"] == 5, d"' sh "$root/bin/refgate"

# Chains that are in order may be as many as there are.
python3 - c many <<'PY'
import hashlib, re, sys
line = open(sys.argv[1], "rb").readline()
with open(sys.argv[2], "wb") as out:
    for i in range(700):
        out.write(re.sub(rb'"chain":"[^"]*"', b'"chain":"%08d"' % i, line))
PY
cp many stream
verify 0 "700 chains, 700 records" "many chains"
{ cat many && head -n 1 many; } >stream
verify 2 "there are more than 256 chains, not in order" "one comes back"
{ tail -n 1 many && head -n 300 many; } >stream
verify 2 "line 257: there are more than 256" "too many in no order"
refgate log verify --store a b >said 2>&1
is "$?" 2 "one file at a time"
done_testing
