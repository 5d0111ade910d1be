#!/bin/sh
# What cannot be remembered is not accepted; what is remembered at the same
# time by many is remembered whole.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/memory.sh
. "$REFGATE_SRC/tests/lib/memory.sh"

policy='version: 1
rulesets:
  - {name: landing, refs: ["refs/heads/{main,next*}"],
     merging: ["refs/heads/hotfix/*"]}'
new_server s <<X
$policy
X
new_clone c
commit_file c a start "start"
seed c
hooks=$WORK/s.git/hooks

# merge NAME: main brings in a new hotfix, not yet pushed.
merge() {
	g c fetch -q origin
	g c checkout -q -f -B "hotfix/$1" origin/main
	commit_file c "$1" one "hotfix $1"
	g c push -q origin "hotfix/$1" 2>/dev/null || die "push of $1"
	g c checkout -q -f -B main origin/main
	g c merge -q --no-ff --no-edit "hotfix/$1"
}

# wrapped COMMAND: pre-receive runs that first, in a shell of its own.
wrapped() {
	mv "$hooks/pre-receive" "$hooks/real"
	printf '#!/bin/sh\n%s\nexec hooks/real\n' "$1" >"$hooks/pre-receive"
	chmod +x "$hooks/pre-receive"
}
unwrapped() {
	mv "$hooks/real" "$hooks/pre-receive"
}

sentence="what the gate is to remember cannot be written"
merge 1
wrapped 'ulimit -f 0'
PUSH_NAME="no room for a byte" push_refused c "" origin main
contains "$ANSWER" "$sentence" "refused with a sentence"
grep '^remote:' "$ANSWER" >"$WORK/said"
lacks "$WORK/said" "$WORK" "which tells no path"
is "$(memory_names s)" "" "nothing is half remembered"
unwrapped

# --- a full disk, where one can be made
disk=$WORK/disk
mkdir "$disk"
if mount -t tmpfs -o size=2m none "$disk" 2>/dev/null; then
	mv "$WORK/s.git/objects" "$disk/"
	ln -s "$disk/objects" "$WORK/s.git/objects"
	wrapped "cat /dev/zero >'$disk/fill' 2>/dev/null"
	PUSH_NAME="a full disk" push_refused c "" origin main
	contains "$ANSWER" "$sentence" "is told, too"
	contains "$WORK/s.git/refgate/audit.jsonl" "$sentence" "and recorded"
	is "$(memory_names s)" "" "nothing is half remembered there"
	unwrapped
	rm "$disk/fill" "$WORK/s.git/objects"
	mv "$disk/objects" "$WORK/s.git/"
	umount "$disk" || die "umount"
else
	skip "a full disk" "no tmpfs can be mounted"
fi
push_ok c origin main
is "$(memory_names s landing/ | wc -l)" 1 "once there is room it lands"

# --- a name that somebody holds: post-receive says so, and it comes late
merge 2
commit=$(g c rev-parse main)
folder=$WORK/s.git/refs/refgate/landing/$commit
mkdir -p "$folder"
lock=$folder/$(memory_hash refs/heads/hotfix/2).lock
: >"$lock"
python3 -c 'import fcntl, sys, time
lock = open(sys.argv[1])
fcntl.flock(lock, fcntl.LOCK_EX)
open(sys.argv[2], "w")
time.sleep(100)' "$lock" "$WORK/held" &
holder=$!
until test -e "$WORK/held"; do sleep 0.1; done
push_run c origin main
is "$PUSH_STATUS" 0 "what has landed has landed"
contains "$ANSWER" "the push has landed, but that could not be" \
	"that it is not remembered is said"
grep '^remote:' "$ANSWER" >"$WORK/said"
lacks "$WORK/said" "$WORK" "again without a path"
commit_file c b one "ordinary work"
PUSH_NAME="no more pushes there until it is" push_refused c "" origin main
contains "$ANSWER" "the gate's memory is locked" "which says why"

# --- who held it has died, and the lock is left
kill "$holder"
wait "$holder" 2>/dev/null
ok "the lock is still there" test -e "$lock"
PUSH_NAME="it holds up nobody for long" push_ok c origin main
is "$(memory_names s "landing/$commit" | wc -l)" 1 "then it is remembered"

# --- several at once
count=4
for i in $(seq "$count"); do
	new_clone "d$i"
	g "d$i" checkout -q -b "hotfix/at-once-$i"
	commit_file "d$i" "d$i" one "hotfix $i"
	g "d$i" push -q origin HEAD "HEAD~:refs/heads/next$i" 2>/dev/null ||
		die "push of d$i"
	g "d$i" checkout -q -b next HEAD~
	g "d$i" merge -q --no-ff --no-edit "hotfix/at-once-$i"
done
before=$(memory_names s landing/ | wc -l)
for i in $(seq "$count"); do
	g "d$i" push -q origin "next:next$i" 2>"$WORK/told$i" &
done
g s.git pack-refs --all --prune
wait
g s.git pack-refs --all --prune
is "$(cat "$WORK"/told*)" "" "all are accepted"
is "$(memory_names s landing/ | wc -l)" "$((before + count))" "and remembered"
for name in $(memory_names s month/); do
	g s.git cat-file blob "$name" >/dev/null || fail "$name is whole"
done
ok "the repository is sound" g s.git fsck --strict
is "$(find "$WORK/s.git" -name '*.lock' ! -name 'audit.*')" "" \
	"no lock is left"
done_testing
