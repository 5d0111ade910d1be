#!/bin/sh
# refgate import: the window in which pushes are judged for names only.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/cli.sh
. "$REFGATE_SRC/tests/lib/cli.sh"

cli_verb=import

new_server s <<'EOF'
version: 1
rulesets:
  - name: main
    refs: ["refs/heads/**"]
    rules:
      ref-name: {pattern: 'main|old/.*'}
      commit-message: {subject: {pattern: '^REC-'}}
EOF
new_clone c
commit_file c a one "REC-1 a first commit"
seed c
commit_file c a two "history without tickets"
window=$WORK/s.git/refgate/import-until

cli 0 status "$WORK/s.git"
is "$(cat "$OUT")" "closed" "closed to begin with"
push_refused c commit-message origin HEAD:refs/heads/old/one
cli 0 open "$WORK/s.git" --for 2h
like "$(cat "$OUT")" '^open until 20[0-9-]*T[0-9:]*Z$' "it is opened"
like "$(cat "$window")" '^20[0-9-]*T[0-9:]*Z$' "one time in the file"
is "$(stat -c %a "$window")" 600 "nobody else's file"
cli 0 status "$WORK/s.git" --format json
ok "json can be read" python3 -c \
	'import json,sys; assert json.load(open(sys.argv[1]))["open"] is True' \
	"$OUT"
push_ok c origin HEAD:refs/heads/old/one
push_refused c ref-name origin HEAD:refs/heads/new
cli 0 close "$WORK/s.git"
is "$(cat "$OUT")" "closed" "it is closed"
nok "the file is gone" test -e "$window"
cli 0 close "$WORK/s.git"
g c commit -q --amend -m "more history"
push_refused c commit-message origin HEAD:refs/heads/old/two

# --- it ends by itself
printf '2020-01-01T00:00:00Z\n' >"$window"
cli 0 status "$WORK/s.git"
is "$(cat "$OUT")" "closed" "a window that is over"
push_refused c commit-message origin HEAD:refs/heads/old/three
printf 'rubbish\n' >"$window"
cli 1 status "$WORK/s.git"
contains "$ERR" 'not a time' "rubbish is told"
cli 0 open "$WORK/s.git" --for 1m
like "$(cat "$window")" '^20' "rubbish is replaced"
cli 0 close "$WORK/s.git"

# --- it is logged
refgate log "$WORK/s.git" >"$OUT"
contains "$OUT" 'import window opened until 20' "opening is logged"
contains "$OUT" 'import window closed' "closing, too"
ok "the chain holds" refgate log verify "$WORK/s.git"
mv "$WORK/s.git/refgate/audit.jsonl" "$WORK/kept"
mkdir "$WORK/s.git/refgate/audit.jsonl"
cli 1 open "$WORK/s.git" --for 1h
nok "what cannot be logged is not done" test -e "$window"
rmdir "$WORK/s.git/refgate/audit.jsonl"
mv "$WORK/kept" "$WORK/s.git/refgate/audit.jsonl"

# --- the owner of the repository
if test "$(id -u)" -eq 0; then
	rm -rf "$WORK/s.git/refgate"
	chown -R 65534:65534 "$WORK/s.git"
	cli 0 open "$WORK/s.git" --for 1h
	is "$(stat -c %u "$window")" 65534 "root writes as the owner"
	is "$(stat -c %u "$WORK/s.git/refgate/audit.jsonl")" 65534 \
		"the log is the owner's, too"
else
	skip "root writes as the owner" "not root"
fi

# --- wrong usage
cli 2 open "$WORK/s.git"
cli 2 open "$WORK/s.git" --for 8d
contains "$ERR" 'at most 7d' "at most a week"
cli 2 open "$WORK/s.git" --for soon
cli 2 close "$WORK/s.git" --for 1h
cli 2 status "$WORK/none.git"
cli 2 opn "$WORK/s.git"
cli 2 open

done_testing
