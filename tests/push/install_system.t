#!/bin/sh
# install.sh --system: all repositories of a machine, by git's configuration.
# What ran before goes on running, and nothing is judged twice.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/own-root.sh
. "$REFGATE_SRC/tests/lib/own-root.sh"
# shellcheck source=tests/lib/install.sh
. "$REFGATE_SRC/tests/lib/install.sh"

# A machine of our own: its configuration, and what it keeps in /var.
unset GIT_CONFIG_NOSYSTEM
export GIT_CONFIG_SYSTEM="$WORK/system" LOCALSTATEDIR="$WORK/var"
printf '[receive]\n\tadvertisePushOptions = false\n' >"$GIT_CONFIG_SYSTEM"
before=$(cat "$GIT_CONFIG_SYSTEM")

if test "$(id -u)" != 0; then
	installer --system
	is "$INSTALL_STATUS" 2 "somebody who is not root is refused"
	contains "$SAID" "only root" "and told"
	done_testing
fi
own_root
rm -r "${OWN:?}/etc"
# shellcheck disable=SC2034 # for installer
install_prefix=$OWN
var=$WORK/var/lib/refgate

# What was there before: one repository with hooks of its own, one that
# install.sh has guarded, and both ways.
bare own
for hook in pre-receive update post-receive reference-transaction post-update
do
	cat >"$WORK/own.git/hooks/$hook" <<-X
	#!/bin/sh
	echo "$hook \$*" >>seen
	echo "\$0" >>names
	test $hook != pre-receive || ! grep -q forbidden
	X
	chmod 755 "$WORK/own.git/hooks/$hook"
done
bare guarded
installed "$WORK/guarded.git"
bare chained
cp "$WORK/own.git/hooks/pre-receive" "$WORK/chained.git/hooks/"
installed "$WORK/chained.git"
bare plain
git init -q "$WORK/dev"
g dev symbolic-ref HEAD refs/heads/main
commit_file dev README one "Say what this is"
g dev branch hotfix/Bad_Name
g dev branch forbidden

installer --dry-run --system
nok "a dry run does nothing" test -e "$WORK/var"
is "$(cat "$GIT_CONFIG_SYSTEM")" "$before" "and sets nothing"
installed --system
is "$(git config --system core.hooksPath)" "$var/hooks" "git is told where"
stamp=$(find "$var" -printf '%p %i %T@\n' | sort)
installed --system
contains "$SAID" "is up to date" "a second run changes nothing"
is "$(find "$var" -printf '%p %i %T@\n' | sort)" "$stamp" "not a file"
ok "it can be checked" installer --check --system

to() {
	push_run_to=$WORK/$1.git
	git -C "$WORK/dev" push "$push_run_to" "$2" >"$ANSWER" 2>&1
}
actions() {
	sed -n 's/.*"action":"\([a-z-]*\)".*/\1/p' \
		"$WORK/$1.git/refgate/audit.jsonl" | tr '\n' ' '
}
for name in plain own guarded chained; do
	ok "$name: a good push" to "$name" main
	nok "$name: a bad one" to "$name" hotfix/Bad_Name
	contains "$ANSWER" "[ref-name]" "$name: is judged"
	is "$(grep -c 'error: \[ref-name\]' "$ANSWER")" 1 "$name: once"
	is "$(find "$WORK/$name.git/refgate/clearance" -type f)" "" \
		"$name: no clearance is left over"
done
is "$(actions plain)" "import push-landed push-denied " \
	"what landed is recorded"
is "$(actions guarded)" "installed import push-landed push-denied " \
	"of what has copies of its own, once as well"
is "$(actions chained)" "$(actions guarded)" "and behind another hook"
is "$(grep -c ^pre-receive "$WORK/chained.git/seen")" 2 \
	"which is asked once a push"
nok "own: its own pre-receive may refuse" to own forbidden
is "$(sort -u "$WORK/own.git/seen" | sed 's/ .*//' | sort -u | tr '\n' ' ')" \
	"post-receive post-update pre-receive reference-transaction update " \
	"all of its own hooks ran"
contains "$WORK/own.git/seen" \
	"update refs/heads/main $(printf %040d 0) $(g dev rev-parse main)" \
	"with their arguments"
is "$(sort -u "$WORK/own.git/names" | tr '\n' ' ')" \
	"hooks/post-receive hooks/post-update hooks/pre-receive hooks/reference-transaction hooks/update " \
	"under the names that git gives them"
contains "$ANSWER" "pre-receive hook declined" "in git's words"

# Lost, empty or not executable: refused, whoever lost it.
commit_file dev more one "Say more of what this is"
for what in engine/pre-receive engine/update; do
	for how in empty still; do
		cp -p "$var/$what" "$WORK/keep"
		case $how in
		empty) : >"$var/$what" ;;
		still) chmod a-x "$var/$what" ;;
		esac
		nok "$what is $how: refused" to plain main
		nok "and found" installer --check --system
		cp -p "$WORK/keep" "$var/$what"
	done
done
commit_file dev more two "Say still more of what this is"
mv "$var/hooks/pre-receive" "$WORK/keep"
nok "without pre-receive" to plain main
contains "$ANSWER" "pre-receive did not run" "it is the second lock's"
ok "an upgrade mends it" installer --upgrade --system
rm -f "$WORK/guarded.git/hooks/pre-receive"
nok "a repository that lost its copies" to guarded hotfix/Bad_Name
contains "$ANSWER" "[ref-name]" "is judged all the same"
printf '#!/bin/sh\n# refgate\nexit 0\n' >"$WORK/guarded.git/hooks/pre-receive"
chmod 755 "$WORK/guarded.git/hooks/pre-receive"
nok "so is one with a hook that only says it is refgate" \
	to guarded hotfix/Bad_Name

# People's working trees: their hooks run, and what they receive is theirs.
for hook in pre-commit commit-msg post-commit prepare-commit-msg post-checkout
do
	printf '#!/bin/sh\necho "%s" >>"%s"\n' "$hook" "$WORK/said" \
		>"$WORK/dev/.git/hooks/$hook"
	chmod 755 "$WORK/dev/.git/hooks/$hook"
done
commit_file dev again one "Say it again"
is "$(tr '\n' ' ' <"$WORK/said")" \
	"pre-commit prepare-commit-msg commit-msg post-commit " "hooks of a commit"
printf '#!/bin/sh\nexit 1\n' >"$WORK/dev/.git/hooks/pre-commit"
nok "one that refuses" g dev commit -q --allow-empty -m x
rm "$WORK/dev/.git/hooks/pre-commit"
git init -q "$WORK/fresh" 2>"$WORK/words"
git clone -q "$WORK/dev" "$WORK/fresh/clone" 2>>"$WORK/words"
is "$(cat "$WORK/words")" "" "nothing is said where there is nothing to do"
g dev worktree add -q "$WORK/linked" 2>/dev/null
: >"$WORK/said"
git -C "$WORK/linked" commit -q --allow-empty -m "From beside"
contains "$WORK/said" post-commit "in a linked working tree, too"
git clone -q "$WORK/dev" "$WORK/friend" 2>/dev/null
g friend config receive.denyCurrentBranch updateInstead
ok "a push to a person's clone" \
	g dev push -q "$WORK/friend" main:hotfix/Bad_Name
nok "is not judged" test -e "$WORK/friend/.git/refgate"
commit_file dev again two "Say it once more"
g friend checkout -q main
ok "and may go to its working tree" g dev push -q "$WORK/friend" main
is "$(cat "$WORK/friend/again")" two "which follows"
echo mine >"$WORK/friend/again"
commit_file dev again three "Say it a last time"
nok "but not over what is changed there" g dev push -q "$WORK/friend" main
is "$(cat "$WORK/friend/again")" mine "that is kept"
g friend worktree add -q "$WORK/beside" hotfix/Bad_Name 2>/dev/null
ok "nor is a push by the path of a linked working tree of theirs" \
	git -C "$WORK/dev" push -q "$WORK/beside" main:refs/heads/Bad/name
# The name alone makes no working tree.
git init -q --bare "$WORK/hidden/.git"
nok "a bare repository of the name .git is judged" \
	git -C "$WORK/dev" push -q "$WORK/hidden/.git" main hotfix/Bad_Name

# Who pushes is said once, for all.
git config --file "$OWN/etc/gitconfig" refgate.identity gitolite
GL_USER=carol GL_REPO=plain to plain main
contains "$WORK/plain.git/refgate/audit.jsonl" '"user":{"name":"carol"' \
	"identity by the system's configuration"
g plain.git config refgate.identity login
to plain main:refs/heads/topic
like "$(tail -n 1 "$WORK/plain.git/refgate/audit.jsonl")" \
	'"identity_source":"login"' "unless a repository has its own word"

# In the way.
git config --system core.hooksPath /srv/hooks
nok "another core.hooksPath is found" installer --check --system
installer --system
is "$INSTALL_STATUS" 2 "and not overruled"
contains "$SAID" "core.hooksPath is /srv/hooks" "but said"
git config --system core.hooksPath "$var/hooks"

# git 2.54 names its hooks in the configuration. A stub only says it is that.
mkdir "$WORK/bin"
real=$(command -v git)
printf '#!/bin/sh\ntest "$*" != version || { echo git version 2.54.1; exit; }\nexec %s "$@"\n' \
	"$real" >"$WORK/bin/git"
chmod 755 "$WORK/bin/git"
PATH="$WORK/bin:$PATH" installed --upgrade --system
is "$(git config --system core.hooksPath)" "" "no path any more"
is "$(git config --system hook.refgate-update.event)" update "but an event"
is "$(git config --system hook.refgate-update.command)" \
	"'$var/configured/update'" "and a command for a shell"
is "$(ls "$var")" "configured
engine" "the other hooks are gone"
cd "$WORK/chained.git" || die "no chained.git"
ok "where a copy of the repository judges, it leaves that to it" \
	env GIT_DIR=. sh -c "$(git config --system hook.refgate-update.command) x y z"
cd "$WORK/plain.git" || die "no plain.git"
nok "elsewhere it runs" \
	env GIT_DIR=. sh -c "$(git config --system hook.refgate-update.command) x y z"
cd "$WORK" || die "no $WORK"

installed --uninstall --system
is "$(cat "$GIT_CONFIG_SYSTEM")" "$before" "the configuration is as it was"
is "$(find "$WORK/var/lib" -type f)" "" "and all files are gone"
ok "nothing is judged any more" to plain hotfix/Bad_Name
done_testing
