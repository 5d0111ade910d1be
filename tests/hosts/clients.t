#!/bin/sh
# What those who push see of a refusal, by git, libgit2 and dulwich, which come to
# the same hooks through git daemon.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/host.sh
. "$REFGATE_SRC/tests/lib/host.sh"
# shellcheck source=tests/lib/host-daemon.sh
. "$REFGATE_SRC/tests/lib/host-daemon.sh"
# shellcheck source=tests/lib/clients.sh
. "$REFGATE_SRC/tests/lib/clients.sh"

host_server
host_begin
host_start
for name in $(clients); do
	client "$name"
done

# With a path these two write to the repository themselves.
around() {
	fresh main
	put README.md "$1" "Go around"
	client_push "$1" main "$WORK/s.git"
	is "$PUSH_STATUS $(server_ref s main)" "0 $(g c rev-parse main)" \
		"$1: a path is no push, and no hook is asked"
	seed c
	put README.md "$1 again" "Come back"
	push_run c origin main
	is "$(jq -r .event.action "$(host_log)" | grep -c gate-bypassed)" "$2" \
		"$1: the next push notices"
}
count=0
for name in $(clients | grep -vx git); do
	count=$((count + 1))
	around "$name" "$count"
done
done_testing
