#!/bin/sh
# Where repositories lie and how objects come in: odd paths, alternates,
# loose and packed pushes, other owners, HEAD anywhere.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

policy() {
	cat <<-'EOF'
	version: 1
	rulesets:
	  - name: main
	    refs: ["~DEFAULT"]
	    rules:
	      commit-message: {subject: {pattern: '^good'}}
	EOF
}
policy >"$WORK/policy.yml"
fill() {
	fill_count=$2
	while test "$fill_count" -gt 0; do
		g "$1" commit -q --allow-empty -m "good $fill_count"
		fill_count=$((fill_count - 1))
	done
}

# shellcheck disable=SC2016 # a dollar sign, no variable
for name in plain 'co:lon' 'quo"te' "apo'strophe" 'new;line $x' 'a b'; do
	new_server "$name" "$WORK/policy.yml"
	new_clone "c-$name"
	commit_file "c-$name" README.md one "good start"
	PUSH_NAME="first push to $name" push_ok "c-$name" origin HEAD:refs/heads/main
	commit_file "c-$name" README.md two "good two"
	PUSH_NAME="loose push to $name" push_ok "c-$name" origin HEAD:refs/heads/main
	fill "c-$name" 120
	PUSH_NAME="packed push to $name" push_ok "c-$name" origin HEAD:refs/heads/main
	g "c-$name" commit -q --allow-empty -m "bad"
	PUSH_NAME="bad push to $name" push_refused "c-$name" commit-message \
		origin HEAD:refs/heads/main
	fill "c-$name" 120
	PUSH_NAME="bad packed push to $name" push_refused "c-$name" \
		commit-message origin HEAD:refs/heads/main
done

# --- alternates
new_server borrower "$WORK/policy.yml"
echo "$WORK/plain.git/objects" >"$WORK/borrower.git/objects/info/alternates"
g borrower.git update-ref refs/heads/main "$(server_ref plain main)"
new_clone b borrower
commit_file b x y "good on borrowed ground"
push_ok b origin HEAD:refs/heads/main
commit_file b x z "bad on borrowed ground"
push_refused b commit-message origin HEAD:refs/heads/main

# --- ~DEFAULT follows HEAD
g borrower.git symbolic-ref HEAD refs/heads/trunk
PUSH_NAME="main is not the default any more" push_ok b origin \
	HEAD:refs/heads/main

# --- a repository of another user, judged by whoever git runs as
if test "$(id -u)" -eq 0; then
	new_server owned "$WORK/policy.yml"
	new_clone o owned
	commit_file o x y "good start"
	push_ok o origin HEAD:refs/heads/main
	chown -R nobody "$WORK/owned.git"
	git config --global --add safe.directory '*'
	commit_file o x z "bad"
	PUSH_NAME="another owner's repository" push_refused o commit-message \
		origin HEAD:refs/heads/main
	commit_file o x z2 "good"
	g o rebase -q --onto origin/main HEAD~1
	PUSH_NAME="another owner's repository, good" push_ok o origin \
		HEAD:refs/heads/main
else
	skip "another owner's repository" "needs root"
fi

# --- what libgit2 cannot be trusted with
git init -q --bare --object-format=sha256 "$WORK/sha256.git"
mkdir "$WORK/sha256.git/refgate"
cp "$REFGATE_ROOT"/libexec/refgate/* "$WORK/sha256.git/hooks/"
policy >"$WORK/sha256.git/refgate/policy.yml"
git init -q --object-format=sha256 "$WORK/c256"
g c256 remote add origin "$WORK/sha256.git"
commit_file c256 x y "good"
push_run c256 origin HEAD:refs/heads/main
isnt "$PUSH_STATUS" 0 "SHA-256 is refused"
like "$(cat "$ANSWER")" "error:" "with a sentence"
done_testing
