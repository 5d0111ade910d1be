#!/bin/sh
# Rulesets side by side: one that is tried out, or that governs landings
# only, takes nothing away from one that is active.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

# policy RULES...: main under an active ruleset and a first one with RULES
beside() {
	set_policy s <<-EOF
	version: 1
	rulesets:
	  - name: a-first
	    refs: ["refs/heads/main"]
	    $1
	    rules: $2
	  - name: main
	    refs: ["refs/heads/main"]
	    rules:
	      creation: {allow: everyone}
	EOF
}

new_server s none
beside "enforcement: evaluate" '{linear-history: {}}'
new_clone c
g s.git config receive.denyDeleteCurrent ignore
commit_file c README.md one "good start"
commit_file c README.md two "good second"
seed c

main_stays() {
	PUSH_NAME="$1: main is not deleted" \
		push_refused c deletion origin :refs/heads/main
	PUSH_NAME="$1: main is not rewound" \
		push_refused c non-fast-forward origin +HEAD~1:refs/heads/main
}
loose='{deletion: {allow: everyone}, non-fast-forward: {allow: everyone}}'
strict='{deletion: {allow: nobody}, non-fast-forward: {allow: nobody}}'
trial="enforcement: evaluate"
main_stays "beside a trial"
beside "$trial" "$loose"
main_stays "beside a trial that would allow it"
for rules in "$loose" "$strict"; do
	beside 'merging: ["refs/heads/hotfix/**"]' "$rules"
	main_stays "beside a landing that writes $rules"
done
set_policy s <<EOF
version: 1
rulesets:
  - name: landing
    refs: ["refs/heads/main"]
    merging: ["refs/heads/hotfix/**"]
    rules: $loose
EOF
main_stays "with nothing but a landing"
beside "" "$loose"
PUSH_NAME="what is active may allow it" \
	push_ok c origin +HEAD~1:refs/heads/main
push_ok c origin HEAD:refs/heads/main

# --- what only landings were judged for is not known
set_policy s <<'EOF'
version: 1
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      commit-message: {subject: {pattern: '^good'}}
  - name: landing
    refs: ["refs/heads/main", "refs/heads/develop"]
    merging: ["refs/heads/hotfix/**"]
    rules:
      commit-message: {subject: {pattern: '^good'}}
EOF
commit_file c a x "bad one"
PUSH_NAME="develop takes anything but bad landings" \
	push_ok c origin HEAD:refs/heads/develop
PUSH_NAME="not laundered by a ref of landings" \
	push_refused c commit-message origin HEAD:refs/heads/main
g c checkout -q -b fix
commit_file c b x "good fix"
push_ok c origin HEAD:refs/heads/hotfix/fix
PUSH_NAME="not laundered into a landing" push_refused c commit-message \
	origin HEAD:refs/heads/main
g c checkout -q -B clean origin/main
g c cherry-pick fix >/dev/null
push_ok c origin HEAD:refs/heads/hotfix/clean
PUSH_NAME="a good landing" push_ok c origin HEAD:refs/heads/main
done_testing
