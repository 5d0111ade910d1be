#!/bin/sh
# Root works on somebody's repository as that somebody, and others do not
# work on it at all. With an empty environment, too.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/install.sh
. "$REFGATE_SRC/tests/lib/install.sh"

uid=64123
test "$(id -u)" = 0 || skip_all "only root can be somebody else"
command -v setpriv >/dev/null || skip_all "no setpriv"

somebody() {
	setpriv --reuid="$uid" --regid="$uid" --clear-groups "$@"
}
for path in "$REFGATE_SRC/install.sh" "$REFGATE_ROOT/bin/refgate"; do
	somebody test -r "$path" ||
		skip_all "the tree is out of others' reach"
done

# by_somebody ARGUMENT...: install.sh with an empty environment
by_somebody() {
	somebody env -i PREFIX="$REFGATE_ROOT" SYSCONFDIR="$REFGATE_ROOT/etc" \
		"$REFGATE_SRC/install.sh" "$@" >"$SAID" 2>&1
}

bare theirs
chown -R "$uid:$uid" "$WORK/theirs.git"
ok "root guards somebody's repository" installer "$WORK/theirs.git"
is "$(find "$WORK/theirs.git" ! -user "$uid" -o ! -group "$uid")" "" \
	"all that is in it belongs to them"
ok "the log, too" test -s "$WORK/theirs.git/refgate/audit.jsonl"
git init -q "$WORK/dev"
commit_file dev README one "Say what this is"
chmod -R a+rX "$push_base"

# pushes BRANCH: as the owner, with nothing in the environment
pushes() {
	somebody env -i "$(command -v git)" -c safe.directory='*' \
		-C "$WORK/copy" push "$WORK/theirs.git" "$1" >"$ANSWER" 2>&1
}
cp -R "$WORK/dev" "$WORK/copy"
g copy branch hotfix/good
g copy branch hotfix/Bad_Name
chown -R "$uid:$uid" "$WORK/copy"
ok "they fill it" pushes main
ok "and push with an empty environment" pushes hotfix/good
nok "but not anything" pushes hotfix/Bad_Name
contains "$ANSWER" "[ref-name]" "which is judged"
is "$(find "$WORK/theirs.git/refgate" ! -user "$uid")" "" \
	"the log belongs to them"

by_somebody "$WORK/theirs.git"
is "$?" 0 "the owner can run it, without a home"
contains "$SAID" "up to date" "and finds it done"
SUDO_USER=carol
export SUDO_USER
ok "root takes it out" installer --uninstall "$WORK/theirs.git"
unset SUDO_USER
nok "the hooks are gone" test -e "$WORK/theirs.git/hooks/update"
is "$(find "$WORK/theirs.git/refgate" ! -user "$uid")" "" \
	"the log still belongs to them"
refgate log "$WORK/theirs.git" --user "$(id -un)" >"$SAID"
contains "$SAID" " installed " "and names root, whoever root became"
refgate log "$WORK/theirs.git" --user carol >"$SAID"
contains "$SAID" " removed " "and who is behind sudo"

bare ours
before=$(snapshot ours)
by_somebody "$WORK/ours.git"
is "$?" 2 "somebody does not work on root's repository"
contains "$SAID" "belongs to root" "and is told"
is "$(snapshot ours)" "$before" "nothing was done"

# What is called as them: a git that tells what it was given.
mkdir "$push_base/bin"
cat >"$push_base/bin/git" <<X
#!/bin/sh
{
	env
	echo "session \$(cut -d ' ' -f 6 /proc/self/stat)"
} 2>/dev/null >>"$push_base/env.\$(id -u)"
exec "$(command -v git)" "\$@"
X
chmod 755 "$push_base/bin/git"
: >"$push_base/env.$uid"
chmod 666 "$push_base/env.$uid"
bare curious
chown -R "$uid:$uid" "$WORK/curious.git"
ok "a repository of a curious owner" \
	env PATH="$push_base/bin:$PATH" SECRET=swordfish \
	PREFIX="$REFGATE_ROOT" SYSCONFDIR="$REFGATE_ROOT/etc" \
	BUILD="$push_base/build" "$REFGATE_SRC/install.sh" "$WORK/curious.git"
ok "who was asked" grep -q "^HOME=" "$push_base/env.$uid"
nok "finds nothing of root's environment" \
	grep -q swordfish "$push_base/env.$uid"
nok "and has not its terminal" grep -q \
	"^session $(cut -d ' ' -f 6 /proc/self/stat)\$" "$push_base/env.$uid"

# Root's own repository, where somebody could put another in its place; and
# with a folder of theirs in it.
mkdir "$WORK/theirs"
git init -q --bare "$WORK/theirs/ours.git"
chown "$uid" "$WORK/theirs"
installer "$WORK/theirs/ours.git"
is "$INSTALL_STATUS" 2 "root's repository in somebody's folder is refused"
contains "$SAID" "$WORK/theirs belongs to" "and why is said"
bare mixed
mkdir "$WORK/mixed.git/refgate"
chown "$uid" "$WORK/mixed.git/refgate"
installer "$WORK/mixed.git"
is "$INSTALL_STATUS" 2 "so is one with a refgate/ of theirs"

# A trap: what root would follow, the owner cannot.
bare trap
chown -R "$uid:$uid" "$WORK/trap.git"
mkdir "$WORK/prize"
echo mine >"$WORK/prize/manifest"
ln -s "$WORK/prize" "$WORK/trap.git/refgate"
chown -h "$uid:$uid" "$WORK/trap.git/refgate"
nok "a link in the place of refgate/ is refused" installer "$WORK/trap.git"
is "$(ls "$WORK/prize")" manifest "nothing came of it"
rm "$WORK/trap.git/refgate"
mkdir "$WORK/trap.git/refgate"
ln -s "$WORK/prize/manifest" "$WORK/trap.git/refgate/.new"
chown -hR "$uid:$uid" "$WORK/trap.git/refgate"
installer "$WORK/trap.git"
is "$(cat "$WORK/prize/manifest")" mine "nor of a link to root's file"

# A policy that only root can read is copied all the same.
bare secret
chown -R "$uid:$uid" "$WORK/secret.git"
printf 'version: 1\nextends: default\n' >"$WORK/secret.yml"
chmod 600 "$WORK/secret.yml"
ok "a policy file that the owner cannot read" \
	installer --policy "$WORK/secret.yml" "$WORK/secret.git"
ok "is copied" cmp "$WORK/secret.yml" "$WORK/secret.git/refgate/policy.yml"
done_testing
