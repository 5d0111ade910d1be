# shellcheck shell=sh disable=SC2154,SC2034
# A machine of our own: this one's root with a layer above it that nobody else
# sees, and that goes with the test. Source it before push.sh, for it starts the
# test anew, alone with its mounts; only root can.
#
#   machine_up             $MACHINE is its root; the test's files are in it under
#                          their names. Fails, with the reason in $MACHINE_SAID.
#                          $MACHINE_LAYER has what was written in it, and nodes
#                          of characters for what was removed
#   inside COMMAND...      there, with a plain environment
#   machine_serves CLONE   pushes of the clone are received there

if test "$(id -u)" = 0 && test -z "${REFGATE_ALONE:-}" &&
	unshare -m true 2>/dev/null; then
	REFGATE_ALONE=yes exec unshare -m sh "$0"
fi
MACHINE=
MACHINE_LAYER=
MACHINE_SAID=

# Never below $push_base: what removes that must not get here.
machine_down() {
	test -n "$machine_base" || return 0
	umount -R -l "$machine_base/layer" "$MACHINE" 2>/dev/null
	rmdir "$machine_base/layer" "$machine_base/root" "$machine_base"
	machine_base=
}

machine_device() {
	mknod -m 666 "dev/$1" c "$2" "$3"
}

# In $machine_base: the names of layers may hold no blank.
machine_mount() {
	mkdir layer root &&
		mount -t tmpfs -o mode=755 none layer &&
		mkdir layer/upper layer/work &&
		mount -t overlay -o \
			lowerdir=/,upperdir=layer/upper,workdir=layer/work \
			none root && cd root || return 1
	mount -t tmpfs -o mode=755 none dev && machine_device null 1 3 &&
		machine_device zero 1 5 && machine_device urandom 1 9 || return 1
	mkdir -p ".$push_base" && mount --bind "$push_base" ".$push_base"
}

machine_up() {
	test -n "${REFGATE_ALONE:-}" || {
		MACHINE_SAID="only root can have mounts of its own"
		return 1
	}
	machine_base=$(mktemp -d "${TMPDIR:-/tmp}/refgate-machine.XXXXXX") ||
		return 1
	MACHINE=$machine_base/root
	MACHINE_LAYER=$machine_base/layer/upper
	trap 'machine_down; push_cleanup' EXIT
	MACHINE_SAID=$(cd "$machine_base" && machine_mount 2>&1)
}

inside() {
	chroot "$MACHINE" /usr/bin/env -i HOME=/root LC_ALL=C.UTF-8 \
		PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@" </dev/null
}

machine_serves() {
	cat >"$push_base/receive" <<X
#!/bin/sh
exec chroot '$MACHINE' /usr/bin/env -i HOME=/root LC_ALL=C.UTF-8 \
	PATH=/usr/sbin:/usr/bin:/sbin:/bin git receive-pack "\$@"
X
	chmod 755 "$push_base/receive"
	g "$1" config remote.origin.receivepack "$push_base/receive"
}
