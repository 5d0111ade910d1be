#!/bin/sh
# The power fails while pushes go on, and again, at a time of its own: what
# the file system has not written by then is lost. It has the repository alone,
# of which git syncs all that is its own. Afterwards the log is whole, has what
# landed, and calls none of it a bypass; and the next push lands. Needs root.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

cuts=6
test "${REFGATE_FAULTS:-}" != all || cuts=100
image=$push_base/image
disk=$WORK/disk
log=$disk/s.git/refgate/audit.jsonl

power_cleanup() {
	umount -l "$disk" 2>/dev/null
	push_cleanup
}

plug_in() {
	mount -o "loop$options" "$image" "$disk" 2>"$push_base/mount"
}

make_disk() {
	rm -f "$image"
	truncate -s "$size" "$image" && "mkfs.$system" -q "$image" && plug_in
}

# FS_IOC_SHUTDOWN: nothing is written any more, not even the journal. Of that
# file system, and of no other.
cut_power() {
	python3 - "$disk" "$WORK" <<-'EOF'
	import fcntl
	import os
	import struct
	import sys
	SHUTDOWN, WITHOUT_JOURNAL = 0x8004587d, 2
	disk = os.open(sys.argv[1], os.O_RDONLY)
	if os.fstat(disk).st_dev == os.stat(sys.argv[2]).st_dev:
	    sys.exit("nothing is mounted there")
	fcntl.ioctl(disk, SHUTDOWN, struct.pack("I", WITHOUT_JOURNAL))
	EOF
}

wait_some() {
	python3 -c 'import random, sys, time
time.sleep(random.uniform(float(sys.argv[1]), float(sys.argv[2])))' "$@"
}

start() {
	rm -rf "$WORK/c"
	new_server disk/s <<-'EOF'
	version: 1
	rulesets:
	  - name: all
	    refs: ["refs/heads/*"]
	    rules: {author: {email: '[^@]+@example[.]com'}}
	EOF
	g disk/s.git config core.fsync all
	new_clone c
	commit_file c a import "import"
	seed c
	commit_file c a start "start"
	g c push -q origin HEAD:refs/heads/main 2>/dev/null || die "no start"
	sync
}

# Until it fails.
push_on() {
	trap - EXIT
	power_number=0
	while commit_file c a "$power_number" \
		"number $power_number"; do
		case $((power_number % 4)) in
		0 | 1) set -- HEAD:refs/heads/main ;;
		2) set -- "HEAD:refs/heads/new-$power_number" ;;
		3) set -- HEAD:refs/heads/main "HEAD:refs/heads/new" ;;
		esac
		g c push -q -f origin "$@" >>"$push_base/pushes" 2>&1 || return
		power_number=$((power_number + 1))
	done
}

# Others write, too, and have the journal written when it suits them.
sync_others() {
	trap - EXIT
	while echo x >>"$disk/others" && sync "$disk/others"; do
		wait_some 0 0.05
	done 2>/dev/null
}

# untold ACTION: the branches whose value the log has not with that.
untold() {
	jq -r --arg action "$1" 'select(.event.action == $action) |
		.refgate.refs[] | "\(.new) \(.name)"' "$log" |
		sort -u >"$push_base/told"
	g disk/s.git for-each-ref --format='%(objectname) %(refname)' \
		refs/heads | sort | comm -23 - "$push_base/told"
}

check() {
	# What git leaves behind by itself: it asks for that to be removed.
	find "$disk/s.git" -name '*.lock' ! -path '*/refgate/*' -delete
	rm -rf "$disk/s.git"/objects/tmp_objdir-*
	ok "$1: the log is whole" refgate log verify "$disk/s.git"
	is "$(untold push-accepted)" "" "$1: all that is there was accepted"
	g c fetch -q origin main && g c reset -q --hard FETCH_HEAD
	commit_file c a next "next"
	PUSH_NAME="$1: the next push lands"
	push_ok c -f origin HEAD:refs/heads/main HEAD:refs/heads/new
	for ref in $(g disk/s.git for-each-ref --format='%(refname)' \
		'refs/heads/new-*'); do
		g c push -q -f origin "HEAD:$ref" 2>/dev/null
	done
	is "$(untold push-landed)" "" "$1: what is there is told as landed"
	is "$(grep -c '"gate-bypassed"' "$log")" 0 "$1: and nothing as a bypass"
	ok "$1: the log is still whole" refgate log verify "$disk/s.git"
}

cut() {
	make_disk || die "no disk: $(cat "$push_base/mount")"
	start
	push_on &
	sync_others &
	wait_some 0.3 1
	cut_power || die "the power stays on"
	wait
	umount "$disk" || die "$disk is busy"
	plug_in || die "no power: $(cat "$push_base/mount")"
	check "$1"
	umount "$disk" || die "$disk is busy"
}

# cut_all SYSTEM SIZE [OPTIONS]: noauto_da_alloc has ext4 not write a file out
# by itself when it takes another one's place.
cut_all() {
	system=$1 size=$2 options=${3:-}
	if ! make_disk; then
		skip "$system" "no such file system here"
		return
	fi
	umount "$disk"
	for number in $(seq "$cuts"); do
		cut "$system $number"
	done
}

test "$(id -u)" -eq 0 || skip_all "it takes root to mount a disk"
mkdir "$disk"
trap power_cleanup EXIT
cut_all ext4 60M ,noauto_da_alloc
cut_all xfs 320M
done_testing
