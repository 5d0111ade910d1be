#!/bin/sh
# A repository that a group shares: whatever the umask of who pushes, the log
# and what stands beside it can be written by the next one of the group.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

new_server s <<'EOF'
version: 1
rulesets:
  - {name: all, refs: ["refs/heads/*"]}
EOF
g s.git config core.sharedRepository group
new_clone c
commit_file c a 1 "good 1"
seed c

# leave UMASK: pushes with update taken away, so that the clearance stays.
leave() {
	mv "$WORK/s.git/refgate/policy.yml" "$WORK/policy.yml"
	rm -rf "$WORK/s.git/refgate"
	mkdir -m 2770 "$WORK/s.git/refgate"
	mv "$WORK/policy.yml" "$WORK/s.git/refgate/"
	printf '#!/bin/sh\nexit 1\n' >"$WORK/s.git/hooks/update"
	(umask "$1" && g c push -q origin "HEAD:refs/heads/x-$1") >"$ANSWER" 2>&1
	cp "$REFGATE_ROOT/libexec/refgate/update" "$WORK/s.git/hooks/"
}

# What the group may not write or enter.
closed() {
	find "$WORK/s.git/refgate" ! -name policy.yml \
		\( -type f ! -perm -0060 -o -type d ! -perm -2070 \) |
		sed 's/.*refgate/refgate/'
}

for mask in 022 077 002; do
	leave "$mask"
	isnt "$(find "$WORK/s.git/refgate/clearance" -type f)" "" \
		"umask $mask: a clearance is left"
	ok "and a log" test -s "$WORK/s.git/refgate/audit.jsonl"
	is "$(closed)" "" "the group may write all"
	rm -rf "$WORK/s.git/refgate/clearance"
	(umask "$mask" && push_run c origin "HEAD:refs/heads/y-$mask" &&
		exit "$PUSH_STATUS")
	is "$?" 0 "umask $mask: a push"
	is "$(closed)" "" "also after a push that landed"
done

# A folder of the log that has to be made.
cat >"$WORK/s.git/refgate/policy.yml" <<EOF
version: 1
audit: {file: "$WORK/logs/deep/audit.jsonl"}
rulesets:
  - {name: all, refs: ["refs/heads/*"]}
EOF
(umask 077 && push_run c origin HEAD:refs/heads/z)
is "$(find "$WORK/logs" -type d ! -perm -2070)" "" "folders of a log elsewhere"
is "$(find "$WORK/logs" -type f ! -perm -0060)" "" "and what is in them"
g s.git config core.sharedRepository false
rm -rf "$WORK/logs"
(umask 002 && push_run c origin HEAD:refs/heads/private)
is "$(find "$WORK/logs" -perm /0077)" "" "what is not shared is private"
done_testing
