#!/bin/sh
# Makes the templates that git's tests make their repositories from.
#
#   hooks.sh ROOT DIRECTORY
#
# DIRECTORY/git is git's own; DIRECTORY/template has the hooks in it, as
# `install.sh --template` puts them there; what is made from DIRECTORY/machine
# has a core.hooksPath to hooks as of `install.sh --system`, which ask the
# repository's own first. In the latter, pushes to working trees are judged,
# too, and DIRECTORY/tally has a line for each call of a hook.
# shellcheck disable=SC2034,SC2154 # for what is sourced
set -eu
umask 022

root=$1
dir=$2/judges
tree=$(cd -P -- "$(dirname -- "$0")/../.." && pwd -P)
hooks="pre-receive update post-receive"

quoted() {
	printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
}

# shellcheck source=contrib/install/system_hooks.sh
. "$tree/contrib/install/system_hooks.sh"

judging() {
	judge_text "$1" | sed \
		-e 's/^is_private() {$/&\n\treturn 1/' \
		-e "s|^name=$1\$|&\necho >>$2/$1|"
}

mkdir -p "$2/git" "$2/machine" "$2/tally" "$dir/hooks" "$dir/engine"
cp -R /usr/share/git-core/templates/. "$2/git/"
cp -R "$2/git/." "$2/machine/"
PREFIX=$root SYSCONFDIR=$root/etc BUILD=$2/build \
	"$tree/install.sh" --template "$2/template" >"$2/said" ||
	{ cat "$2/said" && exit 1; }
for hook in $hooks; do
	cp "$root/libexec/refgate/$hook" "$dir/engine/"
	judging "$hook" "$2/tally" >"$dir/hooks/$hook"
	: >"$2/tally/$hook"
done
# shellcheck disable=SC2086 # names
for hook in $forwarded_hooks; do
	forward_text "$hook" >"$dir/hooks/$hook"
done
checkout_text >"$dir/hooks/push-to-checkout"
chmod 755 "$dir/hooks"/*
cp "$2/template/config" "$2/machine/config"
git config --file "$2/machine/config" core.hooksPath "$dir/hooks"
