# shellcheck shell=sh disable=SC2034,SC2154
# What is asked of a web server in front of git-http-backend; source it after
# host.sh. The server reads $HTTP_USERS, a password file as htpasswd writes it.
#
#   host_url LOGIN [PASSWORD]
#   http_server      s.git, where a login is who pushes
#   http_passwords   who has none or another's password is turned away by the
#                    server, and the gate never hears of it
#   http_forgeries   no header of a client becomes a name

HTTP_USERS=$push_base/users
http_backend=$(git --exec-path)/git-http-backend
test -x "$http_backend" || skip_all "there is no git-http-backend"

host_url() {
	echo "http://$1:${2:-secret}@127.0.0.1:$host_port/s.git"
}

http_server() {
	host_server
	g s.git config refgate.identity http
	host_begin
	http_hash=$(openssl passwd -apr1 secret) || die "no password"
	for http_login in alice bob carol; do
		echo "$http_login:$http_hash"
	done >"$HTTP_USERS"
}

# http_turned_away NAME URL
http_turned_away() {
	http_before=$(host_records)
	push_run c "$2" HEAD:refs/heads/topic/none
	is "$PUSH_STATUS" 128 "$1: turned away"
	lacks "$ANSWER" "remote: error: [" "$1: by the server"
	is "$(host_records)" "$http_before" "$1: without a record"
	is "$(server_ref s refs/heads/topic/none)" none "$1: without a ref"
}

http_passwords() {
	fresh topic/none
	put a.c one "Say nothing"
	http_turned_away "a wrong password" "$(host_url alice wrong)"
	http_turned_away "no password" "http://127.0.0.1:$host_port/s.git"
	PUSH_NAME="a login that nobody has" push_refused c committer \
		"$(host_url carol)" HEAD:refs/heads/main
	contains "$ANSWER" "could not be judged" "carol is nobody"
}

# What a proxy, a module or a careless gateway might take for a name.
http_headers() {
	cat <<-'EOF'
	Remote-User: alice
	REMOTE_USER: alice
	X-Remote-User: alice
	X-Forwarded-User: alice
	Http-Remote-User: alice
	Gateway-Interface: alice
	Proxy: http://127.0.0.1:9/
	From: alice@example.com
	EOF
}

http_forgeries() {
	fresh main
	put README.md three "third"
	g bob fetch -q "$WORK/c" main
	http_headers | while IFS= read -r http_header; do
		g bob config --add http.extraHeader "$http_header"
	done
	PUSH_NAME="bob with headers that say alice" \
		push_refused bob committer origin FETCH_HEAD:refs/heads/main
	is "$(jq -r .user.name "$(host_log)" | tail -n 1)" bob "is bob"
	g bob config --unset-all http.extraHeader
	g c config http.extraHeader \
		"Authorization: Basic $(printf alice: | base64)"
	http_turned_away "alice's name without her password" \
		"$(host_url bob)"
	g c config --unset-all http.extraHeader
}

http_all() {
	host_reach c alice
	host_reach bob bob
	host_all
	http_passwords
	http_forgeries
}
