# shellcheck shell=sh disable=SC2154
# The second half of tests/hosts/deb.t: what becomes of repositories while the
# package comes, changes and goes.

# higher VERSION: the package again, as if it were newer; its hooks differ
higher() {
	dpkg-deb -R "$deb" "$push_base/again" || die "dpkg-deb -R"
	sed -i "s/^Version: .*/Version: $1/" "$push_base/again/DEBIAN/control"
	for hook in pre-receive update post-receive; do
		printf x >>"$push_base/again/usr/libexec/refgate/$hook"
	done
	dpkg-deb --root-owner-group -Znone -b "$push_base/again" \
		"$push_base/higher.deb" >/dev/null || die "dpkg-deb -b"
	rm -r "$push_base/again"
}

package() {
	inside dpkg --force-unsafe-io "$@" >"$SAID" 2>&1
}

status() {
	inside dpkg-query -W -f "\${db:Status-Status}" refgate 2>/dev/null
}

# copies REPO: whether its hooks are those of the package
copies() {
	for hook in pre-receive update post-receive; do
		cmp "$MACHINE/usr/libexec/refgate/$hook" "$1/$hook" || return 1
	done
}

# judged CLONE: a good push and a bad one
count=0
judged() {
	count=$((count + 1))
	g "$1" checkout -q -b "hotfix/good-$count" main
	PUSH_NAME="$2: a good push" push_run "$1" origin HEAD
	is "$PUSH_STATUS" 0 "$2: a good push"
	test "$PUSH_STATUS" = 0 || diag "$(cat "$ANSWER")"
	g "$1" branch "hotfix/Bad_$count"
	PUSH_NAME="$2: a bad push" \
		push_refused "$1" ref-name origin "hotfix/Bad_$count"
}

closed() {
	push_run "$1" origin "main:refs/heads/$2"
	isnt "$PUSH_STATUS" 0 "$3: nothing gets through"
	is "$(server_ref "${1%-dev}" "refs/heads/$2")" none "$3: and nothing moved"
}

# left: what was written since the machine is up and is there yet, elsewhere
# than in folders for a while; what others write meanwhile is no part of it
left() {
	find "$MACHINE_LAYER" -name '*refgate*' ! -type c \
		! -path "$MACHINE_LAYER/tmp/*" -printf '/%P\n' |
		while IFS= read -r path; do
			case $push_base/ in
			"$path"/*) ;;
			*) echo "$path" ;;
			esac
		done
}

# Nothing of what this machine has of its own is in the way; the pages of
# manual need no index.
: >"$MACHINE/var/lib/dpkg/triggers/File"
rm -rf "$MACHINE/etc/refgate" "$MACHINE/etc/gitconfig" \
	"$MACHINE/var/lib/refgate"
higher 99-1

ok "the package is installed" package -i "$deb"
is "$(inside refgate --version)" "refgate $version" "the command works"
is "$(ls -A "$MACHINE/etc/refgate" "$MACHINE/etc/logrotate.d/refgate" \
	"$MACHINE/var/lib/refgate" 2>/dev/null)" "" "and nothing is guarded or set"
ok "a second time" package -i "$deb"

for name in one two; do
	bare "$name"
	new_clone "$name-dev"
	machine_serves "$name-dev"
	commit_file "$name-dev" README one "Say what this is"
done
inside refgate-install "$WORK/one.git" >"$SAID" 2>&1
is "$?" 0 "refgate-install guards a repository" || diag "$(cat "$SAID")"
lacks "$SAID" "building" "and builds nothing"
ok "with the hooks of the package" copies "$WORK/one.git/hooks"
push_ok one-dev origin main
judged one-dev "installed"
nok "--ghes, which builds" inside refgate-install --ghes /tmp/x.tar.gz
nok "another /etc, where no hook looks" \
	inside env SYSCONFDIR=/srv refgate-install "$WORK/one.git"
ok "a PREFIX that is not the package's is not heeded" \
	inside env PREFIX=/srv refgate-install --check "$WORK/one.git"

# A newer version, in the middle of pushes; half-way, too.
inside dpkg --force-unsafe-io -i "$push_base/higher.deb" \
	>"$push_base/upgraded" 2>&1 &
judged one-dev "while it is upgraded"
wait "$!"
is "$?" 0 "an upgrade" || diag "$(cat "$push_base/upgraded")"
contains "$push_base/upgraded" "refgate-install --upgrade --all ROOT" \
	"says what brings copies up to date"
judged one-dev "upgraded"
nok "the copies are of the version before" copies "$WORK/one.git/hooks"
ok "what was said" inside refgate-install --upgrade --all "$WORK"
ok "brings them up to date" copies "$WORK/one.git/hooks"
ok "an older version, only unpacked" package --unpack "$deb"
judged one-dev "unpacked"
ok "is configured later" package --configure refgate

# All of the machine: the package keeps it up to date, and does not go.
ok "the machine is guarded" inside refgate-install --system
PUSH_NAME="what has no copies" push_ok two-dev origin main
judged two-dev "guarded as a whole"
ok "an upgrade" package -i "$push_base/higher.deb"
ok "brings it up to date" copies "$MACHINE/var/lib/refgate/engine"
inside git config --system core.hooksPath /srv/hooks
ok "what cannot be brought up to date" package -i "$deb"
contains "$SAID" "warning: what guards all repositories" "is said"
inside git config --system core.hooksPath /var/lib/refgate/hooks
ok "and mended by what was said" inside refgate-install --upgrade --system
nok "the package cannot be removed now" package -r refgate
contains "$SAID" "  refgate-install --uninstall --system" "the command is said"
is "$(status)" "installed" "it is installed as before"
nok "nor purged" package -P refgate
judged two-dev "not removed"
mv "$MACHINE/var/lib/refgate/.refgate.manifest" "$MACHINE/manifest"
nok "nor without its manifest" package -r refgate
contains "$SAID" "  git config --system --unset-all core.hooksPath" \
	"another command is said"
mv "$MACHINE/manifest" "$MACHINE/var/lib/refgate/.refgate.manifest"
mkdir "$MACHINE/srv/it's"
ok "a template" inside refgate-install --template "/srv/it's/new"
inside git config --system init.templateDir "/srv/it's/new"
ok "the machine is guarded no more" inside refgate-install --uninstall --system
nok "but new repositories are" package -r refgate
command=$(sed -n 's/^  \(refgate-install .*\)/\1/p' "$SAID")
ok "what is said can be pasted: $command" inside sh -c "$command"

# Without the package what has copies is closed, and what has none is not ours.
ok "it is removed" package -r refgate
contains "$SAID" "refuse every" "and says what becomes of repositories"
closed one-dev topic "removed"
ok "it is purged" package -P refgate
closed one-dev topic "purged"
is "$(left)" "/etc/refgate" "nothing is left of it but the policy of the admin"
ok "and the log" inside test -s "$WORK/one.git/refgate/audit.jsonl"
ok "installed again" package -i "$deb"
judged one-dev "installed again"
ok "taken out" inside refgate-install --uninstall "$WORK/one.git"
