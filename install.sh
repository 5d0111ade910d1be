#!/bin/sh
# Installs refgate: the packages it needs, the suite, and the hooks of the bare
# repositories that are named. Never overwrites what it did not put there.
#
# Root works on somebody's repository as that somebody: what is created
# there belongs to them, and a trap laid in it catches nobody else.
# shellcheck disable=SC2034,SC2154 # the parts share variables
set -u

usage() {
	cat <<'EOF'
usage: install.sh [--policy NAME|FILE] [--dry-run] REPO...
       install.sh --uninstall [--dry-run] REPO...

Builds and installs refgate where that is needed, and puts its hooks into
the bare repositories REPO (or a .git directory).

  --policy NAME   a shipped policy (default: default)
  --policy FILE   a file of your own (with a slash, or ending in .yml); copied
  --dry-run       says what would be done, and does nothing
  --uninstall     takes the hooks out again and restores what was there; the
                  suite itself goes with "make uninstall"
  --help          this text

Environment: PREFIX (/usr/local for root, else ~/.local), SYSCONFDIR (/etc).
Status: 0 done, 1 something failed, 2 wrong usage, or a repository that
cannot be guarded.
EOF
}

part_names="common suite check manifest chain settings guard"

# All of the parts: for a shell that cannot read this tree.
parts_text() {
	for part in $part_names; do
		cat "$tree/contrib/install/$part.sh" || exit 1
	done
}

usage_error() {
	fail 2 "$1; see --help"
}

choose_policy() {
	case $policy in
	*/* | *.yml | *.yaml)
		policy_kind="file"
		is_readable "$policy" ||
			fail 2 "$policy is no file that can be read"
		case $policy in /*) ;; *) policy=$PWD/$policy ;; esac
		return
		;;
	esac
	policy_kind=name
	test -f "$tree/policy/$policy.yml" || test -f "$presets/$policy.yml" ||
		fail 2 "there is no policy '$policy'; there are" "
$(find "$tree/policy" -name '*.yml' |
				sed 's|.*/\(.*\)\.yml$|  \1|' | sort)"
}

step_as() {
	entry=$(getent passwd "$1")
	groups=--clear-groups
	test -z "$entry" || groups=--init-groups
	home=$(printf '%s' "$entry" | cut -d : -f 6)
	text=$(parts_text) || fail 1 "$tree/contrib/install cannot be read"
	setpriv --reuid="$1" --regid="$2" "$groups" env HOME="${home:-/}" \
		PREFIX="$PREFIX" refgate_dry="$dry" \
		refgate_uninstall="$uninstall" refgate_kind="$policy_kind" \
		refgate_given="$policy_given" refgate_policy="$policy" \
		refgate_admin="$admin" \
		sh -c "set -u; umask 022; $text
			step_environment; step \"\$1\"" install.sh "$3"
}

repository() {
	case $1 in /*) ;; *) set -- "./$1" ;; esac
	dir=$(cd -P -- "$1" 2>/dev/null && pwd -P && echo .) ||
		fail 2 "$1 is no directory that can be entered"
	dir=${dir%??}
	case $dir in *"
"*) fail 2 "a path with a line feed is not supported" ;; esac
	owner=$(stat -c %u -- "$dir")
	if test "$owner" = "$me"; then
		step "$dir"
	elif test "$me" = 0; then
		step_as "$owner" "$(stat -c %g -- "$dir")" "$dir"
	else
		fail 2 "$dir belongs to $(stat -c %U -- "$dir");" \
			"do this as that user, or as root"
	fi
}

main() {
	dry=false
	uninstall=false
	policy=default
	policy_given=false
	left=$#
	while test "$left" -gt 0; do
		argument=$1
		left=$((left - 1))
		shift
		case $argument in
		--help | -h) usage; exit 0 ;;
		--dry-run) dry=true ;;
		--uninstall) uninstall=true ;;
		--policy=*) policy=${argument#*=} policy_given=true ;;
		--policy)
			test "$left" -gt 0 || usage_error "--policy of what?"
			policy=$1 policy_given=true
			left=$((left - 1))
			shift
			;;
		-*) usage_error "unknown option: $argument" ;;
		'') usage_error "an empty name is no repository" ;;
		*) set -- "$@" "$argument" ;;
		esac
	done
	test $# -gt 0 || usage_error "which repository?"
	if $uninstall; then
		policy_kind=name
	else
		choose_policy
		suite_install
	fi
	command -v git >/dev/null || fail 1 "git is missing"
	status=0
	for name in "$@"; do
		source=/dev/null
		test "$policy_kind" = name || source=$policy
		(repository "$name") 3<"$source" </dev/null
		code=$?
		test "$code" -le "$status" || status=$code
	done
	exit "$status"
}

umask 022
export PATH
unset CDPATH MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES
case $0 in */*) tree=${0%/*} ;; *) tree=. ;; esac
tree=$(cd -P -- "$tree" && pwd -P) || exit 1
me=$(id -u)
admin=$(id -un 2>/dev/null)
test "$me" != 0 || admin=${SUDO_USER:-$admin}
for part in $part_names; do
	# shellcheck source=/dev/null
	. "$tree/contrib/install/$part.sh" || exit 1
done
SYSCONFDIR=${SYSCONFDIR:-/etc}
if test -z "${PREFIX:-}"; then
	PREFIX=${HOME:-/nonexistent}/.local
	test "$me" != 0 || PREFIX=/usr/local
fi
case $PREFIX in /*) ;; *) PREFIX=$PWD/$PREFIX ;; esac
places
main "$@"
