# shellcheck shell=sh disable=SC2154
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

# A copy, for that is what will be there: what it names beside it is not.
check_policy() {
	test -x "$PREFIX/bin/refgate" || return 0
	check_copy=$(mktemp -d "${TMPDIR:-/tmp}/refgate-install.XXXXXX") ||
		fail 1 "no temporary directory"
	policy_text >"$check_copy/policy.yml"
	check_said=$("$PREFIX/bin/refgate" policy lint \
		"$check_copy/policy.yml" 2>&1)
	check_status=$?
	rm -rf "$check_copy"
	test "$check_status" -lt 2 || fail 2 "$policy does not load:" "
$check_said"
}

plan_policy() {
	new_policy=
	policy_content=
	if exists "$dir/refgate/policy.yml"; then
		test "$policy_given" = false || warn "$dir: refgate/policy.yml" \
			"is there already and was kept; --policy changes nothing"
		return
	fi
	if test "$policy_kind" = file; then
		policy_content=$(cat <&3 && echo .) ||
			fail 2 "$policy cannot be read"
		policy_content=${policy_content%.}
		test -n "$policy_content" || fail 2 "$policy is empty"
		check_policy
	fi
	new_policy=$(policy_text | sha256)
}

check_suite() {
	$dry && return
	for hook in $hooks; do
		test -s "$libexec/$hook" || fail 1 "$libexec/$hook is missing"
		test -r "$libexec/$hook" ||
			fail 1 "$libexec/$hook cannot be read by $(id -un)"
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
	path=hooks/$hook
	state=$(state_of "$hook")
	test "$state" != run ||
		put "hooks/refgate-$hook" 755 engine_text "$hook"
	if is_foreign "$path" && ! exists "$dir/$path.before-refgate"; then
		act "keep $path as $path.before-refgate" keep_foreign "$path"
	fi
	if test "$state" = run; then
		put "$path" 755 chain_text "$hook"
	else
		put "$path" 755 engine_text "$hook"
	fi
	$dry || test -x "$dir/$path" || fail 1 \
		"$dir/$path cannot be executed: is it mounted noexec?"
}

make_folder() {
	mkdir -- "$dir/$1" && chmod "$2" "$dir/$1"
}

make_folders() {
	mode=0700
	! is_shared || mode=2770
	new_folders=
	for folder in refgate hooks; do
		test ! -d "$dir/$folder" || continue
		new_folders="$new_folders $folder"
		test "$folder" = refgate || mode=0755
		act "create $folder" make_folder "$folder" "$mode"
	done
}

install_hooks() {
	check_suite
	check_kind
	check_folders
	check_hooks_path
	check_hooks
	check_head
	plan_settings
	plan_policy
	make_folders
	plan_config
	put_manifest planned
	test -z "$new_policy" || put refgate/policy.yml 644 policy_text
	plan_baseline
	put_manifest planned
	put_settings
	# update first: without pre-receive it lets nothing through.
	for hook in update pre-receive post-receive; do
		put_hook "$hook"
	done
	put_manifest whole
	if $dry; then
		say "$dir: nothing was changed"
	elif $changed; then
		record installed || fail 1 "$dir is guarded by refgate, but its" \
			"log does not say so:" "
$record_said"
		say "$dir is guarded by refgate; its policy is in" \
			"refgate/policy.yml there"
	else
		say "$dir is up to date"
	fi
}

# The log is to tell who did it, whoever root has become for that.
record() {
	record_said=$("$PREFIX/bin/refgate" record "$1" --by "$admin" \
		"$dir" 2>&1)
}

restore_hook() {
	path=hooks/$1
	if is_foreign "$path"; then
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

remove_policy() {
	exists "$dir/refgate/policy.yml" || return 0
	if recorded policy | grep -qxF "$(sha256 <"$dir/refgate/policy.yml")"; then
		act "remove refgate/policy.yml" rm -f -- "$dir/refgate/policy.yml"
	else
		say "$dir: refgate/policy.yml was kept: it is not as installed"
	fi
}

recorded_before() {
	case " $created " in *" $1 "*) return 0 ;; esac
	return 1
}

remove_empty() {
	for folder in refgate hooks; do
		test -d "$dir/$folder" || continue
		test "$folder" = refgate || recorded_before "$folder" || continue
		if rmdir -- "$dir/$folder" 2>/dev/null; then
			say "$dir: removed $folder"
		else
			say "$dir: $folder was kept: $(cd "$dir/$folder" &&
				find . -mindepth 1 -maxdepth 1 | sed 's|^\./||' |
				LC_ALL=C sort | tr '\n' ' ')"
		fi
	done
}

uninstall_hooks() {
	if ! test -f "$manifest"; then
		say "$dir: refgate is not installed there"
		return
	fi
	check_folders
	created=$(recorded created | tr '\n' ' ')
	$dry || record removed || warn "$dir: its log does not say that refgate" \
		"is taken out: $record_said"
	# update last: without pre-receive it lets nothing through.
	for hook in post-receive pre-receive update; do
		restore_hook "$hook"
	done
	restore_config
	remove_policy
	if $dry; then
		say "$dir: nothing was changed"
		return
	fi
	# What pre-receive left for a push that is under way is void now, and
	# what was recorded late is done. What nobody has recorded is kept.
	rm -rf -- "$dir/refgate/clearance" "$dir/refgate/late"
	rmdir -- "$dir/refgate/landing" "$dir/refgate/taken" 2>/dev/null
	rm -f -- "$dir/refgate/config.before" "$manifest"
	remove_empty
	say "$dir is no longer guarded by refgate"
}

# step DIRECTORY: as its owner, alone there; descriptor 3: the policy file
step() {
	dir=$1
	manifest=$dir/refgate/manifest
	changed=false
	cd / || exit 1
	for variable in $(git rev-parse --local-env-vars); do
		unset "$variable"
	done
	exec 8<"$dir"
	flock -w 60 8 || fail 1 "$dir cannot be locked"
	if $uninstall; then
		uninstall_hooks
	else
		install_hooks
	fi
}
