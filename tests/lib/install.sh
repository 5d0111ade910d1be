# shellcheck shell=sh disable=SC2154,SC2034
# What the tests of install.sh share; source it after push.sh.
#
#   bare NAME             an empty bare repository $WORK/NAME.git
#   installer ARGUMENT... install.sh with the suite under test; what it says
#                         is in $SAID, its status in $INSTALL_STATUS
#   installed ARGUMENT... the same, and dies if it fails
#   snapshot NAME         all of $WORK/NAME.git but objects and the log, on one
#                         line each
#   drop_log NAME         removes the log, and refgate/ if nothing else is there
#   stamps NAME           the same, with inodes and times

unset SUDO_USER
SAID=$push_base/said
INSTALL_STATUS=
install_prefix=$REFGATE_ROOT
test -x "$REFGATE_ROOT/bin/refgate" || die "nothing is built in $REFGATE_ROOT"

bare() {
	git init -q --bare "$WORK/$1.git" || die "git init $1"
	g "$1.git" symbolic-ref HEAD refs/heads/main
	SERVER=$1
}

# Whatever would be built, is not built in the tree.
installer() {
	PREFIX=$install_prefix SYSCONFDIR=$REFGATE_ROOT/etc \
		BUILD=$push_base/build \
		"$REFGATE_SRC/install.sh" "$@" >"$SAID" 2>&1 </dev/null
	INSTALL_STATUS=$?
	return "$INSTALL_STATUS"
}

installed() {
	installer "$@" || die "install.sh $*: $(cat "$SAID")"
}

snapshot() (
	cd "$WORK/$1.git" || exit 1
	set -- . \( -path ./objects -o -path './refgate/audit.jsonl*' \) -prune -o
	find "$@" -printf '%p %y %m %U %l\n' | LC_ALL=C sort
	# what the gate remembers of refs has a time in it
	find "$@" -type f ! -path './refs/refgate/*' ! -path ./refgate/values \
		-exec sha256sum {} + | LC_ALL=C sort
)

drop_log() {
	rm -f -- "$WORK/$1.git/refgate"/audit.jsonl*
	rmdir -- "$WORK/$1.git/refgate" 2>/dev/null
}

stamps() (
	cd "$WORK/$1.git" || exit 1
	find . -path ./objects -prune -o -printf '%p %i %T@ %C@\n' |
		LC_ALL=C sort
)
