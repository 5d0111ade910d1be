#!/bin/sh
# The pkt-line client that other tests lean on, against plain git without
# hooks: what it sends arrives, and what the server says is told.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

git init -q --bare "$WORK/plain.git"
g plain.git config receive.advertisePushOptions true
git init -q "$WORK/dev"
commit_file dev a one first
commit_file dev a two second
first=$(g dev rev-parse HEAD~1)
second=$(g dev rev-parse HEAD)
make_pack dev "$WORK/first.pack" "$first"
make_pack dev "$WORK/second.pack" "$second" "^$first"

# A hook that tells what git hands to hooks.
cat >"$WORK/plain.git/hooks/pre-receive" <<'EOF'
#!/bin/sh
sed 's/^/command /' | cat -v
echo "options ${GIT_PUSH_OPTION_COUNT:-none}"
echo "option $GIT_PUSH_OPTION_0" | cat -v
echo "shallow ${GIT_SHALLOW_FILE:+given}"
EOF
chmod +x "$WORK/plain.git/hooks/pre-receive"

ok "a branch is created" pkt_push plain \
	--command "- $first refs/heads/main" --pack "$WORK/first.pack"
pkt_push plain --command "$first $second refs/heads/main" \
	--pack "$WORK/second.pack" --option "one two"
is "$PUSH_STATUS" 0 "a branch is moved"
is "$(server_ref plain refs/heads/main)" "$second" "the server has the tip"
contains "$ANSWER" "remote: command $first $second refs/heads/main" \
	"the hook is heard"
contains "$ANSWER" "remote: option one two" "a push option arrives"
contains "$ANSWER" "status: unpack ok
status: ok refs/heads/main" "the report is told"

pkt_push plain --command "$first $second refs/heads/main" --empty-pack
is "$PUSH_STATUS" 1 "a forged old id is refused"
contains "$ANSWER" "status: ng refs/heads/main" "and the report says which"

pkt_push plain --command "- $second refs/heads/x" \
	--command "- $second refs/heads/y" --empty-pack --atomic
is "$PUSH_STATUS" 0 "two commands in one push"
pkt_push plain --command "- $second refs/heads/twice" \
	--command "- $first refs/heads/twice" --empty-pack
is "$PUSH_STATUS" 1 "git itself refuses a ref that is named twice"
contains "$ANSWER" "remote: command $(printf %040d 0) $first refs/heads/twice" \
	"but hands both to the hook"

pkt_push plain --empty-pack --option-hex 611b62 \
	--raw-command "$(printf '%s %s refs/heads/a\nb' "$second" "$second" |
		od -An -v -tx1 | tr -d ' \n')"
contains "$ANSWER" "remote: command $second $second refs/heads/a
remote: command b" "a raw command may hold a line feed"
contains "$ANSWER" "remote: option a^[b" "an option may hold a control byte"

commit_file dev a three third
commit_file dev a four fourth
fourth=$(g dev rev-parse HEAD)
make_pack dev "$WORK/fourth.pack" "$fourth" "^$fourth~1"
pkt_push plain --command "- $fourth refs/heads/shallow" --shallow "$fourth" \
	--pack "$WORK/fourth.pack"
contains "$ANSWER" "status: ng refs/heads/shallow shallow update not allowed" \
	"shallow lines arrive"
g plain.git config receive.shallowUpdate true
pkt_push plain --command "- $fourth refs/heads/shallow" --shallow "$fourth" \
	--pack "$WORK/fourth.pack"
contains "$ANSWER" "remote: shallow given" "and reach the hook"
rm -f "$WORK/plain.git/shallow"
g plain.git update-ref -d refs/heads/shallow

pkt_push plain --command "- $(printf %040d 1) refs/heads/nothing"
isnt "$PUSH_STATUS" 0 "without a pack nothing is accepted"
is "$(server_ref plain refs/heads/nothing)" none "and nothing is created"
pkt_push plain --command "$second - refs/heads/y"
is "$PUSH_STATUS $(server_ref plain refs/heads/y)" "0 none" "a ref is deleted"

pkt_push plain --capabilities report-status --empty-pack \
	--command "- $second refs/heads/plain"
is "$PUSH_STATUS" 0 "it works without side bands"
contains "$ANSWER" "status: ok refs/heads/plain" "and hears the report"

# A hook that prints would die of the broken pipe, sooner or later.
rm "$WORK/plain.git/hooks/pre-receive"
cat >"$WORK/plain.git/hooks/post-receive" <<'EOF'
#!/bin/sh
: >after
EOF
chmod +x "$WORK/plain.git/hooks/post-receive"
pkt_push plain --command "- $second refs/heads/z" --empty-pack --hang-up
is "$PUSH_STATUS" 3 "it hangs up"
is "$(server_ref plain refs/heads/z)" "$second" "the ref has moved by then"
nok "and post-receive never ran" test -e "$WORK/plain.git/after"
pkt_push plain --command "- $second refs/heads/w" --empty-pack
ok "which it does for one who stays" test -e "$WORK/plain.git/after"

pkt_push missing --command "- $second refs/heads/w" --empty-pack
is "$PUSH_STATUS" 2 "no repository: the conversation is broken"
done_testing
