#!/bin/sh
# Refs that moved past the gate are noticed at the next push, told once in
# the log, and never a reason to refuse. What the gate itself let in is none.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/memory.sh
. "$REFGATE_SRC/tests/lib/memory.sh"

zero=0000000000000000000000000000000000000000
policy='version: 1
rulesets:
  - {name: main, refs: ["refs/heads/main"]}
  - name: hotfix
    refs: ["refs/heads/hotfix/*", "!refs/heads/hotfix/free"]
    rules: {deletion: everyone}'

# fresh NAME: a server of that name, a clone NAME-c of it, main on both.
fresh() {
	printf '%s\n' "$policy" | new_server "$1"
	new_clone "$1-c" "$1"
	commit_file "$1-c" a start "start"
	commit_file "$1-c" a second "second"
	seed "$1-c" main:refs/heads/main
	log=$WORK/$1.git/refgate/audit.jsonl
	hooks=$WORK/$1.git/hooks
}

bypassed() {
	grep -c '"action":"gate-bypassed"' "$log"
}

# told NAME OLD NEW KIND: the last such record has this ref.
told() {
	grep '"action":"gate-bypassed"' "$log" | tail -n 1 |
		grep -qF "{\"name\":\"$1\",\"old\":\"$2\",\"new\":\"$3\",\"kind\":\"$4\",\"commits\":0,\"verdict\":\"bypassed\"}"
}

# work CLONE BRANCH: a new commit of CLONE on BRANCH, pushed.
work() {
	work_count=$((${work_count:-0} + 1))
	commit_file "$1" w "$work_count" "work $work_count"
	push_ok "$1" origin "HEAD:refs/heads/$2"
}

# --- what the gate lets in is nothing to tell
fresh s
push_ok s-c origin HEAD:refs/heads/hotfix/1
work s-c hotfix/1
work s-c main
push_ok s-c origin :refs/heads/hotfix/1
push_ok s-c origin HEAD:refs/heads/hotfix/1
work s-c free
g s.git pack-refs --all --prune
work s-c hotfix/1
lacks "$log" gate-bypassed "what the gate lets in is no bypass"
lacks "$log" policy-changed "nor is its first policy a change"

# --- installing remembers what is there
fresh i
refgate record installed "$WORK/i.git" >/dev/null || die "record installed"
is "$(memory_names i snapshot)" refs/refgate/snapshot "installing remembers"
before=$(server_ref i main)
g i.git update-ref refs/heads/main main~
work i-c hotfix/1
ok "a move before the first push" told refs/heads/main "$before" \
	"$(server_ref i main)" update
lacks "$log" policy-changed "which is no change"
refgate record installed "$WORK/i.git" >/dev/null || die "record installed"
work i-c hotfix/1
is "$(bypassed)" 1 "installing again forgets nothing"
before=$(server_ref i main)
g i.git update-ref refs/heads/main "$(server_ref i hotfix/1)"
g i.git pack-refs --all --prune
refgate record removed "$WORK/i.git" >/dev/null || die "record removed"
is "$(bypassed)" 2 "removing looks for the last time"
is "$(memory_names i value/)$(memory_names i policy)" "" "and forgets"
nok "to the last file" test -e "$WORK/i.git/refgate/values"
g i.git update-ref refs/heads/main "$before"
work i-c hotfix/1
is "$(bypassed)" 2 "what moved while it was away is nobody's business"
log=$WORK/s.git/refgate/audit.jsonl

# --- moved, made, deleted
before=$(server_ref s main)
new=$(g s.git commit-tree -m "past the gate" -p main 'main^{tree}')
g s.git update-ref refs/heads/main "$new"
g s-c checkout -q -B other
work s-c hotfix/1
is "$(bypassed)" 1 "main was moved: a push of another ref tells"
ok "from what to what" told refs/heads/main "$before" "$new" update
grep gate-bypassed "$log" >"$WORK/line"
contains "$WORK/line" \
	'"message":"refs/heads/main was moved past the gate"' "in words"
lacks "$WORK/line" '"user":{"name":"' "whoever pushed is not accused"
lacks "$ANSWER" remote: "and hears nothing of it"
work s-c hotfix/1
is "$(bypassed)" 1 "it is told once"

g s.git update-ref refs/heads/main "$before"
work s-c hotfix/1
is "$(bypassed)" 2 "set back: told again"
ok "as another move" told refs/heads/main "$new" "$before" update

g s.git update-ref -d refs/heads/main
work s-c hotfix/1
is "$(bypassed)" 3 "deleted"
ok "with zeros" told refs/heads/main "$before" "$zero" delete
g s.git update-ref refs/heads/main "$before"
work s-c hotfix/1
ok "made again" told refs/heads/main "$zero" "$before" create

g s.git update-ref refs/heads/hotfix/2 "$before"
work s-c hotfix/1
is "$(bypassed)" 4 "a ref that only a glob governs is not looked at yet"
g s-c fetch -q origin
g s-c checkout -q -B two "$before"
work s-c hotfix/2
is "$(bypassed)" 5 "a push of it looks"
ok "it was made" told refs/heads/hotfix/2 "$zero" "$before" create

g s.git symbolic-ref refs/heads/main refs/heads/free
work s-c hotfix/2
ok "a symbolic ref has no value of its own" \
	told refs/heads/main "$before" "$zero" delete
count=$(bypassed)
work s-c hotfix/2
is "$(bypassed)" "$count" "and is told once"
g s.git symbolic-ref --delete refs/heads/main
g s.git update-ref refs/heads/main "$before"
work s-c hotfix/2

# --- several at once are one record
count=$(bypassed)
g s.git update-ref refs/heads/main "$new"
g s.git update-ref refs/heads/hotfix/2 "$before"
g s-c checkout -q -B two "$before"
work s-c hotfix/2
is "$(bypassed)" "$((count + 1))" "two refs, one record"
grep gate-bypassed "$log" | tail -n 1 >"$WORK/line"
contains "$WORK/line" refs/heads/main "which names one"
contains "$WORK/line" refs/heads/hotfix/2 "and the other"

# --- what nobody governs
count=$(bypassed)
lines=$(grep -c . "$log")
g s.git update-ref refs/heads/free "$new"
g s.git update-ref refs/heads/main "$before"
work s-c hotfix/free
g s.git update-ref refs/heads/hotfix/free "$new"
is "$(bypassed)" "$count" "a push of what nobody governs looks at nothing"
is "$(grep -c . "$log")" "$((lines + 2))" "and adds no record but its own"
work s-c hotfix/2
is "$(bypassed)" "$((count + 1))" "the next one of a governed ref does"

# --- refused pushes and those that only ask
fresh r
g r-c push -q origin HEAD:refs/heads/hotfix/1 2>/dev/null
before=$(server_ref r main)
old=$(g r.git rev-parse main~)
g r.git update-ref refs/heads/main "$old"
commit_file r-c b one "one"
push_run r-c -o refgate=check origin HEAD:refs/heads/hotfix/1
ok "a push that only asks tells" told refs/heads/main "$before" "$old" update
g r.git update-ref refs/heads/main "$before"
push_refused r-c deletion origin :refs/heads/main
is "$(bypassed)" 2 "a refused one, too"
work r-c hotfix/1
is "$(bypassed)" 2 "once"

# --- pushed while the hooks were away
mv "$hooks" "$hooks.away"
work r-c main
mv "$hooks.away" "$hooks"
now=$(server_ref r main)
work r-c hotfix/1
is "$(bypassed)" 3 "a push without hooks is told when they are back"
ok "with its value" told refs/heads/main "$before" "$now" update

# --- without update and without pre-receive, also where nobody governs
rm "$hooks/update"
work r-c main
work r-c main
work r-c hotfix/1
is "$(bypassed)" 3 "without the update hook a judged push is no bypass"
cp "$REFGATE_ROOT/libexec/refgate/update" "$hooks/"
rm "$hooks/pre-receive" "$hooks/update"
work r-c main
is "$(bypassed)" 4 "without the first two, post-receive tells"
push_install_hooks "$WORK/r.git"
work r-c hotfix/1
is "$(bypassed)" 4 "and the next push does not tell it again"
g r.git symbolic-ref refs/heads/alias refs/heads/main
rm "$hooks/pre-receive" "$hooks/update"
work r-c alias
push_install_hooks "$WORK/r.git"
work r-c hotfix/1
is "$(bypassed)" 5 "by a symbolic ref likewise"
work r-c alias
work r-c hotfix/1
is "$(bypassed)" 5 "which is judged as what it leads to"

# --- clients that hang up
fresh h
g h-c push -q origin HEAD:refs/heads/hotfix/1 2>/dev/null
for i in 1 2 3; do
	commit_file h-c b "$i" "hung up $i"
	make_pack h-c "$WORK/pack" main ^origin/main
	pkt_push h --hang-up --command \
		"$(server_ref h main) $(g h-c rev-parse main) refs/heads/main" \
		--pack "$WORK/pack"
	is "$PUSH_STATUS" 3 "the client has hung up"
	g h-c fetch -q origin
	test "$i" = 2 || rm -f "$hooks/post-receive"
	work h-c main
	cp "$REFGATE_ROOT/libexec/refgate/post-receive" "$hooks/"
done
g h-c checkout -q -B side
work h-c hotfix/1
lacks "$log" gate-bypassed "what was let in is explained, however it ended"

# --- the policy changes
fresh p
push_ok p-c origin HEAD:refs/heads/hotfix/1
first=$(sed -n 's/.*"version":"\(sha256:[0-9a-f]*\)".*/\1/p' "$log" | head -n 1)
values=$(memory_names p value/)
g p.git update-ref refs/heads/free "$(server_ref p main)"
printf '%s\n  - {name: free, refs: ["refs/heads/free"]}\n' "$policy" |
	set_policy p
work p-c hotfix/1
is "$(grep -c '"policy-changed"' "$log")" 1 "a changed policy is recorded"
grep '"policy-changed"' "$log" >"$WORK/line"
contains "$WORK/line" "\"policy_was\":\"$first\"" "with the one before"
lacks "$WORK/line" "\"version\":\"$first\"" "beside the new one"
contains "$WORK/line" '"message":"the policy is another: first push since"' \
	"in words"
lacks "$log" gate-bypassed "what nobody governed may have moved"
for name in $values; do
	is "$(server_ref p "$name")" none "older values are forgotten"
done
work p-c hotfix/1
is "$(grep -c '"policy-changed"' "$log")" 1 "once"
before=$(server_ref p free)
g p.git update-ref refs/heads/free "$(server_ref p hotfix/1)"
work p-c hotfix/1
ok "from now on it is told" grep -q gate-bypassed "$log"

# --- a change of policy hides no move, of any ref that it governed
work p-c hotfix/left
push_ok p-c origin :refs/heads/hotfix/left
work p-c hotfix/gone
gone=$(server_ref p hotfix/gone)
count=$(bypassed)
lone=$(server_ref p hotfix/1)
g p.git update-ref -d refs/heads/hotfix/1
g p.git update-ref refs/heads/hotfix/new "$lone"
g p.git update-ref -d refs/heads/hotfix/gone
printf '%s\n' "$policy" | set_policy p
g p-c fetch -q --prune origin
g p-c checkout -q -f -B main origin/main
work p-c main
is "$(bypassed)" "$((count + 1))" "what moved before the change is told"
ok "a deleted one" grep -q \
	"refs/heads/hotfix/1\",\"old\":\"$lone\",\"new\":\"$zero\"" "$log"
ok "one that the policy has not seen before, by its hash" grep -q \
	"refs/refgate/value/[0-9a-f]*/$(memory_hash refs/heads/hotfix/gone)\",\"old\":\"$gone\",\"new\":\"$zero\"" \
	"$log"
ok "and a new one" grep -q \
	"refs/heads/hotfix/new\",\"old\":\"$zero\",\"new\":\"$lone\"" "$log"
is "$(sed -n 's/.*"action":"\([a-z-]*\)".*/\1/p' "$log" | tail -n 4 |
	tr '\n' ' ')" \
	"gate-bypassed policy-changed push-accepted push-landed " "before it"
work p-c main
is "$(bypassed)" "$((count + 1))" "once"

g p.git update-ref refs/heads/trunk "$(server_ref p main)"
g p.git symbolic-ref HEAD refs/heads/trunk
work p-c main
contains "$log" "HEAD names refs/heads/trunk, and no longer refs/heads/main" \
	"another default branch is a change, too"

# --- the memory is removed
count=$(bypassed)
g p.git for-each-ref --format='delete %(refname)' refs/refgate |
	g p.git update-ref --stdin
work p-c main
is "$(bypassed)" "$((count + 1))" "a memory that is gone is told"
ok "as the ref that it is" grep -q \
	'"message":"the gate.s memory was removed.*"name":"refs/refgate/policy"' \
	"$log"
work p-c main
is "$(bypassed)" "$((count + 1))" "once"
g p.git update-ref refs/heads/main main~
g p-c fetch -q origin
g p-c checkout -q -f -B main origin/main
work p-c hotfix/4
is "$(bypassed)" "$((count + 2))" "and it remembers anew"

# --- a log that cannot be written
before=$(server_ref p main)
g p.git update-ref refs/heads/main main~
mv "$log" "$log.away"
mkdir "$log"
commit_file p-c c nolog "no log"
push_run p-c origin HEAD:refs/heads/hotfix/4
is "$PUSH_STATUS" 1 "what cannot be told refuses"
rmdir "$log"
mv "$log.away" "$log"
push_ok p-c origin HEAD:refs/heads/hotfix/4
ok "and is told later" told refs/heads/main "$before" \
	"$(server_ref p main)" update
ok "the log is sound" refgate log verify "$log"
ok "the repository is sound" g p.git fsck --strict
done_testing
