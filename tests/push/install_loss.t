#!/bin/sh
# A hook that gets lost never turns into "accepted": there are two locks.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/install.sh
. "$REFGATE_SRC/tests/lib/install.sh"
# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"
# shellcheck source=tests/lib/table.sh
. "$REFGATE_SRC/tests/lib/table.sh"

bare s
installed "$WORK/s.git"
new_clone dev
sign_as dev alice
commit_file dev README one "Say what this is"
seed dev
g dev checkout -q -b hotfix/Bad_Name
commit_file dev src/a.c one "Refuse empty passwords at login"
g dev branch hotfix/good
cp -a "$WORK/s.git/hooks" "$WORK/hooks"

lose() {
	case $2 in
	gone) rm "$WORK/s.git/hooks/$1" ;;
	empty) : >"$WORK/s.git/hooks/$1" ;;
	still) chmod a-x "$WORK/s.git/hooks/$1" ;;
	dangling) ln -sf nowhere "$WORK/s.git/hooks/$1" ;;
	noop) printf '#!/bin/sh\n' >"$WORK/s.git/hooks/$1" ;;
	esac
}

# What becomes of a good push, and of one that breaks a rule.
row() {
	lose "$1" "$2"
	push_run dev origin hotfix/Bad_Name
	isnt "$PUSH_STATUS" 0 "$1 $2: a bad push is refused"
	is "$(server_ref s refs/heads/hotfix/Bad_Name)" none "nothing moved"
	push_run dev origin hotfix/good
	case $3 in
	refused)
		isnt "$PUSH_STATUS" 0 "a good one as well"
		contains "$ANSWER" "pre-receive did not run" "which is said"
		is "$(server_ref s refs/heads/hotfix/good)" none "nothing moved"
		;;
	*) is "$PUSH_STATUS" 0 "a good one is accepted" ;;
	esac
	g s.git update-ref -d refs/heads/hotfix/good
	installed "$WORK/s.git"
	ok "another run of install.sh mends it" \
		diff -r "$WORK/s.git/hooks" "$WORK/hooks"
	ok "$1 can be executed again" test -x "$WORK/s.git/hooks/$1"
	nok "and is no link" test -L "$WORK/s.git/hooks/$1"
	rm -rf "$WORK/s.git/hooks"
	cp -a "$WORK/hooks" "$WORK/s.git/hooks"
}

# A stand-in that does nothing is kept as somebody's hook when it is mended;
# so it is not in the table.
cat >"$WORK/table" <<'X'
hook	loss	good
pre-receive	gone	refused
pre-receive	still	refused
update	gone	accepted
update	still	accepted
post-receive	gone	accepted
post-receive	still	accepted
X
each_row "$WORK/table" row

# These count as hooks of somebody else when it is mended.
foreign_row() {
	lose "$1" "$2"
	push_run dev origin hotfix/Bad_Name
	isnt "$PUSH_STATUS" 0 "$1 $2: a bad push is refused"
	is "$(server_ref s refs/heads/hotfix/Bad_Name)" none "nothing moved"
	rm -rf "$WORK/s.git/hooks"
	cp -a "$WORK/hooks" "$WORK/s.git/hooks"
}
cat >"$WORK/table" <<'X'
hook	loss
pre-receive	empty
pre-receive	dangling
pre-receive	noop
update	empty
update	dangling
update	noop
post-receive	empty
post-receive	dangling
X
each_row "$WORK/table" foreign_row

# Without a policy, or the folder that it was in, nothing is accepted.
for path in refgate/policy.yml refgate; do
	cp -a "$WORK/s.git/refgate" "$WORK/refgate"
	rm -rf "${WORK:?}/s.git/$path"
	push_run dev origin hotfix/good
	isnt "$PUSH_STATUS" 0 "without $path a push is refused"
	is "$(server_ref s refs/heads/hotfix/good)" none "nothing moved"
	rm -rf "$WORK/s.git/refgate"
	mv "$WORK/refgate" "$WORK/s.git/refgate"
done
push_ok dev origin hotfix/good
done_testing
