# shellcheck shell=sh disable=SC2034,SC2089,SC2090,SC2154
# Answers of the server as golden files, tests/push/guidance/NAME.txt, and the
# repairs in them pasted and pushed. Source it after push.sh.
#
#   refused NAME RULES CLONE ARGUMENT...  push_refused, and the answer is NAME's
#   warned NAME RULES CLONE ARGUMENT...   push_warned, likewise
#   golden NAME                           the last answer is NAME's
#   mended CLONE SED [ARGUMENT...]        the commands that it showed, pasted,
#                 CAPITALS replaced by SED, end with a push that is accepted;
#                 with ARGUMENTs that push is made here
#   unmended REASON                       why its commands cannot be
#   golden_sign REV                       SIGNED for the id of that commit,
#                                         which is another each time
#   golden_clone                          a clone c with its first commit
#   golden_seed                           that is on the server; its baseline
#   golden_times                          TIME for every time
#
# GOLDEN_FOREIGN=yes before it: names in it need more than ASCII.
# Each golden that shows a command must be followed by one of the last two.
# Commits have fixed dates, so their ids are the same each time; what differs
# from run to run is replaced. REFGATE_UPDATE_GOLDEN=1 rewrites the files.
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"

golden_directory=$REFGATE_SRC/tests/push/guidance
golden_pending=
golden_second=1700000000
golden_also=
GOLDEN_FOREIGN=

# Fixed dates for the commits to come, each a second later.
at() {
	golden_second=$((golden_second + 1))
	GIT_AUTHOR_DATE="$golden_second +0000"
	GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE
	export GIT_AUTHOR_DATE GIT_COMMITTER_DATE
}

now() {
	unset GIT_AUTHOR_DATE GIT_COMMITTER_DATE
}

# A case begins on a branch of its own at the server's main.
fresh() {
	golden_second=1700000000
	g c checkout -q -f -B "${1:?}" origin/main
	g c config user.name Alice
	g c config user.email alice@example.com
}

# put PATH CONTENT MESSAGE [OPTION...]: commit_file with a fixed date. The
# branch is part of the content: what is amended within one second on two of
# them would be one commit else.
put() {
	at
	put_path=$1
	put_content="$2, $(g c symbolic-ref -q --short HEAD)"
	shift 2
	commit_file c "$put_path" "$put_content" "$@"
	now
}

# Lines of the server, as they came.
golden_lines() {
	sed -n 's/^remote: \{0,1\}//p' "$ANSWER"
}

golden_sign() {
	golden_id=$(g c rev-parse "$1" | cut -c 1-7)
	golden_also="$golden_also;s/\\b${golden_id}[0-9a-f]*/SIGNED/g"
}

golden_times() {
	golden_also="$golden_also;s/[0-9-]{10}T[0-9:]{8}Z/TIME/g"
}

golden_normal() {
	sed -E -e 's/push [0-9a-f]{8}-[0-9a-f-]{27}/push PUSH-ID/' \
		-e 's/(policy|floor) [0-9a-f]{8}$/\1 HASH/' \
		-e 's/SHA256:[A-Za-z0-9+/]{5}[.]{3}/SHA256:KEY.../' \
		-e 's/SHA256:[A-Za-z0-9+/]{43}/SHA256:FINGERPRINT/' \
		-e "$golden_also" \
		-e 's/, [0-9]+d in the/, NNNNd in the/'
}

# Lines of files may be wide, and quoted words of commands, which cannot be
# broken.
golden_too_wide() {
	awk '
		{ line = $0; sub(/^GL-HOOK-ERR: /, "", line) }
		length(line) <= 72 || line ~ /^ *\|/ { next }
		line ~ /^hint:     \047/ { next }
		{ print }' "$1"
}

golden_settle() {
	test -z "$golden_pending" ||
		fail "$golden_pending: its commands are not pasted anywhere"
	golden_pending=
}

golden() {
	golden_settle
	golden_lines >"$push_base/raw"
	golden_normal <"$push_base/raw" >"$push_base/golden"
	if test -n "${REFGATE_UPDATE_GOLDEN:-}"; then
		cp "$push_base/golden" "$golden_directory/$1.txt"
	fi
	same_file "$push_base/golden" "$golden_directory/$1.txt" "$1: its words"
	is "$(golden_too_wide "$push_base/raw")" "" "$1: 72 columns"
	is "$(grep -n ' $' "$push_base/raw")" "" "$1: no blanks at line ends"
	test -n "$GOLDEN_FOREIGN" ||
		is "$(LC_ALL=C grep -n '[^ -~]' "$push_base/raw")" "" \
			"$1: ASCII"
	GOLDEN_FOREIGN=
	if test -n "$(repair_commands)"; then
		golden_pending=$1
	fi
}

refused() {
	golden_name=$1
	golden_rules=$2
	golden_clone=$3
	shift 3
	PUSH_NAME="$golden_name: refused"
	push_refused "$golden_clone" "$golden_rules" "$@"
	golden "$golden_name"
}

warned() {
	golden_name=$1
	golden_rules=$2
	golden_clone=$3
	shift 3
	PUSH_NAME="$golden_name: accepted with a warning"
	push_warned "$golden_clone" "$golden_rules" "$@"
	golden "$golden_name"
}

mended() {
	golden_clone=$1
	golden_sed=$2
	golden_name=$golden_pending
	golden_pending=
	shift 2
	now
	if test -z "$golden_name"; then
		fail "there is nothing to mend"
		return
	fi
	write_commands "$golden_sed"
	if (cd "$WORK/$golden_clone" && sh -e "$push_base/commands") \
		>"$push_base/pasted" 2>&1; then
		golden_status=0
	else
		golden_status=1
	fi
	if test "$golden_status" -eq 0 && test $# -gt 0; then
		push_run "$golden_clone" "$@"
		golden_status=$PUSH_STATUS
		cat "$ANSWER" >>"$push_base/pasted"
	elif ! tail -n 1 "$push_base/commands" | grep -q '^git push '; then
		golden_status="no push at the end"
	fi
	is "$golden_status" 0 "$golden_name: pasted, it passes"
	test "$golden_status" = 0 ||
		diag "$(cat "$push_base/commands" "$push_base/pasted")"
}

unmended() {
	diag "${golden_pending:-$golden_name}: not pasted: $1"
	golden_pending=
}

# editor TEXT: what git's editor writes into whatever it is given.
editor() {
	printf '%s\n' "$1" >"$push_base/text"
	# shellcheck disable=SC2016 # for the script
	printf '#!/bin/sh\ncp "%s" "$1"\n' "$push_base/text" \
		>"$push_base/editor"
	chmod +x "$push_base/editor"
	GIT_EDITOR="'$push_base/editor'"
	export GIT_EDITOR
}

no_editor() {
	GIT_EDITOR=:
	export GIT_EDITOR
}

# pusher LOGIN: who pushes from now on, as gitolite would tell.
golden_clone() {
	new_clone c
	golden_second=1600000000
	put README.md one "start"
}

golden_seed() {
	seed c
	g "$SERVER.git" config refgate.baseline "$(g c rev-parse HEAD)"
}

pusher() {
	g "$SERVER.git" config refgate.identity gitolite
	GL_USER=$1 GL_REPO=s
	export GL_USER GL_REPO
}
