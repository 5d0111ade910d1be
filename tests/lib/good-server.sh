# shellcheck shell=sh
# A server that takes only good commits on main, and a clone of it. Source it
# instead of push.sh:
#
#   s  its policy wants subjects that begin with "good" on refs/heads/main,
#      which is at the commit "good start"
#   c  the clone

# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

new_server s <<'EOF'
version: 1
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      commit-message: {subject: {pattern: '^good'}}
EOF
new_clone c
commit_file c README.md one "good start"
seed c
