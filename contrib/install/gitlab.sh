# shellcheck shell=sh disable=SC2154,SC2034
# GitLab's directory of hooks for all repositories (custom_hooks_dir of
# Gitaly). Never touches a repository.

# What Gitaly runs beside: in the order of their names, to the first that fails.
tell_gitlab_neighbours() {
	for hook in $hooks; do
		neighbours=$(find "$dir/$hook.d" -mindepth 1 -maxdepth 1 \
			! -name '.*' ! -name '*~' ! -name refgate \
			2>/dev/null | sed 's|.*/||' | LC_ALL=C sort | tr '\n' ' ')
		test -z "$neighbours" ||
			say "$dir: $hook.d has these as well: $neighbours"
	done
}

# The engine reads it by itself, whatever Gitaly lets git read.
tell_gitlab_identity() {
	system_config=$SYSCONFDIR/gitconfig
	test "$(git config --file "$system_config" --get refgate.identity \
		2>/dev/null)" != gitlab || return 0
	warn "who pushes is not known until root says so:" "
  git config --file $(quoted "$system_config") refgate.identity gitlab"
}

target_gitlab_global() {
	check_engines
	target_policy
	target_open "$1" "$SYSCONFDIR/gitconfig"
	for hook in $hooks; do
		plan_file "$hook.d/refgate" 755 engine_text "$hook"
	done
	test ! -w "$SYSCONFDIR" || plan_setting refgate.identity gitlab
	target_run
	case $action in
	install | upgrade)
		tell_gitlab_neighbours
		$dry || test -w "$SYSCONFDIR" || tell_gitlab_identity
		$dry || ! $changed || say "copy $dir, $SYSCONFDIR/refgate and" \
			"$SYSCONFDIR/gitconfig to every Gitaly node"
		;;
	esac
}
