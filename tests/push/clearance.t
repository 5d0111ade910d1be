#!/bin/sh
# The second lock: update lets through only what pre-receive has cleared, so
# that the loss of a single hook never opens the gate.
# shellcheck source=tests/lib/good-server.sh
. "${REFGATE_SRC:-.}/tests/lib/good-server.sh"

hooks=$WORK/s.git/hooks

closed() {
	commit_file c README.md "$1" "good $1"
	push_run c origin HEAD:refs/heads/main
	isnt "$PUSH_STATUS" 0 "$1: closed"
	is "$(server_ref s main)" "$(g c rev-parse origin/main)" \
	"$1: nothing moved"
	contains "$ANSWER" "$2" "$1: with a sentence"
	g c reset -q --hard origin/main
	cp "$REFGATE_ROOT"/libexec/refgate/* "$hooks/"
}

chmod -x "$hooks/pre-receive"
closed "pre-receive lost its bit" "pre-receive did not run"
chmod +x "$hooks/pre-receive"
rm "$hooks/pre-receive"
closed "pre-receive is gone" "pre-receive did not run"
rm "$hooks/pre-receive"
ln -s /nowhere/pre-receive "$hooks/pre-receive"
commit_file c README.md dangling "good dangling"
push_run c origin HEAD:refs/heads/main
isnt "$PUSH_STATUS" 0 "pre-receive dangles: closed"
g c reset -q --hard origin/main
rm "$hooks/pre-receive"
cp "$REFGATE_ROOT"/libexec/refgate/* "$hooks/"
: >"$hooks/pre-receive"
closed "pre-receive is empty" "pre-receive did not run"

rm "$hooks/update"
commit_file c README.md bad "bad"
PUSH_NAME="without update pre-receive still judges" \
	push_refused c commit-message origin HEAD:refs/heads/main
g c reset -q --hard origin/main
cp "$REFGATE_ROOT"/libexec/refgate/* "$hooks/"

# --- a clearance is used once, for its own update only
commit_file c README.md two "good two"
push_ok c origin HEAD:refs/heads/main
is "$(ls "$WORK/s.git/refgate/clearance")" "" "no clearance is left"
is "$(ls "$WORK/s.git/refgate/landing")" "" "no landing is left"
old=$(g c rev-parse HEAD~1)
new=$(g c rev-parse HEAD)
g s.git update-ref refs/heads/main "$old"
rm "$hooks/pre-receive"
push_run c origin HEAD:refs/heads/main
isnt "$PUSH_STATUS" 0 "no clearance serves twice"
g s.git update-ref refs/heads/main "$new"
cp "$REFGATE_ROOT"/libexec/refgate/* "$hooks/"

# --- the policy is changed between judging and landing
commit_file c README.md three "good three"
mv "$hooks/pre-receive" "$hooks/real"
cat >"$hooks/pre-receive" <<'EOF'
#!/bin/sh
hooks/real || exit
echo '# changed' >>refgate/policy.yml
EOF
chmod +x "$hooks/pre-receive"
push_run c origin HEAD:refs/heads/main
isnt "$PUSH_STATUS" 0 "a policy changed on the way closes"
contains "$ANSWER" "the policy was changed" "and says so"
mv "$hooks/real" "$hooks/pre-receive"
push_ok c origin HEAD:refs/heads/main

# --- two refs, one of them cleared
commit_file c README.md four "good four"
push_ok c origin HEAD:refs/heads/main HEAD:refs/heads/feature/x \
	HEAD:refs/tags/v1

# --- called by hand
ok "update without arguments is a usage error" sh -c \
	"'$hooks/update'; test \$? -eq 2"
nok "update by hand refuses" env GIT_DIR="$WORK/s.git" "$hooks/update" \
	refs/heads/main "$old" "$new"
done_testing
