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
usage: install.sh [OPTION...] REPO...
       install.sh [OPTION...] --all ROOT
       install.sh [OPTION...] --system | --gitolite | --template DIR |
                  --gitlab-global DIR | --ghes FILE

Builds and installs refgate where that is needed, and puts its hooks into
the bare repositories REPO (or a .git directory).

  --all ROOT      every bare repository below the directory ROOT
  --gitea         they are those of Gitea, Forgejo or Soft Serve
  --gitlab        they are those of GitLab
  --policy NAME   a shipped policy (default: default)
  --policy FILE   a file of your own (with a slash, or ending in .yml); copied
  --dry-run       says what would be done, and does nothing
  --check         says what is not as it was installed, and changes nothing
  --upgrade       brings up to date what is guarded, and guards nothing else
  --uninstall     takes the hooks out again and restores what was there; the
                  suite itself goes with "make uninstall"
  --help          this text

Instead of repositories, for a whole host:

  --template DIR       a template directory for "git init"
  --system             all repositories of this machine, by git's configuration
  --gitolite           all repositories of gitolite; run it as its user
  --gitlab-global DIR  all repositories of GitLab; DIR is custom_hooks_dir
  --ghes FILE          writes an archive for GitHub Enterprise Server

Environment: PREFIX (/usr/local for root, else ~/.local), SYSCONFDIR (/etc).
Status: 0 done, 1 something failed or is not as it should be, 2 wrong usage,
or a repository that cannot be guarded.
EOF
}

step_part_names="common check layout manifest chain settings guard takeout
	verify"
part_names="$step_part_names options suite repositories"
# Each has a target_NAME: what is no repository.
host_part_names="target target_end template system_hooks system gitolite
	gitlab ghes"

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

# A copy, for that is what will be there: what it names beside it is not.
check_policy() {
	policy_content=$(cat -- "$policy" && echo .) ||
		fail 2 "$policy cannot be read"
	test "$policy_content" != . || fail 2 "$policy is empty"
	test -x "$PREFIX/bin/refgate" || return 0
	check_copy=$(mktemp -d "${TMPDIR:-/tmp}/refgate-install.XXXXXX") ||
		fail 1 "no temporary directory"
	printf '%s' "${policy_content%.}" >"$check_copy/policy.yml"
	check_said=$("$PREFIX/bin/refgate" policy lint \
		"$check_copy/policy.yml" 2>&1)
	check_status=$?
	rm -rf "$check_copy"
	test "$check_status" -lt 2 || fail 2 "$policy does not load:" "
$check_said"
}

# dispatch REPO...: what a target is, is in its function
dispatch() {
	command -v "target_$target" >/dev/null ||
		fail 1 "$option_of_target is not in this tree:" \
			"contrib/install is not whole"
	case $target in
	repositories) target_repositories "$@" ;;
	*) "target_$target" "$argument" ;;
	esac
}

main() {
	option_defaults
	left=$#
	while test "$left" -gt 0; do
		case $1 in
		-*)
			read_option "$@"
			left=$((left - consumed))
			shift "$consumed"
			;;
		'') usage_error "an empty name is no repository" ;;
		*)
			set -- "$@" "$1"
			left=$((left - 1))
			shift
			;;
		esac
	done
	check_options $#
	policy_kind=name
	case $action in
	install | upgrade)
		choose_policy
		suite_install
		test "$policy_kind" = name || check_policy
		;;
	esac
	command -v git >/dev/null || fail 1 "git is missing"
	for variable in $(git rev-parse --local-env-vars); do
		unset "$variable"
	done
	dispatch "$@"
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
for part in $host_part_names; do
	test -f "$tree/contrib/install/$part.sh" || continue
	# shellcheck source=/dev/null
	. "$tree/contrib/install/$part.sh" || exit 1
done
SYSCONFDIR=${SYSCONFDIR:-/etc}
! suite_is_packaged || PREFIX=${tree%/share/refgate}
if test -z "${PREFIX:-}"; then
	PREFIX=${HOME:-/nonexistent}/.local
	test "$me" != 0 || PREFIX=/usr/local
fi
case $PREFIX in /*) ;; *) PREFIX=$PWD/$PREFIX ;; esac
places
main "$@"
