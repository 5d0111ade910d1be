# shellcheck shell=sh disable=SC2154
# Whether a repository can be guarded at all. Never changes anything.

# All scopes that a push would see.
setting() {
	git --git-dir="$dir" config "$@"
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
	test ! -e "$dir/commondir" || fail 2 "$dir belongs to a linked" \
		"working tree; name the main repository"
	case $dir:$(own_setting --includes --type=bool --get core.bare) in
	*/.git:* | *:true) ;;
	*) fail 2 "$dir is not a bare repository" ;;
	esac
	for kind_part in $(own_setting --includes --name-only \
		--get-regexp '^extensions\.'); do
		test "$kind_part" = extensions.noop || fail 2 \
			"$dir uses $kind_part, which refgate does not support"
	done
	case $(own_setting --includes --get core.repositoryformatversion) in
	'' | 0 | 1) ;;
	*) fail 2 "$dir has a format that refgate does not support" ;;
	esac
	test ! -s "$dir/shallow" ||
		fail 2 "$dir is shallow: its history cannot be judged"
}

check_folders() {
	for folder in hooks refgate; do
		test ! -L "$dir/$folder" || fail 2 "$dir/$folder is a symbolic" \
			"link: what is put there would be elsewhere, too"
		if test -d "$dir/$folder" && ! test -w "$dir/$folder"; then
			fail 2 "$dir/$folder cannot be written by $(id -un)"
		fi
	done
}

# core.hooksPath, unless it means this very folder.
check_hooks_path() {
	for scope in --local --global --system; do
		value=$(setting "$scope" --includes --type=path \
			--get core.hooksPath 2>/dev/null) || continue
		case $value in /*) ;; *) value=$dir/$value ;; esac
		value_is=$(cd -P -- "$value" 2>/dev/null && pwd -P)
		test "$value_is" != "$dir/hooks" || return 0
		config=$(quoted "$dir/config")
		fix="core.hooksPath hooks"
		test "$scope" != --local || fix="--unset-all core.hooksPath"
		fix="git config --file $config $fix"
		fail 2 "core.hooksPath ($scope) sends git to $value;" "
hooks in $dir/hooks would never run. This mends it:" "
  $fix"
	done
}

check_head() {
	head=$(git --git-dir="$dir" symbolic-ref -q HEAD) || head=
	branches=$(git --git-dir="$dir" for-each-ref --format='%(refname)' \
		refs/heads)
	test -n "$branches" || return 0
	printf '%s\n' "$branches" | grep -qxF -e "${head:-none}" ||
		warn "$dir: HEAD names no branch that exists: ~DEFAULT in" \
			"a policy matches nothing, and clones check out nothing"
	printf '%s\n' "$branches" | grep -qxE 'refs/heads/(main|master)' ||
		warn "$dir has neither main nor master: name the branch that" \
			"hotfixes start from in the policy's vars (main)"
}

is_shared() {
	case $(setting --get core.sharedRepository | tr '[:upper:]' '[:lower:]') in
	group | true | yes | on | 1 | all | world | everybody | 2) return 0 ;;
	0*[2367]?) return 0 ;;
	esac
	return 1
}
