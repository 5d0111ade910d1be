#!/bin/sh
# A real nginx with fcgiwrap and git-http-backend, as docs/install.md has it:
# the login is who pushes.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/host.sh
. "$REFGATE_SRC/tests/lib/host.sh"
# shellcheck source=tests/lib/host-http.sh
. "$REFGATE_SRC/tests/lib/host-http.sh"
# shellcheck source=tests/lib/clients.sh
. "$REFGATE_SRC/tests/lib/clients.sh"

PATH=$PATH:/usr/sbin
command -v nginx >/dev/null || skip_all "there is no nginx"
command -v fcgiwrap >/dev/null || skip_all "there is no fcgiwrap"

# nginx's own folders are root's.
nginx_config() {
	cat <<-EOF
	daemon off;
	master_process off;
	pid $push_base/nginx/pid;
	events {}
	http {
		access_log off;
		client_body_temp_path $push_base/nginx/body;
		fastcgi_temp_path $push_base/nginx/fastcgi;
		proxy_temp_path $push_base/nginx/proxy;
		scgi_temp_path $push_base/nginx/scgi;
		uwsgi_temp_path $push_base/nginx/uwsgi;
		server {
			listen 127.0.0.1:$host_port;
			client_max_body_size 0;
			auth_basic git;
			auth_basic_user_file $HTTP_USERS;
			location / {
				fastcgi_pass unix:$push_base/fcgi;
				fastcgi_param SCRIPT_FILENAME $http_backend;
				fastcgi_param GIT_PROJECT_ROOT "$WORK";
				fastcgi_param GIT_HTTP_EXPORT_ALL "";
				fastcgi_param GATEWAY_INTERFACE CGI/1.1;
				fastcgi_param REMOTE_USER \$remote_user;
				fastcgi_param REMOTE_ADDR \$remote_addr;
				fastcgi_param REQUEST_METHOD \$request_method;
				fastcgi_param PATH_INFO \$uri;
				fastcgi_param QUERY_STRING \$query_string;
				fastcgi_param CONTENT_TYPE \$content_type;
				fastcgi_param CONTENT_LENGTH \$content_length;
			}
		}
	}
	EOF
}

host_serve() {
	nginx_config >"$push_base/nginx/conf"
	exec nginx -p "$push_base/nginx" -c "$push_base/nginx/conf" -e stderr
}

http_server
mkdir "$push_base/nginx"
host_start
host_run setsid fcgiwrap -c 4 -s "unix:$push_base/fcgi"
for try in 1 2 3 4 5 6 7 8 9 10; do
	test -S "$push_base/fcgi" && break
	sleep 0.1
done
test -S "$push_base/fcgi" || die "no fcgiwrap after $try tries"
http_all
for name in $(clients); do
	client "$name"
done
done_testing
