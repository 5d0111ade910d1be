#!/bin/sh
# The words about approvals: what is missing, what the approver types, and why
# a tag is none.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"
# shellcheck source=tests/lib/approve.sh
. "$REFGATE_SRC/tests/lib/approve.sh"
# shellcheck source=tests/lib/golden.sh
. "$REFGATE_SRC/tests/lib/golden.sh"

# policy APPROVALS [OTHER-RULE]
policy() {
	set_policy s <<-POLICY
	version: 1
	contact: "#release-managers"
	people:
	  alice: {emails: [alice@example.com], logins: [alice]}
	  bob: {emails: [bob@example.com], logins: [bob]}
	  lead: {emails: [lead@example.com]}
	  sec: {emails: [sec@example.com]}
	groups:
	  leads: [bob, lead]
	  security: [sec]
	  auditors: []
	rulesets:
	  - name: hotfix
	    refs: ["refs/heads/hotfix/**"]
	    rules: {start-point: {from: ["refs/heads/main"]}}
	  - name: landing
	    refs: ["refs/heads/main"]
	    merging: ["refs/heads/hotfix/**"]
	    rules:
	      approvals: {$1}
	      ${2:-}
	POLICY
	allow s bob lead sec
}

new_server s none
policy 'from: [leads]'
pusher alice
golden_clone
seed c
sign_with c lead

# A hotfix with one file, on the server.
hotfix() {
	fresh "hotfix/$1"
	put "${2:-$1}" "$1" "fix: $1"
	g c push -q origin "hotfix/$1" 2>/dev/null || die "push of $1"
}

land() {
	at
	g c checkout -q -B main origin/main
	g c merge -q --no-ff -m "Merge branch 'hotfix/$1'" "hotfix/$1" ||
		die "merge of $1"
	now
}

hotfix one
land one
refused approvals approvals c origin main
mended c ''

# --- what has to be shown first
hotfix two
land two
at
printf 'evil\n' >"$WORK/c/README.md"
g c commit -q -a --amend --no-edit
now
refused approvals-new approvals c origin main
mended c ''

# --- several at once, and one that is there
policy 'from: [leads], required: 2, extra: [{name: security, paths: ["sec/**"], from: [security]}]'
hotfix three sec/door
land three
approve c bob hotfix/three
refused approvals-extra approvals c origin main
sign_with c sec
approve c sec hotfix/three
sign_with c lead
mended c 's/YOUR-NAME/lead/'

policy 'from: [leads]' 'commit-message: {subject: {pattern: "^(fix|merge): "}}'
hotfix four
land four
at
g c commit -q --amend -m "evil"
printf 'more evil\n' >"$WORK/c/README.md"
g c commit -q -a --amend --no-edit
now
editor "merge: hotfix/four"
refused approvals-later "approvals commit-message" c origin main
unmended "what is approved comes then"
no_editor

policy 'from: [auditors]'
hotfix five
land five
refused approvals-empty approvals c origin main

# --- what counts for nothing
policy 'from: [leads], within: 2h'
TAG_DATE="$(date -d '3 hours ago' +%s) +0000" approve c lead hotfix/five
refused approvals-old approvals c origin main
mended c ''

# --- by whoever pushes
policy 'from: [leads], by: pusher'
hotfix six
land six
pusher bob
refused approvals-pusher approvals c origin main
mended c 's/YOUR-EMAIL/bob@example.com/'
pusher alice

# --- tags that are no approvals
policy 'from: [leads]'
hotfix seven
land seven
refused approvals-commit approvals c origin \
	"hotfix/seven:refs/approvals/$(g c rev-parse hotfix/seven)/x"
mended c '' origin main
hotfix eight
land eight
sign_with c sec
approve_say c sec hotfix/eight
refused approvals-signer approvals c origin "$(approval c sec hotfix/eight)"
sign_with c lead
mended c '' origin main
hotfix nine
approve c lead hotfix/nine
refused approvals-deletion structure c origin --delete \
	"refs/approvals/$(g c rev-parse hotfix/nine)/lead"
mended c '' origin hotfix/nine

done_testing
