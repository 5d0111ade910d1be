#!/bin/sh
# Each way in which a gate is open in silence, and the check of refgate doctor
# that finds it; and where hooks stand on hosts.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/table.sh
. "$REFGATE_SRC/tests/lib/table.sh"
# shellcheck source=tests/lib/doctor.sh
. "$REFGATE_SRC/tests/lib/doctor.sh"

engines=$REFGATE_ROOT/libexec/refgate
well s
hooks=$WORK/s.git/hooks

whole_again() {
	push_install_hooks "$WORK/s.git"
	rm -rf "$WORK/s.git/custom_hooks" "$WORK/s.git/gl-conf"
	g s.git config --unset-all include.path
	g s.git config --unset-all core.hooksPath
	git config --global --unset-all core.hooksPath
}

# a_way WHAT COMMAND CHECK ANSWER GUARDED WORDS
a_way() {
	whole_again
	(cd "$hooks" && eval "$2") || die "$1"
	look s
	is "$(answer "$3")" "$4" "$1: $3"
	like "$(words "$3")" "$6" "$1: it says so"
	is "$(guarded)" "$5" "$1: guarded: $5"
}

cat >"$push_base/ways.tsv" <<'TABLE'
what	command	check	answer	guarded	words
nothing	:	hooks	ok	yes	hooks/pre-receive, hooks/update
all hooks are gone	rm *	hooks	problem	no	git takes every push
the folder is gone	rm -r ../hooks; cd ..	hooks	problem	no	git takes every push
both locks are gone	rm pre-receive update	hooks	problem	no	git takes every push
pre-receive is gone	rm pre-receive	hooks	problem	yes	hooks/pre-receive is missing
update is gone	rm update	hooks	warning	yes	hooks/update is missing
post-receive is gone	rm post-receive	hooks	warning	yes	hooks/post-receive is missing
not executable	chmod 644 pre-receive update	hooks	problem	no	hooks/pre-receive is not executable
an empty file	: >pre-receive	hooks	problem	yes	hooks/pre-receive is empty
a dangling link	ln -sf /nowhere/x pre-receive	hooks	problem	yes	hooks/pre-receive is a link that leads nowhere
a link	ln -sf "$engines/pre-receive" .	hooks	warning	yes	hooks/pre-receive is a link
a folder	rm pre-receive; mkdir pre-receive	hooks	problem	yes	hooks/pre-receive is no file
a pipe	rm pre-receive; mkfifo pre-receive	hooks	problem	yes	hooks/pre-receive is no file
another's hook	printf '#!/bin/sh\\nexit 0\\n' >pre-receive	hooks	problem	yes	hooks/pre-receive is not refgate's
exits 0 for all	for h in *; do printf '#!/bin/sh\\nexit 0\\n' >$h; done	hooks	problem	no	git takes every push
another program	cp /bin/true pre-receive	hooks	problem	yes	hooks/pre-receive is not refgate's
the wrong hook	cp post-receive pre-receive	hooks	problem	yes	hooks/pre-receive is refgate's post-receive
the hooks of tests	cp "$engines/test/pre-receive" .	hooks	problem	yes	hooks/pre-receive is not refgate's
another version	printf x >>pre-receive	hooks	warning	yes	hooks/pre-receive is of another version
core.hooksPath, local	git -C .. config core.hooksPath /dev/null	hooks-path	problem	no	core.hooksPath \\(local, in .*/config\\) sends git to /dev/null
core.hooksPath, global	git config --global core.hooksPath /dev/null	hooks-path	problem	no	core.hooksPath \\(global, in
core.hooksPath, empty	git config --global core.hooksPath ''	hooks-path	problem	no	core.hooksPath \\(global
core.hooksPath, itself	git -C .. config core.hooksPath hooks	hooks-path	ok	yes	.
core.hooksPath, included	printf '[core]\\n\\thooksPath = /x\\n' >../more; git -C .. config include.path more	hooks-path	problem	no	core.hooksPath \\(local, in .*/more\\)
core.hooksPath, of ours	mkdir -p ../all; mv * ../all; git config --global core.hooksPath "$PWD/../all"	hooks-path	ok	yes	where refgate's hooks are
TABLE
each_row "$push_base/ways.tsv" a_way
g s.git config --unset-all include.path
rm -rf "$WORK/s.git/all" "$WORK/s.git/more"

# --- what to type
mend() {
	a_way "$@"
	(cd "$hooks" && eval "$(mends "$3" | head -n "${7:-1}")") ||
		die "what to type for $1"
	look s
	is "$(answer "$3")" ok "$1: what to type mends it"
}
mend "not executable" 'chmod a-x pre-receive' hooks problem yes "executable"
mend "core.hooksPath, local" 'git -C .. config core.hooksPath /dev/null' \
	hooks-path problem no local
mend "core.hooksPath, global" 'git config --global core.hooksPath /dev/null' \
	hooks-path problem no global
whole_again

# --- behind another hook
# shellcheck source=contrib/install/chain.sh
. "$REFGATE_SRC/contrib/install/chain.sh"
chained() {
	whole_again
	cp "$hooks/pre-receive" "$hooks/refgate-pre-receive"
	printf '#!/bin/sh\nexit 0\n' >"$hooks/pre-receive.before-refgate"
	chmod 755 "$hooks/pre-receive.before-refgate"
	chain_text pre-receive >"$hooks/pre-receive"
	printf 'file hooks/pre-receive %s\n' \
		"$(sha256sum <"$hooks/pre-receive" | cut -c 1-64)" \
		>"$WORK/s.git/refgate/manifest"
}
# chain WHAT COMMAND ANSWER WORDS
chain() {
	chained
	(cd "$hooks" && eval "$2") || die "$1"
	look s
	is "$(answer hooks)" "$3" "a chain: $1"
	like "$(words hooks)" "$4" "it says so"
}
chain "whole" : ok "hooks/refgate-pre-receive, hooks/update"
chain "without the program" 'rm refgate-pre-receive' problem \
	"hooks/refgate-pre-receive does not run"
chain "without the other hook" 'rm pre-receive.before-refgate' problem \
	"pre-receive.before-refgate does not run.*refused"
chain "without an interpreter" 'sed -i "1s|.*|#!/nowhere/sh|" pre-receive' \
	problem "needs /nowhere/sh"
chain "that was edited" 'echo "exit 0" >>pre-receive' warning \
	"is not as install.sh wrote it"
chain "not executable" 'chmod a-x pre-receive' problem "is not executable"
rm "$WORK/s.git/refgate/manifest"

# --- a host's dispatcher: Gitea's hooks/<hook>.d
dispatched() {
	whole_again
	for hook in pre-receive update post-receive; do
		mkdir "$hooks/$hook.d"
		mv "$hooks/$hook" "$hooks/$hook.d/50-refgate"
		printf '#!/bin/sh\nfor h in "hooks/%s.d"/*; do :; done # gitea\n' \
			"$hook" >"$hooks/$hook"
		chmod 755 "$hooks/$hook"
	done
}
# host WHAT COMMAND ANSWER WORDS
host() {
	dispatched
	(cd "$hooks" && eval "$2") || die "$1"
	look s
	is "$(answer hooks)" "$3" "hooks/pre-receive.d: $1"
	like "$(words hooks)" "$4" "it says so"
}
host "whole" : ok "pre-receive.d/50-refgate"
is "$(answer identity)" warning "whose pushes do not come by http"
host "an empty one" ': >pre-receive.d/50-refgate' problem "is empty"
host "one that is gone" 'rm pre-receive.d/50-refgate' problem \
	"hooks/pre-receive is not refgate's"
host "not executable" 'chmod a-x pre-receive.d/50-refgate' problem \
	"not executable"
host "the host's script is gone" 'rm pre-receive' problem \
	"hooks/pre-receive is missing"

# --- GitLab's custom_hooks, gitolite's common hooks
whole_again
for hook in pre-receive update post-receive; do
	mkdir -p "$WORK/s.git/custom_hooks/$hook.d"
	mv "$hooks/$hook" "$WORK/s.git/custom_hooks/$hook.d/refgate"
done
look s
is "$(answer hooks)" ok "custom_hooks/<hook>.d"
mv "$WORK/s.git/custom_hooks/pre-receive.d/refgate" \
	"$WORK/s.git/custom_hooks/pre-receive.d/refgate~"
look s
is "$(answer hooks)" problem "but not with a name that GitLab skips"

whole_again
local=$WORK/local
mkdir -p "$local/hooks/common" "$local/VREF" "$local/refgate"
: >"$WORK/s.git/gl-conf"
cp "$engines/pre-receive" "$engines/update" "$local/refgate/"
for hook in pre-receive:hooks/common/pre-receive update:VREF/refgate; do
	printf "#!/bin/sh\n# refgate: of gitolite\nengine='%s/%s'\nbefore=''\n" \
		"$local/refgate" "${hook%%:*}" >"$local/${hook#*:}"
	chmod 755 "$local/${hook#*:}"
done
ln -sf "$local/hooks/common/pre-receive" "$hooks/pre-receive"
printf '#!/bin/sh\n# Gitolite::\n' >"$hooks/update"
look s
is "$(answer hooks)" ok "gitolite's common hook and VREF"
rm "$local/VREF/refgate"
look s
is "$(answer hooks)" warning "without VREF/refgate the second lock is gone"
rm "$local/refgate/pre-receive"
look s
is "$(answer hooks)" problem "and without the program all is"
rm "$WORK/s.git/gl-conf"

# --- a file system that runs nothing
whole_again
if test "$(id -u)" = 0 && unshare -m true 2>/dev/null; then
	export push_base REFGATE_ROOT WORK doctor_sshd
	# shellcheck disable=SC2016 # for the shell there
	unshare -m sh -c 'cd "$WORK/s.git" && mkdir kept && cp -p hooks/* kept &&
		mount -t tmpfs -o noexec,mode=755 tmpfs hooks &&
		cp -p kept/* hooks && "$REFGATE_ROOT/bin/refgate" doctor \
		--no-push --sshd "$doctor_sshd" .' >"$SAID" 2>"$ERR"
	rm -rf "$WORK/s.git/kept"
	if test -s "$SAID"; then
		is "$(answer hooks)" problem "a file system mounted noexec"
		like "$(words hooks)" "mounted noexec" "it says so"
	else
		skip "noexec" "nothing can be mounted"
	fi
else
	skip "noexec" "nothing can be mounted"
fi
done_testing
