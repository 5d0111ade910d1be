# shellcheck shell=sh disable=SC2154,SC2034
# An installation of one's own, for what is compiled in: its etc/ is nobody
# else's. Source it after push.sh.
#
#   own_root   $OWN, an installation with the etc $OWN/etc; new_server and
#              refgate use it from then on

OWN=$push_base/own
REFGATE_BUILD=${REFGATE_BUILD:-${REFGATE_ROOT%/root}}

# What was built for the tests is taken over: then only the paths differ,
# and no more than linking is left to do. Without it all is built.
own_build() {
	mkdir "$push_base/objects" || return 1
	flags=$REFGATE_BUILD/flags
	if test -f "$flags"; then
		cp -Rp "$flags" "$REFGATE_BUILD/lib" "$REFGATE_BUILD/hooks" \
			"$REFGATE_BUILD/cli" "$push_base/objects/" || return 1
		set -- CC="$(sed -n '1s/ .*//p' "$flags")"
		case $(sed -n 1p "$flags") in
		*-fsanitize=address*) set -- "$@" VARIANT=sanitize ;;
		*--coverage*) set -- "$@" VARIANT=coverage ;;
		*' -Og '*) set -- "$@" VARIANT=debug ;;
		esac
		if grep -q -e -Werror "$flags"; then
			set -- "$@" WERROR=1
		else
			set -- "$@" WERROR=0
		fi
	else
		set -- CFLAGS=-O0 WERROR=0
	fi
	cd "$REFGATE_SRC" && make -j2 BUILD="$push_base/objects" \
		PREFIX="$OWN" SYSCONFDIR="$OWN/etc" DESTDIR= "$@" install
}

own_root() {
	(own_build) >"$push_base/own.log" 2>&1 ||
		die "no installation of our own: $(cat "$push_base/own.log")"
	mkdir -p "$OWN/etc/refgate" || die "no etc"
	rm -rf "$push_base/objects"
	REFGATE_ROOT=$OWN
}
