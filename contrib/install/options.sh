# shellcheck shell=sh disable=SC2034,SC2154
# The command line of install.sh: what each option sets, and which of them go
# together. Never does anything yet.

usage_error() {
	fail 2 "$1; see --help"
}

takes_argument() {
	case $1 in
	--policy | --all | --template | --gitlab-global | --ghes) return 0 ;;
	esac
	return 1
}

# only_one WHAT OPTION: two that contradict each other are no choice
only_one() {
	eval "only_before=\${option_of_$1:-\$2}"
	test "$only_before" = "$2" ||
		usage_error "$only_before and $2 do not go together"
	eval "option_of_$1=\$2"
}

# set_option OPTION [ARGUMENT]
set_option() {
	case $1 in
	--help | -h) usage; exit 0 ;;
	--dry-run) dry=true ;;
	--policy) policy=$2 policy_given=true ;;
	--check | --upgrade | --uninstall)
		only_one action "$1"
		action=${1#--}
		;;
	--gitea | --gitlab)
		only_one place "$1"
		layout_given=${1#--}
		;;
	--all)
		only_one target "$1"
		target=all argument=$2
		;;
	--system | --gitolite | --template | --gitlab-global | --ghes)
		only_one target "$1"
		only_one place "$1"
		target=$(printf '%s' "${1#--}" | tr - _)
		argument=${2:-}
		;;
	*) usage_error "unknown option: $1" ;;
	esac
}

# How many words the option is, is in $consumed; $left of "$@" are still to be
# read.
read_option() {
	consumed=1
	option=${1%%=*}
	if ! takes_argument "$option"; then
		set_option "$1"
		return
	fi
	case $1 in
	*=*) value=${1#*=} ;;
	*)
		test "$left" -gt 1 || usage_error "$option wants a value"
		value=$2
		consumed=2
		;;
	esac
	test -n "$value" || usage_error "$option wants a value"
	set_option "$option" "$value"
}

# check_options COUNT: of repositories that were named
check_options() {
	case $target:$1 in
	repositories:0) usage_error "no repository is named" ;;
	repositories:* | *:0) ;;
	*) usage_error "$option_of_target takes no repositories" ;;
	esac
	case $action:$policy_given in
	install:* | *:false) ;;
	*) usage_error "--policy is for installing, not for --$action" ;;
	esac
}

option_defaults() {
	dry=false
	terse=false
	action=install
	target=repositories
	argument=
	layout_given=
	policy=default
	policy_given=false
	option_of_action=
	option_of_target=
	option_of_place=
}
