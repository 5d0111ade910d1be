#!/bin/sh
# The harness itself: its assertions fail when they should, and what fails or
# dies is counted. Hooks are stand-ins here.
# shellcheck disable=SC2016 # scripts in quotes
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/table.sh
. "$REFGATE_SRC/tests/lib/table.sh"

REFGATE_ROOT=$WORK/stand-in
export REFGATE_ROOT REFGATE_SRC
mkdir -p "$REFGATE_ROOT/libexec/refgate"
for hook in update post-receive; do
	printf '#!/bin/sh\n' >"$REFGATE_ROOT/libexec/refgate/$hook"
done
# Says what the first push option wants it to say.
cat >"$REFGATE_ROOT/libexec/refgate/pre-receive" <<'EOF'
#!/bin/sh
case ${GIT_PUSH_OPTION_0-} in
refuse) printf 'error: [paths] no\n  x\nerror: [ref-name] no\n'; exit 1 ;;
silent) exit 1 ;;
warn) echo 'warning: [paths] hm' ;;
both) printf 'warning: [paths] hm\nerror: [author] no\n' ;;
esac
EOF
chmod +x "$REFGATE_ROOT"/libexec/refgate/*

# script TEXT: runs it as a test; its TAP is in $WORK/inner.tap.
script() {
	cat >"$WORK/inner.t" <<EOF
. "\$REFGATE_SRC/tests/lib/push.sh"
new_server s none
new_clone dev
commit_file dev a one first
$1
EOF
	sh "$WORK/inner.t" >"$WORK/inner.tap" 2>"$WORK/inner.err"
	echo $? >"$WORK/inner.rc"
}

counted() {
	sh "$REFGATE_SRC/tests/lib/count.sh" "$WORK/inner"
}

# What an inner test does, and "passed failed skipped" for it.
cat >"$WORK/table" <<'EOF'
what	body	counts
accepted	push_ok dev origin main	1 0 0
a warning is no silence	push_ok dev -o warn origin main	0 1 0
refused is not accepted	push_ok dev -o refuse origin main	0 1 0
a warning	push_warned dev paths -o warn origin main	1 0 0
no warning	push_warned dev paths origin main	0 1 0
another warning	push_warned dev author -o warn origin main	0 1 0
accepted with an error	push_warned dev paths -o both origin main	0 1 0
refused	push_refused dev "ref-name paths" -o refuse origin main	1 0 0
one rule too few	push_refused dev paths -o refuse origin main	0 1 0
one rule too many	push_refused dev "paths ref-name author" -o refuse origin main	0 1 0
accepted is not refused	push_refused dev "paths ref-name" origin main	0 1 0
no word from the gate	push_refused dev "" -o silent origin main	0 1 0
is	is a a x; is a b x	1 1 0
like	like ab "^a" x; like ab "^b" x	1 1 0
unlike	unlike ab "^b" x; unlike ab "^a" x	1 1 0
ok and nok	ok x true; ok x false; nok x false; nok x true	2 2 0
contains	contains a b x; echo b >c; contains c b x; lacks c b x; lacks d b x	1 3 0
skip	skip x y	0 0 1
a die	pass x; die y	1 1 0
a death	pass x; exit 0	1 1 0
a bad end	pass x; done_testing() { echo 1..1; exit 3; }	1 1 0
a missing test	pass x; done_testing() { echo 1..3; exit 0; }	1 2 0
no test at all	:	0 1 0
EOF
row() {
	script "$2
done_testing"
	is "$(counted)" "$3" "$1"
	test "$(counted)" = "$3" ||
		diag "$(cat "$WORK/inner.tap" "$WORK/inner.err")"
}
each_row "$WORK/table" row

script 'g dev tag t
cat >"$WORK/s.git/hooks/update" <<\X
#!/bin/sh
case $1 in refs/tags/*) echo "error: [paths] no"; exit 1 ;; esac
X
push_refused dev paths origin main t
done_testing'
is "$(counted)" "0 1 0" "a push that is refused in part is not refused"
contains "$WORK/inner.tap" "a ref of the server moved" "and it says so"

script 'is "$(g dev log -1 --format="%an <%ae> %s" main)" \
	"Alice <alice@example.com> first" x
is "$(env | grep -c "^GIT_DIR\|^GL_USER\|^REMOTE_USER")" 0 x
is "$HOME" "$push_base/home" x
is "$(server_ref s refs/heads/main)" none x
seed dev
is "$(server_ref s refs/heads/main)" "$(g dev rev-parse main)" x
is "$(g dev rev-parse origin/main)" "$(g dev rev-parse main)" x
done_testing'
is "$(counted)" "6 0 0" "a repository, an author, a private home"
GL_USER=boss GIT_DIR=/nowhere REMOTE_USER=boss script \
	'is "${GL_USER-}${REMOTE_USER-}${GIT_DIR-}" "" x; done_testing'
is "$(counted)" "1 0 0" "nothing leaks in"

# --- where a tree is installed
(cd "$WORK" && timeout 20 sh "$REFGATE_SRC/tests/lib/place.sh" --say a/b/root) \
	>"$WORK/place"
is "$?" 0 "a relative place is found out"
like "$(cat "$WORK/place")" "^/.*root" "and said as an absolute one"

printf 'a\tb\n1\t2\t3\n' >"$WORK/wide"
nok "a row that is too wide" each_row "$WORK/wide" true
done_testing
