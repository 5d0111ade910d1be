#!/bin/sh
# refgate metrics as a monitoring system meets it: scraped by a real
# node_exporter on loopback, counted once, alerts that promtool has tested.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

exporter=$(command -v prometheus-node-exporter) || die "no node_exporter"
command -v promtool >/dev/null || die "no promtool"

new_server s <<'EOF'
version: 1
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      commit-message: {subject: {max: 20}}
EOF
new_server quiet preset:default
new_clone c s
commit_file c README.md one "start"
push_ok c origin main
commit_file c README.md two "a subject that is too long by far"
push_refused c commit-message origin main
g c reset -q --hard HEAD^
commit_file c README.md three "second"
push_ok c origin main

log=$WORK/s.git/refgate/audit.jsonl
# As README.md there has it: a folder of its own, beside that of others.
text=$push_base/text/node-exporter-refgate
mkdir -p "$text" "$push_base/text/node-exporter"
echo 'others 1' >"$push_base/text/node-exporter/others.prom"
folders=$(sed -n 's/^ARGS="--collector.textfile.directory=.*\(\/[^"]*\)"/\1/p' \
	"$REFGATE_SRC/contrib/node_exporter/README.md")
ok "all repositories below a folder" \
	refgate metrics --all "$WORK" -o "$text/refgate.prom"
is "$(ls "$text")" "refgate.prom
refgate.prom.state" "the text and what was counted"

: >"$push_base/exporter.log"
"$exporter" --collector.disable-defaults --collector.textfile \
	--collector.textfile.directory="$push_base/text$folders" \
	--web.listen-address=127.0.0.1:0 >"$push_base/exporter.log" 2>&1 &
exporter_pid=$!
trap 'kill "$exporter_pid" 2>/dev/null; push_cleanup' EXIT
for try in 1 2 3 4 5 6 7 8 9 10; do
	port=$(sed -n 's/.*"Listening on" address=127.0.0.1:\([0-9]*\).*/\1/p' \
		"$push_base/exporter.log" | head -n 1)
	test -n "$port" && break
	sleep 0.3
done
test -n "$port" || die "no node_exporter after $try tries"

scrape() {
	python3 -c 'import sys, urllib.request
print(urllib.request.urlopen(sys.argv[1]).read().decode())' \
		"http://127.0.0.1:$port/metrics" >"$push_base/scraped" ||
		die "no answer"
}

# scraped SERIES: its value.
scraped() {
	awk -v series="$1" 'index($0, series " ") == 1 { print $NF }' \
		"$push_base/scraped"
}

scrape
is "$(scraped node_textfile_scrape_error)" 0 "it takes the text"
is "$(scraped others)" 1 "and others' beside it"
is "$(scraped 'refgate_pushes_total{repository="s",verdict="accepted"}')" 1 \
	"accepted pushes"
is "$(scraped 'refgate_pushes_total{repository="s",verdict="import"}')" 1 \
	"the first one is an import"
is "$(scraped 'refgate_pushes_total{repository="s",verdict="refused"}')" 1 \
	"refused ones"
is "$(scraped 'refgate_refusals_total{repository="s",rule="commit-message"}')" \
	1 "by rule"
is "$(scraped 'refgate_landed_refs_total{repository="s"}')" 2 "what landed"
is "$(scraped 'refgate_bypassed_refs_total{repository="s"}')" 0 \
	"a counter begins at zero"
is "$(scraped 'refgate_push_duration_seconds_count{repository="s"}')" 3 \
	"durations are counted"
is "$(scraped 'refgate_push_duration_seconds_bucket{repository="s",le="+Inf"}')" \
	3 "in buckets"
is "$(scraped "refgate_log_consistent{log=\"$log\"}")" 1 "a log that is whole"
is "$(scraped "refgate_log_readable{log=\"$log\"}")" 1 "and readable"
like "$(grep -c 'log="' "$push_base/scraped")" '^[67]$' \
	"a repository without a log counts for nothing"
promtool check metrics <"$text/refgate.prom"
is $? 0 "the exposition is clean"

# --- each record counts once
ok "again" refgate metrics --all "$WORK" -o "$text/refgate.prom"
scrape
is "$(scraped 'refgate_pushes_total{repository="s",verdict="accepted"}')" 1 \
	"nothing new, nothing more"
commit_file c README.md four "third"
push_ok c origin main
mv "$log" "$log.1"
commit_file c README.md five "fourth"
push_ok c origin main
gzip "$log.1"
ok "after a rotation" refgate metrics --all "$WORK" -o "$text/refgate.prom"
scrape
is "$(scraped 'refgate_pushes_total{repository="s",verdict="accepted"}')" 3 \
	"before and after a rotation, once each"
commit_file c README.md six "fifth"
push_ok c origin main
ok "and later" refgate metrics --all "$WORK" -o "$text/refgate.prom"
scrape
is "$(scraped 'refgate_pushes_total{repository="s",verdict="accepted"}')" 4 \
	"only what is new is read"

# --- what is wrong with a log is a number, too
mkdir "$push_base/lost"
mv "$log" "$log.1.gz" "$push_base/lost/"
refgate metrics --all "$WORK" -o "$text/refgate.prom" 2>"$push_base/said"
is $? 1 "a log that was there and is lost"
contains "$push_base/said" "audit.jsonl" "is told, too"
mv "$push_base/lost/"* "${log%/*}/"
echo "no gzip" >"$WORK/quiet.git/refgate/audit.jsonl.1.gz"
rm "$text/refgate.prom"
refgate metrics --all "$WORK" -o "$text/refgate.prom" 2>"$push_base/said"
is $? 1 "a rotated file of one repository that cannot be unpacked"
contains "$push_base/said" "quiet.git" "is told"
scrape
is "$(scraped "refgate_log_readable{log=\"$log\"}")" 1 \
	"and the other repositories are counted"
is "$(scraped "refgate_log_readable{log=\"$WORK/quiet.git\"}")" 0 "it is not"
rm "$WORK/quiet.git/refgate/audit.jsonl.1.gz"
rm "$log.reserve"
printf 'x' >>"$log"
ok "a log that was added to" refgate metrics "$log" -o "$text/refgate.prom"
scrape
is "$(scraped "refgate_log_consistent{log=\"$log\"}")" 0 "is not consistent"
is "$(scraped "refgate_log_reserve{log=\"$log\"}")" 0 "a reserve that is gone"
refgate metrics "$log" "$WORK/none.jsonl" -o "$text/refgate.prom" \
	2>"$push_base/said"
is $? 1 "a log that is not there: exit status 1"
contains "$push_base/said" "none.jsonl" "which is told"
scrape
is "$(scraped "refgate_log_readable{log=\"$WORK/none.jsonl\"}")" 0 \
	"and is a number"
echo '{"version":2}' >"$text/refgate.prom.state"
refgate metrics "$log" -o "$text/refgate.prom" 2>"$push_base/said"
is $? 2 "a state of another version is not guessed at"
contains "$push_base/said" "refgate.prom.state" "its file is named"
refgate metrics --all "$WORK/none" 2>"$push_base/said"
is $? 2 "no such folder"
like "$(refgate metrics "$log" | head -n 2)" "TYPE refgate_info gauge" \
	"without --output to standard output"

# --- lines from anywhere
cat >"$push_base/odd.jsonl" <<'EOF'
{"@timestamp":"2026-11-20T09:00:00Z","event":{"action":"push-denied","sequence":1,"duration":"x"},"rule":{"id":["a\"b\\c\nd",7]},"refgate":{"chain":"x","part":"1/1","repository":"a\"b\\c\nd","refs":7}}
{"event":{"action":"push-landed","sequence":2},"refgate":{"chain":"x","part":"1/1","refs":[7,{"landing":7,"opened":[{"due":"x"},7],"closed":[[]]}]}}
{"event":[],"refgate":"x"}
[]
{"event":{"sequence":-1},"refgate":{"chain":"y"}}
not JSON
EOF
ok "lines of anybody's making" \
	refgate metrics "$push_base/odd.jsonl" -o "$push_base/odd.prom"
promtool check metrics <"$push_base/odd.prom"
is $? 0 "are clean as numbers"
contains "$push_base/odd.prom" \
	'refgate_refusals_total{repository="a\"b\\c\nd",rule="a\"b\\c\nd"} 1' \
	"with their names quoted"

# --- names without end: what is counted can be read again
python3 - >"$push_base/many.jsonl" <<'EOF'
for i in range(1, 1400):
    rules = ",".join(f'"{"r" * 200}{i}-{j}"' for j in range(40))
    print(f'{{"event":{{"action":"push-denied","sequence":{i}}},'
          f'"rule":{{"id":[{rules}]}},'
          f'"refgate":{{"chain":"z","part":"1/1","repository":"many"}}}}')
print('{"event":{"action":"push-denied","sequence":1},"rule":{"id":["%s"]},'
      '"refgate":{"chain":"%s","part":"1/1"}}' % ("r" * 3000, "z" * 3000))
EOF
refgate metrics "$push_base/many.jsonl" -o "$push_base/many.prom" \
	2>"$push_base/said"
contains "$push_base/said" "some are not counted" \
	"that a log has too many names is told"
is "$(grep -c 'refgate_refusals_total{' "$push_base/many.prom" | cut -c 1-2)" 49 \
	"and they are cut off"
contains "$push_base/many.prom" \
	'refgate_pushes_total{repository="many",verdict="refused"} 1399' \
	"what is there already still counts"
refgate metrics "$push_base/many.jsonl" -o "$push_base/many.prom" \
	2>"$push_base/said"
lacks "$push_base/said" "cannot be read" "and what was counted is read again"

# --- the alerts that are shipped
ok "the alert rules hold" promtool check rules \
	"$REFGATE_SRC/contrib/node_exporter/refgate.rules.yml"
ok "and say what they should" promtool test rules \
	"$REFGATE_SRC/contrib/node_exporter/refgate.rules.test.yml"
sed -n 's/^ *expr: *//p; s/^ *\(sum by\|rate(\|histogram_q.*\|time() .*\)/\1/p' \
	"$REFGATE_SRC/contrib/node_exporter/refgate.rules.yml" |
	grep -o 'refgate_[a-z_]*' | sed 's/_bucket$//' | sort -u |
	while read -r name; do
		grep -q "^# TYPE $name " "$text/refgate.prom" || echo "$name"
	done >"$push_base/unknown"
is "$(cat "$push_base/unknown")" "" "every alert is of a metric that there is"
done_testing
