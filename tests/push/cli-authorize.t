#!/bin/sh
# refgate authorize: makes and pushes the tag of an emergency override, and
# leaves none behind.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"

new_server s <<POLICY
version: 1
people:
  lead: {emails: [lead@example.com], logins: [$(id -un)]}
groups: {leads: [lead, other@example.com]}
override:
  from: [leads]
  incident: 'INC-[0-9]+'
  max-duration: 4h
  require: {Reason: '.{10,}', Risk: ''}
rulesets:
  - name: main
    refs: ["refs/heads/main", "refs/heads/next", "refs/tags/v*"]
    rules: {commit-message: {subject: {pattern: '^good'}}}
  - name: old
    refs: ["refs/heads/old"]
    rules: {deletion: {allow: nobody}}
POLICY
allow s lead other
new_clone c
g c config user.email dev@example.com
commit_file c a one "good start"
seed c
commit_file c a two "bad"
bad=$(g c rev-parse main)

# authorize STATUS WHO ARGUMENT...: the command in the clone, by WHO
authorize() {
	authorize_wanted=$1
	g c config user.email "$2@example.com"
	new_key "$2"
	sign_with c "$2"
	shift 2
	(cd "$WORK/c" && refgate authorize "$@") >"$push_base/out" \
		2>"$push_base/err"
	is "$?" "$authorize_wanted" "refgate authorize $*" ||
		diag "$(cat "$push_base/err")"
	is "$(g c tag -l 'refgate*')" "" "no tag is left behind"
}

# sign WHO ARGUMENT...: what the policy wants to be told
sign() {
	sign_who=$1
	shift
	authorize 0 "$sign_who" "$@" --reason "the site is down" \
		--trailer "Risk: low"
}

sign lead INC-1 main --ref main --rules commit-message
like "$(cat "$push_base/out")" \
	'^authorised until 20.*Z: refs/overrides/INC-1/lead@example.com,20' \
	"it says what it did"
contains "$push_base/out" "git push -o override=INC-1" "... and what is next"
push_refused c commit-message -o override=INC-1 origin main
sign other INC-1 "$bad" --ref refs/heads/main --ref next --rules all \
	--expires 3h --name mine --format json
like "$(cat "$push_base/out")" "^[{]\"incident\":\"INC-1\",\"new\":\"$bad\",\"refs\":\[\"refs/heads/main\",\"refs/heads/next\"\],\"rules\":\"all\",\"expires\":\"20[^\"]*Z\",\"repository\":\"s\",\"pushed\":\"refs/overrides/INC-1/mine\"[}]\$" \
	"as JSON"
push_warned c "override commit-message" -o override=INC-1 origin main

g c tag -a -m "bad tag" v1 main
g c push -q origin main:refs/heads/old 2>/dev/null
for who in lead other; do
	sign "$who" INC-2 origin/old --ref old --rules deletion --delete \
		--expires "$(date -u -d '1 hour' +%Y-%m-%dT%H:%M:%SZ)"
	sign "$who" INC-2 v1 --ref refs/tags/v1 --rules all
done
push_warned c "override deletion" -o override=INC-2 origin :old
g s.git for-each-ref --format='%(refname) %(*objecttype)' refs/overrides/INC-2 \
	>"$push_base/tags"
is "$(grep -c ' tag$' "$push_base/tags")" 2 "of a tag, the tag itself is signed"

# --- What goes wrong

authorize 1 lead INC-3 main --ref main --rules all
contains "$push_base/err" 'no line "Reason:"' "the server says what is missing"
authorize 1 lead INC-3 main --ref main --rules all --reason "the site is down" \
	--trailer "Risk: low" --expires 5h
contains "$push_base/err" "longer than 4h" "... and what is too much"
authorize 1 lead INC-3 main --ref main --rules all --reason "the site is down" \
	--trailer "Risk: low" --repository other
contains "$push_base/err" '"other"; this one is "s"' "another repository"
authorize 1 stranger INC-3 main --ref main --rules all \
	--reason "the site is down" --trailer "Risk: low"
contains "$push_base/err" "unknown key" "an unknown key"
authorize 2 lead INC-3 main --rules all
authorize 2 lead INC-3 main --ref main
authorize 2 lead INC-3 --ref main --rules all
authorize 2 lead INC-3 none --ref main --rules all
authorize 2 lead INC-3 main --ref main --rules commit-massage
contains "$push_base/err" "there is no rule 'commit-massage'" "it says so"
authorize 2 lead INC-3 main --ref main --rules all --expires tomorrow
authorize 2 lead INC-3 main --ref main --rules all --trailer "no trailer"
authorize 2 lead INC-3 main --ref main --rules all --reason "two
lines: here"
authorize 2 lead INC-3 main --ref main --rules all --remote none
g c config --unset user.signingKey
g c config user.email nobody@example.com
g c config gpg.format ssh
(cd "$WORK/c" && refgate authorize INC-3 main --ref main --rules all) \
	>/dev/null 2>&1
is "$?" 2 "git cannot sign"
is "$(g c tag)" "v1" "no tag is left behind"
is "$(server_ref s refs/overrides/INC-3)" none "nothing came in"
(cd / && refgate authorize INC-3 main --ref main --rules all) >/dev/null 2>&1
is "$?" 2 "outside of a repository"
help=$(refgate authorize --help)
like "$help" "^usage: refgate authorize INCIDENT COMMIT" "its help"
(cd / && refgate explain override) >"$push_base/out"
contains "$push_base/out" "git push -o override=INCIDENT" "override is explained"
contains "$push_base/out" "max-duration" "... with its options"
(cd / && refgate explain --format json override) >"$push_base/out"
is "$(python3 -c 'import json, sys
print(json.load(sys.stdin)["options"][0]["key"])' <"$push_base/out")" approvals \
	"... as JSON"
done_testing
