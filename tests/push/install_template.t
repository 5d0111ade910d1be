#!/bin/sh
# install.sh --template: what git makes from the template is guarded from its
# first push, by the policy of the whole host.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/own-root.sh
. "$REFGATE_SRC/tests/lib/own-root.sh"
# shellcheck source=tests/lib/install.sh
. "$REFGATE_SRC/tests/lib/install.sh"

own_root
rm -r "${OWN:?}/etc"
# shellcheck disable=SC2034 # for installer
install_prefix=$OWN
template=$WORK/template

# everything NAME: all below it, on one line each
everything() (
	cd "$WORK/$1" || exit 1
	find . -printf '%p %y %m %l\n' | LC_ALL=C sort
	find . -type f -exec sha256sum {} + | LC_ALL=C sort
)

installer --dry-run --template "$template"
is "$INSTALL_STATUS" 0 "a dry run"
nok "makes nothing" test -e "$template"
nok "nor a policy" test -e "$OWN/etc"
nok "what is not there is not up to date" installer --check --template "$template"
nok "nor made by an upgrade" installer --upgrade --template "$template"
installed --template "$template"
contains "$SAID" "git config --system init.templateDir '$template'" \
	"the setting that is left to do is said"
ok "the policy of the host is there" test -s "$OWN/etc/refgate/policy.yml"
whole=$(everything template)
installed --template "$template"
contains "$SAID" "is up to date" "a second run changes nothing"
is "$(everything template)" "$whole" "not a byte"
ok "it can be checked" installer --check --template "$template"

# A repository that nobody has touched since git made it.
git -c init.templateDir="$template" init -q --bare "$WORK/s.git"
SERVER=s
ok "git's own template came along" test -f "$WORK/s.git/info/exclude"
nok "the notes of install.sh did not" test -e "$WORK/s.git/.refgate.manifest"
nok "there is no folder of the gate yet" test -e "$WORK/s.git/refgate"
new_clone dev
g dev symbolic-ref HEAD refs/heads/main
commit_file dev README one "Say what this is"
push_ok dev origin main
ok "the first push has made it" test -s "$WORK/s.git/refgate/audit.jsonl"
g dev checkout -q -b hotfix/Bad_Name
commit_file dev a one "Refuse empty passwords at login"
push_refused dev ref-name origin hotfix/Bad_Name
push_run dev -o refgate=check origin HEAD:refs/heads/topic
contains "$ANSWER" "would be accepted" "push options arrive"
PUSH_NAME="nobody pushes to the gate's own refs" \
	push_run dev origin HEAD:refs/refgate/x
contains "$ANSWER" "deny updating a hidden ref" "its refs are hidden"
git clone -q --bare --template="$template" "$WORK/s.git" "$WORK/copy.git"
ok "a clone has the hooks, too" test -x "$WORK/copy.git/hooks/pre-receive"

# The very first push may be a bad one.
git init -q --bare --template="$template" "$WORK/young.git"
g dev remote add young "$WORK/young.git"
g dev push -q young main 2>/dev/null
push_run dev young hotfix/Bad_Name
isnt "$PUSH_STATUS" 0 "a second repository judges as well"

# Made by git, so install.sh has no manifest of it: it says so, and takes it
# over without a word of its own in the place of the host's policy.
git init -q --bare --template="$template" "$WORK/old.git"
for hook in update pre-receive post-receive; do
	echo "of another version" >>"$WORK/old.git/hooks/$hook"
done
installed --upgrade "$WORK/old.git"
contains "$SAID" "refgate's, of a template" "an upgrade says what it leaves"
installer --check "$WORK/old.git"
is "$INSTALL_STATUS" 1 "a check, too"
installed --upgrade --all "$WORK"
contains "$SAID" "with hooks that install.sh did not put there" "and counts them"
installed "$WORK/old.git"
same_file "$WORK/old.git/hooks/update" "$OWN/libexec/refgate/update" \
	"copies of another version are brought up to date"
nok "not asked as if they were somebody's" \
	test -e "$WORK/old.git/hooks/update.before-refgate"
nok "the policy of the host goes on" test -e "$WORK/old.git/refgate/policy.yml"
contains "$SAID" "its policy is in $OWN/etc/refgate/policy.yml" "as is said"
ok "it can be checked now" installer --check "$WORK/old.git"
git init -q --bare --template="$template" "$WORK/other.git"
installed --policy recapio "$WORK/other.git"
contains "$SAID" "takes the place of $OWN/etc/refgate/policy.yml" \
	"another policy is said to take its place"
ok "and does" test -s "$WORK/other.git/refgate/policy.yml"

rm -f "$OWN/etc/refgate/policy.yml"
nok "a policy that is gone is found" installer --check --template "$template"
git init -q --bare --template="$template" "$WORK/lawless.git"
push_run dev "$WORK/lawless.git" main
isnt "$PUSH_STATUS" 0 "without any policy the first push is refused"
contains "$ANSWER" "no policy was found" "with a sentence"

# Changed by somebody: said by --check, left alone by --uninstall.
installed --template "$template"
: >"$template/hooks/update"
nok "an empty hook is found" installer --check --template "$template"
ok "and mended" installer --upgrade --template "$template"
same_file "$template/hooks/update" "$OWN/libexec/refgate/update" "as it was"
echo x >>"$template/hooks/update"
installer --check --template "$template"
is "$INSTALL_STATUS" 1 "a hook that was changed is found"
contains "$SAID" "hooks/update is not what was installed" "and named"
installer --template "$template"
is "$INSTALL_STATUS" 2 "it is not overwritten"
installed --uninstall --template "$template"
contains "$SAID" "left as it is" "nor taken away"
is "$(find "$template" -type f)" "$template/hooks/update" "all else is"
installed --uninstall --template "$template"
contains "$SAID" "is not installed" "and there is nothing more to take"

# A template of somebody else's: its hook is asked first, and comes back.
mkdir -p "$WORK/theirs/hooks"
printf '#!/bin/sh\ncat >seen\n' >"$WORK/theirs/hooks/pre-receive"
chmod 750 "$WORK/theirs/hooks/pre-receive"
printf '[core]\n\tignoreCase = false\n' >"$WORK/theirs/config"
before=$(everything theirs)
installed --template "$WORK/theirs"
git init -q --bare --template="$WORK/theirs" "$WORK/both.git"
push_run dev "$WORK/both.git" main
is "$PUSH_STATUS" 0 "their hook accepts"
ok "and was asked" test -s "$WORK/both.git/seen"
push_run dev "$WORK/both.git" hotfix/Bad_Name
contains "$ANSWER" "[ref-name]" "then refgate judges"
installed --template "$WORK/theirs"
contains "$SAID" "up to date" "a second run sees its own"
installed --uninstall --template "$WORK/theirs"
is "$(everything theirs)" "$before" "every byte and mode is back"

# Where others write, they would have it put elsewhere.
mkdir -p "$WORK/open/hooks"
chmod 777 "$WORK/open/hooks"
installer --template "$WORK/open"
is "$INSTALL_STATUS" 2 "a folder that all can write to is refused"
contains "$SAID" "chmod go-w '$WORK/open/hooks'" "with what mends it"
if test "$(id -u)" = 0; then
	mkdir "$WORK/somebody"
	chown 64123 "$WORK/somebody"
	installer --template "$WORK/somebody"
	is "$INSTALL_STATUS" 2 "root writes to nobody's folder"
	contains "$SAID" "chown it to root" "and says whose it is to be"
	installer --template "$WORK/somebody/below"
	is "$INSTALL_STATUS" 2 "nor below it"
	is "$(ls -A "$WORK/somebody")" "" "nothing is made there"
fi

# At the same time, and after a run that was killed.
for number in 1 2 3; do
	(
		# shellcheck disable=SC2030 # its own
		SAID=$WORK/crowd.$number
		installer --template "$WORK/crowd"
	) &
done
wait
is "$(cat "$WORK"/crowd.[1-3] | grep -c 'is up to date')" 2 \
	"of three at the same time, two find it done"
is "$(everything crowd | grep -v manifest)" \
	"$(printf '%s\n' "$whole" | grep -v manifest)" "with the same result"
rm "$WORK/crowd/hooks/pre-receive" "$WORK/crowd/config"
sed -i /config/d "$WORK/crowd/.refgate.manifest"
echo half >"$WORK/crowd/hooks/.pre-receive.refgate-new"
installed --template "$WORK/crowd"
is "$(everything crowd)" "$whole" "what a kill left behind is mended"

chmod 600 "$WORK/crowd/info/exclude"
nok "a mode that was changed is found" installer --check --template "$WORK/crowd"
mv "$WORK/crowd/hooks/update" "$WORK/update"
ln -s "$WORK/update" "$WORK/crowd/hooks/update"
nok "and a link" installer --check --template "$WORK/crowd"

ln -s "$WORK/crowd" "$WORK/link"
nok "a link is refused" installer --template "$WORK/link"
done_testing
