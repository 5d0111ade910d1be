#!/bin/sh
# A real git-http-backend behind a web server on loopback that authenticates:
# REMOTE_USER is who pushes.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

backend=$(git --exec-path)/git-http-backend
test -x "$backend" || skip_all "there is no git-http-backend"

new_server s <<'EOF'
version: 1
people:
  alice: {emails: [alice@example.com], logins: [alice]}
  bob: {emails: [bob@example.com], logins: [bob]}
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      committer: {is-pusher: true}
EOF
g s.git config refgate.identity http
g s.git config http.receivepack true
new_clone c
commit_file c README.md one "start"
seed c

python3 "$REFGATE_SRC/tests/lib/httpserver.py" "$backend" "$WORK" \
	>"$push_base/port" 2>"$push_base/http.log" &
http_pid=$!
trap 'kill "$http_pid" 2>/dev/null; push_cleanup' EXIT
for http_try in 1 2 3 4 5 6 7 8 9 10; do
	test -s "$push_base/port" && break
	sleep 0.3
done
test -s "$push_base/port" || die "no web server after $http_try tries"
url() {
	echo "http://$1:secret@127.0.0.1:$(cat "$push_base/port")/s.git"
}

ok "the server answers" git ls-remote "$(url alice)"
commit_file c README.md two "second"
PUSH_NAME="another's login" \
	push_refused c committer "$(url bob)" HEAD:refs/heads/main
PUSH_NAME="a login that nobody has" \
	push_refused c committer "$(url carol)" HEAD:refs/heads/main
contains "$ANSWER" "could not be judged" "carol is nobody"
PUSH_NAME="the committer's login" \
	push_ok c "$(url alice)" HEAD:refs/heads/main
like "$(cat "$WORK/s.git/refgate/audit.jsonl")" \
	'"user":\{"name":"alice".*"protocol":"http"' "the log has who and how"
like "$(cat "$WORK/s.git/refgate/audit.jsonl")" '"identity_source":"http"' \
	"and the source"
done_testing
