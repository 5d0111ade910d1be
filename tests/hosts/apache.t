#!/bin/sh
# A real apache2 with git-http-backend as a CGI program, as docs/install.md has
# it: the login is who pushes.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/host.sh
. "$REFGATE_SRC/tests/lib/host.sh"
# shellcheck source=tests/lib/host-http.sh
. "$REFGATE_SRC/tests/lib/host-http.sh"

PATH=$PATH:/usr/sbin
modules=/usr/lib/apache2/modules
command -v apache2 >/dev/null || skip_all "there is no apache2"
test -f "$modules/mod_cgid.so" || skip_all "apache2 has no mod_cgid"

# It does not serve as root. Who serves owns the repository.
account=$(id -un)
group=$(id -gn)
if test "$(id -u)" -eq 0; then
	account=nobody
	group=$(id -gn nobody)
	setpriv --reuid "$account" --regid "$group" --clear-groups \
		test -x "$WORK" || skip_all "$account cannot go to $WORK"
	git config --global safe.directory '*'
fi

apache_config() {
	cat <<-EOF
	ServerRoot "$push_base/apache"
	ServerName localhost
	Listen 127.0.0.1:$host_port
	User $account
	Group $group
	PidFile "$push_base/apache/pid"
	Mutex file:$push_base/apache default
	ScriptSock "$push_base/apache/cgid"
	ErrorLog "$push_base/apache/errors"
	StartServers 1
	GracefulShutdownTimeout 1
	EOF
	for module in mpm_event authn_core authn_file authz_core authz_user \
		auth_basic alias env cgid; do
		echo "LoadModule ${module}_module $modules/mod_$module.so"
	done
	cat <<-EOF
	SetEnv GIT_PROJECT_ROOT "$WORK"
	SetEnv GIT_HTTP_EXPORT_ALL ""
	SetEnv GIT_CONFIG_NOSYSTEM 1
	ScriptAlias / "$http_backend/"
	<Location />
		AuthType Basic
		AuthName git
		AuthUserFile "$HTTP_USERS"
		Require valid-user
	</Location>
	EOF
}

host_serve() {
	apache_config >"$push_base/apache/conf"
	exec apache2 -DFOREGROUND -f "$push_base/apache/conf"
}

http_server
mkdir "$push_base/apache"
test "$(id -u)" -ne 0 ||
	chown -R "$account:$group" "$WORK/s.git" "$push_base/apache"
host_start
http_all
done_testing
