# shellcheck shell=sh disable=SC2034,SC2154
# Where the hooks of a repository go: that depends on the host it belongs to.
# Never touches a hook that the host made for itself.

# set_layout NAME: a hook goes to $folder/<hook>$suffix; $no_refs is no hook,
# but what git is to start there (core.alternateRefsCommand)
set_layout() {
	layout=$1
	case $layout in
	plain) folder=hooks suffix='' host='' ;;
	gitea) folder=hooks suffix=.d/50-refgate host="Gitea" ;;
	gitlab) folder=custom_hooks suffix=.d/refgate host="GitLab" ;;
	*) fail 2 "$manifest has a layout '$1', which is not known here" ;;
	esac
	no_refs=$folder/no-refs
}

hook_path() {
	path=$folder/$1$suffix
}

# Whether hooks/<hook> is the one that Gitea, Forgejo and Soft Serve make,
# which runs all of hooks/<hook>.d.
is_dispatcher() {
	test -f "$dir/hooks/$1" && test -d "$dir/hooks/$1.d" &&
		LC_ALL=C grep -aqE '[$][{]?hookname[}]?[.]d/' "$dir/hooks/$1"
}

is_dispatched() {
	is_dispatcher "$1" && test -x "$dir/hooks/$1"
}

is_gitolite() {
	for mark in gl-conf gl-creator gl-perms; do
		! exists "$dir/$mark" || return 0
	done
	test -f "$dir/hooks/update" &&
		LC_ALL=C grep -aq 'Gitolite::' "$dir/hooks/update"
}

is_gitlab() {
	case $dir in */@hashed/*) return 0 ;; esac
	setting local gitlab.fullpath || test -d "$dir/custom_hooks"
}

detect_layout() {
	if is_gitlab; then
		set_layout gitlab
	elif is_dispatcher pre-receive || is_dispatcher update; then
		set_layout gitea
	else
		set_layout plain
	fi
}

# What was installed before stays where it is.
recorded_layout() {
	set_layout "$(first_recorded layout plain)"
}

choose_layout() {
	! is_gitolite || fail 2 "$dir belongs to gitolite, which makes its" \
		"hooks itself: use --gitolite, as gitolite's user"
	if test -n "$layout_given"; then
		set_layout "$layout_given"
	else
		detect_layout
	fi
	if test -f "$manifest"; then
		layout_now=$layout
		recorded_layout
		test "$layout" = "$layout_now" || fail 2 "$dir is guarded in" \
			"the layout '$layout', and '$layout_now' is wanted now:" \
			"take it out first (--uninstall)"
	elif test -n "$host"; then
		say "$dir: a repository of $host: its hooks go to" \
			"$folder/<hook>$suffix"
	fi
	choose_identity
}

# Who pushes, where the host alone can tell.
choose_identity() {
	identity=$layout
	test "$layout" != plain || identity=
	if test "$layout" = gitea &&
		LC_ALL=C grep -aqs 'SOFT SERVE' "$dir/hooks/pre-receive"; then
		identity=soft-serve
	fi
}

# The host's own hook is what runs ours.
check_dispatchers() {
	test "$layout" = gitea || return 0
	for hook in $hooks; do
		is_dispatched "$hook" ||
			fail 2 "$dir/hooks/$hook does not run what is in" \
				"hooks/$hook.d, or cannot be run: have the host" \
				"make its hooks anew" "
  (gitea admin regenerate hooks)"
	done
}

# All that is to be there before a hook can be.
layout_folders() {
	printf '%s\n' refgate "$folder"
	test "$layout" != plain || return 0
	for hook in $hooks; do
		printf '%s\n' "$folder/$hook.d"
	done
}
