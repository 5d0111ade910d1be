#!/bin/sh
# A real sshd on loopback that tells which key let the session in
# (ExposeAuthInfo): that key is who pushes.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

sshd=$(command -v sshd || echo /usr/sbin/sshd)
test -x "$sshd" || skip_all "there is no sshd"
# without it, sshd started by root does not start
test "$(id -u)" -ne 0 || mkdir -p /run/sshd 2>/dev/null ||
	skip_all "no /run/sshd"

case $(getent passwd "$(id -un)" | cut -d : -f 7) in
*/nologin | */false) skip_all "this account cannot log in" ;;
esac

for name in host alice bob; do
	ssh-keygen -q -t ed25519 -N '' -C '' -f "$push_base/$name" ||
		die "no key"
done

new_server s <<'EOF'
version: 1
people:
  alice: {emails: [alice@example.com]}
trust: {ssh: allowed_signers}
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      committer: {is-pusher: true}
EOF
g s.git config refgate.identity ssh
echo "alice@example.com $(cat "$push_base/alice.pub")" \
	>"$WORK/s.git/refgate/allowed_signers"
new_clone c
commit_file c README.md one "start"
seed c

port() {
	python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

# The tests' folder is not the user's home: keys are where we say.
start_sshd() {
	sshd_port=$(port)
	cat "$push_base/alice.pub" "$push_base/bob.pub" >"$push_base/keys"
	cat >"$push_base/sshd_config" <<-EOF
	ListenAddress 127.0.0.1
	Port $sshd_port
	HostKey $push_base/host
	PidFile $push_base/sshd.pid
	AuthorizedKeysFile $push_base/keys
	StrictModes no
	PasswordAuthentication no
	KbdInteractiveAuthentication no
	ExposeAuthInfo $1
	PermitRootLogin yes
	AcceptEnv LANG LC_*
	EOF
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

# with KEY COMMAND...: pushes with that key.
with() {
	# git gives it to a shell
	# shellcheck disable=SC2089,SC2090
	GIT_SSH_COMMAND="ssh -F none -i '$push_base/$1' -o IdentitiesOnly=yes \
-o IdentityAgent=none -o BatchMode=yes -o StrictHostKeyChecking=no \
-o UserKnownHostsFile=/dev/null -o LogLevel=ERROR $forge -p $sshd_port"
	# shellcheck disable=SC2090
	export GIT_SSH_COMMAND
	shift
	"$@"
	unset GIT_SSH_COMMAND
}
url() {
	echo "ssh://$(id -un)@127.0.0.1$WORK/s.git"
}

forge=
start_sshd yes
trap 'stop_sshd; push_cleanup' EXIT
ok "the session opens" with alice git ls-remote "$(url)"
commit_file c README.md two "second"
PUSH_NAME="another's key, though it is let in" \
	with bob push_refused c committer "$(url)" HEAD:refs/heads/main
contains "$ANSWER" "could not be judged" "bob is nobody"
echo "publickey $(cat "$push_base/alice.pub")" >"$push_base/forged"
forge="-o SetEnv=SSH_USER_AUTH=$push_base/forged"
PUSH_NAME="a session file that the client sends does not get through" \
	with bob push_refused c committer "$(url)" HEAD:refs/heads/main
forge=
PUSH_NAME="the committer's key" \
	with alice push_ok c "$(url)" HEAD:refs/heads/main
like "$(cat "$WORK/s.git/refgate/audit.jsonl")" \
	'"user":\{"name":"alice".*"identity_source":"ssh"' "the log has both"
like "$(cat "$WORK/s.git/refgate/audit.jsonl")" '"ip":"127.0.0.1"' \
	"and the address"
stop_sshd

start_sshd no
commit_file c README.md three "third"
PUSH_NAME="without ExposeAuthInfo nobody is proven" \
	with alice push_refused c committer "$(url)" HEAD:refs/heads/main
done_testing
