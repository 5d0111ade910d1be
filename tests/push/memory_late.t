#!/bin/sh
# What landed while nobody could record it is recorded by a later push, once.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

new_server s <<'POLICY'
version: 1
rulesets:
  - {name: landing, refs: ["refs/heads/main"], merging: ["refs/heads/hotfix/*"]}
POLICY
new_clone c
commit_file c a start "start"
seed c
hooks=$WORK/s.git/hooks
post=$REFGATE_ROOT/libexec/refgate/post-receive
log=$WORK/s.git/refgate/audit.jsonl

landings() {
	g s.git for-each-ref --format='%(refname)' refs/refgate/landing/ | wc -l
}

# recorded NAME: how often the log has that main landed as main is now.
recorded() {
	grep '"push-landed"' "$log" | grep -c "$1"
}

# merge NAME: main brings in a new hotfix, not yet pushed.
merge() {
	g c fetch -q origin
	g c checkout -q -f -B "hotfix/$1" origin/main
	commit_file c "$1" one "hotfix $1"
	g c push -q origin "hotfix/$1" 2>/dev/null || die "push of $1"
	g c checkout -q -f -B main origin/main
	g c merge -q --no-ff --no-edit "hotfix/$1"
}

# --- the client hangs up: post-receive does not run
merge 1
one=$(g c rev-parse main)
rm "$hooks/post-receive"
push_ok c origin main
is "$(landings)" 0 "without post-receive nothing is recorded"
is "$(find "$WORK/s.git/refgate/landing" -type f | wc -l)" 1 \
	"but what there is to do is kept"
cp "$post" "$hooks/"
commit_file c b one "ordinary work"
push_ok c origin HEAD:refs/heads/other
is "$(landings)" 0 "a push of another ref does not hurry"
push_ok c origin main
is "$(landings)" 1 "the next push of the ref records it"
is "$(recorded "$one")" 2 "in the log, too: this push and the one before"
grep '"push-landed"' "$log" | grep 'recorded late' >"$WORK/late"
is "$(wc -l <"$WORK/late")" 1 "as late"
contains "$WORK/late" "\"new\":\"$one\"" "with what landed"
is "$(ls "$WORK/s.git/refgate/landing")" "" "and nothing is left to be done"
lacks "$log" gate-bypassed "nothing of it went past the gate"

# --- other refs after a while
merge 2
rm "$hooks/post-receive"
push_ok c origin main
cp "$post" "$hooks/"
touch -d '2 minutes ago' "$WORK/s.git/refgate/landing"/*
push_ok c origin HEAD:refs/heads/other2
is "$(landings)" 2 "a push of another ref records what is left"

# --- post-receive comes after all: it has nothing to do
merge 3
cat >"$hooks/post-receive" <<X
#!/bin/sh
cat >"$WORK/lines"
X
chmod +x "$hooks/post-receive"
push_ok c origin main
three=$(g c rev-parse main)
cp "$WORK/lines" "$WORK/first"
commit_file c b two "ordinary work"
push_ok c origin main
is "$(landings)" 3 "recorded while its post-receive was slow"
cp "$post" "$hooks/"
before=$(grep -c . "$log")
(cd "$WORK/s.git" && GIT_DIR=. hooks/post-receive <"$WORK/first")
is "$(grep -c . "$log")" "$before" "which then has nothing to add"
lacks "$log" gate-bypassed "and nothing to suspect"
is "$(recorded "\"new\":\"$three\"")" 1 "once in the log"
(cd "$WORK/s.git" && GIT_DIR=. hooks/post-receive <"$WORK/lines")

# --- what has been let through and has not landed
merge 4
rm "$hooks/post-receive"
push_ok c origin main
cp "$post" "$hooks/"
g s.git update-ref refs/heads/main "main^"
g c push -q origin HEAD:refs/heads/other3 2>/dev/null
touch -d '2 hours ago' "$WORK/s.git/refgate/landing"/*
push_ok c origin HEAD:refs/heads/other4
is "$(landings)" 3 "what has not landed is never recorded"
is "$(ls "$WORK/s.git/refgate/landing")" "" "and forgotten in the end"

# --- a real client that hangs up: nothing is lost, whatever ran
merge 5
make_pack c "$WORK/pack" main ^origin/main
pkt_push s --hang-up --command \
	"$(server_ref s main) $(g c rev-parse main) refs/heads/main" \
	--pack "$WORK/pack"
is "$PUSH_STATUS" 3 "the client has hung up"
if test "$(server_ref s main)" = "$(g c rev-parse main)"; then
	commit_file c b four "ordinary work"
	push_ok c origin main
	is "$(landings)" 4 "what has landed is recorded"
else
	push_ok c origin main
	is "$(landings)" 4 "what had not landed is, when it does"
fi

# --- a damaged file is no reason to stop
echo nonsense >"$WORK/s.git/refgate/landing/x.0"
commit_file c b five "ordinary work"
push_ok c origin main
done_testing
