#!/bin/sh
# Says where a tree is installed to be tested. The hooks take no shipped policy
# from below a folder of a stranger (docs/policy.md): when root tests somebody's
# checkout, that is outside of it.
#
#   place.sh --say ROOT     prints ROOT, or a folder outside
#   place.sh --make ROOT    makes it anew; ROOT then leads there
#   place.sh --remove ROOT  takes away what is outside
set -u
umask 022

is_trusted() {
	test -n "$(find "$1" -maxdepth 0 \( -uid 0 -o -uid "$(id -u)" \) \
		\( ! -perm -0002 -o -perm -1000 \))"
}

are_trusted() {
	folder=${1%/*}
	until test -d "$folder/"; do
		folder=${folder%/*}
	done
	folder=$(cd -P -- "$folder/" && pwd -P) || return 1
	while is_trusted "${folder:-/}"; do
		test -n "$folder" || return 0
		folder=${folder%/*}
	done
	return 1
}

place() {
	if are_trusted "$1"; then
		printf '%s\n' "$1"
	else
		printf '%s/refgate-root.%s.%s\n' "${TMPDIR:-/tmp}" \
			"$(id -u)" "$(printf '%s' "$1" | cksum | cut -d ' ' -f 1)"
	fi
}

# A relative one is below where this runs.
case ${2-} in
/* | '') ;;
*) set -- "$1" "$PWD/$2" ;;
esac
case $#${1-} in
2--say) place "$2" ;;
2--make)
	rm -rf "$2"
	mkdir -p "${2%/*}" || exit 1
	place=$(place "$2")
	test "$place" != "$2" || exit 0
	# Without -p: it must not be there already.
	rm -rf "$place" && mkdir "$place" && ln -s "$place" "$2"
	;;
2--remove)
	test -L "$2" || exit 0
	place=$(place "$2")
	test "$(readlink "$2")" != "$place" || rm -rf "$place" "$2"
	;;
*)
	echo "usage: place.sh --say|--make|--remove ROOT" >&2
	exit 2
	;;
esac
