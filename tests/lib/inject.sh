# shellcheck shell=sh disable=SC2034,SC2154
# Hooks under strace(1), which kills them or makes their system calls fail.
# Source it after push.sh:
#
#   inject_needs              skips the whole test where there is no ptrace
#   inject_server             server s and three commits on it, $first,
#                             $second and $third, which no ref there holds
#   hook NAME [ARGUMENT...]   runs that hook of s as git would; what it says
#                             is in $SAID
#   hook_under OPTIONS NAME   the same below strace with these options
#   hook_calls NAME           the system calls that it makes: one a line, in
#                             $CALLS
#   first_change              number of the first of them that changes files
#   changes                   the numbers of all of them
#   call_name NUMBER          prints its name as strace's inject= wants it
#   call_when NUMBER          and which of that name it is
#   log_check                 what `refgate log verify` says of $LOGS, in
#                             $VERDICT; its exit status in $VERIFIED
#
# The input of a hook is $INPUT: set_input REF OLD NEW.
ZERO=0000000000000000000000000000000000000000
SAID=$push_base/said
CALLS=$push_base/calls
INPUT=$push_base/input
VERDICT=$push_base/verdict
LOG=$WORK/s.git/refgate/audit.jsonl
# A leak check needs ptrace for itself.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0"

inject_needs() {
	strace -f -qq -o /dev/null -e inject=getppid:error=EIO true \
		2>/dev/null ||
		skip_all "strace is not installed, or may not trace"
}

inject_server() {
	new_server s <<-'EOF'
	version: 1
	rulesets:
	  - name: all
	    refs: ["refs/heads/*"]
	    rules:
	      commit-message: {subject: {pattern: '^good'}}
	EOF
	new_clone c
	commit_file c a 1 "good 1"
	seed c
	commit_file c a 2 "good 2"
	first=$(g c rev-parse HEAD)
	commit_file c a 3 "good 3"
	second=$(g c rev-parse HEAD)
	commit_file c a 4 "good 4"
	third=$(g c rev-parse HEAD)
	inject_quarantine=$WORK/s.git/objects/tmp_objdir-incoming-x
	mkdir -p "$inject_quarantine/pack" || die "no quarantine"
	make_pack c "$push_base/pack" HEAD
	git -C "$WORK/s.git" index-pack --stdin <"$push_base/pack" \
		>/dev/null || die "index-pack"
	# what the gate does only once, when it sees a repository first
	set_input refs/heads/settled "$ZERO" "$first"
	hook pre-receive || die "the first push: $(cat "$SAID")"
}

set_input() {
	printf '%s %s %s\n' "$2" "$3" "$1" >"$INPUT"
}

# inject_run COMMAND...: in the server. The quarantine is empty.
inject_run() (
	cd "$WORK/s.git" || exit 125
	export GIT_DIR=.
	case $* in
	*/pre-receive*)
		export GIT_QUARANTINE_PATH="$inject_quarantine" \
			GIT_OBJECT_DIRECTORY="$inject_quarantine" \
			GIT_ALTERNATE_OBJECT_DIRECTORIES="$WORK/s.git/objects"
		;;
	esac
	"$@" <"$INPUT" >"$SAID" 2>&1
)

hook() {
	inject_hook=hooks/$1
	shift
	inject_run "$inject_hook" "$@"
}

# The words of OPTIONS are split.
hook_under() {
	# shellcheck disable=SC2086
	inject_run strace -f -qq -o /dev/null -e signal=none $1 "hooks/$2"
}

hook_calls() {
	inject_run strace -qq -e signal=none -o "$CALLS" "hooks/$1" ||
		die "$1 fails: $(cat "$SAID")"
}

changing='^(write|pwrite64|writev|rename|renameat|renameat2|fsync|fdatasync'
changing="$changing|ftruncate|fallocate|mkdir|unlink|unlinkat|link|fchmod)\\("
changing="$changing|O_CREAT"
changes() {
	grep -nE "$changing" "$CALLS" | sed 's/:.*//'
}

first_change() {
	changes | head -n 1
}

call_name() {
	sed -n "$1s/(.*//p" "$CALLS"
}

call_when() {
	head -n "$1" "$CALLS" | grep -c "^$(call_name "$1")("
}

# shellcheck disable=SC2086
log_check() {
	(cd "$WORK/s.git/refgate" && refgate log verify $LOGS) \
		>"$VERDICT" 2>&1
	VERIFIED=$?
}
