# shellcheck shell=sh disable=SC2154,SC2034
# What the parts of install.sh share: how they speak, and how they write.

# What stands in somebody's repository is quoted here and there: none of its
# control characters reaches a terminal.
say() {
	case $* in
	*[[:cntrl:]]*)
		printf '%s\n' "$*" | tr -d '\000-\010\013-\037\177'
		;;
	*) printf '%s\n' "$*" ;;
	esac
}

# fail STATUS WORD...: the words may hold line feeds
fail() {
	fail_status=$1
	shift
	say "$*" | sed 's/ *$//; s/^/install.sh: /' >&2
	exit "$fail_status"
}

warn() {
	say "install.sh: warning: $*" >&2
}

# Something that is to be typed into a shell.
quoted() {
	printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
}

past() {
	case $1 in
	write) echo wrote ;;
	keep) echo kept ;;
	take) echo took ;;
	set) echo set ;;
	*e) echo "${1}d" ;;
	*) echo "${1}ed" ;;
	esac
}

# act "VERB OBJECT" COMMAND...
act() {
	changed=true
	if $dry; then
		say "$dir: would $1"
		return
	fi
	act_what=$1
	shift
	"$@" || fail 1 "$dir: could not $act_what"
	$terse || say "$dir: $(past "${act_what%% *}") ${act_what#* }"
}

exists() {
	test -e "$1" || test -L "$1"
}

is_readable() {
	test -f "$1" && test -r "$1"
}

# Root writes to no place in which somebody else could put another meanwhile.
refuse_exposed() {
	test "$(id -u)" = 0 || return 0
	above=$dir
	while test -n "$above"; do
		above=${above%/*}
		test -d "${above:-/}" || continue
		test -z "$(find -H "${above:-/}" -maxdepth 0 \( ! -uid 0 -o \
			-perm -002 ! -perm -1000 \))" || fail 2 "somebody" \
			"else than root could put another in the place of" \
			"$dir: ${above:-/} belongs to" \
			"$(stat -L -c '%U, mode %a' -- "${above:-/}")"
	done
}

sha256() {
	sum_line=$(sha256sum)
	printf '%s\n' "${sum_line%% *}"
}

# write_by NEW PATH MODE COMMAND...: whole or not at all. NEW is made anew:
# what somebody has laid there is not written to.
write_by() {
	write_new=$1
	write_to=$2
	write_mode=$3
	shift 3
	rm -f -- "$write_new" && (set -C && "$@" >"$write_new") &&
		chmod "$write_mode" "$write_new" && test -s "$write_new" &&
		mv -f -T -- "$write_new" "$write_to"
}

# In refgate/ first, and then in one step where it belongs: no host takes
# half a file, or one that was left over, for a hook.
write_file() {
	write_by "$dir/refgate/.new" "$@"
}

# put_by WRITER PATH MODE COMMAND...: what the command prints becomes the file
put_by() {
	put_writer=$1
	put_path=$2
	put_mode=$3
	shift 3
	if test -f "$dir/$put_path" && test ! -L "$dir/$put_path" &&
		test "$(stat -c %a -- "$dir/$put_path")" = "$put_mode" &&
		"$@" 2>/dev/null | cmp -s - "$dir/$put_path"; then
		return
	fi
	act "write $put_path" \
		"$put_writer" "$dir/$put_path" "$put_mode" "$@"
}

put() {
	put_by write_file "$@"
}

hooks="update pre-receive post-receive"
programs="no-refs $hooks"

places() {
	libexec=$PREFIX/libexec/refgate
	presets=$PREFIX/share/refgate/policy
}

# What install.sh hands to a shell of another user.
step_environment() {
	dry=$refgate_dry
	action=$refgate_action
	layout_given=$refgate_layout
	version=$refgate_version
	engine_sums=$refgate_sums
	policy_kind=$refgate_kind
	policy_given=$refgate_given
	policy=$refgate_policy
	admin=$refgate_admin
	terse=$refgate_terse
	places
}
