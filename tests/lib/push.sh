# shellcheck shell=sh
# Real pushes for TAP tests, each in a throw-away directory $WORK, with a git
# that sees no configuration and no variable but its own. Source it:
#
#   . "${REFGATE_SRC:-.}/tests/lib/push.sh"
#
#   new_server NAME [POLICY]  bare $WORK/NAME.git with the hooks installed;
#                             POLICY: a file, preset:NAME, none, or - for
#                             standard input (the default). Becomes $SERVER.
#   set_policy NAME [POLICY]  replaces a server's policy
#   new_clone NAME [SERVER]   $WORK/NAME, a clone of the last server, or of
#                             the one that is named
#   seed CLONE [REFSPEC...]   puts refs (default: all branches and tags) on
#                             the clone's server, past the gate
#   commit_file CLONE PATH CONTENT MESSAGE [OPTION...]  options of git commit
#   g NAME ARGUMENT...        git inside $WORK/NAME (a server: NAME.git)
#   refgate ARGUMENT...       the installed command
#   push_path                 prints a PATH that finds it
#   server_ref NAME REF       prints its object id, or "none"
#   make_pack CLONE FILE REV...  a pack for pktclient.py, as for pack-objects
#   pkt_push SERVER ARGUMENT...  pktclient.py; see there
#
#   push_ok CLONE ARGUMENT...          accepted, without error or warning
#   push_warned CLONE RULES ARGUMENT...  accepted, with warnings of RULES
#   push_refused CLONE RULES ARGUMENT... refused by exactly these rules, and
#                                        nothing moved; ARGUMENTs of git push
#   push_ends STATUS CLONE ARGUMENT...   whatever git says, its exit status
#
# RULES are rule ids with blanks between. What the last push printed is in
# the file $ANSWER, its exit status in $PUSH_STATUS. Each push_... is one
# assertion; PUSH_NAME="text" before it names it.
REFGATE_SRC=${REFGATE_SRC:-$PWD}
REFGATE_ROOT=${REFGATE_ROOT:-$REFGATE_SRC/build/test/root}
# shellcheck source=tests/lib/tap.sh
. "$REFGATE_SRC/tests/lib/tap.sh"

push_seconds=120

# What a host, a login or a hook that runs the tests may have left behind.
push_foreign_variables() {
	env | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p' |
		grep -E '^(GIT|GL|GITEA|GITHUB|GITLAB|GNUPG|GPG|SSH|BB|SOFT|XDG)_|^(GNUPGHOME|REMOTE_USER|REMOTE_ADDR|GATEWAY_INTERFACE|HTTP_.*|NO_COLOR|EMAIL|CDPATH)$'
}

push_private_git() {
	cat >"$1" <<-'EOF'
	[user]
		name = Alice
		email = alice@example.com
	[init]
		defaultBranch = main
	[core]
		autocrlf = false
	[gc]
		auto = 0
	[maintenance]
		auto = false
	[receive]
		autogc = false
	[commit]
		gpgSign = false
	[tag]
		gpgSign = false
	[color]
		ui = false
	[protocol "file"]
		allow = always
	EOF
}

push_cleanup() {
	test -n "${REFGATE_TEST_KEEP:-}" && return
	cd /
	chmod -R u+rwX "$push_base" 2>/dev/null
	rm -rf "$push_base"
}

push_set_up() {
	umask 022
	push_base=$(mktemp -d "${TMPDIR:-/tmp}/refgate-test.XXXXXX") ||
		die "no temporary directory"
	trap push_cleanup EXIT
	trap 'exit 129' HUP INT TERM
	# A blank in every path: whoever forgets to quote finds out.
	WORK="$push_base/push test"
	ANSWER=$push_base/answer
	PUSH_STATUS=
	PUSH_NAME=
	SERVER=
	mkdir "$WORK" "$push_base/home" || die "no room for $WORK"
	chmod 755 "$push_base"
	for push_variable in $(push_foreign_variables); do
		unset "$push_variable"
	done
	push_private_git "$push_base/gitconfig"
	export HOME="$push_base/home" LC_ALL=C.UTF-8 TZ=UTC
	export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL="$push_base/gitconfig"
	export GIT_TERMINAL_PROMPT=0 GIT_EDITOR=: GIT_CEILING_DIRECTORIES="$WORK"
	: >"$ANSWER"
	cd "$WORK" || die "cannot enter $WORK"
}

g() {
	push_repository=$WORK/$1
	shift
	git -C "$push_repository" "$@"
}

refgate() {
	"$REFGATE_ROOT/bin/refgate" "$@"
}

# A PATH with the installed command: the tree may lie where a PATH cannot
# name it, such as below a colon.
push_path() {
	mkdir -p "$push_base/bin"
	ln -sf "$REFGATE_ROOT/bin/refgate" "$REFGATE_ROOT/bin/git-refgate" \
		"$push_base/bin/"
	printf '%s:%s\n' "$push_base/bin" "$PATH"
}

set_policy() {
	push_policy=$WORK/$1.git/refgate/policy.yml
	case ${2:--} in
	none) rm -f "$push_policy" ;;
	-) cat >"$push_policy" ;;
	preset:*)
		test -f "$REFGATE_ROOT/share/refgate/policy/${2#preset:}.yml" ||
			die "no preset ${2#preset:}"
		printf 'version: 1\nextends: %s\n' "${2#preset:}" >"$push_policy"
		;;
	*) cp -- "$2" "$push_policy" ;;
	esac || die "cannot write $push_policy"
}

push_install_hooks() {
	rm -rf "$1/hooks"
	mkdir "$1/hooks" || die "no hooks in $1"
	for push_hook in pre-receive update post-receive; do
		cp -- "$REFGATE_ROOT/libexec/refgate/$push_hook" "$1/hooks/" ||
			die "$push_hook is not installed in $REFGATE_ROOT"
	done
}

new_server() {
	SERVER=$1
	push_repository=$WORK/$1.git
	git init -q --bare "$push_repository" || die "git init $1"
	g "$1.git" symbolic-ref HEAD refs/heads/main || die "HEAD of $1"
	g "$1.git" config receive.advertisePushOptions true
	push_install_hooks "$push_repository"
	mkdir -p "$push_repository/refgate"
	set_policy "$@"
}

new_clone() {
	git clone -q "$WORK/${2:-$SERVER}.git" "$WORK/$1" 2>/dev/null ||
		die "git clone $1"
}

seed() {
	push_clone=$1
	shift
	test $# -gt 0 ||
		set -- '+refs/heads/*:refs/heads/*' '+refs/tags/*:refs/tags/*'
	git -C "$(g "$push_clone" config remote.origin.url)" \
		fetch -q --no-tags "$WORK/$push_clone" "$@" || die "seed $*"
	g "$push_clone" fetch -q origin || die "fetch of $push_clone"
}

commit_file() {
	push_clone=$1
	push_path=$2
	push_content=$3
	push_message=$4
	shift 4
	mkdir -p "$(dirname -- "$WORK/$push_clone/$push_path")"
	printf '%s\n' "$push_content" >"$WORK/$push_clone/$push_path" ||
		die "cannot write $push_path"
	g "$push_clone" add -- "$push_path" || die "cannot add $push_path"
	printf '%s\n' "$push_message" >"$push_base/message"
	g "$push_clone" commit -q "$@" -F "$push_base/message" ||
		die "commit of $push_path in $push_clone"
}

server_ref() {
	g "$1.git" rev-parse -q --verify "$2" || echo none
}

make_pack() {
	push_clone=$1
	push_file=$2
	shift 2
	printf '%s\n' "$@" |
		g "$push_clone" pack-objects -q --revs --stdout >"$push_file" ||
		die "pack of $*"
}

pkt_push() {
	push_repository=$WORK/$1.git
	shift
	timeout "$push_seconds" python3 "$REFGATE_SRC/tests/lib/pktclient.py" \
		"$push_repository" "$@" >"$ANSWER" 2>&1
	PUSH_STATUS=$?
	return "$PUSH_STATUS"
}

# What the gate remembers of the refs themselves is none that a push moves.
push_refs() {
	git -C "$1" for-each-ref --format='%(objectname) %(refname) %(symref)' |
		grep -v ' refs/refgate/\(policy\|snapshot\|value/[^ ]*\) $'
	cat "$1/HEAD"
}

# Pushes; push_moved tells whether a ref of the server is another than before.
push_run() {
	push_clone=$1
	shift
	push_repository=$(g "$push_clone" config remote.origin.url)
	push_before=$(push_refs "$push_repository")
	timeout "$push_seconds" git -C "$WORK/$push_clone" push "$@" \
		>"$ANSWER" 2>&1 </dev/null
	PUSH_STATUS=$?
	# git pads what comes from the server, to wipe what stood there.
	sed -i 's/^\(remote:.*[^ ]\) *$/\1/' "$ANSWER"
	if test "$push_before" = "$(push_refs "$push_repository")"; then
		push_moved=false
	else
		push_moved=true
	fi
}

# Rule ids in "KIND: [id]" lines of the answer, sorted, on one line.
push_rules() {
	sed -n "s/^remote: \(GL-HOOK-ERR: \)\{0,1\}$1: \[\([a-z0-9-]*\)\].*/\2/p" \
		"$ANSWER" | sort -u | tr '\n' ' '
}

push_sorted() {
	printf '%s' "$1" | tr -s ' ' '\n' | sed '/^$/d' | sort -u | tr '\n' ' '
}

push_judge() {
	push_name=${PUSH_NAME:-$1}
	PUSH_NAME=
	if test -z "$push_problem"; then
		pass "$push_name"
		return
	fi
	fail "$push_name"
	diag "$push_problem"
	diag "$(cat "$ANSWER")"
}

push_ends() {
	push_wanted=$1
	push_from=$2
	shift 2
	push_run "$push_from" "$@"
	is "$PUSH_STATUS" "$push_wanted" "exit status of push $*"
	test "$PUSH_STATUS" = "$push_wanted" || diag "$(cat "$ANSWER")"
}

push_ok() {
	push_run "$@"
	push_problem=
	if test "$PUSH_STATUS" -ne 0; then
		push_problem="git push ended with $PUSH_STATUS"
	elif grep -Eq '^remote: (GL-HOOK-ERR: )?(error|warning):' "$ANSWER"; then
		push_problem="accepted, but not in silence"
	fi
	push_judge "accepted: $*"
}

push_warned() {
	push_wanted=$(push_sorted "$2")
	push_label="accepted with a warning of $2: $1"
	push_problem=
	push_clone=$1
	shift 2
	push_run "$push_clone" "$@"
	if test "$PUSH_STATUS" -ne 0; then
		push_problem="git push ended with $PUSH_STATUS"
	elif test "$(push_rules warning)" != "$push_wanted"; then
		push_problem="warned of: $(push_rules warning)"
	elif test -n "$(push_rules error)"; then
		push_problem="accepted with errors: $(push_rules error)"
	fi
	push_judge "$push_label $*"
}

push_refused() {
	push_wanted=$(push_sorted "$2")
	push_label="refused by ${2:-no rule}: $1"
	push_problem=
	push_clone=$1
	shift 2
	push_run "$push_clone" "$@"
	if test "$PUSH_STATUS" -eq 0; then
		push_problem="the push was accepted"
	elif test "$PUSH_STATUS" -ge 124; then
		push_problem="git push ended with $PUSH_STATUS"
	elif "$push_moved"; then
		push_problem="refused, but a ref of the server moved"
	elif test "$(push_rules error)" != "$push_wanted"; then
		push_problem="refused by: $(push_rules error)"
	elif ! grep -Eq '^remote: (GL-HOOK-ERR: )?error:' "$ANSWER"; then
		push_problem="refused without a word from the gate"
	fi
	push_judge "$push_label $*"
}

push_set_up
