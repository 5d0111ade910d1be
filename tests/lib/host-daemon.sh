# shellcheck shell=sh disable=SC2154
# git daemon as a host, to be sourced after host.sh. It takes pushes from whoever
# reaches it.

daemon=$(git --exec-path)/git-daemon
test -x "$daemon" || skip_all "there is no git daemon"

host_serve() {
	exec "$daemon" --enable=receive-pack --export-all --reuseaddr \
		--base-path="$WORK" --listen=127.0.0.1 --port="$host_port" \
		"$WORK"
}

host_url() {
	echo "git://127.0.0.1:$host_port/s.git"
}
