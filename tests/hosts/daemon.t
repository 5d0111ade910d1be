#!/bin/sh
# git daemon, which takes pushes from whoever reaches it: nobody is proven, and
# all else is as on other hosts.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/host.sh
. "$REFGATE_SRC/tests/lib/host.sh"
# shellcheck source=tests/lib/host-daemon.sh
. "$REFGATE_SRC/tests/lib/host-daemon.sh"

# The account that it runs under.
host_name() {
	id -un
}

host_server
host_begin
host_start
host_reach c alice
host_reach bob bob
host_refuses
host_options
host_long
host_two

# Whatever the client's environment says.
export REMOTE_USER=alice GATEWAY_INTERFACE=CGI/1.1 GL_USER=alice GL_REPO=s
for source in login http gitolite; do
	g s.git config refgate.identity "$source"
	fresh main
	put README.md two "second"
	PUSH_NAME="$source: who pushes is not proven" \
		push_refused c committer origin main
	contains "$ANSWER" "could not be judged" "$source: it says so"
done
is "$(jq -r '.user.name // "nobody"' "$(host_log)" | tail -n 1)" nobody \
	"and the log has no name"
done_testing
