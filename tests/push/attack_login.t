#!/bin/sh
# What a pusher with a login shell can set for git-receive-pack opens nothing
# but what is known and said: core.hooksPath, and identities by variables.
# shellcheck source=tests/lib/good-server.sh
. "${REFGATE_SRC:-.}/tests/lib/good-server.sh"

commit_file c README.md two "bad second"
bad=$(g c rev-parse HEAD)
main=$(server_ref s main)
mkdir "$WORK/empty" "$WORK/objects"
printf 'version: 1\nrulesets: []\n' >"$WORK/policy.yml"
printf '[refgate]\n\tpolicy = %s\n\tbaseline = %s\n[receive]\n\tshallowUpdate = true\n' \
	"'$WORK/policy.yml'" "$bad" >"$WORK/config"

# One a line: what stands before git-receive-pack.
while read -r setting; do
	test -n "$setting" || continue
	push_run c --receive-pack="$setting git-receive-pack" origin \
		+HEAD:refs/heads/main
	isnt "$PUSH_STATUS" 0 "refused with $setting"
	is "$(server_ref s main)" "$main" "nothing moved with $setting"
done <<EOF
env GIT_CONFIG_GLOBAL='$WORK/config'
env GIT_CONFIG_SYSTEM='$WORK/config' GIT_CONFIG_NOSYSTEM=0
env GIT_CONFIG='$WORK/config'
env GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=refgate.baseline GIT_CONFIG_VALUE_0=$bad
env GIT_CONFIG_PARAMETERS="'refgate.policy=$WORK/policy.yml'"
env HOME='$WORK' XDG_CONFIG_HOME='$WORK'
env GIT_OBJECT_DIRECTORY='$WORK/objects' GIT_ALTERNATE_OBJECT_DIRECTORIES='$WORK/s.git/objects'
env GIT_ALTERNATE_OBJECT_DIRECTORIES='$WORK/c/.git/objects'
env GIT_NAMESPACE=x
env GIT_SHALLOW_FILE='$WORK/config'
env GIT_QUARANTINE_PATH='$WORK/empty'
env GIT_REPLACE_REF_BASE=refs/heads/
env GIT_GRAFT_FILE='$WORK/config'
env GIT_DIR='$WORK/c/.git'
env GIT_COMMON_DIR='$WORK/c/.git'
env GIT_PUSH_OPTION_COUNT=1 GIT_PUSH_OPTION_0=refgate=check
env GIT_PUSH_OPTION_COUNT=99999999999
env LC_ALL=tr_TR.UTF-8 TZ=:/dev/null TMPDIR=/nowhere
ulimit -f 0;
ulimit -n 8;
ulimit -t 0;
EOF
PUSH_NAME="an honest push of alternates" \
	push_ok c --receive-pack="env TMPDIR=/nowhere git-receive-pack" origin \
	"$(g c commit-tree -p "$main" -m "good" 'HEAD^{tree}'):refs/heads/main"
g s.git fsck --connectivity-only >/dev/null 2>&1
is $? 0 "the repository is whole"

# --- grafts and replacements of the server change nothing
g c fetch -q origin
g c reset -q --hard origin/main
commit_file c README.md three "bad third"
good=$(g c commit-tree -p origin/main -m "good" 'HEAD^{tree}')
seed c "$good:refs/heads/spare" "HEAD:refs/heads/spare2"
g s.git replace "$(g c rev-parse HEAD)" "$good"
PUSH_NAME="a replacement of the server" push_refused c commit-message origin \
	HEAD:refs/heads/main
mkdir -p "$WORK/s.git/info"
echo "$good $(g c rev-parse HEAD)" >"$WORK/s.git/info/grafts"
commit_file c README.md four "good fourth"
PUSH_NAME="a graft of the server" push_refused c commit-message origin \
	HEAD:refs/heads/main

done_testing
