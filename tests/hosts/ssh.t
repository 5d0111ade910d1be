#!/bin/sh
# A real sshd on loopback, one account for all, behind git-shell. sshd tells
# which key let the session in (ExposeAuthInfo): that key is who pushes.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/host.sh
. "$REFGATE_SRC/tests/lib/host.sh"

sshd=$(command -v sshd || echo /usr/sbin/sshd)
test -x "$sshd" || skip_all "there is no sshd"
# without it, sshd started by root does not start
test "$(id -u)" -ne 0 || mkdir -p /run/sshd 2>/dev/null ||
	skip_all "no /run/sshd"

case $(getent passwd "$(id -un)" | cut -d : -f 7) in
*/nologin | */false) skip_all "this account cannot log in" ;;
esac

for name in host alice bob carol; do
	ssh-keygen -q -t ed25519 -N '' -C '' -f "$push_base/$name" ||
		die "no key"
done

# Each key may only do what git-shell lets it do. The tests' folder is not the
# user's home: keys are where we say.
shell="GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL='$push_base/gitconfig' \
exec git-shell -c \\\"\$SSH_ORIGINAL_COMMAND\\\""
# ssh_keys [OPTION]: more for each key
ssh_keys() {
	for key in alice bob carol; do
		printf 'restrict,command="%s"%s %s\n' "$shell" "${1:-}" \
			"$(cat "$push_base/$key.pub")"
	done >"$push_base/keys"
}

ssh_settings="ExposeAuthInfo yes"
host_serve() {
	cat >"$push_base/sshd_config" <<-EOF
	ListenAddress 127.0.0.1
	Port $host_port
	HostKey $push_base/host
	PidFile $push_base/sshd.pid
	AuthorizedKeysFile $push_base/keys
	StrictModes no
	PasswordAuthentication no
	KbdInteractiveAuthentication no
	PermitRootLogin yes
	AcceptEnv LANG LC_*
	$ssh_settings
	EOF
	exec "$sshd" -D -e -f "$push_base/sshd_config"
}
host_url() {
	echo "ssh://$(id -un)@127.0.0.1:$host_port$WORK/s.git"
}

# ssh_line KEY [OPTION]: how a client calls ssh
ssh_line() {
	echo "ssh -F none -i '$push_base/$1' -o IdentitiesOnly=yes \
-o IdentityAgent=none -o BatchMode=yes -o StrictHostKeyChecking=no \
-o UserKnownHostsFile=/dev/null -o LogLevel=ERROR ${2:-}"
}

# ssh_serve SETTING: as c and bob then reach it
ssh_serve() {
	host_stop
	ssh_settings=$1
	host_start
	host_reach c alice
	host_reach bob bob
}

host_policy | sed 's/^people:/trust: {ssh: allowed_signers}\n&/' \
	>"$push_base/ssh.yml"
host_server
set_policy s "$push_base/ssh.yml"
g s.git config refgate.identity ssh
for name in alice bob; do
	echo "$name@example.com $(cat "$push_base/$name.pub")"
done >"$WORK/s.git/refgate/allowed_signers"
host_begin
g c config core.sshCommand "$(ssh_line alice)"
g bob config core.sshCommand "$(ssh_line bob)"
ssh_keys
ssh_serve "ExposeAuthInfo yes"
host_all
like "$(grep push-accepted "$(host_log)" | tail -n 1)" \
	'"ip":"127.0.0.1".*"protocol":"ssh".*"identity_source":"ssh"' \
	"the log has the address, the way and the source"

# What a client may not do.
ssh_type() {
	sh -c "$(ssh_line alice) -p $host_port $(id -un)@127.0.0.1 $*" \
		>"$ANSWER" 2>&1 </dev/null
}
nok "no command but git's" ssh_type id
contains "$ANSWER" "unrecognized command" "says git-shell"
nok "no login" ssh_type ""
fresh topic/unhooked
put a.c one "Go around the hooks, if you can, by a command of your own"
before=$(host_records)
push_run c --receive-pack='git -c core.hooksPath=/dev/null receive-pack' \
	origin HEAD
isnt "$PUSH_STATUS" 0 "no receive-pack of the client's own"
is "$(server_ref s refs/heads/topic/unhooked) $(host_records)" \
	"none $before" "and nothing came of it"

fresh main
put README.md three "third"
g bob fetch -q "$WORK/c" main
g bob config core.sshCommand "$(ssh_line carol)"
PUSH_NAME="a key that is let in, and nobody's in the trust file" \
	push_refused bob committer origin FETCH_HEAD:refs/heads/main
contains "$ANSWER" "could not be judged" "carol is nobody"
echo "publickey $(cat "$push_base/alice.pub")" >"$push_base/forged"
g bob config core.sshCommand \
	"$(ssh_line carol "-o SetEnv=SSH_USER_AUTH=$push_base/forged")"
PUSH_NAME="a session file that the client sends does not get through" \
	push_refused bob committer origin FETCH_HEAD:refs/heads/main
g bob config core.sshCommand \
	"$(ssh_line carol "-o SetEnv=REMOTE_USER=alice")"
PUSH_NAME="nor does a name" \
	push_refused bob committer origin FETCH_HEAD:refs/heads/main

ssh_serve "ExposeAuthInfo no"
PUSH_NAME="without ExposeAuthInfo nobody is proven" \
	push_refused c committer origin main

# A name beside the key, in authorized_keys.
ssh_keys ',environment="REMOTE_USER=alice"'
ssh_serve "PermitUserEnvironment REMOTE_USER"
PUSH_NAME="environment= tells who it is" push_ok c origin main
is "$(host_pusher refs/heads/main)" alice "the log has it"
done_testing
