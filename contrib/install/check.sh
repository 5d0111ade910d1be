# shellcheck shell=sh disable=SC2154,SC2034
# Whether a repository can be guarded at all. Never changes anything.

config_seconds=5

# All scopes that a push would see, in one reading: a line with the scope, a
# line with key and value. A pipe in the place of a file would never end.
read_config() {
	config_lines=$({
		timeout "$config_seconds" git --git-dir="$dir" config \
			--includes --show-scope --null --list &&
			printf 'whole\0'
	} 2>&1 | tr '\n\0' ' \n')
	case $config_lines in
	*whole) config_lines=${config_lines%whole} ;;
	*) fail 2 "$dir: its configuration cannot be read in" \
		"$config_seconds seconds: $config_lines" ;;
	esac
}

# setting SCOPE KEY: the last $value; no such key is a failure. SCOPE is a
# pattern.
setting() {
	value=
	setting_status=1
	while read -r config_scope && read -r config_key config_value; do
		test "$config_key" = "$2" || continue
		# shellcheck disable=SC2254 # a pattern
		case $config_scope in
		$1) value=$config_value setting_status=0 ;;
		esac
	done <<X
$config_lines
X
	return "$setting_status"
}

is_true() {
	case $1 in
	[Tt][Rr][Uu][Ee] | [Yy][Ee][Ss] | [Oo][Nn] | [1-9]*) return 0 ;;
	esac
	return 1
}

own_setting() {
	git config --file "$dir/config" "$@"
}

check_kind() {
	test ! -e "$dir/.git" ||
		fail 2 "$dir has a working tree; name $dir/.git if you mean it"
	for kind_part in objects/. refs/. config HEAD; do
		exists "$dir/$kind_part" || fail 2 "$dir is no git repository"
	done
	for kind_part in config HEAD packed-refs; do
		test ! -e "$dir/$kind_part" || test -f "$dir/$kind_part" ||
			fail 2 "$dir/$kind_part is no file"
	done
	test ! -e "$dir/commondir" || fail 2 "$dir belongs to a linked" \
		"working tree; name the main repository"
	test ! -s "$dir/shallow" ||
		fail 2 "$dir is shallow: its history cannot be judged"
}

check_config() {
	setting local core.bare
	is_true "$value" || case $dir in
	*/.git) ;;
	*) fail 2 "$dir is not a bare repository" ;;
	esac
	while read -r config_scope && read -r config_key config_value; do
		case $config_scope:$config_key in
		local:extensions.noop) ;;
		local:extensions.*) fail 2 \
			"$dir uses $config_key, which refgate does not support" ;;
		esac
	done <<X
$config_lines
X
	setting local core.repositoryformatversion
	case $value in
	'' | 0 | 1) ;;
	*) fail 2 "$dir has a format that refgate does not support" ;;
	esac
}

check_folders() {
	for folder_name in $(layout_folders); do
		test ! -L "$dir/$folder_name" || fail 2 "$dir/$folder_name is" \
			"a symbolic link: what is put there would be elsewhere," \
			"too"
		test ! -d "$dir/$folder_name" || test -O "$dir/$folder_name" ||
			fail 2 "$dir/$folder_name belongs to" \
				"$(stat -c %U -- "$dir/$folder_name"), not to" \
				"$(id -un): chown it"
		if test -d "$dir/$folder_name" && ! test -w "$dir/$folder_name"; then
			fail 2 "$dir/$folder_name cannot be written by $(id -un)"
		fi
	done
}

# Whether it is what --system has put there, which asks these hooks as well.
is_of_machine() {
	test "$hooks_scope" = system &&
		test -f "${hooks_path%/hooks}/.refgate.manifest"
}

# core.hooksPath, unless it means this very folder; GitLab has its own.
# $hooks_path is where git is sent, and $hooks_scope by whom.
is_elsewhere() {
	test "$layout" != gitlab && setting '*' core.hookspath || return 1
	for hooks_scope in local global system; do
		hooks_path=$(git --git-dir="$dir" config "--$hooks_scope" \
			--includes --type=path --get core.hooksPath) || continue
		case $hooks_path in /*) ;; *) hooks_path=$dir/$hooks_path ;; esac
		! is_of_machine &&
			test "$(cd -P -- "$hooks_path" 2>/dev/null && pwd -P)" \
				!= "$dir/hooks"
		return
	done
	return 1
}

check_hooks_path() {
	is_elsewhere || return 0
	fix="core.hooksPath hooks"
	test "$hooks_scope" != local || fix="--unset-all core.hooksPath"
	fail 2 "core.hooksPath (--$hooks_scope) sends git to $hooks_path;" "
hooks in $dir/hooks would never run. This mends it:" "
  git config --file $(quoted "$dir/config") $fix"
}

some_ref() {
	test -n "$(git --git-dir="$dir" for-each-ref --count=1 "$@")"
}

check_head() {
	some_ref refs/heads || return 0
	head=$(git --git-dir="$dir" symbolic-ref -q HEAD) || head=
	git --git-dir="$dir" show-ref -q --verify "${head:-none}" ||
		warn "$dir: HEAD names no branch that exists: ~DEFAULT in" \
			"a policy matches nothing, and clones check out nothing"
	some_ref refs/heads/main refs/heads/master ||
		warn "$dir has neither main nor master: name the branch that" \
			"hotfixes start from in the policy's vars (main)"
}

is_shared() {
	setting '*' core.sharedrepository
	case $value in
	[Gg]roup | [Tt]rue | [Yy]es | [Oo]n | 1 | [Aa]ll | [Ww]orld | \
		[Ee]verybody | 2 | 0*[2367]?) return 0 ;;
	esac
	return 1
}
