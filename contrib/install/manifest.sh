# shellcheck shell=sh disable=SC2154
# What was put into a repository: the manifest remembers it. Never takes a
# foreign file for its own.

# recorded "WORDS": what follows them in the manifest, one a line
recorded() {
	test ! -f "$manifest" || sed -n "s|^$1 ||p" "$manifest"
}

# Whether a file in hooks/ is one that was put there.
is_ours() {
	test -f "$dir/$1" && test ! -L "$dir/$1" || return 1
	case $(sed -n 2p "$dir/$1" | tr -d '\0') in
	"# refgate chain") return 0 ;;
	esac
	cmp -s "$dir/$1" "$libexec/${1##*/}" && return 0
	recorded "file $1" | grep -qxF -e "$(sha256 <"$dir/$1")"
}

is_foreign() {
	exists "$dir/$1" && ! is_ours "$1"
}

# Of the hook that was there before: run (it was executable), still (git
# ignored it), none.
state_of() {
	state_path=hooks/$1
	if exists "$dir/$state_path.before-refgate"; then
		state=$(recorded "kept $state_path.before-refgate" | tail -n 1)
		test -z "$state" || echo "$state"
		test -z "$state" || return 0
	fi
	if ! is_foreign "$state_path"; then
		echo none
	elif test -f "$dir/$state_path" && test -x "$dir/$state_path"; then
		echo run
	else
		echo still
	fi
}

same_thing() {
	if test -L "$1" || test -L "$2"; then
		test "$(readlink -- "$1")" = "$(readlink -- "$2")"
	else
		cmp -s "$1" "$2"
	fi
}

check_hooks() {
	for hook in $hooks; do
		path=hooks/$hook
		test ! -d "$dir/$path" || fail 2 "$dir/$path is a directory"
		if is_foreign "$path" && exists "$dir/$path.before-refgate" &&
			! same_thing "$dir/$path" "$dir/$path.before-refgate"; then
			fail 2 "$dir/$path is not refgate's, and there is a" \
				"$path.before-refgate already: move one away"
		fi
	done
}

# Lines "file PATH SHA" of a hook.
manifest_hook() {
	path=hooks/$1
	case $(state_of "$1") in
	run)
		say "kept $path.before-refgate run"
		say "file $path $(chain_text "$1" | sha256)"
		say "file hooks/refgate-$1 $(engine_text "$1" | sha256)"
		;;
	still)
		say "kept $path.before-refgate still"
		say "file $path $(engine_text "$1" | sha256)"
		;;
	*) say "file $path $(engine_text "$1" | sha256)" ;;
	esac
}

# manifest_lines planned|whole: as long as not all is in place, the files of
# an earlier version are ours, too. What was whole once stays so.
manifest_lines() {
	{ recorded state; say "$1"; } | sed -n 's/^whole$/state whole/p'
	for hook in $hooks; do
		manifest_hook "$hook"
		for path in "hooks/$hook" "hooks/refgate-$hook"; do
			test "$1" = whole || recorded "file $path" |
				sed "s|^|file $path |"
		done
	done
	recorded created | sed 's/^/created /'
	# shellcheck disable=SC2086 # words
	test -z "$new_folders" || printf 'created %s\n' $new_folders
	recorded config | sed 's/^/config /'
	# shellcheck disable=SC2086 # words
	test -z "$new_settings" || printf 'config %s\n' $new_settings
	recorded policy | sed 's/^/policy /'
	test -z "$new_policy" || say "policy $new_policy"
	test -z "$config_after" || say "config-after $config_after"
}

manifest_text() {
	say "# What install.sh put here; --uninstall reads it. Do not edit."
	manifest_lines "$1" | LC_ALL=C sort -u
}

# The manifest is bookkeeping: it is no news.
put_manifest() {
	$dry && return
	manifest_new=$(manifest_text "$1" && echo .)
	manifest_new=${manifest_new%.}
	printf '%s' "$manifest_new" | cmp -s - "$manifest" ||
		write_file "$manifest" 644 printf '%s' "$manifest_new" ||
		fail 1 "$manifest could not be written"
}
