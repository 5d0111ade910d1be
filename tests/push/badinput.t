#!/bin/sh
# What no git client sends: each is refused with a sentence or judged; none
# crashes, hangs or passes unjudged.
# shellcheck source=tests/lib/good-server.sh
. "${REFGATE_SRC:-.}/tests/lib/good-server.sh"

start=$(g c rev-parse HEAD)
commit_file c README.md two "good two"
good=$(g c rev-parse HEAD)
make_pack c good.pack "$good" "^$start"
g c reset -q --hard "$start"
commit_file c README.md two "bad two"
bad=$(g c rev-parse HEAD)
make_pack c bad.pack "$bad" "^$start"
zero=0000000000000000000000000000000000000000

unmoved() {
	is "$(server_ref s main)" "$start" "$1: main did not move"
}
refused() {
	refused_name=$1
	refused_text=$2
	shift 2
	pkt_push s "$@"
	isnt "$PUSH_STATUS" 0 "$refused_name: refused"
	unmoved "$refused_name"
	contains "$ANSWER" "$refused_text" "$refused_name: says why"
}

refused "bad commit" "[commit-message]" --pack bad.pack \
	--command "$start $bad refs/heads/main"
refused "forged old id" "moved on the server" --pack good.pack \
	--command "$bad $good refs/heads/main"
refused "creation of what is there" "moved on the server" --pack good.pack \
	--command "$zero $good refs/heads/main"
refused "deletion with an invented id" "moved on the server" \
	--command "$bad $zero refs/heads/main"
refused "a ref named twice" "names refs/heads/main twice" --pack good.pack \
	--command "$start $good refs/heads/main" \
	--command "$start $bad refs/heads/main"
refused "delete and recreate" "names refs/heads/main twice" --pack good.pack \
	--command "$start $zero refs/heads/main" \
	--command "$zero $good refs/heads/main"
refused "neither old nor new" "neither creates" \
	--command "$zero $zero refs/heads/x"
pkt_push s --command \
	"$start 1234567890123456789012345678901234567890 refs/heads/main"
isnt "$PUSH_STATUS" 0 "git itself misses the object"
pkt_push s --pack good.pack --command "$start $good refs/heads/main"
is "$PUSH_STATUS" 0 "a good one by the same way"
g s.git update-ref refs/heads/main "$start"

hex() {
	printf '%s' "$1" | od -An -tx1 | tr -d ' \n'
}
for odd in "refs/heads/a b" "refs/heads/..x" "refs/heads/x.lock" \
	"refs/heads//x" "refs/heads/x^" "nonsense" "../../etc/passwd" \
	"$(printf 'refs/heads/\033[31mred')" "$(printf 'refs/heads/\001')"; do
	pkt_push s --pack good.pack \
		--raw-command "$(hex "$zero $good $odd")"
	isnt "$PUSH_STATUS" 0 "odd name is refused"
	unlike "$(cat "$ANSWER")" "$(printf '\033')" \
	"no escape sequence comes back"
done
unmoved "odd names"
pkt_push s --pack good.pack --raw-command \
	"$(hex "$zero $good refs/heads/x")0a$(hex "$start $bad refs/heads/main")"
isnt "$PUSH_STATUS" 0 "a line feed in a name injects no line"
unmoved "line feed"

# --- straight to the hook's standard input
hook() {
	# shellcheck disable=SC2059 # the bytes are meant
	printf "$1" | (cd "$WORK/s.git" && GIT_DIR=. hooks/pre-receive) \
		>"$ANSWER" 2>&1
	hook_status=$?
}
hook ''
isnt "$hook_status" 0 "empty input is refused"
contains "$ANSWER" "no ref update" "with a sentence"
hook "$start $good refs/heads/main"
isnt "$hook_status" 0 "no line feed at the end is refused"
hook 'hello\n'
isnt "$hook_status" 0 "no ref update is refused"
hook "$start $good refs/heads/ma\\000in\\n"
isnt "$hook_status" 0 "a NUL is refused"
hook "$(printf '%s' "$start" | tr a-f A-F) $good refs/heads/main\\n"
isnt "$hook_status" 0 "upper-case ids are refused"
hook "$start 1234567890123456789012345678901234567890 refs/heads/main\\n\\n"
isnt "$hook_status" 0 "and missing objects are"

# --- many refs
lines=$(mktemp "$WORK/lines.XXXXXX")
i=0
while test $i -lt 2000; do
	echo "$start:refs/heads/many/$i"
	i=$((i + 1))
done >"$lines"
# shellcheck disable=SC2046 # one word a refspec
push_run c origin $(cat "$lines")
isnt "$PUSH_STATUS" 0 "two thousand refs are refused"
contains "$ANSWER" "at most 1000" "with the limit"
# shellcheck disable=SC2046
push_run c origin $(head -n 900 "$lines")
is "$PUSH_STATUS" 0 "nine hundred are not"

# --- push options with odd bytes
pkt_push s --pack good.pack --option-hex "1b5b33316d$(hex x)" \
	--command "$start $good refs/heads/main"
unlike "$(cat "$ANSWER")" "$(printf '\033')" "options are not echoed"
g s.git update-ref refs/heads/main "$start"

# --- messages
big() {
	python3 - "$1" <<-'EOF'
	import sys
	sys.stdout.write("good but endless\n\n" + "word " * (int(sys.argv[1]) // 5))
	EOF
}
g c reset -q --hard "$start"
big 100000000 >"$WORK/big"
huge=$(g c commit-tree -p "$start" -F "$WORK/big" 'HEAD^{tree}')
push_run c origin "$huge:refs/heads/main"
isnt "$PUSH_STATUS" 0 "100 MB of message are refused"
contains "$ANSWER" "more than" "with the limit"
unmoved "100 MB"
big 70000 >"$WORK/big"
push_run c origin "$(g c commit-tree -p "$start" -F "$WORK/big" \
	'HEAD^{tree}'):refs/heads/main"
isnt "$PUSH_STATUS" 0 "70 kB of message are refused"
latin=$(printf 'good caf\351\n\nbody\n' | g c -c i18n.commitEncoding=latin1 \
	commit-tree -p "$start" 'HEAD^{tree}')
PUSH_NAME="a declared encoding is judged" push_ok c origin \
	"$latin:refs/heads/main"
g s.git update-ref refs/heads/main "$start"
raw=$(printf 'tree %s\nparent %s\nauthor A <a@b> 1700000000 +0000\ncommitter A <a@b> 1700000000 +0000\n\ngood caf\351\n' \
	"$(g c rev-parse 'HEAD^{tree}')" "$start" |
	g c hash-object -t commit -w --stdin)
push_run c origin "$raw:refs/heads/main"
isnt "$PUSH_STATUS" 0 "not UTF-8 and undeclared is refused"
contains "$ANSWER" "UTF-8" "with a sentence"
unmoved "not UTF-8"

# --- shallow: parents that are not there
git clone -q --depth 1 "file://$WORK/s.git" "$WORK/shallow"
commit_file shallow README.md three "good three"
push_run shallow origin HEAD:refs/heads/main
is "$PUSH_STATUS" 0 "a shallow clone may push what the server can join"
g s.git update-ref refs/heads/main "$start"
pkt_push s --pack good.pack --shallow "$good" \
	--command "$zero $good refs/heads/shallow"
isnt "$PUSH_STATUS" 0 "a push that makes the server shallow is refused"
g s.git config receive.shallowUpdate true
pkt_push s --pack good.pack --shallow "$good" \
	--command "$zero $good refs/heads/shallow"
isnt "$PUSH_STATUS" 0 "also where git would take it"
g s.git config --unset receive.shallowUpdate

# --- policies that cannot be judged by
commit_file c README.md four "good four"
for policy in none bad; do
	if test $policy = none; then
		set_policy s none
	else
		echo 'version: [' | set_policy s
	fi
	push_run c origin HEAD:refs/heads/main
	isnt "$PUSH_STATUS" 0 "policy $policy: refused"
	contains "$ANSWER" "administrators" "policy $policy: says whom to ask"
	lacks "$ANSWER" "policy.yml:1" "policy $policy: tells no place in it"
	unmoved "policy $policy"
done
ok "the admin finds the place in the log" grep -q \
	'"rule":"policy".*policy.yml:[0-9]' "$WORK/s.git/refgate/audit.jsonl"
done_testing
