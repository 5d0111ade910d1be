#!/bin/sh
# refgate log as a command: which log it takes, formats, colours. What is in
# a log, and verifying it: tests/audit.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/cli.sh
. "$REFGATE_SRC/tests/lib/cli.sh"

cli_verb=log
ESC=$(printf '\033')

new_server s <<'X'
version: 1
audit: {file: ../../own.jsonl}
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      commit-message: {subject: {pattern: '^REC-'}}
X
new_clone c
commit_file c a one "REC-1 a first commit"
seed c
commit_file c a two "REC-2 another"
push_ok c origin main
commit_file c a three "no ticket"
push_refused c commit-message origin main

# --- which log
nok "the default log is not there" test -e "$WORK/s.git/refgate/audit.jsonl"
cli 0 "$WORK/s.git"
is "$(grep -c . "$OUT")" 3 "the log that the policy names"
(cd "$WORK/s.git" && refgate log) >"$OUT"
is "$(grep -c . "$OUT")" 3 "also from within"
(cd "$WORK" && GIT_DIR=s.git refgate log) >"$OUT"
is "$(grep -c . "$OUT")" 3 "or by GIT_DIR"
cli 0 --file "$WORK/own.jsonl"
is "$(grep -c . "$OUT")" 3 "or by its name"
cli 0 verify "$WORK/s.git"
contains "$OUT" "consistent to 3" "verify takes the same"
cli 2 --file "$WORK/own.jsonl" "$WORK/s.git"
cp "$WORK/own.jsonl" "$WORK/s.git/refgate/audit.jsonl"
echo 'version: 2' | set_policy s
cli 0 "$WORK/s.git" --verdict fail
is "$(grep -c . "$OUT")" 1 "the default one where no policy loads"
rm "$WORK/s.git/refgate/audit.jsonl"
cli 2 "$WORK/s.git"
contains "$ERR" "refgate/audit.jsonl" "a log that is not there is named"
cli 2 "$WORK"

# --- formats
log=$WORK/own.jsonl
cli 2 --format xml "$log"
contains "$ERR" "--format takes human, json or csv, not 'xml'" \
	"a format that there is not"
cli 2 verify --format csv "$log"
contains "$ERR" "--format takes human or json, not 'csv'" "verify has no csv"
cli 0 --format json "$log"
same_file "$OUT" "$log" "JSON is the log itself"
cli 0 --format csv "$log"
like "$(head -n 1 "$OUT")" '^time,action,' "CSV has a header"
cli 2 --since never "$log"
contains "$ERR" "'never' is neither a time" "a time that is none"
cli 2 --nonesuch "$log"
cli 2 -x "$log"
contains "$ERR" "unknown option '-x'" "a letter that is none"
cli 2 --ref
contains "$ERR" "'--ref' needs a value" "a value that is missing"
cli 0 -v "$log"
contains "$OUT" "[commit-message]" "-v tells more"
cli 0 "$log" --verbose
contains "$OUT" "[commit-message]" "as --verbose does"

# --- colours
cli 0 "$log"
lacks "$OUT" "$ESC" "no colour in a file"
cli 0 --color always "$log"
contains "$OUT" "Z  ${ESC}[1;31mdenied${ESC}[m " "what was denied is red"
contains "$OUT" "Z  ${ESC}[32mlanded${ESC}[m " "what landed is green"
sed "s/$ESC\[[0-9;]*m//g" "$OUT" >"$WORK/plain"
cli 0 --color never "$log"
same_file "$OUT" "$WORK/plain" "colours are all the difference"
cli 0 --color always --format json "$log"
lacks "$OUT" "$ESC" "JSON has none"
cli 0 verify --color always "$log"
contains "$OUT" "${ESC}[32mconsistent${ESC}[m to 3" "verify, too"
sed 2d "$log" >"$WORK/cut"
cli 1 verify --color always "$WORK/cut"
contains "$OUT" "${ESC}[1;31mlines are missing" "what is wrong is red"
cli 2 --color pink "$log"
contains "$ERR" "auto, always or never" "a colour that there is not"
if command -v script >/dev/null; then
	command="'$REFGATE_ROOT/bin/refgate' log '$log'"
	TERM=xterm script -qc "$command" /dev/null >"$OUT" 2>&1
	contains "$OUT" "${ESC}[1;31mdenied" "colours on a terminal"
	NO_COLOR=1 TERM=xterm script -qc "$command" /dev/null >"$OUT" 2>&1
	lacks "$OUT" "${ESC}[1;31mdenied" "unless NO_COLOR is set"
else
	skip "colours on a terminal" "no script(1)"
	skip "unless NO_COLOR is set" "no script(1)"
fi
done_testing
