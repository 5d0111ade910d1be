#!/bin/sh
# What a policy asks of its log reaches it wherever a record is written: the
# hooks, what lands late, commands; also what two policies ask for.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/own-root.sh
. "$REFGATE_SRC/tests/lib/own-root.sh"

own_root
DEFAULT=$WORK/s.git/refgate/audit.jsonl
mkdir "$WORK/logs"

# ask AUDIT [FLOOR-AUDIT]: of the repository's policy and of the floor
ask() {
	printf 'version: 1\n%s\nrulesets:\n  - {name: main, refs: ["%s"]%s\n' \
		"$1" refs/heads/main \
		', rules: {commit-message: {subject: {pattern: "^good"}}}}' |
		set_policy s
	if test $# -gt 1; then
		printf 'version: 1\n%s\n' "$2" >"$OWN/etc/refgate/floor.yml"
	else
		rm -f "$OWN/etc/refgate/floor.yml"
	fi
}

# try HOW [SUBJECT]: one more commit; accepted, refused or warned
try() {
	g c fetch -q origin
	g c checkout -q -B main origin/main
	tries=$((${tries:-0} + 1))
	commit_file c a "$tries" "${2:-good $tries}"
	push_run c origin main
	case $PUSH_STATUS:$(grep -c '^remote: warning: this push could not be recorded' "$ANSWER") in
	0:0) got=accepted ;;
	0:1) got=warned ;;
	*) got=refused ;;
	esac
	is "$got" "$1" "$3"
	test "$got" = "$1" || diag "$(cat "$ANSWER")"
}

# actions FILE: of all its records but those of a policy that is another
actions() {
	python3 -c 'import json, sys
actions = [json.loads(l)["event"]["action"] for l in open(sys.argv[1])]
print(*(action for action in actions if action != "policy-changed"))' "$1"
}

clear() {
	rm -rf "$WORK/logs" "$DEFAULT" "$DEFAULT".*
	mkdir "$WORK/logs"
}

new_server s none
ask ''
new_clone c
commit_file c a start "good start"
seed c
both="push-accepted push-landed"

# --- each policy's log
ask "audit: {file: $WORK/logs/own}" "audit: {file: $WORK/logs/floor}"
try accepted "" "two logs"
is "$(actions "$WORK/logs/own")" "$both" "the repository's"
is "$(actions "$WORK/logs/floor")" "$both" "the floor's, and what landed"
nok "no third" test -e "$DEFAULT"
is "$(grep -o '"version":"sha256:[^"]*' "$WORK/logs/own" "$WORK/logs/floor" |
	cut -d : -f 2- | sort -u | wc -l)" 1 "one version of both policies"
try refused bad "a refusal"
is "$(actions "$WORK/logs/floor")" "$both push-denied" "is in both"
refgate record installed --by carol "$WORK/s.git" || die "not recorded"
is "$(actions "$WORK/logs/floor")" "$both push-denied installed" "what an admin did"
mv "$WORK/s.git/hooks/post-receive" "$WORK/kept"
try accepted "" "without post-receive"
mv "$WORK/kept" "$WORK/s.git/hooks/post-receive"
try accepted "" "the next push"
is "$(actions "$WORK/logs/floor" | tr ' ' '\n' | grep -c landed)" 3 \
	"what landed late is in the floor's log"
is "$(actions "$WORK/logs/own")" "$(actions "$WORK/logs/floor")" "both are alike"
for log in own floor; do
	ok "the chain of $log" refgate log verify "$WORK/logs/$log"
done

# --- one file for both: each record once
clear
ask "audit: {file: $WORK/logs/own}" "audit: {file: $WORK/logs/own}"
try accepted "" "one log for both"
is "$(actions "$WORK/logs/own")" "$both" "each record once"

# --- a floor without a file asks of the repository's log
clear
ask "audit: {file: $WORK/logs/own, required: false}" \
	"audit: {identities: hash}"
try accepted "" "a floor that hides people"
is "$(grep -c '"user":{"hash"' "$WORK/logs/own")" 2 "... does so in the other's log"
rm "$WORK/logs/own"; mkdir "$WORK/logs/own"
try refused "" "a floor that requires it, as all do who do not say else"

# --- required: false is told, and nothing else goes wrong
clear
ask "audit: {file: $WORK/logs/own, required: false}"
mkdir "$WORK/logs/own"
try warned "" "what is not required and fails"
contains "$ANSWER" "tell your git administrators" "it says whom to tell"
try refused bad "a bad push, all the same"
refgate record installed --by carol "$WORK/s.git" 2>"$push_base/told"
is $? 0 "an admin's deed goes on"
contains "$push_base/told" "not recorded" "with a word"
rmdir "$WORK/logs/own"
try accepted "" "the next one is recorded"
ask "audit: {file: $WORK/logs/own}"
rm -rf "$WORK/logs/own"; mkdir "$WORK/logs/own"
try refused "" "what is required and fails"
refgate record installed --by carol "$WORK/s.git" 2>"$push_base/told"
isnt $? 0 "an admin's deed, too"

# --- no room: refusals are recorded, acceptances do not go on
clear
ask "audit: {file: $WORK/logs/own}"
g c checkout -q -B full origin/main
commit_file c full 1 "good, and full"
cat >"$push_base/full.sh" <<'SCRIPT'
mount -t tmpfs -o size=256k none logs || exit 77
push() {
	git -C c push -q origin full:main >"$1" 2>&1
}
git -C c push -q origin main:refs/heads/first || exit 1
dd if=/dev/zero of=logs/fill bs=1k >/dev/null 2>&1
# the last block of the log has some room
for n in 1 2 3 4 5 6 7 8 9; do
	git -C c commit -q --allow-empty -m "good $n"
	push said || break
done
test "$n" -lt 9 || exit 2
grep -q 'could not be recorded' said && exit 3
cp logs/own full.jsonl
rm logs/fill
push said || exit 4
cp logs/own after.jsonl
SCRIPT
if unshare -rm true 2>/dev/null; then
	unshare -rm sh "$push_base/full.sh"
	is $? 0 "a full disk: refused; room again: accepted"
	is "$(actions full.jsonl | tr ' ' '\n' | tail -n 1)" gate-broken \
		"the refusal was recorded on the full disk"
	is "$(actions after.jsonl | tr ' ' '\n' | tail -n 2 | tr '\n' ' ')" \
		"push-accepted push-landed " "then all goes on"
	ok "the log is whole" refgate log verify after.jsonl
else
	skip "a full disk" "no mount namespaces"
fi
done_testing
