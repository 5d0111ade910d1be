# shellcheck shell=sh disable=SC2154,SC2034
# What was put into a repository: the manifest remembers it. Never takes a
# foreign file for its own.

read_manifest() {
	manifest_now=
	test ! -f "$manifest" || manifest_now=$(cat "$manifest")
	manifest_written=$manifest_now
}

# recorded "WORDS": what follows them in the manifest, one a line
recorded() {
	while IFS= read -r recorded_line; do
		case $recorded_line in
		"$1 "*) printf '%s\n' "${recorded_line#"$1 "}" ;;
		esac
	done <<X
$manifest_now
X
}

# first_recorded "WORDS" ELSE
first_recorded() {
	first_line=$(recorded "$1")
	first_line=${first_line%%"
"*}
	printf '%s\n' "${first_line:-$2}"
}

is_recorded() {
	case "
$manifest_now
" in
	*"
$1
"*) return 0 ;;
	esac
	return 1
}

# Of any version.
is_refgate() {
	test -f "$1" && test "$(head -c 4 -- "$1" | tr -d '\0\177')" = ELF &&
		LC_ALL=C grep -aqF 'refgate clearance 1' "$1"
}

# is_ours PATH HOOK: whether that file is one that was put there, or came out
# of a template
is_ours() {
	test -f "$dir/$1" && test ! -L "$dir/$1" || return 1
	cmp -s "$dir/$1" "$libexec/$2" && return 0
	! is_refgate "$dir/$1" || return 0
	case $(sed -n '2{p;q}' "$dir/$1" | tr -d '\0') in
	"# refgate chain") return 0 ;;
	esac
	is_recorded "file $1 $(sha256 <"$dir/$1")"
}

is_foreign() {
	exists "$dir/$1" && ! is_ours "$1" "$2"
}

# Of the hook that was there before: run (it was executable), still (git
# ignored it), none.
find_state() {
	hook_path "$1"
	foreign=false
	! is_foreign "$path" "$1" || foreign=true
	state=
	! exists "$dir/$path.before-refgate" ||
		state=$(first_recorded "kept $path.before-refgate" '')
	if test -n "$state"; then
		return
	elif ! $foreign; then
		state=none
	elif test -f "$dir/$path" && test -x "$dir/$path"; then
		state=run
	else
		state=still
	fi
}

# state_of HOOK: as check_hooks found it. Nobody else changes it meanwhile.
state_of() {
	case " $states " in
	*" $1=run "*) state=run ;;
	*" $1=still "*) state=still ;;
	*) state=none ;;
	esac
}

same_thing() {
	if test -L "$1" || test -L "$2"; then
		test "$(readlink -- "$1")" = "$(readlink -- "$2")"
	else
		cmp -s "$1" "$2"
	fi
}

check_hook() {
	find_state "$1"
	states="$states $1=$state"
	test ! -d "$dir/$path" || fail 2 "$dir/$path is a directory"
	$foreign || return 0
	test "$layout" = plain || fail 2 "$dir/$path is not refgate's:" \
		"move it away"
	if exists "$dir/$path.before-refgate" &&
		! same_thing "$dir/$path" "$dir/$path.before-refgate"; then
		fail 2 "$dir/$path is not refgate's, and there is a" \
			"$path.before-refgate already: move one away"
	fi
	foreigners="$foreigners $1"
}

check_no_refs() {
	! is_foreign "$no_refs" no-refs ||
		fail 2 "$dir/$no_refs is not refgate's: move it away"
}

check_hooks() {
	check_no_refs
	states=
	foreigners=
	for hook in $hooks; do
		check_hook "$hook"
	done
}

# engine_sum HOOK: $sum of the suite's program, or nothing
engine_sum() {
	sum=
	case " $engine_sums" in
	*" $1="*) sum=${engine_sums##*"$1="} sum=${sum%% *} ;;
	esac
}

# Lines "file PATH SHA" of a hook.
manifest_hook() {
	hook_path "$1"
	state_of "$1"
	engine_sum "$1"
	test "$state" = none || say "kept $path.before-refgate $state"
	if test "$state" = run; then
		say "file hooks/refgate-$1 $sum"
		sum=$(chain_text "$1" | sha256)
	fi
	say "file $path $sum"
}

# recorded_again PREFIX...: what the manifest has there stays in it
recorded_again() {
	for again; do
		recorded "$again" | while IFS= read -r again_rest; do
			printf '%s %s\n' "$again" "$again_rest"
		done
	done
}

# manifest_lines planned|whole: as long as not all is in place, the files of
# an earlier version are ours, too. What was whole once stays so.
manifest_lines() {
	say "version $version"
	say "layout $layout"
	test "$1" != whole || say "state whole"
	recorded_again state created config policy identity
	for hook in $hooks; do
		manifest_hook "$hook"
		test "$1" = whole ||
			recorded_again "file $path" "file hooks/refgate-$hook"
	done
	engine_sum no-refs
	say "file $no_refs $sum"
	test "$1" = whole || recorded_again "file $no_refs"
	# shellcheck disable=SC2086 # words
	test -z "$new_folders" || printf 'created %s\n' $new_folders
	# shellcheck disable=SC2086 # words
	test -z "$new_settings" || printf 'config %s\n' $new_settings
	test -z "$new_identity" || say "identity $new_identity"
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
	manifest_new=$(manifest_text "$1")
	test "$manifest_new" != "$manifest_written" || return 0
	write_file "$manifest" 644 printf '%s\n' "$manifest_new" ||
		fail 1 "$manifest could not be written"
	manifest_written=$manifest_new
}
