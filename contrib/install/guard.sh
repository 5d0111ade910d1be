# shellcheck shell=sh disable=SC2034,SC2154
# Puts hooks and policy into a repository, and takes them out again. Half of
# either leaves the repository closed, never open.

engine_text() {
	cat "$libexec/$1"
}

policy_text() {
	if test "$policy_kind" = file; then
		printf '%s' "$policy_content"
		return
	fi
	cat <<EOF
# What may be pushed to this repository. It starts from the shipped policy
# "$policy" ($presets/$policy.yml);
# what is written here is merged over that. For example:
#
#   contact: "#release-managers"
#   vars:
#     main: refs/heads/trunk
#   rulesets:
#     - name: hotfix
#       rules:
#         change-size: {files: 10, lines: 200}
#
# A policy that does not load refuses every push. docs/policy.md explains
# all of it.
version: 1
extends: $policy
EOF
}

# The host's own policy counts until the repository has one.
has_host_policy() {
	! $policy_given && exists "$SYSCONFDIR/refgate/policy.yml"
}

plan_policy() {
	new_policy=
	policy_content=
	policy_place="refgate/policy.yml there"
	if exists "$dir/refgate/policy.yml"; then
		test "$policy_given" = false || warn "$dir: refgate/policy.yml" \
			"is there already and was kept; --policy changes nothing"
		return
	fi
	if has_host_policy; then
		policy_place=$SYSCONFDIR/refgate/policy.yml
		return
	fi
	! exists "$SYSCONFDIR/refgate/policy.yml" || warn "$dir: its policy" \
		"takes the place of $SYSCONFDIR/refgate/policy.yml"
	if test "$policy_kind" = file; then
		policy_content=$(cat <&3 && echo .) ||
			fail 2 "$policy cannot be read"
		policy_content=${policy_content%.}
	fi
	new_policy=$(policy_text | sha256)
}

check_suite() {
	$dry && return
	for program in $programs; do
		test -s "$libexec/$program" ||
			fail 1 "$libexec/$program is missing"
		test -r "$libexec/$program" ||
			fail 1 "$libexec/$program cannot be read by $(id -un)"
	done
	test -x "$PREFIX/bin/refgate" ||
		fail 1 "$PREFIX/bin/refgate cannot be run by $(id -un)"
	test "$policy_kind" = file || test -r "$presets/$policy.yml" ||
		fail 1 "$presets/$policy.yml cannot be read by $(id -un)"
}

# Both names exist for a moment: at no time is there no hook.
keep_foreign() {
	ln -P -- "$dir/$1" "$dir/$1.before-refgate" 2>/dev/null ||
		cp -P -p -- "$dir/$1" "$dir/$1.before-refgate"
}

put_hook() {
	hook=$1
	state_of "$hook"
	hook_path "$hook"
	text=engine_text
	if test "$state" = run; then
		put "hooks/refgate-$hook" 755 engine_text "$hook"
		text=chain_text
	fi
	case " $foreigners " in
	*" $hook "*) exists "$dir/$path.before-refgate" ||
		act "keep $path as $path.before-refgate" keep_foreign "$path" ;;
	esac
	put "$path" 755 "$text" "$hook"
	$dry || test -x "$dir/$path" || fail 1 \
		"$dir/$path cannot be executed: is it mounted noexec?"
}

put_no_refs() {
	put "$no_refs" 755 engine_text no-refs
}

# update first: without pre-receive it lets nothing through.
put_hooks() {
	for hook in $hooks; do
		put_hook "$hook"
	done
	put_manifest whole
}

make_folder() {
	mkdir -- "$dir/$1" && chmod "$2" "$dir/$1"
}

# Its own one first, for the manifest.
make_own_folder() {
	test ! -d "$dir/refgate" || return 0
	mode=0700
	! is_shared || mode=2770
	act "create refgate" make_folder refgate "$mode"
}

plan_folders() {
	new_folders=
	for folder_name in $(layout_folders); do
		test -d "$dir/$folder_name" || test "$folder_name" = refgate ||
			new_folders="$new_folders $folder_name"
	done
}

make_folders() {
	for folder_name in $new_folders; do
		act "create $folder_name" make_folder "$folder_name" 0755
	done
}

check_repository() {
	check_kind
	read_config
	check_config
	check_suite
}

# What can be in the way of hooks.
check_places() {
	check_folders
	check_hooks_path
	check_dispatchers
	check_hooks
}

# told WORDS: how it ended
told() {
	if $dry; then
		say "$dir: nothing was changed"
	elif $changed; then
		record installed || fail 1 "$dir is guarded by refgate, but its" \
			"log does not say so:" "
$record_said"
		say "$dir $1"
	else
		say "$dir is up to date"
	fi
	$changed || exit "$status_same"
}

# A policy is copied, the keys beside it are not.
warn_of_trust() {
	test -n "$new_policy" && ! $dry || return 0
	"$PREFIX/bin/refgate" policy lint "$dir/refgate/policy.yml" 2>&1 |
		sed -n 's/^.* warning: \(.*\) \[no-trust-file\]$/\1/p' |
		while IFS= read -r missing; do
			warn "$dir: $missing: what needs it is refused"
		done
}

install_hooks() {
	check_repository
	choose_layout
	check_places
	check_head
	plan_settings
	plan_policy
	plan_folders
	make_own_folder
	plan_config
	put_manifest planned
	make_folders
	test -z "$new_policy" || put refgate/policy.yml 644 policy_text
	plan_baseline
	put_manifest planned
	put_no_refs
	put_settings
	put_hooks
	warn_of_trust
	told "is guarded by refgate; its policy is in $policy_place"
}

# Copies, and nothing else: what is set and written there is the admin's.
upgrade_hooks() {
	guarded_only
	is_recorded "state whole" || fail 1 "$dir was not installed to the" \
		"end: run install.sh on it without --upgrade"
	check_repository
	recorded_layout
	check_places
	new_folders='' new_settings='' new_identity='' new_policy=''
	config_after=$(first_recorded config-after '')
	put_manifest planned
	put_no_refs
	put_hooks
	told "is guarded by refgate $version"
}

# The log is to tell who did it, whoever root has become for that.
record() {
	record_said=$("$PREFIX/bin/refgate" record "$1" --by "$admin" \
		"$dir" 2>&1)
}

# guarded_only: the others are none of this run's business
guarded_only() {
	test -n "$manifest_now" && return
	for copy in hooks/pre-receive hooks/refgate-pre-receive; do
		is_refgate "$dir/$copy" || continue
		say "$dir: $copy is refgate's, of a template or by hand:" \
			"install.sh without --$action takes it over"
		exit "$status_unmanaged"
	done
	say "$dir: refgate is not installed there"
	exit "$status_none"
}

# step DIRECTORY: as its owner, alone there; descriptor 3: the policy file. It
# ends with 0, 1, 2, or one of these.
status_same=10
status_none=11
status_unmanaged=12

step() {
	dir=$1
	manifest=$dir/refgate/manifest
	changed=false
	cd / || exit 1
	test "$action" = check || refuse_exposed
	exec 8<"$dir"
	flock -w 60 8 || fail 1 "$dir cannot be locked"
	read_manifest
	case $action in
	install) install_hooks ;;
	upgrade) upgrade_hooks ;;
	check) verify_hooks ;;
	uninstall) uninstall_hooks ;;
	esac
}
