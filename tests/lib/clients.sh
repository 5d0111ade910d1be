# shellcheck shell=sh disable=SC2034,SC2154
# Clients, and what they show of a refusal. Source it after host.sh.
#
#   clients                   those that are here, of git, libgit2 and dulwich
#   client NAME               a refused push, its repair, and how it is told
#   client_push NAME BRANCH [URL]  pushes a branch of c to the ref of that name;
#                             what it shows is in $ANSWER
push_client=${REFGATE_BUILD:-${REFGATE_ROOT%/root}}/tests/push-client

# The python of the system, where its packages are.
dulwich_python() {
	for python in python3 /usr/bin/python3; do
		"$python" -c 'import dulwich' 2>/dev/null && echo "$python" &&
			return
	done
	return 1
}

# How they tell that a ref was refused.
client_refusal() {
	case $1 in
	git) echo "[remote rejected] (pre-receive hook declined)" ;;
	*) echo "ng refs/heads/topic/$1 pre-receive hook declined" ;;
	esac
}

clients() {
	echo git
	echo libgit2
	dulwich_python >/dev/null && echo dulwich
}

by_git() {
	git -C "$WORK/c" push --porcelain "$2" "$1"
}
# What Debian's libgit2 leaks is not ours.
by_libgit2() {
	ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0" \
		"$push_client" "$WORK/c" "$2" "refs/heads/$1:refs/heads/$1"
}
by_dulwich() {
	"$(dulwich_python)" "$REFGATE_SRC/tests/lib/dulwich-push.py" "$WORK/c" \
		"$2" "$1" "refs/heads/$1"
}

client_push() {
	"by_$1" "$2" "${3:-$(host_url alice)}" >"$ANSWER" 2>&1
	PUSH_STATUS=$?
	sed -i 's/^remote: //' "$ANSWER"
}

client() {
	fresh "topic/$1"
	put a.c one "Say in the subject all that there is to say"
	client_push "$1" "topic/$1"
	is "$PUSH_STATUS" 1 "$1: a refusal fails"
	contains "$ANSWER" "error: refs/heads/topic/$1 refused: 1 problem" \
		"$1: the first line is shown"
	contains "$ANSWER" "the subject is 43 characters long; at most 30" \
		"$1: and the reason"
	contains "$ANSWER" "hint:   git commit --amend" "$1: and the repair"
	contains "$ANSWER" "$(client_refusal "$1")" "$1: the ref is told as refused"
	is "$(server_ref s "refs/heads/topic/$1")" none "$1: nothing moved"
	at
	g c commit -q --amend -m "Say it in the body"
	now
	client_push "$1" "topic/$1"
	is "$PUSH_STATUS" 0 "$1: repaired, it is accepted"
	lacks "$ANSWER" error "$1: in silence"
	is "$(server_ref s "refs/heads/topic/$1")" "$(g c rev-parse HEAD)" \
		"$1: it is on the server"
}
