#!/bin/sh
# A stand-in for Gitaly, which is each hook of git and asks in this order: the
# repository's custom_hooks/<hook>, its custom_hooks/<hook>.d, and <hook>.d of
# the directory for all repositories, $DISPATCH_GLOBAL; there the programs in
# the order of their names, but those that end in ~. Each gets the same input;
# the first that fails ends it.
hookname=${0##*/}
input=$(mktemp) || exit 1
trap 'rm -f "$input"' EXIT
case $hookname in
update) ;;
*) cat >"$input" ;;
esac

for hook in "custom_hooks/$hookname" "custom_hooks/$hookname.d/"* \
	"$DISPATCH_GLOBAL/$hookname.d/"*; do
	case $hook in *~) continue ;; esac
	if ! test -x "$hook" || ! test -f "$hook"; then
		continue
	fi
	"$hook" "$@" <"$input" || exit
done
