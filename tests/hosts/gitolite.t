#!/bin/sh
# A real gitolite behind a real sshd on loopback, guarded as a whole by
# install.sh --gitolite: its users are who pushes.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/own-root.sh
. "$REFGATE_SRC/tests/lib/own-root.sh"
# shellcheck source=tests/lib/install.sh
. "$REFGATE_SRC/tests/lib/install.sh"
# shellcheck source=tests/lib/host.sh
. "$REFGATE_SRC/tests/lib/host.sh"

command -v gitolite >/dev/null || skip_all "there is no gitolite"
sshd=$(command -v sshd || echo /usr/sbin/sshd)
test -x "$sshd" || skip_all "there is no sshd"
test "$(id -u)" -ne 0 || mkdir -p /run/sshd 2>/dev/null ||
	skip_all "no /run/sshd"
case $(getent passwd "$(id -un)" | cut -d : -f 7) in
'' | */nologin | */false) skip_all "this account cannot log in" ;;
esac

own_root
rm -r "${OWN:?}/etc"
# shellcheck disable=SC2034 # for installer
install_prefix=$OWN
for name in host admin alice bob; do
	ssh-keygen -q -t ed25519 -N '' -C '' -f "$push_base/$name" || die "no key"
done

# The account: a home of its own, which a login shell would not give it here.
account=$push_base/git
mkdir "$account"
# gitolite's own repository has to have a master
sed 's/defaultBranch = main/defaultBranch = master/' "$push_base/gitconfig" \
	>"$account/.gitconfig"
as_git() (
	cd "$account" || exit 1
	unset GIT_CONFIG_GLOBAL
	HOME=$account "$@"
)
guard() {
	as_git installer --gitolite "$@"
	INSTALL_STATUS=$?
}
guard
is "$INSTALL_STATUS" 2 "before gitolite is set up"
contains "$SAID" "do this as" "it is said whose business it is"
as_git gitolite setup -pk "$push_base/admin.pub" >"$push_base/setup" 2>&1 ||
	skip_all "gitolite cannot be set up: $(tail -n 1 "$push_base/setup")"

port() {
	python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

# sshd would go to the home of the user who runs this.
start_sshd() {
	sshd_port=$(port)
	cat >"$push_base/shell" <<-X
	#!/bin/sh
	HOME='$account'
	export HOME
	unset GIT_CONFIG_GLOBAL GIT_CONFIG_NOSYSTEM
	cd "\$HOME"
	exec "$(as_git gitolite query-rc GL_BINDIR)/gitolite-shell" "\$1"
	X
	chmod 755 "$push_base/shell"
	for name in admin alice bob; do
		printf 'command="%s %s",restrict %s\n' "$push_base/shell" \
			"$name" "$(cat "$push_base/$name.pub")"
	done >"$push_base/keys"
	cat >"$push_base/sshd_config" <<-X
	ListenAddress 127.0.0.1
	Port $sshd_port
	HostKey $push_base/host
	PidFile $push_base/sshd.pid
	AuthorizedKeysFile $push_base/keys
	StrictModes no
	PasswordAuthentication no
	KbdInteractiveAuthentication no
	PermitRootLogin yes
	AcceptEnv LANG LC_*
	X
	"$sshd" -D -f "$push_base/sshd_config" -E "$push_base/sshd.log" &
	sshd_pid=$!
	for sshd_try in 1 2 3 4 5 6 7 8 9 10; do
		ssh-keyscan -p "$sshd_port" 127.0.0.1 >/dev/null 2>&1 && return
		sleep 0.3
	done
	skip_all "sshd does not start ($sshd_try tries)"
}

stop_sshd() {
	kill "$sshd_pid" 2>/dev/null
	wait "$sshd_pid" 2>/dev/null
}
start_sshd
trap 'stop_sshd; push_cleanup' EXIT

# by KEY COMMAND...: with that key
by() {
	# shellcheck disable=SC2089,SC2090 # git gives it to a shell
	GIT_SSH_COMMAND="ssh -F none -i '$push_base/$1' -o IdentitiesOnly=yes \
-o IdentityAgent=none -o BatchMode=yes -o StrictHostKeyChecking=no \
-o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -p $sshd_port"
	# shellcheck disable=SC2090
	export GIT_SSH_COMMAND
	shift
	"$@"
	by_status=$?
	unset GIT_SSH_COMMAND
	return "$by_status"
}
url() {
	echo "ssh://$(id -un)@127.0.0.1/$1"
}
# sends KEY REPOSITORY ARGUMENT...
sends() {
	sends_key=$1
	sends_to=$2
	shift 2
	by "$sends_key" timeout 60 git -C "$WORK/dev" push "$(url "$sends_to")" \
		"$@" >"$ANSWER" 2>&1
}
repositories=$account/repositories

# gitolite as it comes: nothing is linked from anywhere.
before=$(cat "$account/.gitolite.rc" "$account/.gitconfig")
guard --dry-run
is "$(cat "$account/.gitolite.rc" "$account/.gitconfig")" "$before" \
	"a dry run changes nothing"
guard
is "$INSTALL_STATUS" 0 "it is guarded without a word of configuration"
is "$(as_git gitolite query-rc LOCAL_CODE)" "$account/local" "LOCAL_CODE is set"
guard --uninstall
is "$(cat "$account/.gitolite.rc" "$account/.gitconfig")" "$before" \
	"and goes again"
nok "with all that was put there" test -e "$account/local"
nok "and every link" test -e "$repositories/testing.git/hooks/pre-receive"
nok "even a dangling one" test -L "$repositories/testing.git/hooks/pre-receive"
rm -r "${OWN:?}/etc"

# An admin with hooks for all repositories.
# shellcheck disable=SC2016 # it is perl's
sed -i 's|^%RC = (|&\n    LOCAL_CODE => "$ENV{HOME}/local",|' \
	"$account/.gitolite.rc"
mkdir -p "$account/local/hooks/common"
cat >"$account/local/hooks/common/pre-receive" <<'X'
#!/bin/sh
! grep forbidden || { echo "not by us" >&2; exit 1; }
X
chmod 755 "$account/local/hooks/common/pre-receive"
before=$(cat "$account/.gitolite.rc" "$account/.gitconfig" \
	"$account/local/hooks/common/pre-receive")

printf 'version: 1\nextends: default\npeople:\n  alice: {emails: [alice@example.com], logins: [alice]}\n' \
	>"$WORK/host.yml"
guard --policy "$WORK/host.yml"
is "$INSTALL_STATUS" 0 "all of gitolite is guarded"
contains "$SAID" "-  VREF/refgate = @all" "and how the second lock is set"
guard
contains "$SAID" "is up to date" "a second run changes nothing"
guard --check
is "$INSTALL_STATUS" 0 "it can be checked"

# Killed before gitolite had made its links.
rm "$repositories/testing.git/hooks/pre-receive"
guard --check
is "$INSTALL_STATUS" 1 "a repository without the link is found"
contains "$SAID" "testing.git: hooks/pre-receive is not refgate's" "and named"
guard
ok "and another run makes it" \
	test -x "$repositories/testing.git/hooks/pre-receive"
guard
contains "$SAID" "is up to date" "once"
nok "and not again" grep -q linked "$SAID"

git init -q "$WORK/dev"
g dev symbolic-ref HEAD refs/heads/main
commit_file dev README one "Say what this is"
ok "a first push" sends alice testing main
g dev checkout -q -b hotfix/Bad_Name
commit_file dev a.c one "Refuse empty passwords at login"
nok "a bad name" sends alice testing hotfix/Bad_Name
contains "$ANSWER" "remote: error: [ref-name]" "is refused with guidance"
contains "$ANSWER" "git branch -m" "and the repair"
ok "a good name" sends alice testing HEAD:refs/heads/hotfix/empty-password
sends alice testing -o refgate=check HEAD:refs/heads/hotfix/next
contains "$ANSWER" "would be accepted" "push options arrive"
nok "the hook from before" sends bob testing HEAD:refs/heads/forbidden
contains "$ANSWER" "not by us" "is asked"
log=$repositories/testing.git/refgate/audit.jsonl
like "$(grep push-accepted "$log" | tail -n 1)" \
	'"user":\{"name":"alice".*"identity_source":"gitolite"' \
	"the log has who it was"
like "$(cat "$log")" '"protocol":"ssh"' "and the way"
sends bob testing main:refs/heads/topic
like "$(tail -n 1 "$log")" '"user":\{"name":"bob"' "and tells people apart"

host_history "$(g dev rev-parse HEAD)" | g dev fast-import --quiet ||
	die "no history"
ok "$host_commits commits in one push" sends alice testing long:refs/heads/long
is "$(git --git-dir="$repositories/testing.git" rev-parse refs/heads/long)" \
	"$(g dev rev-parse long)" "are on the server"
like "$(tail -n 1 "$log")" 'push-landed.*refs/heads/long' "and in the log"

# The second lock, by the admin's own repository.
git clone -q "$repositories/gitolite-admin.git" "$WORK/admin"
g admin config user.email admin@example.com
{
	cat "$WORK/admin/conf/gitolite.conf"
	printf '\nrepo young\n    RW+ = @all\n\nrepo @all\n    -  VREF/refgate = @all\n'
} >"$push_base/conf"
cp "$push_base/conf" "$WORK/admin/conf/gitolite.conf"
g admin commit -q -am "Lock twice"
by admin git -C "$WORK/admin" push -q "$(url gitolite-admin)" HEAD \
	>"$ANSWER" 2>&1
is "$?" 0 "the admin's repository can be pushed to"
ok "a new repository is guarded from birth" sends alice young main
ok "its log is there" test -s "$repositories/young.git/refgate/audit.jsonl"
commit_file dev b.c one "Refuse blank passwords at login"
ok "with both locks a good push passes" \
	sends alice testing HEAD:refs/heads/hotfix/blank-password
commit_file dev c.c one "Refuse short passwords at login"
rm "$repositories/testing.git/hooks/pre-receive"
nok "without pre-receive nothing does" \
	sends alice testing HEAD:refs/heads/hotfix/short-password
contains "$ANSWER" "pre-receive did not run" "says the second lock"
is "$(git --git-dir="$repositories/testing.git" rev-parse -q --verify \
	refs/heads/hotfix/short-password)" "" "no ref was made"
as_git gitolite setup --hooks-only

# Two at once, also for what is not yet set in a new repository.
git --git-dir="$repositories/young.git" config --unset refgate.identity
for name in alice bob; do
	g dev branch -f "hotfix/of-$name"
	(
		# shellcheck disable=SC2030 # its own
		ANSWER=$push_base/answer.$name
		sends "$name" young "hotfix/of-$name"
		echo $? >"$push_base/status.$name"
	) &
	eval "job_$name=\$!"
done
# shellcheck disable=SC2154 # set by eval
wait "$job_alice" "$job_bob"
is "$(cat "$push_base"/status.*)" "0
0" "two at once are both let in"
is "$(sed -n '/push-accepted/s/.*"user":{"name":"\([a-z]*\)".*/\1/p' \
	"$repositories/young.git/refgate/audit.jsonl" | sort -u |
	tr '\n' ' ')" "alice bob " "and both known"

guard --uninstall
is "$INSTALL_STATUS" 0 "it can be taken out"
contains "$SAID" "still names VREF/refgate" "what is left to do is said"
is "$(cat "$account/.gitolite.rc" "$account/.gitconfig" \
	"$account/local/hooks/common/pre-receive")" "$before" \
	"and all is as before"
nok "until then no push passes" sends alice testing HEAD:refs/heads/x
done_testing
