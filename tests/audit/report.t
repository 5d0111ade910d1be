#!/bin/sh
# `refgate report`: the page says what the log says, for each of its sections
# as computed by other means; hostile names stay text; a broken log is called
# broken; a file that is no report is never overwritten.
# shellcheck source=tests/lib/logs.sh
. "${REFGATE_SRC:-.}/tests/lib/logs.sh"
# shellcheck source=tests/lib/report.sh
. "${REFGATE_SRC:-.}/tests/lib/report.sh"

export PYTHONDONTWRITEBYTECODE=1
mkdir logs hostile

# read_stream NAME: into NAME.html.
# shellcheck disable=SC2317
read_stream() {
	refgate report --until 2025-12-31 -o "$1.html" - <"$1"
}

python3 "$src/tests/audit/report_log.py" logs --pushes 3 || die "no logs"
all="logs/payments.jsonl.1 logs/payments.jsonl logs/ledger.jsonl logs/storefront.jsonl"
year_end=2026-01-01T00:00:00Z

# shellcheck disable=SC2086
ok "three logs, one of them rotated" refgate report --until 2025-12-31 \
	-o all.html $all
# shellcheck disable=SC2086
report_check "all" all.html --until "$year_end" $all
like "$(report_text all.html chain)" "consistent to [0-9]+ not anchored 1 rotation, 1 recovery" \
	"rotation and recovery are told"
like "$(report_text all.html summary)" "The log is consistent" "and it is consistent"
# shellcheck disable=SC2086
is "$(refgate report --until 2025-12-31 $all | grep -c '<h2')" \
	"$(grep -c '<h2' all.html)" "without -o: to standard output"

# Any order, twice, other JSON: the same numbers, but not verified.
# shellcheck disable=SC2086
python3 - $all <<'PY' >stream
import json, random, sys
lines = [line for name in sys.argv[1:] for line in open(name, encoding="utf-8")]
lines += lines[:500]
random.Random(3).shuffle(lines)
for line in lines:
    try:
        record = json.loads(line)
    except ValueError:
        continue
    print(json.dumps(record, sort_keys=True, separators=(" , ", " : "),
                     ensure_ascii=len(line) % 2 == 0))
PY
ok "a stream" read_stream stream
# shellcheck disable=SC2086
report_check "stream" stream.html --until "$year_end" $all
like "$(report_text stream.html chain)" "not verified" "a stream is not verified"
unlike "$(report_text stream.html chain)" "consistent to" "and not called consistent"
like "$(report_text stream.html made)" "500 came twice" "records that came twice"
like "$(report_text stream.html made)" "$(sha256sum <stream | cut -c1-64)" \
	"the hash of the stream"
sed '40,44d' logs/ledger.jsonl >short
ok "a stream with gaps" read_stream short
like "$(report_text short.html chain)" "5 numbers are not there" "gaps are told"

# A part of the time, one repository.
# shellcheck disable=SC2086
ok "a quarter" refgate report --since 2025-04-01 --until 2025-06-30 \
	--repo payments --title 'Q2 <b>"x"' -o part.html $all
# shellcheck disable=SC2086
report_check "part" part.html --since 2025-04-01T00:00:00Z \
	--until 2025-07-01T00:00:00Z --repo payments $all
contains part.html '<h1>Q2 &lt;b&gt;&quot;x&quot;</h1>' "the title is text"
like "$(report_text part.html made)" "refgate report --since 2025-04-01 .*'Q2 <b>\"x\"'" \
	"how it was made"

# Hostile names.
python3 "$src/tests/audit/report_log.py" hostile --hostile --only payments \
	--pushes 2
ok "hostile names" refgate report --until 2025-12-31 -o hostile.html \
	hostile/payments.jsonl.1 hostile/payments.jsonl
report_check "hostile" hostile.html --until "$year_end" hostile/payments.jsonl.1 \
	hostile/payments.jsonl
contains hostile.html '&lt;script&gt;alert(1)&lt;/script&gt;' "shown as text"
contains hostile.html '&lt;U+202E&gt;gnp.exe&lt;U+0007&gt;' "controls are shown"

# As COPY gives them out.
sed 's/\\/\\\\/g' hostile/payments.jsonl.1 hostile/payments.jsonl >copied
isnt "$(cksum <copied)" "$(cat hostile/payments.jsonl.1 hostile/payments.jsonl | cksum)" \
	"there are escapes"
ok "from COPY" read_stream copied
report_check "copied" copied.html --until "$year_end" hostile/payments.jsonl.1 \
	hostile/payments.jsonl

# Broken logs.
sed '30s/success/failure/' logs/ledger.jsonl >changed
ok "a changed log makes a page, too" refgate report -o changed.html changed
like "$(report_text changed.html summary)" "^ *Summary Attention 1 log is broken" \
	"that begins with it"
like "$(report_text changed.html chain)" \
	"Broken: line was changed line 30 of changed; consistent to 29" "where"
sed '1d' logs/ledger.jsonl >headless
refgate report -o headless.html headless
like "$(report_text headless.html chain)" "Broken: log begins neither" "the start"
refgate report -o two.html changed logs/storefront.jsonl
like "$(report_text two.html summary)" "1 log is broken" "one of two logs"
printf 'x\n{"a":1}\n[]\n{"event":{"action":"push-denied"}}\n{"@timestamp":\n' >odd
ok "lines that are no records" refgate report -o odd.html odd
like "$(report_text odd.html made)" "0 records count, of 5 lines that were read.* 5 are no records" \
	"are counted"
like "$(report_text odd.html summary)" "1 log is broken" "and no log"

# Nothing at all.
: >empty
ok "an empty log" refgate report -o empty.html empty
for said in "overrides:No override in this time." \
	"bypassed:Nothing was moved past the gate" \
	"follow-ups:No follow-up was opened" "pushes:No push was judged" \
	"hotfixes:No hotfix landed" "gate:Every push could be judged"; do
	like "$(report_text empty.html "${said%%:*}")" "${said#*:}" \
		"empty: ${said%%:*}"
done

# Packed, and of a repository.
gzip -c logs/ledger.jsonl >ledger.gz
refgate report --until 2025-12-31 -o packed.html ledger.gz
report_check "packed" packed.html --until "$year_end" logs/ledger.jsonl
git init -q --bare repo.git
mkdir repo.git/refgate
cp logs/ledger.jsonl repo.git/refgate/audit.jsonl
ok "a repository" refgate report --until 2025-12-31 -o repo.html repo.git
like "$(report_text repo.html chain)" "ledger on git01" "its log is found"

# What is there already.
cp logs/ledger.jsonl precious
nok "a log is not overwritten" refgate report -o precious precious
same_file precious logs/ledger.jsonl "it is as it was"
like "$tap_output" "precious is there and is no report" "and that is said"
ok "a report is replaced" refgate report -o empty.html logs/ledger.jsonl
nok "a folder that is not there" refgate report -o no/such.html empty
is "$tap_status" 2 "is a usage error"
nok "no such log" refgate report -o x.html nothing-there
ok "and leaves no page" test ! -e x.html
is "$(find . -name '*.html.*')" "" "nor half a page"
nok "a time that ends before it begins" refgate report --since 2025-02-01 \
	--until 2025-01-01 empty
nok "a time that is none" refgate report --since soon empty

done_testing
