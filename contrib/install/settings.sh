# shellcheck shell=sh disable=SC2154
# What is set in git's configuration of a repository, and how it is taken
# back. Never replaces a value of another key.

# As many as a configuration of 1 MiB, which is the most that is read, holds.
baseline_max=10000

# The commits on standard input that no other of them leads to: a parent of
# any commit below them is not. One walk over the history.
independent() {
	tips=$(sort -u)
	{
		printf '%s\n' "$tips" | sed 's/^/tip /'
		printf '%s\n' "$tips" |
			git --git-dir="$dir" rev-list --parents --stdin
	} | awk '
		$1 == "tip" { tip[$2]; next }
		{ for (i = 2; i <= NF; i++) delete tip[$i] }
		END { for (id in tip) print id }' | LC_ALL=C sort
}

# What the governed refs hold before anything is judged, by the policy that is
# in place now.
plan_baseline() {
	baseline=
	test "$(recorded state)" != whole || return 0
	! own_setting --includes --get refgate.baseline >/dev/null || return 0
	if $dry; then
		test -z "$(git --git-dir="$dir" for-each-ref --count=1)" ||
			baseline=unknown
	else
		governed=$("$PREFIX/bin/refgate" governed "$dir" 2>&1) ||
			fail 1 "$dir: its refs cannot be judged:" "
$governed"
		test -z "$governed" || baseline=$(printf '%s\n' "$governed" |
			sed -n 's/^\([0-9a-f]\{40\}\) .*/\1/p' | independent)
		test "$(printf '%s\n' "$baseline" | wc -l)" -le \
			"$baseline_max" || fail 1 "$dir has more than" \
			"$baseline_max governed refs that do not contain each" \
			"other: name fewer in its policy"
	fi
	test -z "$baseline" || new_settings="$new_settings refgate.baseline"
}

plan_settings() {
	new_settings=
	first=true
	test ! -f "$manifest" || first=false
	test "$(own_setting --includes --type=bool \
		--get receive.advertisePushOptions)" = true ||
		new_settings="$new_settings receive.advertisePushOptions"
	own_setting --includes --get-all receive.hideRefs |
		grep -qxF refs/refgate ||
		new_settings="$new_settings receive.hideRefs"
}

# Whether the configuration is still as the last run, or nobody, left it: only
# then may its earlier bytes be put back as a whole.
plan_config() {
	config_after=$(recorded config-after)
	config_clean=false
	if $first; then
		config_clean=true
		$dry || exists "$dir/refgate/config.before" ||
			write_file "$dir/refgate/config.before" 600 \
				cat "$dir/config" ||
			fail 1 "$dir/config could not be copied"
	elif test "$config_after" = "$(sha256 <"$dir/config")" ||
		cmp -s "$dir/config" "$dir/refgate/config.before"; then
		config_clean=true
	fi
}

config_with_baseline() {
	cat "$dir/config" || return 1
	test -z "$(tail -c 1 "$dir/config")" || echo
	echo '[refgate]'
	printf '%s\n' "$baseline" | sed 's/^/	baseline = /'
}

# All of them or none, under the lock that git itself would take.
set_baseline() {
	config=$(readlink -f -- "$dir/config") || return 1
	(set -C && : >"$config.lock") || return 1
	config_with_baseline >"$config.lock" &&
		chmod --reference="$config" "$config.lock" &&
		mv -f -T -- "$config.lock" "$config" && return
	rm -f -- "$config.lock"
	return 1
}

put_settings() {
	for key in $new_settings; do
		case $key in
		receive.advertisePushOptions)
			act "set $key=true" \
				own_setting --replace-all "$key" true ;;
		receive.hideRefs)
			act "add $key=refs/refgate" \
				own_setting --add "$key" refs/refgate ;;
		refgate.baseline)
			act "record what its governed refs hold ($key)" \
				set_baseline ;;
		esac
	done
	if $config_clean && ! $dry && { $first || test -n "$new_settings"; }; then
		config_after=$(sha256 <"$dir/config")
	fi
}

config_bytes_back() {
	cat "$dir/refgate/config.before" >"$dir/config.refgate-new" &&
		chmod --reference="$dir/config" "$dir/config.refgate-new" &&
		mv -f -T -- "$dir/config.refgate-new" "$dir/config"
}

# Somebody else has written there since: only our keys go.
config_keys_back() {
	for key in $(recorded config); do
		case $key in
		receive.hideRefs)
			own_setting --unset "$key" '^refs/refgate$' ;;
		refgate.baseline) own_setting --unset-all "$key" ;;
		*)
			own_setting --unset-all "$key"
			git config --file "$dir/refgate/config.before" \
				--get-all "$key" | while read -r value; do
				own_setting --add "$key" "$value"
			done
			;;
		esac
	done
	return 0
}

restore_config() {
	cmp -s "$dir/config" "$dir/refgate/config.before" && return
	if test "$(recorded config-after)" = "$(sha256 <"$dir/config")"; then
		act "restore config" config_bytes_back
	else
		act "take its settings out of config" config_keys_back
	fi
}
