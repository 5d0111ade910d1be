# shellcheck shell=sh disable=SC2154
# Takes hooks, settings and policy out of a repository again, and puts back
# what was there. Never removes what it did not put there, nor the log.

restore_hook() {
	hook_path "$1"
	if is_foreign "$path" "$1"; then
		warn "$dir/$path is not what was installed: left as it is"
	elif exists "$dir/$path.before-refgate" &&
		test -n "$(recorded "kept $path.before-refgate")"; then
		act "restore $path" mv -f -T -- \
			"$dir/$path.before-refgate" "$dir/$path"
	elif exists "$dir/$path"; then
		act "remove $path" rm -f -- "$dir/$path"
	fi
	if test -n "$(recorded "file hooks/refgate-$1")" &&
		exists "$dir/hooks/refgate-$1"; then
		act "remove hooks/refgate-$1" rm -f -- "$dir/hooks/refgate-$1"
	fi
}

remove_no_refs() {
	if is_foreign "$no_refs" no-refs; then
		warn "$dir/$no_refs is not what was installed: left as it is"
	elif exists "$dir/$no_refs"; then
		act "remove $no_refs" rm -f -- "$dir/$no_refs"
	fi
}

remove_policy() {
	exists "$dir/refgate/policy.yml" || return 0
	if test -f "$dir/refgate/policy.yml" && is_recorded \
		"policy $(sha256 <"$dir/refgate/policy.yml")"; then
		act "remove refgate/policy.yml" rm -f -- "$dir/refgate/policy.yml"
	else
		say "$dir: refgate/policy.yml was kept: it is not as installed"
	fi
}

# remove_folder NAME: tells what is left in it
remove_folder() {
	test -d "$dir/$1" || return 0
	if rmdir -- "$dir/$1" 2>/dev/null; then
		say "$dir: removed $1"
	else
		say "$dir: $1 was kept: $(cd "$dir/$1" &&
			find . -mindepth 1 -maxdepth 1 | sed 's|^\./||' |
			LC_ALL=C sort | paste -sd ' ' -)"
	fi
}

# The inner ones first.
remove_empty() {
	remove_folder refgate
	for folder_name in $(layout_folders | LC_ALL=C sort -r); do
		! is_recorded "created $folder_name" ||
			remove_folder "$folder_name"
	done
}

uninstall_hooks() {
	guarded_only
	recorded_layout
	check_folders
	$dry || record removed || warn "$dir: its log does not say that refgate" \
		"is taken out: $record_said"
	# update last: without pre-receive it lets nothing through.
	for hook in post-receive pre-receive update; do
		restore_hook "$hook"
	done
	restore_config
	remove_no_refs
	remove_policy
	if $dry; then
		say "$dir: nothing was changed"
		return
	fi
	# What pre-receive left for a push that is under way is void now, and
	# what was recorded late is done. What nobody has recorded is kept.
	rm -rf -- "$dir/refgate/clearance" "$dir/refgate/late"
	rm -f -- "$dir/refgate/policy.cache" "$dir/refgate/floor.cache"
	for folder_name in landing taken; do
		rmdir -- "$dir/refgate/$folder_name/.twins" 2>/dev/null
		rmdir -- "$dir/refgate/$folder_name" 2>/dev/null
	done
	# what confined hooks may write into stays there as long as they run
	rmdir -- "$dir/refs/refgate" 2>/dev/null
	unlock_config
	rm -f -- "$dir/refgate/.new" "$dir/refgate/config.before" "$manifest"
	remove_empty
	say "$dir is no longer guarded by refgate"
}

