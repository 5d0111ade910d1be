#!/bin/sh
# Small pushes that mean endless work end in time; large ones get an answer
# that can be read.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

push_seconds=60
new_server s <<'EOF'
version: 1
limits: {seconds: 2}
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      paths: {deny: ["ci/**"]}
  - name: hotfix
    refs: ["refs/heads/hotfix/**"]
    rules:
      start-point: {from: ["refs/heads/main"]}
      commit-message: {subject: {pattern: '^good'}}
      change-size: {files: 3}
EOF
new_clone c
commit_file c README.md one "good start"
seed c

# --- ten trees that hold 10^10 files
entry="100644 blob $(g c rev-parse HEAD:README.md)"
for _ in 0 1 2 3 4 5 6 7 8 9; do
	entry="040000 tree $(for name in 0 1 2 3 4 5 6 7 8 9; do
		printf '%s\t%s\n' "$entry" "$name"
	done | g c mktree)"
done
bomb=$(g c commit-tree -p HEAD -m "good bomb" "${entry##* }")
for ref in refs/heads/main refs/heads/hotfix/bomb; do
	PUSH_NAME="a bomb of trees on $ref" push_refused c "" origin "$bomb:$ref"
	contains "$ANSWER" "time limit" "$ref: says so"
done

# --- many refs, each with many mistakes
set_policy s <<'EOF'
version: 1
rulesets:
  - name: hotfix
    refs: ["refs/heads/hotfix/**"]
    rules:
      start-point: {from: ["refs/heads/main"]}
      commit-message: {subject: {pattern: '^good'}}
EOF
python3 - <<'EOF' | g c fast-import --quiet
for i in range(200):
    text = "bad %d\n" % i
    print("commit refs/heads/bad\ncommitter A <a@b.c> %d +0000\ndata %d\n%s%s"
          % (1700000000 + i, len(text), text,
             "" if i else "from refs/heads/main^0\n"))
EOF
bad=$(g c rev-parse bad)
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25; do
	echo "create refs/heads/many/$i $bad"
done | g c update-ref --stdin
PUSH_NAME="25 refs with 200 bad commits each" push_refused c commit-message \
	origin 'refs/heads/many/*:refs/heads/hotfix/*'
contains "$ANSWER" "and 15 more refs" "not all are told"
ok "the answer can be read" test "$(wc -l <"$ANSWER")" -lt 2000
contains "$ANSWER" "200 of 200 commits" "all are counted"
done_testing
