# shellcheck shell=sh disable=SC2034,SC2154
# One server under a whole policy, for who tries to get around it: the preset
# incident with people, keys and some rules of an admin's own. Source it after
# push.sh; it has sign.sh and approve.sh in it.
#
#   bypass_server            server s; clone c, in which alice works and signs;
#                            $main is where main was
#   pusher LOGIN             who pushes from now on
#   on BRANCH [START]        goes there (default: main as the server has it)
#   template                 what stands below a subject; INCIDENT: its number
#   fix PATH CONTENT [SUBJECT]  a commit by the template
#   hotfix VERSION           a whole hotfix on the server: fix and test;
#                            $branch, $tip
#   approved [COMMIT]        what lands is approved by carol (default: $tip)
#   land [BRANCH]            main of the clone merges it, signed (default:
#                            $branch)
#   release_tag VERSION [COMMIT]  the tag by the template, in the clone
#   object TYPE              writes standard input as it is; prints its id
#   refused NAME RULES ARGUMENT...  refused by these rules, nothing moved
#   taken NAME ARGUMENT...   accepted; debts may be told
#
# alice and bob write; carol and dave are senior and review; erin commands;
# frank is the admin; mallory is nobody. Logins are their names.

# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"
# shellcheck source=tests/lib/approve.sh
. "$REFGATE_SRC/tests/lib/approve.sh"

bypass_policy() {
	cat <<-'X'
	version: 1
	extends: incident
	contact: "#incidents"
	vars: {main: refs/heads/main}
	people:
	X
	for bypass_who in alice bob carol dave erin frank mallory; do
		echo "  $bypass_who: {emails: [$bypass_who@example.com]," \
			"logins: [$bypass_who]}"
	done
	cat <<-'X'
	groups:
	  senior-developers: [carol, dave]
	  reviewers: [carol, dave]
	  incident-commanders: [erin]
	  admins: [frank]
	trust: {ssh: allowed_signers, ssh-revoked: revoked}
	rulesets:
	  - name: hotfix
	    rules:
	      signature: {level: trusted, bypassable: false}
	      paths: {deny: ["ci/**"]}
	      change-size: {files: 5, lines: 60, commits: 8}
	      commit-date: {behind: 30d}
	      file-kinds: {submodules: deny, symlinks: deny}
	  - name: landing
	    rules:
	      signature: {level: trusted, bypassable: false}
	      frequency: ~
	  - name: versions
	    rules:
	      deletion: {allow: [admins]}
	      version-order: {}
	  - name: tags
	    rules:
	      deletion: {allow: [admins]}
	X
}

pusher() {
	g s.git config refgate.identity gitolite
	GL_USER=$1 GL_REPO=s
	export GL_USER GL_REPO
}

bypass_server() {
	new_server s none
	bypass_policy | set_policy s
	echo '# nobody' >"$WORK/s.git/refgate/revoked"
	allow s alice bob carol dave erin frank
	g s.git config receive.denyDeleteCurrent ignore
	new_clone c
	commit_file c src/main.c one "Start"
	bypass_old=$(g c rev-parse HEAD)
	commit_file c ci/build one "Build it"
	commit_file c docs/index one "Describe it"
	g c tag -a -m "Release 1.2.0" v1.2.0
	g c branch release/1.2
	g c checkout -q -b develop
	commit_file c src/feature.c one "A feature"
	g c checkout -q main
	seed c
	main=$(g c rev-parse main)
	sign_as c alice
	pusher alice
}

on() {
	g c fetch -q --prune origin
	g c checkout -q -f -B "$1" "${2:-origin/main}" || die "checkout of $1"
}

template() {
	printf '%s: %s\n' "EMERGENCY FIX" "the login" \
		"Root Cause" "a timer ran out" Impact "nobody could log in" \
		Solution "a longer timer" Restores "the login" \
		Urgency "all users wait"
	printf '\nIncident: #%s\n' "${INCIDENT:-77}"
}

fix() {
	commit_file c "$1" "$2" "hotfix(core): ${3:-mend $1}

$(template)"
}

hotfix() {
	branch=hotfix/v$1-mend
	on "$branch"
	fix "src/fix-$1.c" "$1"
	fix "tests/fix-$1.t" "$1"
	tip=$(g c rev-parse HEAD)
	g c push -q origin "$branch" 2>"$push_base/hotfix" ||
		die "push of $branch: $(cat "$push_base/hotfix")"
}

approved() {
	GL_USER=carol approve c carol "${1:-$tip}"
}

land() {
	on main
	g c merge -q --no-ff --no-edit "${1:-$branch}" || die "merge of $1"
}

release_tag() {
	printf 'Hotfix v%s: mended\n\nImpact: nobody could log in\n\nIncident: #%s\n' \
		"$1" "${INCIDENT:-77}" |
		g c tag -f -a -F - "v$1" "${2:-main}" >/dev/null ||
		die "tag v$1"
}

object() {
	g c hash-object -t "$1" -w --literally --stdin
}

refused() {
	PUSH_NAME=$1
	bypass_rules=$2
	shift 2
	push_refused c "$bypass_rules" "$@"
}

taken() {
	bypass_name=$1
	shift
	push_run c "$@"
	is "$PUSH_STATUS" 0 "$bypass_name"
	test "$PUSH_STATUS" -eq 0 || diag "$(cat "$ANSWER")"
}
