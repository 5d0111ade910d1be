# shellcheck shell=sh disable=SC2154
# Pushes as git hands them to the hooks, kept for being judged again and again
# with faults. Source it after push.sh.
#
#   world_build           fills $WORLD: of each push a folder PUSH.HOOK with
#                         s.git as it was when the hook began (the objects
#                         still in quarantine), input, arguments, variables
#                         and "outcome", the hook's exit status; "anchor"
#                         is the public key of the log's anchors
#
# The policy is "incident" with signatures and an anchored log. dan writes,
# sue approves, ida lands, ann is an admin.

# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"
# shellcheck source=tests/lib/approve.sh
. "$REFGATE_SRC/tests/lib/approve.sh"
# shellcheck source=tests/lib/override.sh
. "$REFGATE_SRC/tests/lib/override.sh"

WORLD=$push_base/world

world_policy() {
	cat <<-EOF
	version: 1
	extends: incident
	contact: "#incidents"
	trust: {ssh: allowed_signers, openpgp: keyring.asc}
	audit: {anchor: "$KEYS/log"}
	people:
	  ann: {emails: [ann@example.com], logins: [ann]}
	  dan: {emails: [dan@example.com], logins: [dan]}
	  ida: {emails: [ida@example.com], logins: [ida]}
	  sue: {emails: [sue@example.com], logins: [sue]}
	groups:
	  admins: [ann]
	  incident-commanders: [ida]
	  senior-developers: [sue]
	rulesets:
	  - name: hotfix
	    rules: {signature: {level: trusted}}
	EOF
}

# Hooks that keep what they are given while $WORLD/keep names a push.
world_hooks() {
	for world_hook in pre-receive update post-receive; do
		cat >"$WORK/s.git/hooks/$world_hook" <<-EOF
		#!/bin/sh
		real="$REFGATE_ROOT/libexec/refgate/$world_hook"
		test -s "$WORLD/keep" || exec "\$real" "\$@"
		kept=$WORLD/\$(cat "$WORLD/keep").$world_hook
		test ! -d "\$kept" || exec "\$real" "\$@"
		mkdir "\$kept"
		cp -a . "\$kept/s.git"
		rm -f "\$kept/s.git/refgate/audit.jsonl.anchors"
		test $world_hook = update || cat >"\$kept/input"
		test -f "\$kept/input" || : >"\$kept/input"
		env -0 | grep -zE '^(GIT|GL)_' >"\$kept/variables"
		printf '%s\n' "\$@" >"\$kept/arguments"
		"\$real" "\$@" <"\$kept/input"
		echo \$? >"\$kept/outcome"
		exit "\$(cat "\$kept/outcome")"
		EOF
		chmod +x "$WORK/s.git/hooks/$world_hook"
	done
}

# keep NAME WHO PUSH-ARGUMENT...: refused or not, it is kept under that name.
keep() {
	echo "$1" >"$WORLD/keep"
	export GL_USER="$2" GL_REPO=s
	shift 2
	push_run c "$@"
	: >"$WORLD/keep"
}

past() {
	export GL_USER="$1" GL_REPO=s
	shift
	push_run c "$@"
	test "$PUSH_STATUS" -eq 0 || die "push $*: $(cat "$ANSWER")"
}

# fix SUBJECT [OPTION...]: a commit by the template.
fix() {
	world_subject=$1
	shift
	world_fixes=$((${world_fixes:-0} + 1))
	mkdir -p "$WORK/c/src" "$WORK/c/tests"
	echo "int login(void) { return $world_fixes; }" >"$WORK/c/src/login.c"
	echo "test $world_fixes" >>"$WORK/c/tests/login_test.c"
	g c add .
	g c commit -q "$@" -F - <<-EOF || die "commit of $world_subject"
	$world_subject

	EMERGENCY FIX: nobody can log in
	Root Cause: the answer was not waited for
	Impact: all users of the web site
	Solution: wait up to ten seconds
	Restores: the login
	Urgency: immediate

	Incident: ${INCIDENT_NUMBER:-#4711}
	EOF
}

# branch NAME: of the clone, from main of the server.
branch() {
	g c checkout -q -f -B "$1" origin/main
}

merge() {
	g c checkout -q -f -B main origin/main
	g c merge -q --no-ff -m "Merge branch '$1'" "$1" || die "merge of $1"
}

world_people() {
	new_server s none
	world_policy >"$WORK/s.git/refgate/policy.yml"
	g s.git config refgate.identity gitolite
	ssh_key log
	cp "$KEYS/log.pub" "$WORLD/anchor"
	for world_who in dan sue ida ann; do
		signer_line "$world_who"
	done >"$WORK/s.git/refgate/allowed_signers"
	ssh_key stranger
	gpg_key dan_gpg 'Dan <dan@example.com>'
	gpg_key other_gpg 'Dan <dan@example.com>'
	gpg_export dan_gpg >"$WORK/s.git/refgate/keyring.asc"
}

world_start() {
	new_clone c
	g c config user.name dan
	g c config user.email dan@example.com
	sign_with c dan
	commit_file c README one "Begin"
	g c tag -a -m 'Release 1.2.0' v1.2.0
	past dan origin main v1.2.0 main:refs/heads/develop
	g c checkout -q -b release/1.3
	commit_file c VERSION 1.3 "Prepare 1.3"
	past dan origin release/1.3
	g c fetch -q origin
	world_hooks
}

# A branch whose commits have both kinds of signatures, and what is refused.
world_branches() {
	branch hotfix/v1.2.1-login
	fix "hotfix(login): wait for the answer" -S
	sign_with_gpg c dan_gpg
	fix "hotfix(login): and a bit longer" -S
	keep hotfix dan origin hotfix/v1.2.1-login
	branch hotfix/v1.2.9-stranger
	sign_with c stranger
	fix "hotfix(login): by another key" -S
	keep stranger dan origin hotfix/v1.2.9-stranger
	branch hotfix/v1.2.9-other
	sign_with_gpg c other_gpg
	fix "hotfix(login): by another OpenPGP key" -S
	keep other dan origin hotfix/v1.2.9-other
	sign_with c dan
	branch hotfix/v1.2.9-message
	fix "hotfix: no scope" -S
	keep message dan origin hotfix/v1.2.9-message
	branch hotfix/v1.2.9-secret
	printf -- '-----BEGIN %s-----\n' 'PRIVATE KEY' >"$WORK/c/secret"
	fix "hotfix(login): with its key" -S
	keep secret dan origin hotfix/v1.2.9-secret
}

world_landing() {
	merge hotfix/v1.2.1-login
	keep unapproved ida origin main
	approve_say c sue hotfix/v1.2.1-login
	keep approval sue origin "$(approval c sue hotfix/v1.2.1-login)"
	keep landing ida origin main
	g c fetch -q origin
	g c checkout -q -f -B rewound origin/main~
	keep rewound ida origin +rewound:main
	keep deleted ida origin :main
	g c checkout -q -f main
	printf '%s\n' 'Hotfix v1.2.1: wait' '' 'Emergency fix for: the login' \
		'Impact: all users' 'Deployed: 2026-11-21' '' 'Incident: #4711' |
		g c tag -a -F - v1.2.1
	g c tag -m 'Release 1.2.2' v1.2.2 "main^2"
	keep "tag" ida origin v1.2.1
	keep "badtag" ida origin v1.2.2
}

world_override() {
	branch hotfix/v1.2.2-again
	INCIDENT_NUMBER="#4712"
	fix "hotfix(login): wait, but not for ever" -S
	past dan origin hotfix/v1.2.2-again
	merge hotfix/v1.2.2-again
	keep unsigned ida -o override=4712 origin main
	INCIDENT=4712
	RULES=approvals
	authorize_say c ann hotfix/v1.2.2-again \
		'Reason: production is down' 'Risk: the login only' \
		'Follow-up: review tomorrow' 'Tested: by hand, not under load'
	keep authorization ann origin \
		refs/tags/say:refs/overrides/4712/ann
	keep override ida -o override=4712 origin main
}

world_build() {
	mkdir "$WORLD" || die "no room for $WORLD"
	: >"$WORLD/keep"
	world_people
	world_start
	world_branches
	world_landing
	world_override
	test -s "$WORK/s.git/refgate/audit.jsonl.anchors" || die "no anchors"
}
