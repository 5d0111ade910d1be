#!/bin/sh
# install.sh --check tells what is not as it was installed and changes nothing;
# --upgrade renews copies and touches nothing else.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/install.sh
. "$REFGATE_SRC/tests/lib/install.sh"
# shellcheck source=tests/lib/table.sh
. "$REFGATE_SRC/tests/lib/table.sh"

bare s
before=$(snapshot s)
installer --check "$WORK/s.git"
is "$INSTALL_STATUS" 1 "what is not guarded is not as it should be"
contains "$SAID" "is not installed there" "which is said"
is "$(snapshot s)" "$before" "and left so"
printf '#!/bin/sh\n' >"$WORK/s.git/hooks/post-receive"
chmod 755 "$WORK/s.git/hooks/post-receive"
installed "$WORK/s.git"
stamps=$(stamps s)
ok "all is well" installer --check "$WORK/s.git"
contains "$SAID" "s.git is as it was installed" "which is said"
is "$(stamps s)" "$stamps" "nothing is touched"
cp -a "$WORK/s.git" "$WORK/whole.git"

# row LOSS COMMAND WANTED: what a command in the repository does to it
row() {
	rm -rf "$WORK/s.git"
	cp -a "$WORK/whole.git" "$WORK/s.git"
	(cd "$WORK/s.git" && eval "$2") || die "$2"
	row_before=$(snapshot s)
	installer --check "$WORK/s.git"
	is "$INSTALL_STATUS" 1 "$1: found"
	contains "$SAID" "$3" "and said"
	is "$(grep -c . "$SAID")" "${4:-1}" "with nothing else"
	is "$(snapshot s)" "$row_before" "nothing is mended"
}
cat >"$WORK/table" <<'X'
loss	command	wanted	lines
gone	rm hooks/update	hooks/update is missing	1
no list	rm hooks/no-refs	hooks/no-refs is missing	1
still	chmod a-x hooks/pre-receive	hooks/pre-receive cannot be executed	1
changed	echo >>hooks/pre-receive	hooks/pre-receive is not what was installed	1
empty	: >hooks/update	hooks/update is not what was installed	1
a link	ln -sf nowhere hooks/update	hooks/update is a symbolic link	1
a pipe	rm hooks/update; mkfifo hooks/update	hooks/update is no file	1
chain	rm hooks/refgate-post-receive	hooks/refgate-post-receive is missing	1
earlier	rm hooks/post-receive.before-refgate	before-refgate is gone	1
policy	echo version: 2 >refgate/policy.yml	policy.yml:1:10	4
options	git config receive.advertisePushOptions no	advertisePushOptions is not set	1
hidden	git config --unset receive.hideRefs	receive.hideRefs lacks refs/refgate	1
path	git config core.hooksPath /srv/x	sends git to /srv/x	1
half	sed -i '/^state/d' refgate/manifest	was not installed to the end	1
X
each_row "$WORK/table" row
rm -rf "$WORK/s.git"
cp -a "$WORK/whole.git" "$WORK/s.git"

# Another version of the suite.
cp -R "$REFGATE_ROOT" "$WORK/prefix" || die "no copy of the suite"
install_prefix=$WORK/prefix
for hook in update post-receive no-refs; do
	printf 'x' >>"$WORK/prefix/libexec/refgate/$hook"
done
touch "$WORK/prefix/libexec/refgate"/*
installer --check "$WORK/s.git"
is "$INSTALL_STATUS" 1 "copies of another version"
version=$(refgate --version | cut -d ' ' -f 2)
contains "$SAID" "hooks/update is of refgate $version" "are told"
contains "$SAID" "hooks/refgate-post-receive is of refgate" "in a chain, too"
esc=$(printf '\033')
sed -i "s/^version.*/version ${esc}[2J/" "$WORK/s.git/refgate/manifest"
installer --check "$WORK/s.git"
contains "$SAID" "hooks/update is of refgate [2J" "whatever is said to be there"
lacks "$SAID" "$esc" "comes without escape sequences"
echo '# mine' >>"$WORK/s.git/refgate/policy.yml"
g s.git config receive.advertisePushOptions false
config=$(cat "$WORK/s.git/config")
ok "they are brought up to date" installer --upgrade "$WORK/s.git"
contains "$SAID" "is guarded by refgate $version" "which is said"
for hook in update refgate-post-receive no-refs; do
	same_file "$WORK/s.git/hooks/$hook" \
		"$WORK/prefix/libexec/refgate/${hook#refgate-}" "$hook follows"
done
is "$(cat "$WORK/s.git/config")" "$config" "no setting is changed"
contains "$WORK/s.git/refgate/policy.yml" '# mine' "nor the policy"
g s.git config receive.advertisePushOptions true
ok "and all is well again" installer --check "$WORK/s.git"
ok "another time" installer --upgrade "$WORK/s.git"
contains "$SAID" "is up to date" "there is nothing to do"
install_prefix=$REFGATE_ROOT
installer --dry-run --upgrade "$WORK/s.git"
contains "$SAID" "would write hooks/update" "a dry run says what would be done"
same_file "$WORK/s.git/hooks/update" "$WORK/prefix/libexec/refgate/update" \
	"and does nothing"
bare new
before=$(snapshot new)
ok "what is not guarded is no failure" installer --upgrade "$WORK/new.git"
is "$(snapshot new)" "$before" "and stays so"
installed "$WORK/new.git"
sed -i '/^state/d' "$WORK/new.git/refgate/manifest"
nok "half an installation is not upgraded" installer --upgrade "$WORK/new.git"
contains "$SAID" "without --upgrade" "but is for another run"

# What an earlier refgate has left: a manifest without version and layout.
installed "$WORK/new.git"
sed -i '/^version/d; /^layout/d' "$WORK/new.git/refgate/manifest"
ok "an older manifest is read" installer --check "$WORK/new.git"
ok "and made new" installer --upgrade "$WORK/new.git"
contains "$WORK/new.git/refgate/manifest" "layout plain" "with the layout"

# Words that do not go together.
for words in "--check --uninstall" "--upgrade --check" "--gitea --gitlab" \
	"--check --policy incident"; do
	# shellcheck disable=SC2086 # words
	installer $words "$WORK/new.git"
	is "$INSTALL_STATUS" 2 "$words: wrong usage"
done
done_testing
