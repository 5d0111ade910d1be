#!/bin/sh
# install.sh --all: every bare repository below a directory, hostile ones among
# them; one that fails keeps no other from it.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/install.sh
. "$REFGATE_SRC/tests/lib/install.sh"

root=$WORK/root
mkdir -p "$root/team/sub" "$WORK/outside"
for name in a team/b team/sub/c; do
	git init -q --bare "$root/$name.git" || die "no $name"
done
git init -q "$root/tree"
git init -q --bare "$WORK/outside/x.git"
ln -s "$WORK/outside/x.git" "$root/link.git"
ln -s "$WORK/outside" "$root/team/out"
ln -s . "$root/team/loop"
git init -q --bare "$root/a.git/objects/inner.git"

# The last line of what was said.
last() {
	tail -n 1 "$SAID"
}

installer --dry-run --all "$root"
is "$INSTALL_STATUS" 0 "a dry run of all"
contains "$SAID" "a.git: would write hooks/update" "says what would be done"
nok "and does nothing" test -e "$root/a.git/refgate"
installer --all "$root"
is "$INSTALL_STATUS" 0 "all are guarded"
is "$(last)" "3 guarded" "and counted"
lacks "$SAID" "wrote hooks" "without every detail"
lacks "$SAID" " of 3 ..." "nor progress, for so few"
for name in a team/b team/sub/c; do
	ok "$name is" test -x "$root/$name.git/hooks/update"
done
for path in "$WORK/outside/x.git" "$root/tree/.git" \
	"$root/a.git/objects/inner.git"; do
	nok "${path#"$WORK/"} is not" test -e "$path/refgate"
done
installer --all "$root"
is "$(last)" "3 already up to date" "another time there is nothing to do"
ok "all is as installed" installer --check --all "$root"
is "$(last)" "3 as installed" "and counted"

# Hostile ones. A path with a line feed, and a repository that it would hit.
nl='
'
git init -q --bare "$root/evil${nl}$root/a.git"
esc=$(printf '\033')
git init -q --bare "$root/${esc}[2J.git"
git init -q --bare "$root/config-pipe.git"
rm "$root/config-pipe.git/config"
mkfifo "$root/config-pipe.git/config"
git init -q --bare "$root/head-pipe.git"
rm "$root/head-pipe.git/HEAD"
mkfifo "$root/head-pipe.git/HEAD"
git init -q --bare "$root/linked.git"
rm -rf "$root/linked.git/hooks"
ln -s "$root/a.git/hooks" "$root/linked.git/hooks"
git init -q --bare "$root/z.git"
installer --all "$root"
is "$INSTALL_STATUS" 2 "the worst is told"
is "$(last)" "1 guarded, 3 already up to date, 5 refused" "all are counted"
lacks "$SAID" "$esc" "no escape sequence reaches the terminal"
contains "$SAID" "?[2J.git: control characters" "such a name is refused"
contains "$SAID" "config is no file" "so is a pipe for a configuration"
contains "$SAID" "HEAD is no file" "and for a HEAD"
contains "$SAID" "linked.git/hooks is a symbolic link" "and a link for hooks"
ok "the last one is guarded all the same" test -x "$root/z.git/hooks/update"
rm -rf "${root:?}/evil"* "${root:?}/$esc"* "$root"/*-pipe.git "$root/linked.git"

# A configuration that includes a pipe never ends by itself.
git init -q --bare "$root/m.git"
mkfifo "$WORK/pipe"
git config --file "$root/m.git/config" include.path "$WORK/pipe"
installer --all "$root"
is "$INSTALL_STATUS" 2 "a configuration that includes a pipe"
contains "$SAID" "m.git: its configuration cannot be read in" "is given up"
is "$(last)" "4 already up to date, 1 refused" "and the others are looked at"
rm -rf "$root/m.git"

# Upgrades and checks see what is not guarded, and leave it.
git init -q --bare "$root/new.git"
rm "$root/z.git/hooks/update"
installer --check --all "$root"
is "$INSTALL_STATUS" 1 "what is not guarded, and what is changed, is told"
is "$(last)" "3 as installed, 1 not guarded, 1 not as installed" "and counted"
ok "upgrading takes only what is guarded" installer --upgrade --all "$root"
is "$(last)" "1 brought up to date, 1 not guarded, 3 already up to date" \
	"and counts"
nok "the new one stays as it is" test -e "$root/new.git/refgate"

# Two at the same time.
at_once() {
	PREFIX=$install_prefix SYSCONFDIR=$REFGATE_ROOT/etc \
		"$REFGATE_SRC/install.sh" --all "$root" >"$WORK/both.$1" 2>&1
}
at_once 1 &
at_once 2 &
wait
is "$(cat "$WORK"/both.[12] | grep -c 'is guarded by')" 1 \
	"of two at the same time, one guards the new one"
ok "and it is whole" installer --check --all "$root"
ok "all are taken out" installer --uninstall --all "$root"
is "$(last)" "5 taken out" "and counted"
is "$(find "$root" -name refgate -exec ls {} \; | sort -u)" "audit.jsonl
audit.jsonl.head
audit.jsonl.lock
audit.jsonl.reserve" "nothing but logs stays"

# Wrong usage.
mkdir "$WORK/empty"
installer --all "$WORK/empty"
is "$INSTALL_STATUS" 2 "nothing below it"
contains "$SAID" "no bare repository below" "is said"
for words in "--all" "--all= " "--all $WORK/nowhere" "--all root extra" \
	"--all root --all other"; do
	# shellcheck disable=SC2086 # words
	installer $words
	is "$INSTALL_STATUS" 2 "$words: wrong usage"
done

# As root: each as its owner, and a trap of theirs catches nobody else.
test "$(id -u)" = 0 || done_testing
command -v setpriv >/dev/null || done_testing
uid=64123
setpriv --reuid="$uid" --regid="$uid" --clear-groups \
	test -r "$REFGATE_ROOT/bin/refgate" || done_testing
git init -q --bare "$root/theirs.git"
git init -q --bare "$root/trap.git"
mkdir "$WORK/prize"
rm -rf "$root/trap.git/hooks/update.d"
ln -s "$WORK/prize" "$root/trap.git/hooks/update.d"
chown -hR "$uid:$uid" "$root/theirs.git" "$root/trap.git"
installer --gitea "$root/trap.git"
is "$INSTALL_STATUS" 2 "a link in somebody's hooks is refused"
is "$(ls "$WORK/prize")" "" "and nothing came of it"
chmod 755 "$push_base" "$WORK"
installer --all "$root"
is "$INSTALL_STATUS" 0 "the others are guarded"
is "$(find "$root/theirs.git" ! -user "$uid")" "" "as their owner"
done_testing
