# shellcheck shell=sh disable=SC2154,SC2034
# A template directory for git init and git clone: what is made from it is
# guarded from its birth. Never touches a repository.

# What git itself would have taken.
template_of_git() {
	for template in "$(git --exec-path)/../../share/git-core/templates" \
		/usr/share/git-core/templates; do
		test ! -d "$template/hooks" || break
	done
	test ! -d "$template" || (cd -P -- "$template" && pwd -P)
}

template_file() {
	cat -- "$template/$1"
}

# Only into a folder that is new, or that was filled so before.
plan_template_files() {
	template=$(template_of_git)
	test -n "$template" || return 0
	if exists "$dir/hooks"; then
		target_recorded created | grep -qxF hooks || return 0
	fi
	while IFS= read -r path; do
		case $path in
		'' | *' '*) continue ;;
		hooks/*.sample) plan_file "$path" 755 template_file "$path" ;;
		hooks/* | config) ;;
		*) plan_file "$path" 644 template_file "$path" ;;
		esac
	done <<EOF_FILES
$(cd "$template" && find . -type f | sed 's|^\./||' | LC_ALL=C sort)
EOF_FILES
}

# What is there already goes into new repositories as install.sh would put it
# there: asked first.
plan_template_hook() {
	path=hooks/$1
	if ! cmp -s "$dir/$path" "$libexec/$1" && target_keep "$path"; then
		plan_file "hooks/refgate-$1" 755 engine_text "$1"
		plan_file "$path" 755 chain_text "$1"
	else
		plan_file "$path" 755 engine_text "$1"
	fi
}

template_in_use() {
	test "$(git config --system --type=path --get init.templateDir \
		2>/dev/null)" = "$dir"
}

tell_template() {
	case $action in
	install | upgrade)
		$dry || template_in_use || say "new repositories are made" \
			"from it with this setting:" "
  git config --system init.templateDir $(quoted "$dir")"
		;;
	uninstall)
		! template_in_use || warn "git's system configuration still" \
			"has init.templateDir=$dir; new repositories are not" \
			"guarded"
		;;
	esac
}

# git init takes its config for the first configuration of a repository.
target_template() {
	check_engines
	target_policy
	target_open "$1" ""
	config=$dir/config
	plan_template_files
	for hook in $hooks; do
		plan_template_hook "$hook"
	done
	plan_setting receive.advertisePushOptions true
	plan_setting receive.hideRefs refs/refgate
	target_run
	tell_template
}
