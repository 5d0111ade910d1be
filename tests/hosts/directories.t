#!/bin/sh
# Hosts that run what lies in directories: Gitea and Forgejo, Soft Serve, GitLab.
# They are not here: stand-ins keep to the order, the environment and the input
# that these have.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/host.sh
. "$REFGATE_SRC/tests/lib/host.sh"
# shellcheck source=tests/lib/install.sh
. "$REFGATE_SRC/tests/lib/install.sh"

hooks="pre-receive update post-receive"
seen=$push_base/seen

# reached VARIABLES...: as git is started there; LOGIN is who pushes
reached() {
	for who in alice bob; do
		clone=$who
		test "$who" != alice || clone=c
		g "$clone" config remote.origin.receivepack \
			"env $(echo "$*" | sed "s/LOGIN/$who/g") receive-pack"
	done
}

# other FOLDER NAME: hooks that are not ours, which tell that they ran
other() {
	for hook in $hooks; do
		mkdir -p "$1/$hook.d"
		cat >"$1/$hook.d/$2" <<-X
		#!/bin/sh
		echo $hook >>'$seen'
		test ! -e '$push_base/refuse' || test $hook != pre-receive
		X
		chmod 755 "$1/$hook.d/$2"
	done
}

# ran COMMAND...: which of these the command made run, on one line
ran() {
	: >"$seen"
	"$@" >/dev/null
	tr '\n' ' ' <"$seen"
}

gone() {
	rm -rf "$WORK/s.git" "$WORK/c" "$WORK/bob"
	host_prefix=
}

# guarded ARGUMENT...: s.git is guarded in that layout, by install.sh
guarded() {
	host_policy >"$push_base/policy.yml"
	installed "$@" --policy "$push_base/policy.yml" "$WORK/s.git"
	host_begin
}

# What is judged is also asked of the host's own, which may still refuse.
host_refuses_too() {
	fresh topic/host
	put a.c one "Say it well"
	: >"$push_base/refuse"
	push_run c origin HEAD
	isnt "$PUSH_STATUS" 0 "$1: its own hook may still refuse"
	is "$(server_ref s refs/heads/topic/host)" none "$1: then nothing moves"
	rm "$push_base/refuse"
	is "$(grep -c 'push-landed.*topic/host' "$(host_log)")" 0 \
		"$1: and nothing is said to have landed"
}

# second_lock NAME FILE: without pre-receive's file
second_lock() {
	mv "$WORK/s.git/$2" "$push_base/kept"
	fresh topic/lock
	put a.c one "Say it alone"
	push_run c origin HEAD
	isnt "$PUSH_STATUS" 0 "$1: without pre-receive nothing passes"
	contains "$ANSWER" "pre-receive did not run" "$1: says the second lock"
	is "$(server_ref s refs/heads/topic/lock)" none "$1: no ref was made"
	mv "$push_base/kept" "$WORK/s.git/$2"
	PUSH_NAME="$1: with it the same push does" push_ok c origin HEAD
}

# of_gitea WHOSE: a repository as such a host makes it
of_gitea() {
	bare s
	for hook in $hooks; do
		sed "s/GITEA/$1/" "$REFGATE_SRC/tests/lib/dispatch-gitea.sh" \
			>"$WORK/s.git/hooks/$hook"
		chmod 755 "$WORK/s.git/hooks/$hook"
	done
	other "$WORK/s.git/hooks" gitea
}

refused_push() {
	fresh topic/long-subject
	put a.c one "Say in the subject all that there is to say"
	push_run c origin HEAD
}
accepted_push() {
	fresh "topic/$1"
	put a.c one "Say it in the body"
	push_run c origin HEAD
}

of_gitea GITEA
guarded --gitea
reached GITEA_PUSHER_NAME=LOGIN GITEA_PUSHER_EMAIL=LOGIN@example.com \
	GITEA_PUSHER_ID=7 GITEA_REPO_NAME=s GITEA_REPO_USER_NAME=team \
	GITEA_REPO_ID=3 GITEA_KEY_ID=11 GITEA_IS_WIKI=false git
host_all
is "$(ran refused_push)" "pre-receive " \
	"Gitea: what comes behind a refusal runs all the same"
is "$(ran accepted_push seen)" "pre-receive update post-receive " \
	"Gitea: and behind all three"
host_refuses_too Gitea
second_lock Gitea hooks/pre-receive.d/50-refgate
gone

of_gitea "SOFT SERVE"
guarded --gitea
reached SOFT_SERVE_USERNAME=LOGIN SOFT_SERVE_REPO_NAME=s \
	SOFT_SERVE_PUBLIC_KEY=none git
host_refuses
host_knows
gone

# GitLab has its own programs in the place of all hooks.
mkdir "$push_base/gitaly"
for hook in $hooks; do
	cp "$REFGATE_SRC/tests/lib/dispatch-gitlab.sh" "$push_base/gitaly/$hook"
	chmod 755 "$push_base/gitaly/$hook"
done
bare s
guarded --gitlab
other "$push_base/global" zz-others
printf '#!/bin/sh\nexit 1\n' >"$WORK/s.git/custom_hooks/pre-receive.d/refgate~"
chmod 755 "$WORK/s.git/custom_hooks/pre-receive.d/refgate~"
reached GL_ID=user-7 GL_USERNAME=LOGIN GL_REPOSITORY=project-1 \
	GL_PROJECT_PATH=team/s GL_PROTOCOL=ssh \
	DISPATCH_GLOBAL="$push_base/global" \
	git -c core.hooksPath="$push_base/gitaly"
host_prefix=GL-HOOK-ERR:
host_all
is "$(ran refused_push)" "" "GitLab: a refusal is the end"
is "$(ran accepted_push seen)" "pre-receive update post-receive " \
	"GitLab: else what is for all repositories runs"
host_refuses_too GitLab
second_lock GitLab custom_hooks/pre-receive.d/refgate
done_testing
