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
	! is_recorded "state whole" || return 0
	! setting local refgate.baseline || return 0
	some_ref || return 0
	if $dry; then
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

is_hidden() {
	while read -r config_scope && read -r config_key config_value; do
		case "$config_scope $config_key $config_value" in
		"local receive.hiderefs refs/refgate") return 0 ;;
		esac
	done <<X
$config_lines
X
	return 1
}

# Objects of another repository, whose refs git then asks for.
borrows() {
	test -s "$dir/objects/info/alternates"
}

# Whether somebody has said how. What was set here before is brought up to date.
lists_refs() {
	setting '*' core.alternaterefscommand || return 1
	test "$value" != true || ! is_recorded "config core.alternateRefsCommand"
}

plan_settings() {
	new_settings=
	new_identity=
	first=true
	test ! -f "$manifest" || first=false
	setting local receive.advertisepushoptions
	is_true "$value" ||
		new_settings="$new_settings receive.advertisePushOptions"
	is_hidden || new_settings="$new_settings receive.hideRefs"
	lists_refs || borrows ||
		new_settings="$new_settings core.alternateRefsCommand"
	test -n "$identity" || return 0
	if ! setting '*' refgate.identity; then
		new_settings="$new_settings refgate.identity"
		new_identity=$identity
	elif test "$value" != "$identity"; then
		warn "$dir: refgate.identity is '$value', and was kept; here it" \
			"would be '$identity'"
	fi
}

# Whether the configuration is still as the last run, or nobody, left it: only
# then may its earlier bytes be put back as a whole.
plan_config() {
	config_after=$(first_recorded config-after '')
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

# What this run has locked, or one that was killed: that is known by its other
# name.
unlock_config() {
	config=$(readlink -f -- "$dir/config") || return 1
	lock=$dir/refgate/.config-lock
	config_copy=$dir/refgate/.config
	test ! "$config.lock" -ef "$lock" || rm -f -- "$config.lock"
	rm -f -- "$lock" "$config_copy" "$config_copy.lock"
}

# The lock that git itself would take.
lock_config() {
	unlock_config && : >"$lock" && ln -- "$lock" "$config.lock"
}

# change_config COMMAND...: which changes the copy $config_copy; then it is the
# configuration, all of it or nothing
change_config() {
	lock_config || fail 1 "$dir/config is locked: does somebody else" \
		"change it? If not, remove $config.lock"
	cp -- "$config" "$config_copy" && "$@" &&
		chmod --reference="$config" "$config_copy" &&
		mv -f -T -- "$config_copy" "$config"
	changed_status=$?
	unlock_config
	return "$changed_status"
}

edit_config() {
	git config --file "$config_copy" "$@"
}

write_baseline() {
	{
		test -z "$(tail -c 1 "$config")" || echo
		echo '[refgate]'
		printf '%s\n' "$baseline" | sed 's/^/	baseline = /'
	} >>"$config_copy"
}

write_setting() {
	case $1 in
	receive.advertisePushOptions) edit_config --replace-all "$1" true ;;
	receive.hideRefs) edit_config --add "$1" refs/refgate ;;
	core.alternateRefsCommand) edit_config "$1" "$no_refs" ;;
	refgate.identity) edit_config "$1" "$new_identity" ;;
	refgate.baseline) write_baseline ;;
	esac
}

# The baseline last: it goes to the end of the file. The manifest knows the new
# bytes before they are there.
write_settings() {
	for key in $new_settings; do
		write_setting "$key" || return 1
	done
	$config_clean || return 0
	config_after=$(sha256 <"$config_copy")
	put_manifest planned
}

setting_news() {
	case $1 in
	receive.advertisePushOptions) echo "set $1=true" ;;
	core.alternateRefsCommand) echo "set $1=$no_refs" ;;
	receive.hideRefs) echo "add $1=refs/refgate" ;;
	refgate.identity) echo "set $1=$new_identity" ;;
	refgate.baseline) echo "record what its governed refs hold ($1)" ;;
	esac
}

put_settings() {
	if test -z "$new_settings"; then
		$dry || ! $first || config_after=$(sha256 <"$dir/config")
		return 0
	fi
	$dry || change_config write_settings ||
		fail 1 "$dir/config could not be changed"
	for key in $new_settings; do
		act "$(setting_news "$key")" true
	done
}

config_bytes_back() {
	cat "$dir/refgate/config.before" >"$config_copy"
}

# Somebody else has written there since: only our keys go.
config_keys_back() {
	for key in $(recorded config); do
		case $key in
		receive.hideRefs)
			edit_config --unset "$key" '^refs/refgate$' ;;
		core.alternateRefsCommand)
			edit_config --unset "$key" "^(true|$no_refs)\$" ;;
		refgate.identity)
			edit_config --unset "$key" \
				"^$(first_recorded identity none)\$" ;;
		refgate.baseline) edit_config --unset-all "$key" ;;
		receive.advertisePushOptions)
			edit_config --unset-all "$key"
			git config --file "$dir/refgate/config.before" \
				--get-all "$key" | while read -r value; do
				edit_config --add "$key" "$value"
			done
			;;
		esac
	done
	return 0
}

restore_config() {
	cmp -s "$dir/config" "$dir/refgate/config.before" && return
	if test "$(first_recorded config-after '')" = \
		"$(sha256 <"$dir/config")"; then
		act "restore config" change_config config_bytes_back
	else
		act "take its settings out of config" \
			change_config config_keys_back
	fi
}
