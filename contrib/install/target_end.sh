# shellcheck shell=sh disable=SC2154,SC2034,SC2015
# The rest of target.sh: taking out, looking at what is there, and the policy
# that stands behind all targets. Never takes what was not put.

# target_unset KEY VALUE: only if it still has that
target_unset() {
	check_value "$1" "$2" || return 0
	act "take $1 out of $(config_name)" target_config --unset-all "$1" \
		"^$(printf '%s' "$2" | sed 's/[][\.*^$+?(){}|]/\\&/g')\$"
	before=$(target_recorded "was $1")
	test -z "$before" || $dry || target_config --add "$1" "$before"
}

# Settings first: what git asks for is there until it no longer asks.
target_uninstall() {
	while read -r key value; do
		test -z "$key" || target_unset "$key" "$value"
	done <<EOF_RECORDED
$(target_recorded config)
EOF_RECORDED
	$dry || test "$config" != "$dir/config" || test -s "$config" ||
		rm -f -- "$config"
	while IFS= read -r path; do
		test -z "$path" || target_remove "$path"
	done <<EOF_RECORDED
$(target_recorded_files)
EOF_RECORDED
	if $dry; then
		say "$dir: nothing was changed"
		return
	fi
	folders=$(target_recorded created | LC_ALL=C sort -r)
	rm -f -- "$manifest"
	for folder in $folders; do
		test "$folder" = . || rmdir -- "$dir/$folder" 2>/dev/null
	done
	case " $(printf '%s' "$folders" | tr '\n' ' ') " in
	*" . "*) rmdir -- "$dir" 2>/dev/null ;;
	esac
	say "$dir: refgate is taken out"
}

target_remove() {
	rm -f -- "$dir/${1%/*}/.${1##*/}.refgate-new"
	if target_foreign "$1"; then
		warn "$dir/$1 is not what was installed: left as it is"
	elif target_recorded kept | grep -qxF -e "$1" &&
		exists "$dir/$1.before-refgate"; then
		act "restore $1" mv -f -T -- "$dir/$1.before-refgate" "$dir/$1"
	elif exists "$dir/$1"; then
		act "remove $1" rm -f -- "$dir/$1"
	fi
}

target_flaw() {
	say "$dir: $*"
	flaws=$((flaws + 1))
}

# target_check_file PATH MODE COMMAND...
target_check_file() {
	check_path=$1
	check_mode=$2
	shift 2
	if ! exists "$dir/$check_path"; then
		target_flaw "$check_path is missing"
	elif test -L "$dir/$check_path"; then
		target_flaw "$check_path is a symbolic link"
	elif ! "$@" 2>/dev/null | cmp -s - "$dir/$check_path"; then
		if target_is_ours "$check_path"; then
			target_flaw "$check_path is of another version"
		else
			target_flaw "$check_path is not what was installed"
		fi
	elif test "$check_mode" = 755 && ! test -x "$dir/$check_path"; then
		target_flaw "$check_path cannot be executed"
	elif test "$(stat -c %a -- "$dir/$check_path")" != "$check_mode"; then
		target_flaw "$check_path has the mode" \
			"$(stat -c %a -- "$dir/$check_path"), not $check_mode"
	fi
}

target_check() {
	flaws=0
	while read -r path mode command; do
		test -n "$path" || continue
		# shellcheck disable=SC2086 # a command and its words
		target_check_file "$path" "$mode" $command </dev/null
	done <<EOF_PLAN
$plan_files
EOF_PLAN
	while read -r key value; do
		test -z "$key" || check_value "$key" "$value" ||
			target_flaw "$key=$value is not set in $(config_name)"
	done <<EOF_PLAN
$plan_settings
EOF_PLAN
	test "$flaws" = 0 || exit 1
	say "$dir is up to date"
}

# target_run: what was asked for
target_run() {
	case $action in
	check) target_check ;;
	uninstall) target_uninstall ;;
	*) target_install ;;
	esac
}

site_policy_text() {
	if test "$policy_kind" = file; then
		cat -- "$policy"
	else
		policy_text
	fi
}

# The policy of all repositories that have none of their own. Never touched
# once it is there: other targets stand on it, too.
target_policy() {
	site=$SYSCONFDIR/refgate/policy.yml
	case $action in
	check)
		exists "$site" || { say "$site is missing"; exit 1; }
		return
		;;
	uninstall)
		! exists "$site" || say "$site was kept"
		return
		;;
	esac
	if exists "$site"; then
		test "$policy_given" = false || warn "$site is there already" \
			"and was kept; --policy changes nothing"
		return
	fi
	if $dry; then
		say "would write $site"
		return
	fi
	mkdir -p -- "$SYSCONFDIR/refgate" 2>/dev/null
	target_write "$site" 644 site_policy_text 2>/dev/null || fail 2 \
		"$site cannot be written by $(id -un); put a policy there first"
	say "wrote $site, the policy of all repositories without one of their own"
}

check_engines() {
	case $dry:$action in
	true:* | *:uninstall) return ;;
	esac
	for hook in $hooks; do
		is_readable "$libexec/$hook" && test -s "$libexec/$hook" ||
			fail 1 "$libexec/$hook is missing"
	done
}
