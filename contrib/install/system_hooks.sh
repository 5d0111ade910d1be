# shellcheck shell=sh disable=SC2154,SC2034,SC2016
# The texts of the hooks that git runs in every repository of a machine. Each
# first asks the repository's own hook of that name, which git would have run.

# githooks(5), but for fsmonitor-watchman: core.fsmonitor names that by path.
forwarded_hooks="applypatch-msg pre-applypatch post-applypatch pre-commit
pre-merge-commit prepare-commit-msg commit-msg post-commit pre-rebase
post-checkout post-merge pre-push proc-receive post-update
reference-transaction pre-auto-gc post-rewrite sendemail-validate
p4-changelist p4-prepare-changelist p4-post-changelist p4-pre-submit
post-index-change"

# $own is then the repository's own hook, or empty: also of a linked working
# tree, and where git has set no variable.
forward_head() {
	cat <<EOF
#!/bin/sh
# refgate: the $1 hook of every repository on this machine. Its own is
# asked as if core.hooksPath were not set.
set -u
here=$(quoted "$dir/hooks")
name=$1
EOF
	cat <<'EOF'

repository=${GIT_COMMON_DIR:-${GIT_DIR:-}}
test -n "$repository" ||
	repository=$(git rev-parse --git-common-dir 2>/dev/null)
if test -f "$repository/commondir"; then
	read -r common <"$repository/commondir"
	case $common in
	/*) repository=$common ;;
	*) repository=$repository/$common ;;
	esac
fi
own=$repository/hooks/$name
own=${own#./}
if test -z "$repository" || ! test -f "$own" || ! test -x "$own" ||
	test "$(cd -P "$repository/hooks" && pwd -P)" = "$here"; then
	own=
fi

EOF
}

forward_text() {
	forward_head "$1"
	case $1 in
	proc-receive)
		cat <<'EOF'
# as where there is none: what needs it is refused
test -n "$own" || exit 1
EOF
		;;
	*) echo 'test -n "$own" || exit 0' ;;
	esac
	echo 'exec "$own" "$@"'
}

# git does this by itself only where there is no such hook (githooks(5)).
checkout_text() {
	forward_head push-to-checkout
	cat <<'EOF'
test -z "$own" || exec "$own" "$@"

refuse() {
	echo "error: $1" >&2
	exit 1
}

git update-index -q --ignore-submodules --refresh ||
	refuse "the working tree is not up to date"
git diff-files --quiet --ignore-submodules -- ||
	refuse "the working tree has changes that are not staged"
head=$(git rev-parse --verify --quiet HEAD) ||
	head=$(git hash-object -t tree /dev/null)
git diff-index --quiet --cached --ignore-submodules "$head" -- ||
	refuse "the working tree has changes that are staged"
git read-tree -u -m "$1" || refuse "the working tree could not be updated"
EOF
}

# Whether a file is refgate, as install.sh puts it into a repository.
judge_tests() {
	echo "engine=$(quoted "$dir/engine")/$1"
	cat <<'EOF'

refuse() {
	echo "error: nothing was changed on the server" >&2
	echo "error: $1; ask whoever runs this server" >&2
	exit 1
}

# what the working tree of a person receives is nobody else's business,
# unless refgate was put there, or it is a bare repository of that name
is_private() {
	place=$(pwd -P)
	! test -f commondir || place=${place%/worktrees/*}
	case $place in
	*/.git) ;;
	*) return 1 ;;
	esac
	test ! -d "$place/refgate" &&
		test "$(git config --type=bool core.bare)" != true
}

is_engine() {
	cmp -s "$1" "$engine" && return
	test -f refgate/manifest || return
	sum=$(sha256sum <"$1" | cut -c 1-64)
	grep -qxF "file hooks/$name $sum" refgate/manifest
}

is_chain() {
	test "$(sed -n 2p "$1" | tr -d '\0')" = "# refgate chain"
}

EOF
}

# Judging twice would be recorded twice: so the repository's own copy of
# refgate gives way to the machine's.
judge_own() {
	cat <<'EOF'
if test -n "$own" && is_chain "$own"; then
	own=$own.before-refgate
elif test -n "$own" && is_engine "$own"; then
	own=
fi

EOF
}

judge_whether() {
	cat <<'EOF'
if is_private; then
	test -z "$own" || exec "$own" "$@"
	exit 0
fi
test -z "$own" || test -x "$own" || refuse "the earlier hook cannot be run"
test -s "$engine" && test -x "$engine" || refuse "refgate cannot be run"
EOF
}

# A shell can hold the input: git sends no NUL here.
judge_text() {
	forward_head "$1"
	judge_tests "$1"
	judge_own
	case $1 in
	pre-receive)
		judge_whether
		cat <<'EOF'
input=$(cat && echo .) || refuse "the push could not be read"
input=${input%.}
test -z "$own" || printf '%s' "$input" 2>/dev/null | "$own" "$@" || exit 1
printf '%s' "$input" 2>/dev/null | "$engine" "$@"
EOF
		;;
	update)
		judge_whether
		cat <<'EOF'
test -z "$own" || "$own" "$@" || exit 1
exec "$engine" "$@"
EOF
		;;
	*)
		cat <<'EOF'
input=$(cat; echo .)
input=${input%.}
test -z "$own" || printf '%s' "$input" 2>/dev/null | "$own" "$@"
is_private || printf '%s' "$input" 2>/dev/null | "$engine" "$@"
EOF
		;;
	esac
}

# From git 2.54 on: git runs the repository's own hook by itself, behind this
# one. Where that is refgate, it judges.
configured_text() {
	cat <<EOF
#!/bin/sh
# refgate: the $1 hook of every repository on this machine. git runs the
# repository's own beside it.
set -u
name=$1
EOF
	judge_tests "$1"
	cat <<'EOF'
! is_private || exit 0
own=$(git rev-parse --git-path "hooks/$name")
if test -s "$own" && test -x "$own"; then
	! is_chain "$own" || exit 0
	! is_engine "$own" || exit 0
fi
test -s "$engine" && test -x "$engine" || refuse "refgate cannot be run"
exec "$engine" "$@"
EOF
}
