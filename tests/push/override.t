#!/bin/sh
# The emergency override: who can let in what rules refuse, how often, and what
# stands whatever is signed.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"
# shellcheck source=tests/lib/override.sh
. "$REFGATE_SRC/tests/lib/override.sh"

# policy APPROVALS [LINE-OF-OVERRIDE]
policy() {
	set_policy s <<-POLICY
	version: 1
	people:
	  pam: {emails: [pam@example.com, pam@home.example], logins: [$(id -un)]}
	  two: {emails: [two@example.com, second@example.com]}
	groups: {leads: [pam, two, lead@example.com, other@example.com, dev@example.com]}
	override:
	  approvals: $1
	  from: [leads]
	  incident: 'INC-[0-9]+'
	  max-duration: 4h
	  require: {Reason: '.{10,}'}
	  never: [forbidden-content]
	${2:-}
	rulesets:
	  - name: main
	    refs: ["refs/heads/main"]
	    rules:
	      commit-message: {subject: {pattern: '^good'}}
	      change-size: {files: 2}
	      file-size: {max: 1KiB, bypassable: false}
	      forbidden-content: [{name: word, pattern: 'never this'}]
	  - {name: soft, refs: ["refs/heads/soft"], rules: {}}
	POLICY
	allow s pam two second lead other dev alice
}

# The answer's words, whatever line they stand on.
says() {
	sed 's/^remote: //; s/^[a-z]*: *//; s/^ *//' "$ANSWER" |
		tr '\n' ' ' >"$push_base/words"
	contains "$push_base/words" "$1" "$2"
}

# Commits in the clone are by this person.
work_as() {
	g c config user.name "$1"
	g c config user.email "$1@example.com"
}

back() {
	g s.git update-ref refs/heads/main "$start"
	g c reset -q --hard "$start"
	authorize_remove s
}

# bad: another commit that the rules refuse
bad() {
	back
	count=$((${count:-0} + 1))
	commit_file c a "bad $count" "bad $count"
}

with() {
	override_name=$1
	override_rules=$2
	shift 2
	if test "$override_rules" = ok; then
		PUSH_NAME=$override_name push_warned c \
			"override commit-message" -o override=INC-1 \
			"${@:-origin}" main
	else
		PUSH_NAME=$override_name push_refused c "$override_rules" \
			-o override=INC-1 "${@:-origin}" main
	fi
}

new_server s none
policy 2
new_clone c
work_as dev
commit_file c a start "good start"
seed c
start=$(g c rev-parse main)

# --- Who

bad
PUSH_NAME="nobody has signed" push_refused c commit-message origin main
says "emergency? git push -o override=INCIDENT" "the exit is told of"
with "nobody has signed, with the option" commit-message
lacks "$ANSWER" "emergency?" "who asks for it is not told of it"
says "INC-1 does not override commit-message" "it says what is missing"
says "2 who sign, of leads" "... how many, of whom"
authorize c two main
with "one has signed, and somebody else pushes" commit-message
says "there    1: two" "it says who has signed"
authorize c lead main
with "two have signed" ok
says "INC-1 overrides commit-message" "it says so, loudly"
says "by       lead@example.com, two" "... and by whom"
says "says     Reason: the site is down for everybody" "... and why"
says "[commit-message] overridden: the commit" "... and what"
is "$(server_ref s refs/heads/main)" "$(g c rev-parse main)" "it is there"

bad
authorize c two main
authorize c pam main
with "the pusher is one of two" ok
bad
authorize c two main
authorize c second main
with "one person with two keys" commit-message
bad
authorize c lead main
authorize c lead main "Reason: another one, twice said"
with "one person, twice" commit-message
bad
authorize c dev main
authorize c lead main
with "the author" commit-message
says "they wrote some of it" "it says why"

back
g c checkout -q "$start"
GIT_AUTHOR_EMAIL=alice@example.com GIT_COMMITTER_EMAIL=second@example.com \
	commit_file c a x "bad committer"
g c checkout -q -B main
authorize c two main
authorize c lead main
with "the committer, by another address" commit-message
says "they committed some of it" "it says why"

back
work_as alice
sign_as c lead
commit_file c a y "bad signer"
sign_as c nobody
authorize c two main
authorize c lead main
with "a signer of the change" commit-message
says "they signed some of it" "it says why"
authorize c other main
with "two others" ok

back
commit_file c a z "bad, below"
g c config user.email two@example.com
commit_file c a zz "good, on top"
work_as alice
authorize c two main
authorize c lead main
with "the author of a commit that is fine" commit-message
work_as dev

policy 1
bad
authorize c lead main
with "one beside the pusher" ok
bad
authorize c pam main
with "the pusher alone" commit-message
says "1 who signs, of leads, beside who pushes" "it says who is missing"
sed -i 's/, logins: [^}]*//' "$WORK/s.git/refgate/policy.yml"
bad
authorize c lead main
with "nobody is proven to push" commit-message
says "who pushes is not proven" "it says so"
authorize c other main
with "two who sign will do" ok
policy 2

bad
authorize c lead main
authorize c other main
signer_line other >>"$WORK/s.git/refgate/revoked"
cut -d ' ' -f 2- "$WORK/s.git/refgate/revoked" >"$push_base/revoked"
mv "$push_base/revoked" "$WORK/s.git/refgate/revoked"
sed -i 's/^trust: {/&ssh-revoked: revoked, /' "$WORK/s.git/refgate/policy.yml"
with "a key that was revoked meanwhile" commit-message
says "revoked" "it says so"
policy 2
{
	ssh_line 'other*' other
	signer_line lead
} >"$WORK/s.git/refgate/allowed_signers"
with "a wildcard principal" commit-message
says "no one person's" "it says so"
policy 2
with "both" ok

back
work_as alice
sign_as c other
commit_file c a w "bad, by whom?"
sign_as c nobody
new_key spare
{
	ssh_line 'o*@example.com' other
	ssh_line other@example.com spare
	signer_line lead
} >"$WORK/s.git/refgate/allowed_signers"
authorize c lead main
authorize_say c spare main
g c push -q origin say:refs/overrides/INC-1/spare 2>"$ANSWER"
with "signed by one of many, of whom one authorises" commit-message
says "spare: they signed some of it" "it says so"
policy 2
work_as dev

# --- What

bad
RULES=change-size authorize c two main
RULES=change-size authorize c lead main
with "other rules" commit-message
authorize c two main "Rules: merge, commit-message"
with "one of these and one of those" commit-message
authorize c lead main "Rules: commit-message,merge"
with "these" ok
is "$(g s.git for-each-ref refs/refgate/override | grep -c -e -spent)" 2 \
	"what was signed for other rules is not used up"

back
commit_file c b "$(printf '%2000s' x)" "bad, and too big"
authorize c two main
authorize c lead main
with "what cannot be bypassed" file-size
says "INC-1 cannot override file-size" "it says what stands"
back
commit_file c b "never this" "bad, and never"
authorize c two main
authorize c lead main
with "what is never overridden" forbidden-content
back
commit_file c b "never this" "good, but never"
authorize c two main
authorize c lead main
with "that alone" forbidden-content
says "INC-1 cannot override forbidden-content" "it says so"
back
g c checkout -q "$start"
tree=$(g c rev-parse 'main^{tree}')
odd=$(printf 'tree %s\nparent %s\nauthor d <dev@example.com> 1 +0000\ncommitter d <dev@example.com> 1 +0000\ncommitter d <dev@example.com> 1 +0000\n\nbad twice\n' \
	"$tree" "$start" | g c hash-object --literally -t commit -w --stdin)
g c checkout -q -B main
g c update-ref refs/heads/main "$odd"
for who in two lead; do
	authorize_say c "$who" "$odd"
	g c push -q origin "say:refs/overrides/INC-1/$who" >"$ANSWER" 2>&1 ||
		diag "$(cat "$ANSWER")"
done
with "structure" structure
g c update-ref refs/heads/main "$start"
bad
authorize c two main
authorize c lead main
sed -i "s/'^good'/'(a+)+\$|^(?:(?:a|ba)*)*x'/" "$WORK/s.git/refgate/policy.yml"
g c commit -q --amend -m "$(printf '%0500d' 0 | tr 0 a)b"
authorize c two main
authorize c lead main
with "what is broken" commit-message
says "could not be judged" "it says so"
policy 2

# --- Which push

bad
authorize c two main
authorize c lead main
g c commit -q --amend -m "bad otherwise"
with "another commit" commit-message
says "it is for another commit" "it says so"
bad
g s.git update-ref refs/heads/soft "$start"
authorize c two main "Ref: refs/heads/soft"
authorize c lead main "Ref: refs/heads/soft"
with "another ref" commit-message
says "not      2 for another ref" "it says so"
bad
INCIDENT=INC-2 authorize c two main
INCIDENT=INC-2 authorize c lead main
with "another incident" commit-message
PUSH_NAME="that one" push_warned c "override commit-message" \
	-o override=INC-2 origin main
bad
authorize c two main "$(authorize_until '2 seconds')"
authorize c lead main
sleep 3
with "one has expired" commit-message
says "it has expired" "it says so"

# --- Once

bad
authorize c two main
authorize c lead main
with "the first time" ok
g s.git update-ref refs/heads/main "$start"
with "again, after a rollback" commit-message
says "it was used" "it says so"
g c tag -d say >/dev/null
g c fetch -q origin "$(g s.git for-each-ref --format='%(refname)' refs/overrides | head -n 1):refs/tags/again"
PUSH_NAME="the same tag under another name" push_refused c override \
	origin again:refs/overrides/INC-1/again
says "the same tag is there" "it says so"

bad
authorize c two main
authorize c lead main
mv "$WORK/s.git/hooks/update" "$WORK/s.git/hooks/real"
printf '#!/bin/sh\nexit 1\n' >"$WORK/s.git/hooks/update"
chmod +x "$WORK/s.git/hooks/update"
push_run c -o override=INC-1 origin main
mv "$WORK/s.git/hooks/real" "$WORK/s.git/hooks/update"
is "$PUSH_STATUS" 1 "one that did not land"
first=$(g c rev-parse main)
g c commit -q --amend -m "bad, changed"
authorize c lead main
with "is kept for that push" commit-message
g c reset -q --hard "$first"
with "which can be tried again" ok
g s.git update-ref refs/heads/main "$start"
with "once" commit-message

# --- Odd options

bad
authorize c two main
authorize c lead main
for option in 'override=' 'override=INC-1/x' 'override=inc-1' 'override=INC-*' \
	'override=INC-1 ' 'override=../INC-1' 'override' 'Override=INC-1' \
	"override=$(printf 'INC-1\342\200\256')" "override=$(printf '\377')" \
	"override={INC-1,INC-2}" "override=%s%n"; do
	PUSH_NAME="option $option" push_refused c commit-message -o "$option" \
		origin main
done
PUSH_NAME="two incidents" push_refused c commit-message -o override=INC-1 \
	-o override=INC-2 origin main
says "several incidents" "it says so"
PUSH_NAME="one, twice" push_warned c "override commit-message" \
	-o override=INC-1 -o override=INC-1 -o ci.skip origin main

# --- Without need, and without the section

back
commit_file c a "fine" "good one"
authorize c two main
authorize c lead main
PUSH_NAME="nothing is refused" push_ok c -o override=INC-1 origin main
g s.git update-ref refs/heads/main "$start"
PUSH_NAME="nor used up" push_ok c -o override=INC-1 origin main
bad
sed -i '/^override:/,/^rulesets:/{/^rulesets:/!d}' \
	"$WORK/s.git/refgate/policy.yml"
with "a policy without overrides" commit-message
says "this policy takes no overrides" "it says so"
PUSH_NAME="nor their tags" push_refused c structure origin \
	say:refs/overrides/INC-1/x
PUSH_NAME="nor a word of it" push_refused c commit-message origin main
lacks "$ANSWER" "emergency" "there is no hint"

done_testing
