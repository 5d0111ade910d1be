#!/bin/sh
# install.sh --gitlab-global: the directory that Gitaly takes hooks for all
# repositories from, run here as Gitaly does.
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
custom=$WORK/custom_hooks

mkdir -p "$custom/pre-receive.d"
printf '#!/bin/sh\ncat >/dev/null\n' >"$custom/pre-receive.d/first"
chmod 755 "$custom/pre-receive.d/first"
installer --dry-run --gitlab-global "$custom"
is "$(ls "$custom")" pre-receive.d "a dry run does nothing"
installed --gitlab-global "$custom"
contains "$SAID" "to every Gitaly node" "that each node needs it is said"
contains "$SAID" "pre-receive.d has these as well: first" "and what runs beside"
is "$(git config --file "$OWN/etc/gitconfig" refgate.identity)" gitlab \
	"who pushes is what GitLab says"
installed --gitlab-global "$custom"
contains "$SAID" "is up to date" "a second run changes nothing"
ok "it can be checked" installer --check --gitlab-global "$custom"

# A repository as Gitaly has it: one hook that runs a directory in order, to
# the first that fails, without what is hidden or ends in ~.
git init -q --bare "$WORK/s.git"
SERVER=s
for hook in pre-receive update post-receive; do
	cat >"$WORK/s.git/hooks/$hook" <<-X
	#!/bin/sh
	input=\$(cat)
	for file in "$custom/$hook.d"/*; do
		test -x "\$file" || continue
		case \$file in *~) continue ;; esac
		printf '%s\n' "\$input" | "\$file" "\$@" || exit 1
	done
	X
	chmod 755 "$WORK/s.git/hooks/$hook"
done
new_clone dev
g dev symbolic-ref HEAD refs/heads/main
export GL_USERNAME=alice GL_PROJECT_PATH=group/s GL_PROTOCOL=ssh
commit_file dev README one "Say what this is"
push_ok dev origin main
g dev checkout -q -b hotfix/Bad_Name
commit_file dev a.c one "Refuse empty passwords at login"
push_refused dev ref-name origin hotfix/Bad_Name
contains "$ANSWER" "remote: GL-HOOK-ERR: error:" "GitLab's page shows it"
like "$(tail -n 1 "$WORK/s.git/refgate/audit.jsonl")" \
	'"user":\{"name":"alice"\}.*"identity_source":"gitlab"' \
	"the log has who it was"
g dev branch -m hotfix/empty-password
mv "$custom/pre-receive.d/refgate" "$WORK/keep"
push_run dev origin hotfix/empty-password
contains "$ANSWER" "pre-receive did not run" "without pre-receive nothing passes"
nok "which is found" installer --check --gitlab-global "$custom"
ok "and mended" installer --upgrade --gitlab-global "$custom"
push_warned dev signature origin hotfix/empty-password

installed --uninstall --gitlab-global "$custom"
is "$(cd "$custom" && find . -type f)" ./pre-receive.d/first \
	"what was there stays"
is "$(cat "$OWN/etc/gitconfig" 2>/dev/null)" "" "who pushes is forgotten"
git config --file "$OWN/etc/gitconfig" refgate.identity ssh
installer --gitlab-global "$custom"
is "$INSTALL_STATUS" 2 "another source is not overruled"
contains "$SAID" "refgate.identity is ssh already" "but said"
done_testing
