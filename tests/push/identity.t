#!/bin/sh
# Who pushes, by each source that can be fixed at installation: believed with
# its host's own markers only, named in the log, and nobody without proof.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

new_server s <<'EOF'
version: 1
people:
  alice: {emails: [alice@example.com], logins: [alice]}
  bob: {emails: [bob@example.com], logins: [bob]}
trust: {ssh: allowed_signers}
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      committer: {is-pusher: true}
EOF
ssh-keygen -q -t ed25519 -N '' -C '' -f "$WORK/alice" || die "no key"
ssh-keygen -q -t ed25519 -N '' -C '' -f "$WORK/bob" || die "no key"
ssh-keygen -q -t ed25519 -N '' -C '' -f "$WORK/stranger" || die "no key"
{
	echo "alice@example.com $(cat "$WORK/alice.pub")"
	echo "bob@example.com $(cat "$WORK/bob.pub")"
} >"$WORK/s.git/refgate/allowed_signers"
new_clone c
commit_file c README.md one "start"
seed c
log=$WORK/s.git/refgate/audit.jsonl

# session NAME MODE KEY...: the file that sshd writes with ExposeAuthInfo.
session() {
	file=$WORK/$1
	mode=$2
	shift 2
	for key; do
		echo "publickey $(cat "$WORK/$key.pub")"
	done >"$file"
	chmod "$mode" "$file"
}
session session 600 alice
session writable 666 alice
session double 600 alice bob
session bobs 600 bob
session strange 600 stranger
ln -s session "$WORK/link"

# SOURCE, whom it proves ("-": nobody), and the variables of the host. ~ is
# the test's folder.
sources() {
	cat <<'EOF'
ssh alice SSH_CONNECTION='192.0.2.1 5 192.0.2.9 22' REMOTE_USER=alice
ssh bob SSH_CONNECTION='192.0.2.1 5 192.0.2.9 22' REMOTE_USER=bob
ssh - REMOTE_USER=alice
ssh - SSH_CONNECTION='192.0.2.1 5 192.0.2.9 22'
ssh alice@example.com SSH_CONNECTION=x SSH_USER_AUTH=~/session
ssh bob@example.com SSH_CONNECTION=x SSH_USER_AUTH=~/bobs
ssh - SSH_USER_AUTH=~/session
ssh - SSH_CONNECTION=x SSH_USER_AUTH=~/writable
ssh - SSH_CONNECTION=x SSH_USER_AUTH=~/double
ssh - SSH_CONNECTION=x SSH_USER_AUTH=~/strange
ssh - SSH_CONNECTION=x SSH_USER_AUTH=~/nothing
ssh - SSH_CONNECTION=x SSH_USER_AUTH=~
http alice GATEWAY_INTERFACE=CGI/1.1 REMOTE_USER=alice
http - REMOTE_USER=alice
http - GATEWAY_INTERFACE=CGI/1.1 GL_USER=alice GL_REPO=x
gitolite alice GL_REPO=x GL_USER=alice
gitolite - GL_USER=alice
gitolite - REMOTE_USER=alice SSH_CONNECTION=x
gitea alice GITEA_REPO_NAME=x GITEA_PUSHER_NAME=alice
gitea - GITEA_PUSHER_NAME=alice
gitlab alice GL_REPOSITORY=project-1 GL_USERNAME=alice
gitlab alice GL_PROJECT_PATH=group/x GL_USERNAME=alice
gitlab - GL_USERNAME=alice
ghes alice GITHUB_REPO_NAME=x GITHUB_USER_LOGIN=alice
ghes - GITHUB_USER_LOGIN=alice
bitbucket alice BB_HOOK_TYPE=PRE BB_USER_NAME=alice
bitbucket - BB_USER_NAME=alice
soft-serve alice SOFT_SERVE_REPO_NAME=x SOFT_SERVE_USERNAME=alice
soft-serve - SOFT_SERVE_USERNAME=alice
certificate - GIT_PUSH_CERT_SIGNER=alice GIT_PUSH_CERT_NONCE_STATUS=OK
login - REMOTE_USER=alice GATEWAY_INTERFACE=CGI/1.1 GL_USER=alice GL_REPO=x
EOF
}

# one SOURCE WHO SETTINGS: a commit of alice's, pushed by whom it may be.
one() {
	g s.git config refgate.identity "$1"
	g c reset -q --hard origin/main
	commit_file c README.md "$1 $3" "by $1"
	pack="--receive-pack=env $3 git-receive-pack"
	PUSH_NAME="$1 proves $2: $3"
	case $2 in
	alice*) push_ok c "$pack" origin HEAD:refs/heads/main ;;
	*) push_refused c committer "$pack" origin HEAD:refs/heads/main ;;
	esac
	case $2 in
	-) contains "$ANSWER" "could not be judged" "nobody is proven" ;;
	*) lacks "$ANSWER" "could not be judged" "somebody is proven" ;;
	esac
	record=$(grep -v push-landed "$log" | tail -n 1)
	like "$record" "\"identity_source\":\"$1\"" "the log has the source"
	case $1:$2 in
	login:-) ;; # whoever runs the test
	*:-) unlike "$record" '"user":' "the log has no user" ;;
	*:*@*) like "$record" "\"user\":\{\"name\":\"${2%@*}\"" "the person" ;;
	*) like "$record" "\"user\":\{\"name\":\"$2\"" "the log has the user" ;;
	esac
}

sources >"$WORK/sources"
while read -r source who settings; do
	case $settings in
	*~*) settings="${settings%%\~*}'$WORK${settings#*\~}'" ;;
	esac
	one "$source" "$who" "$settings"
done <"$WORK/sources"

# What is no source proves nobody, and lets nothing pass.
g s.git config refgate.identity telepathy
g c reset -q --hard origin/main
commit_file c README.md "odd" "odd"
push_refused c "" origin HEAD:refs/heads/main
contains "$ANSWER" "telepathy" "the odd source is named"

done_testing
