# shellcheck shell=sh disable=SC2154
# A file system of its own, whose power fails while a test works on it: what
# it has not written by then is lost. Source it after push.sh.
#
#   power_cuts FOLDER CUTS SECONDS   skips the test where nobody may mount; else,
#       on ext4 and XFS, so many times: mounts a new one at FOLDER and calls
#       power_start, then power_work beside a process that syncs what is its
#       own; cuts the power before SECONDS are over; mounts it again; calls
#       power_check with a name for its assertions. REFGATE_FAULTS=all: more.
#
#   power_tidy REPOSITORY            takes away what git would not
#
# power_work is to end when its work fails. It runs in a shell of its own.

power_image=$push_base/image

power_cleanup() {
	for power_pid in ${power_worker:-} ${power_others:-}; do
		kill "$power_pid" 2>/dev/null
	done
	wait
	umount -l "$power_folder" 2>/dev/null
	push_cleanup
}

power_plug_in() {
	mount -o "loop$power_options" "$power_image" "$power_folder" \
		2>"$push_base/mount"
}

# By a copy: another namespace may still have the disk, off for good.
power_plug_in_again() {
	cp --sparse=always "$power_image" "$power_image.copy" &&
		mv -f "$power_image.copy" "$power_image" && power_plug_in
}

# Who looks at whatever is mounted may have it open for a moment.
power_unplug() {
	for power_try in 1 2 3 4 5 6 7 8 9 10; do
		umount "$power_folder" 2>/dev/null && return
		power_wait 0.2 0.4
	done
	die "$power_folder is busy, also at attempt $power_try"
}

power_make() {
	rm -f "$power_image"
	truncate -s "$power_size" "$power_image" &&
		"mkfs.$power_system" -q "$power_image" 2>/dev/null &&
		power_plug_in
}

# FS_IOC_SHUTDOWN: nothing is written any more, not even the journal. Of that
# file system, and of no other.
power_off() {
	python3 - "$power_folder" "$push_base" <<-'EOF'
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

power_wait() {
	python3 -c 'import random, sys, time
time.sleep(random.uniform(float(sys.argv[1]), float(sys.argv[2])))' "$@"
}

# Others write, too, and have the journal written when it suits them.
power_sync() {
	while echo x >>"$power_folder/others" && sync "$power_folder/others"; do
		power_wait 0 0.05
	done 2>/dev/null
}

power_cut() {
	power_make || die "no disk: $(cat "$push_base/mount")"
	power_start
	sync
	(
		trap - EXIT
		power_work
	) >"$push_base/work" 2>&1 &
	power_worker=$!
	(
		trap - EXIT
		power_sync
	) &
	power_others=$!
	power_wait 0.3 "$power_seconds"
	kill -0 "$power_worker" 2>/dev/null ||
		diag "$(tail -n 20 "$push_base/work")"
	ok "$1: it was at work" kill -0 "$power_worker"
	power_off || die "the power stays on"
	wait
	power_worker=
	power_others=
	power_unplug
	power_plug_in_again || die "no power: $(cat "$push_base/mount")"
	power_check "$1"
	power_unplug
}

# power_on SYSTEM SIZE [OPTIONS]: noauto_da_alloc has ext4 not write a file out
# by itself when it takes another one's place; nouuid lets XFS have a copy.
power_on() {
	power_system=$1
	power_size=$2
	power_options=${3:-}
	if ! power_make; then
		skip "$power_system" "no such file system here"
		return
	fi
	power_unplug
	for power_number in $(seq "$power_count"); do
		power_cut "$power_system $power_number"
	done
}

power_cuts() {
	power_folder=$1
	power_count=$2
	power_seconds=$3
	test "$(id -u)" -eq 0 || skip_all "it takes root to mount a disk"
	test "${REFGATE_FAULTS:-}" != all || power_count=100
	mkdir -p "$power_folder" || die "no $power_folder"
	trap power_cleanup EXIT
	power_on ext4 60M ,noauto_da_alloc
	power_on xfs 320M ,nouuid
}

# What git leaves behind by itself: it asks for that to be removed.
power_tidy() {
	find "$1" -name '*.lock' ! -path '*/refgate/*' -delete
	rm -rf "$1"/objects/tmp_objdir-*
}
