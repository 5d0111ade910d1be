#!/bin/sh
# refgate doctor --all: the unprotected, the unreadable, and those of others.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/doctor.sh
. "$REFGATE_SRC/tests/lib/doctor.sh"

uid=64123
well a
well b
well odd
printf 'version: 2\n' | set_policy odd
git init -q --bare "$WORK/below.git"
mkdir "$WORK/deep"
mv "$WORK/below.git" "$WORK/deep/"
doctor 1 --no-push --all "$WORK"
is "$(tail -n 1 "$SAID")" \
	"3 guarded, 1 unprotected, 1 with problems, 1 with warnings" \
	"a summary"
contains "$SAID" "deep/below.git: unprotected" "who is not guarded"
contains "$SAID" "odd.git: 1 problem" "who has a problem"
lacks "$SAID" "/a.git" "not who is well"
unlike "$(cat "$SAID")" "^  ok" "nor what is well"
lacks "$SAID" "repositories" "no progress in a file"
doctor 1 --no-push --format json --all "$WORK"
is "$(python3 -c 'import json, sys
print([(len(r["checks"]) > 0, r["guarded"]) for r in json.load(sys.stdin)])' \
	<"$SAID")" \
	"[(True, True), (True, True), (True, False), (True, True)]" \
	"JSON has all of them"
doctor 0 --no-push "$WORK/a.git" "$WORK/b.git"
is "$(tail -n 1 "$SAID")" \
	"2 guarded, 0 unprotected, 0 with problems, 0 with warnings" \
	"several by name"
rm -r "$WORK/deep" "$WORK/odd.git"
doctor 0 --no-push --all "$WORK"
mkdir "$WORK/none"
doctor 0 --all "$WORK/none"
is "$(cat "$SAID")" \
	"0 guarded, 0 unprotected, 0 with problems, 0 with warnings" "none"

if test "$(id -u)" != 0 || ! command -v setpriv >/dev/null; then
	skip "other people's repositories" "only root can be somebody else"
	done_testing
fi
somebody() {
	setpriv --reuid="$uid" --regid="$uid" --clear-groups "$@"
}
chmod -R a+rX "$push_base"
chown "$uid" "$push_base/home"
somebody test -x "$REFGATE_ROOT/bin/refgate" || {
	skip "other people's repositories" "the tree is out of others' reach"
	done_testing
}

# --- root looks at theirs as they would
chown -R "$uid:$uid" "$WORK/a.git"
mkdir "$WORK/secret"
echo 'root: knows' >"$WORK/secret/policy.yml"
chmod 700 "$WORK/secret"
before=$(cd "$WORK/a.git" && find . -printf '%p %U %T@ %C@\n' | sort)
push_look a
is "$(answer push)" ok "root tries a push in somebody's repository"
is "$(cd "$WORK/a.git" && find . -printf '%p %U %T@ %C@\n' | sort)" "$before" \
	"which stays as it was"
ln -sf "$WORK/secret/policy.yml" "$WORK/a.git/refgate/policy.yml"
look a
is "$(answer policy)" problem "a link to what they may not read"
lacks "$SAID" knows "shows nothing of it"
printf 'version: 1\nextends: default\n' | set_policy b
cp -f "$WORK/b.git/refgate/policy.yml" "$push_base/policy"
rm "$WORK/a.git/refgate/policy.yml"
cp "$push_base/policy" "$WORK/a.git/refgate/policy.yml"
look a
is "$(answer ownership)" ok "root's own policy in it is fine"
chown 64124 "$WORK/a.git/refgate/policy.yml"
look a
is "$(answer ownership)" problem "a stranger's is not"

# --- and they look at root's
as_somebody() {
	somebody env HOME="$push_base/home" "$REFGATE_ROOT/bin/refgate" \
		doctor --sshd "$doctor_sshd" "$@" \
		>"$SAID" 2>"$ERR" </dev/null
}
as_somebody "$WORK/b.git"
is "$(answer hooks)" ok "the hooks of root's repository can be seen"
is "$(answer log)$(answer push)" "not seennot seen" \
	"what needs its owner is not looked at"
like "$(words push)" "belongs to root" "and why"
chmod 700 "$WORK/b.git"
as_somebody "$WORK/b.git"
is $? 1 "one that cannot be entered"
is "$(answer repository)" problem "is a problem"
as_somebody --format json "$WORK/b.git"
contains "$SAID" '"guarded":null' "nobody knows more"
somebody env HOME="$push_base/home" "$REFGATE_ROOT/bin/refgate" doctor \
	--sshd "$doctor_sshd" --all "$WORK" >"$SAID" 2>&1
like "$(tail -n 1 "$SAID")" ", 0 unprotected, [1-9] with problems" \
	"and none of --all is passed over"
done_testing
