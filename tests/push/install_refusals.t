#!/bin/sh
# What install.sh refuses to do, and that it says why and how to mend it.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/install.sh
. "$REFGATE_SRC/tests/lib/install.sh"

# refuses TEXT NAME [ARGUMENT...]: status 2, that text, and nothing done to
# the repository
refuses() {
	refused_text=$1
	refused_name=$2
	shift 2
	refused_before=$(snapshot "$refused_name")
	installer "$@" "$WORK/$refused_name.git"
	is "$INSTALL_STATUS" 2 "refused: $refused_text"
	contains "$SAID" "$refused_text" "which is said"
	is "$(snapshot "$refused_name")" "$refused_before" "nothing was done"
}

bare plain
installer
is "$INSTALL_STATUS" 2 "no repository: wrong usage"
installer --nonsense "$WORK/plain.git"
is "$INSTALL_STATUS" 2 "an unknown option: wrong usage"
nok "even behind a repository" installer "$WORK/plain.git" --nonsense
nok "and before anything is done" test -e "$WORK/plain.git/refgate"
ok "--help is none" installer --help
refuses "there is no policy 'nonsense'" plain --policy nonsense
contains "$SAID" "  incident" "the names that exist are listed"
refuses "is no file that can be read" plain --policy ./nonsense
: >"$WORK/empty.yml"
refuses "is empty" plain --policy "$WORK/empty.yml"
printf 'version: 1\nextend: default\n' >"$WORK/wrong.yml"
refuses "does not load" plain --policy "$WORK/wrong.yml"
contains "$SAID" "extends" "with what is wrong in it"
installer "$WORK/nowhere.git"
is "$INSTALL_STATUS" 2 "no such directory"

mkdir "$WORK/folder.git"
refuses "is no git repository" folder
git init -q "$WORK/tree"
installer "$WORK/tree"
is "$INSTALL_STATUS" 2 "a working tree is no bare repository"
contains "$SAID" "name $WORK/tree/.git" "its .git may be named"
ok "and then it is taken" installer "$WORK/tree/.git"
git -C "$WORK/tree" -c commit.gpgSign=false commit -q --allow-empty -m x
git -C "$WORK/tree" worktree add -q "$WORK/linked"
mv "$WORK/tree/.git/worktrees/linked" "$WORK/linked.git"
refuses "is no git repository" linked
git clone -q --bare --depth 1 "file://$WORK/tree" "$WORK/shallow.git"
refuses "is shallow" shallow
git init -q --bare --object-format=sha256 "$WORK/sha256.git"
refuses "extensions.objectformat" sha256
bare notbare
g notbare.git config core.bare false
refuses "is not a bare repository" notbare

bare linkedhooks
mv "$WORK/linkedhooks.git/hooks" "$WORK/common hooks"
ln -s "$WORK/common hooks" "$WORK/linkedhooks.git/hooks"
refuses "hooks is a symbolic link" linkedhooks

# core.hooksPath: the command that is shown mends it.
mend() {
	sed -n 's/^install.sh:   \(git config .*\)/\1/p' "$SAID" |
		sh || die "the command does not work: $(cat "$SAID")"
}
bare local
g local.git config core.hooksPath /srv/hooks
refuses "sends git to /srv/hooks" local
mend
ok "the command mends it" installer "$WORK/local.git"
bare system
git config --file "$WORK/gitconfig" core.hooksPath /srv/hooks
(
	unset GIT_CONFIG_NOSYSTEM
	GIT_CONFIG_SYSTEM=$WORK/gitconfig
	export GIT_CONFIG_SYSTEM
	installer "$WORK/system.git"
	test "$INSTALL_STATUS" -eq 2 || die "accepted"
	mend
	installer "$WORK/system.git" || die "$(cat "$SAID")"
) >"$WORK/system.out"
ok "so it does for the system's setting" test ! -s "$WORK/system.out"
is "$(g system.git config core.hooksPath)" hooks "which is overruled"

# But not that of --system, whose hooks ask the repository's.
bare machine
mkdir -p "$WORK/machine/hooks"
: >"$WORK/machine/.refgate.manifest"
git config --file "$WORK/gitconfig" core.hooksPath "$WORK/machine/hooks"
(
	unset GIT_CONFIG_NOSYSTEM
	GIT_CONFIG_SYSTEM=$WORK/gitconfig
	export GIT_CONFIG_SYSTEM
	installer "$WORK/machine.git" && installer --check "$WORK/machine.git"
)
is "$?" 0 "a machine's own hooks are no obstacle" || diag "$(cat "$SAID")"

# Hooks of others that it cannot put aside.
bare twice
for name in update update.before-refgate; do
	echo "#!/bin/sh $name" >"$WORK/twice.git/hooks/$name"
done
refuses "move one away" twice
bare folderhook
mkdir "$WORK/folderhook.git/hooks/update"
refuses "hooks/update is a directory" folderhook

# A warning is no refusal.
bare lost
new_clone dev lost
commit_file dev a one first
g dev branch -m trunk
seed dev
ok "a HEAD that names nothing is no obstacle" installer "$WORK/lost.git"
contains "$SAID" "HEAD names no branch" "but is said"
contains "$SAID" "neither main nor master" "and so is a main of another name"

# One bad repository does not keep the others from being guarded.
bare good
installer "$WORK/folder.git" "$WORK/good.git"
is "$INSTALL_STATUS" 2 "one of two is refused"
ok "the other is guarded" test -x "$WORK/good.git/hooks/pre-receive"
done_testing
