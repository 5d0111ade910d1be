#!/bin/sh
# The floor: a policy of the server beside that of each repository. Nothing in
# a repository weakens it.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/own-root.sh
. "$REFGATE_SRC/tests/lib/own-root.sh"

me=$(id -un 2>/dev/null) || skip_all "this account has no name"
own_root
floor=$OWN/etc/refgate/floor.yml

# tickets [LINE [ENFORCEMENT]]: the repository's policy, which asks for tickets
tickets() {
	set_policy s <<-X
	version: 1
	contact: "#the-keepers"
	${1:-mode: enforce}
	rulesets:
	  - name: main
	    refs: ["refs/heads/**"]
	    enforcement: ${2:-active}
	    rules:
	      commit-message: {subject: {pattern: '^REC-', shape: REC-<number>}}
	      creation: {allow: everyone}
	      update: {allow: everyone}
	      non-fast-forward: {allow: everyone}
	      deletion: {allow: everyone}
	X
}

new_server s none
tickets
new_clone c
commit_file c a one "REC-1 begin"
seed c

# commit SUBJECT [PATH]: on main, a commit on top of what the server has
commit() {
	g c fetch -q origin
	g c checkout -q -B main origin/main
	commit_file c "${2:-a}" "$1" "$1"
}
# try HOW [RULES [OPTION]]: pushes main; HOW is push_ok, ...
try() {
	judged=$1
	shift
	"$judged" c "$@" origin main
}

commit "REC-2 a key" keys/a
PUSH_NAME="without a floor" try push_ok

# --- stricter than the repository
cat >"$floor" <<'X'
version: 1
contact: "#the-floor"
rulesets:
  - name: everywhere
    refs: ["refs/heads/**"]
    rules:
      paths: {deny: ["keys/**"]}
X
commit "REC-3 another key" keys/b
PUSH_NAME="the floor refuses what the repository takes" try push_refused paths
contains "$ANSWER" "keys/b" "and says what"
like "$(cat "$ANSWER")" 'policy [0-9a-f]{8}, floor' "the policies are named"
like "$(sed 's/^remote: hint: //' "$ANSWER" | tr '\n' ' ')" \
	'floor [0-9a-f]{8}' "the floor, too"
commit "no ticket"
(cd "$WORK/s.git" && refgate policy show) >"$WORK/shown" 2>&1 </dev/null
is "$(grep -c '^--- # ' "$WORK/shown")" 2 "both are shown, a document each"
like "$(sed '1,/^--- # the floor/d' "$WORK/shown")" \
	'^contact: .*# .*/etc/refgate/floor.yml:2$' \
	"the floor behind the repository's, with its own origins"
PUSH_NAME="the repository refuses what the floor takes" \
	try push_refused commit-message
commit "REC-4 no key"
PUSH_NAME="what both take is accepted" try push_ok
commit "a key without a ticket" keys/c
PUSH_NAME="each says its own" try push_refused "commit-message paths"
g c checkout -q -B main HEAD~1
commit_file c a rewritten "REC-5 rewritten"
g c commit -q --amend -m "REC-5 rewritten, twice"
g c reset -q --soft origin/main~1
g c commit -q -m "REC-5 main is another"
PUSH_NAME="what stands where nobody writes it stands in the floor, too" \
	try push_refused non-fast-forward -f

# --- a repository does not weaken it
commit "REC-6 a key" keys/d
tickets "mode: evaluate"
PUSH_NAME="not by evaluating" try push_refused paths
tickets "mode: enforce" disabled
PUSH_NAME="not by switching its ruleset off" try push_refused paths
tickets "unmatched: allow" evaluate
PUSH_NAME="not by evaluating that" try push_refused paths
set_policy s <<'X'
version: 1
rulesets:
  - {name: everywhere, refs: ["refs/heads/**"], enforcement: disabled, rules: {paths: ~}}
X
PUSH_NAME="not by a ruleset of the same name" try push_refused paths
g s.git config refgate.policy policy.yml
printf 'version: 1\n' >"$WORK/s.git/policy.yml"
PUSH_NAME="not by another policy" try push_refused paths
g s.git config --unset refgate.policy
tickets "mode: evaluate"
commit "a key without a ticket" keys/e
PUSH_NAME="what only the repository evaluates is told beside it" \
	try push_refused paths
is "$(push_rules warning)" "commit-message " "as a warning"
set_policy s none
PUSH_NAME="a floor is no policy for a repository without one" \
	try push_refused ""
contains "$ANSWER" "no policy was found" "which is said"
tickets

# --- people are its own
people() {
	printf 'people:\n  %s: {emails: [%s@x.org], logins: ["%s"]}\n' \
		"$1" "$1" "$2"
	printf 'groups: {leads: [%s]}\n' "$1"
}
leads() {
	echo 'version: 1'
	people "$1" "$2"
	cat <<-'X'
	rulesets:
	  - name: new branches
	    refs: ["refs/heads/**"]
	    rules: {creation: {allow: [leads]}}
	X
}
leads carol somebody-else >"$floor"
leads dave "$me" | set_policy s
PUSH_NAME="a group of the same name does not count" \
	push_refused c creation origin origin/main:refs/heads/new
leads carol "$me" >"$floor"
PUSH_NAME="its own does" push_ok c origin origin/main:refs/heads/new
leads dave somebody-else | set_policy s
PUSH_NAME="but not for the repository" \
	push_refused c creation origin origin/main:refs/heads/newer
(cd "$WORK/s.git" && refgate explain main --as "$me") >"$WORK/out"
is "$(sed -n "/^Who may/,\$s/^ *$me: //p" "$WORK/out" | tr '\n' ' ')" "no no no yes no no " \
	"explain knows them apart: creation, deletion, rewriting, of both"
tickets

# --- an empty repository
cat >"$floor" <<'X'
version: 1
import: nobody
rulesets:
  - {name: everywhere, refs: ["refs/heads/**"], rules: {linear-history: {}}}
X
new_server empty <<'X'
version: 1
import: everyone
X
new_clone fresh
commit_file fresh a one "a first commit"
PUSH_NAME="the floor closes imports" push_refused fresh import origin main

# --- a floor that only evaluates
cat >"$floor" <<'X'
version: 1
mode: evaluate
rulesets:
  - name: everywhere
    refs: ["refs/heads/**"]
    rules:
      paths: {deny: ["keys/**"]}
X
commit "REC-7 a key" keys/f
PUSH_NAME="a floor that evaluates warns" try push_warned paths
commit "a key without a ticket" keys/g
PUSH_NAME="and does not weaken the repository" try push_refused commit-message
is "$(push_rules warning)" "paths " "beside its warning"

# --- the same rule in both
cat >"$floor" <<'X'
version: 1
audit: {file: floor.jsonl}
rulesets:
  - name: everywhere
    refs: ["refs/heads/**"]
    rules:
      commit-message: {subject: {pattern: ' for [A-Z]', shape: <what> for <whom>}}
X
commit "fix it"
PUSH_NAME="the same rule in both" try push_refused commit-message
contains "$ANSWER" "REC-<number>" "the repository's is told"
contains "$ANSWER" "<what> for <whom>" "and the floor's"
commit "REC-8 fix it"
PUSH_NAME="one of them is not enough" try push_refused commit-message
lacks "$ANSWER" "REC-<number>" "what is kept is not told"
commit "REC-8 fix it for Alice"
PUSH_NAME="both are" try push_ok

# --- its log
own=$WORK/s.git/refgate/audit.jsonl
kept=$OWN/etc/refgate/floor.jsonl
actions() {
	refgate log --file "$1" --format json | sed -n \
		's/.*"action":"\(push-[a-z]*\)".*/\1/p' | tail -n "$2" |
		tr '\n' ' '
}
like "$(actions "$kept" 4)" 'push-denied push-denied push-accepted' \
	"the log that the floor names has all of it"
like "$(actions "$own" 4)" 'push-denied push-denied push-accepted' \
	"as has the repository's"
ok "both are whole" refgate log verify "$kept"
ok "the repository's, too" refgate log verify "$own"
is "$(tail -n 1 "$kept" | sed 's/.*"version":"sha256:\([0-9a-f]*\).*/\1/')" \
	"$(tail -n 1 "$own" | sed 's/.*"version":"sha256:\([0-9a-f]*\).*/\1/')" \
	"each names the version of both policies"
mv "$kept" "$WORK/kept"
mkdir "$kept"
commit "REC-9 fix more for Alice"
PUSH_NAME="what the floor cannot record is refused" try push_refused ""
rmdir "$kept"
mv "$WORK/kept" "$kept"

# --- commands know it
refgate governed "$WORK/s.git" >"$WORK/out"
contains "$WORK/out" "refs/heads/main" "governed has the floor's refs"
set_policy s <<'X'
version: 1
X
refgate governed "$WORK/s.git" >"$WORK/out"
contains "$WORK/out" "refs/heads/main" "also where only the floor governs"
tickets

# --- a floor that does not load
unloadable() {
	PUSH_NAME="$1" try push_refused ""
	contains "$ANSWER" "ask #the-keepers" "it says whom to ask"
	lacks "$ANSWER" "floor.yml" "and tells nothing of the server"
	lacks "$ANSWER" "$OWN" "no path"
}
commit "REC-10 fine for Alice"
printf 'version: 2\n' >"$floor"
unloadable "a floor that does not load refuses every push"
tickets "mode: evaluate"
unloadable "whatever the repository does about it"
tickets
printf 'version: 1\nextends: nonesuch\n' >"$floor"
unloadable "one that extends what is not there"
printf 'version: 1\n' >"$floor"
chmod 666 "$floor"
unloadable "one that anybody can write"
rm "$floor"
ln -s nowhere "$floor"
unloadable "one that has gone"
rm "$floor"
mkdir "$floor"
unloadable "one that is a folder"
rmdir "$floor"
PUSH_NAME="no floor at all" try push_ok
done_testing
