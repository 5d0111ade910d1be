#!/bin/sh
# A policy that only evaluates lets everything pass but the gate's own refs,
# also where it could not judge at all.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

new_server s <<'EOF'
version: 1
mode: evaluate
limits: {refs: 2}
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      commit-message: {subject: {pattern: '^good'}}
EOF
new_clone c
commit_file c README.md one "bad start"
seed c
for guarded in refs/refgate/x refs/notes/refgate refs/approvals/x/y \
	refs/overrides/INC-1/alice; do
	push_run c origin "HEAD:$guarded" "HEAD:refs/heads/1/$guarded" \
		"HEAD:refs/heads/2/$guarded"
	isnt "$PUSH_STATUS" 0 "$guarded beyond the limit of refs"
	is "$(server_ref s "$guarded")" none "$guarded is not there"
done
push_run c origin HEAD:refs/heads/one HEAD:refs/heads/two HEAD:refs/heads/three
is "$PUSH_STATUS" 0 "other refs beyond the limit pass"

# --- an old value that is not the real one, a ref that is a loop
g s.git symbolic-ref refs/heads/loop1 refs/heads/loop2
g s.git symbolic-ref refs/heads/loop2 refs/heads/loop1
push_run c origin HEAD:refs/heads/loop1 HEAD:refs/refgate/y
isnt "$PUSH_STATUS" 0 "a guarded ref beside what cannot be judged"
is "$(server_ref s refs/refgate/y)" none "it is not there"
done_testing
