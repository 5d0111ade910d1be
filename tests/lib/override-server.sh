# shellcheck shell=sh disable=SC2154,SC2120,SC2119,SC2034
# A server s whose rules refuse a lot, people who may override them, and a
# clone c whose commits are by dev. Source it after push.sh; it has sign.sh
# and override.sh in it.
#
#   $start               what main was at first
#   override_policy [LINE-OF-OVERRIDE [LINE-OF-MAIN]]  sets the policy anew
#   says TEXT NAME       the last answer says so, whatever line it stands on
#   both TARGET [LINE...]  two sign, as authorize_say has it
#   ok NAME RULES ARGUMENT...  the push is let in against these rules
#   no NAME RULES ARGUMENT...  it is refused by these
#   back                 main and the memory are as they were
#   branch               the server's hotfix/REC-1 has one bad commit, $tip, and
#                        main of the clone stands beside it
#   put BRANCH [NAME]    a branch of the clone, past the gate

# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"
# shellcheck source=tests/lib/override.sh
. "$REFGATE_SRC/tests/lib/override.sh"

override_policy() {
	set_policy s <<-POLICY
	version: 1
	people:
	  pam: {emails: [pam@example.com], logins: [$(id -un)]}
	groups:
	  leads: [lead@example.com, other@example.com, third@example.com, dev@example.com]
	override:
	  from: [leads]
	  incident: 'INC-[0-9]+'
	  max-duration: 4h
	  require: {Reason: '.{10,}', Follow-up: '.', Risk: ''}
	${1:-}
	rulesets:
	  - name: main
	    refs: ["refs/heads/main", "refs/heads/release/*"]
	    rules:
	      commit-message: {subject: {pattern: '^good'}}
	${2:-}
	  - name: hotfix
	    refs: ["refs/heads/hotfix/**"]
	    rules:
	      ref-name: {pattern: 'hotfix/REC-[0-9]+'}
	      start-point: {from: ["refs/heads/main"]}
	      deletion: {allow: nobody}
	      signature: {level: trusted}
	  - name: tags
	    refs: ["refs/tags/v*"]
	    rules:
	      tag-message: {subject: {pattern: '^good'}}
	POLICY
	allow s lead other third dev
}

says() {
	sed 's/^remote: //; s/^[a-z]*: *//; s/^ *//' "$ANSWER" |
		tr '\n' ' ' >"$push_base/words"
	contains "$push_base/words" "$1" "$2"
}

both() {
	both_target=$1
	shift
	authorize c lead "$both_target" "Follow-up: none" "Risk: low" "$@"
	authorize c other "$both_target" "Follow-up: none" "Risk: low" "$@"
}

ok() {
	ok_name=$1
	ok_rules=$2
	shift 2
	PUSH_NAME=$ok_name push_warned c "override $ok_rules" \
		-o override=INC-1 "$@"
}

no() {
	no_name=$1
	no_rules=$2
	shift 2
	PUSH_NAME=$no_name push_refused c "$no_rules" -o override=INC-1 "$@"
}

put() {
	seed c "+refs/heads/$1:refs/heads/${2:-$1}"
}

back() {
	g s.git update-ref refs/heads/main "$start"
	g c checkout -q -B main "$start"
	authorize_remove s
}

branch() {
	back
	count=$((${count:-0} + 1))
	g s.git update-ref -d refs/heads/hotfix/REC-1
	g c checkout -q -B hotfix/REC-1 "$start"
	commit_file c "a$count" one "bad $count"
	tip=$(g c rev-parse HEAD)
	put hotfix/REC-1
	g c checkout -q main
}

new_server s none
override_policy
new_clone c
g c config user.email dev@example.com
commit_file c a start "good start"
seed c
start=$(g c rev-parse main)
