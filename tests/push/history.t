#!/bin/sh
# A real history of 3,501 commits: pushed in parts under several policies,
# with git's own count of what has to be refused.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

data=$REFGATE_SRC/tests/data/git-history.fi.xz
git init -q --bare "$WORK/h.git"
xz -dc "$data" | g h.git fast-import --quiet --done || die "import"
g h.git symbolic-ref HEAD refs/heads/main
is "$(g h.git rev-list --count main)" 3501 "all of it is there"
old=$(g h.git rev-list --first-parent main | sed -n 40p)
count=$(g h.git rev-list --count "$old..main")

new_server s <<'EOF'
version: 1
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      commit-message: {subject: {max: 60}}
EOF
git clone -q "$WORK/h.git" "$WORK/c"
g c remote set-url origin "$WORK/s.git"
PUSH_NAME="an import of all of it is not judged" push_ok c origin \
	"$old:refs/heads/main"
long=$(g h.git log --format=%s "$old..main" | awk 'length($0) > 60' | wc -l)
push_refused c commit-message origin main
contains "$ANSWER" "$long of $count commits" "as many as git counts"

set_policy s <<'EOF'
version: 1
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      signed-off-by: {}
EOF
unsigned=0
for commit in $(g h.git rev-list "$old..main"); do
	email=$(g h.git log -1 --format=%ae "$commit")
	g h.git log -1 --format='%(trailers:key=Signed-off-by,valueonly)' \
		"$commit" | grep -qiF "<$email>" || unsigned=$((unsigned + 1))
done
push_run c origin main
isnt "$PUSH_STATUS" 0 "sign-offs are missing"
diag "git counts $unsigned unsigned of $count"

set_policy s <<'EOF'
version: 1
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      linear-history: {}
EOF
merges=$(g h.git rev-list --merges --count "$old..main")
push_refused c linear-history origin main
contains "$ANSWER" "$merges of $count commits" "as many merges as git counts"

# --- the same in a clone, before any push, over all of the history
cat >"$WORK/check.yml" <<'EOF'
version: 1
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      commit-message: {subject: {max: 60}}
      linear-history: {}
EOF
check() {
	(cd "$WORK/c" && refgate check --policy "$WORK/check.yml" --ref main \
		"$1" "$(g h.git rev-parse main)") >"$ANSWER" 2>&1
}
check "$old"
is "$?" 1 "refgate check refuses the same"
contains "$ANSWER" "$long of $count commits" "the same messages"
contains "$ANSWER" "$merges of $count commits" "the same merges"
root=$(g h.git rev-list --max-parents=0 main | tail -n 1)
check "$root"
all=$(g h.git rev-list --count "$root..main")
contains "$ANSWER" "$(g h.git rev-list --merges --count "$root..main") of $all" \
	"all merges of the history"
contains "$ANSWER" "$(g h.git log --format=%s "$root..main" |
	awk 'length($0) > 60' | wc -l) of $all" "all long subjects of it"

set_policy s <<'EOF'
version: 1
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      commit-message: {subject: {min: 1}, blank-line: true}
      commit-form: {}
      author: {name: '.+', email: '.+@.+'}
      commit-date: {behind: 3650d, order: false}
      change-size: {files: 100000}
EOF
PUSH_NAME="all of it under a policy that takes it" push_ok c origin main
is "$(server_ref s refs/heads/main)" "$(g h.git rev-parse main)" "it landed"
done_testing
