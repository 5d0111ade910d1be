# shellcheck shell=sh disable=SC2154
# All repositories of a machine, by git's system configuration. Never keeps a
# hook of a repository from running.

configured_since=2.54

# Whether git runs what hook.<name>.command says beside a repository's hooks.
has_configured_hooks() {
	git version | awk -v since="$configured_since" '{
		split($3, is, ".")
		split(since, wanted, ".")
		exit !(is[1] + 0 > wanted[1] + 0 ||
			is[1] + 0 == wanted[1] + 0 && is[2] + 0 >= wanted[2] + 0)
	}'
}

plan_hooks_path() {
	for hook in $hooks; do
		plan_file "hooks/$hook" 755 judge_text "$hook"
	done
	for hook in $forwarded_hooks; do
		plan_file "hooks/$hook" 755 forward_text "$hook"
	done
	plan_file hooks/push-to-checkout 755 checkout_text
	plan_setting core.hooksPath "$dir/hooks"
}

plan_configured_hooks() {
	for hook in $hooks; do
		plan_file "configured/$hook" 755 configured_text "$hook"
		plan_setting "hook.refgate-$hook.command" \
			"$(quoted "$dir/configured/$hook")"
		plan_setting "hook.refgate-$hook.event" "$hook"
	done
}

tell_system() {
	case $action:$dry:$changed in
	install:false:true | upgrade:false:true) ;;
	*) return ;;
	esac
	say "every repository of this machine is guarded by refgate now, but" \
		"those that"
	say "have a core.hooksPath of their own. Say once how people are known:"
	say "  git config --file $(quoted "$SYSCONFDIR/gitconfig")" \
		"refgate.identity ssh"
}

target_system() {
	test "$me" = 0 || fail 2 "--system is about all repositories of this" \
		"machine: only root can do that"
	check_engines
	target_policy
	target_open "${LOCALSTATEDIR:-/var}/lib/refgate" system
	for hook in $hooks; do
		plan_file "engine/$hook" 755 engine_text "$hook"
	done
	if has_configured_hooks; then
		plan_configured_hooks
	else
		plan_hooks_path
	fi
	plan_setting receive.advertisePushOptions true
	plan_setting receive.hideRefs refs/refgate
	target_run
	tell_system
}
