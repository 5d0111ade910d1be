# shellcheck shell=sh disable=SC2154,SC2034
# What the parts of install.sh share: how they speak, and how they write.

say() {
	printf '%s\n' "$*"
}

# fail STATUS WORD...: the words may hold line feeds
fail() {
	fail_status=$1
	shift
	printf '%s\n' "$*" | sed 's/ *$//; s/^/install.sh: /' >&2
	exit "$fail_status"
}

warn() {
	printf 'install.sh: warning: %s\n' "$*" >&2
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
	if $dry; then
		say "$dir: would $1"
		return
	fi
	act_what=$1
	shift
	"$@" || fail 1 "$dir: could not $act_what"
	say "$dir: $(past "${act_what%% *}") ${act_what#* }"
	changed=true
}

exists() {
	test -e "$1" || test -L "$1"
}

is_readable() {
	test -f "$1" && test -r "$1"
}

sha256() {
	sha256sum | cut -c 1-64
}

write_file() {
	write_to=$1
	write_mode=$2
	shift 2
	write_new=${write_to%/*}/.${write_to##*/}.refgate-new
	rm -f -- "$write_new" && "$@" >"$write_new" &&
		chmod "$write_mode" "$write_new" && test -s "$write_new" &&
		mv -f -T -- "$write_new" "$write_to"
}

# put PATH MODE COMMAND...: what the command prints becomes the file
put() {
	put_path=$1
	put_mode=$2
	shift 2
	if test -f "$dir/$put_path" && test ! -L "$dir/$put_path" &&
		test "$(stat -c %a -- "$dir/$put_path")" = "$put_mode" &&
		"$@" 2>/dev/null | cmp -s - "$dir/$put_path"; then
		return
	fi
	act "write $put_path" write_file "$dir/$put_path" "$put_mode" "$@"
}

hooks="update pre-receive post-receive"

places() {
	libexec=$PREFIX/libexec/refgate
	presets=$PREFIX/share/refgate/policy
}

# What install.sh hands to a shell of another user.
step_environment() {
	dry=$refgate_dry
	uninstall=$refgate_uninstall
	policy_kind=$refgate_kind
	policy_given=$refgate_given
	policy=$refgate_policy
	admin=$refgate_admin
	places
}
