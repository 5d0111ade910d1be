#!/bin/sh
# Pushes to refs/overrides/: what may come in there, by whom, and that what is
# there stays as it is, in every mode.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"
# shellcheck source=tests/lib/override.sh
. "$REFGATE_SRC/tests/lib/override.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"

new_server s <<'POLICY'
version: 1
mode: evaluate
groups: {leads: [lead@example.com, second@example.com]}
override:
  approvals: 1
  from: [leads]
  incident: 'INC-[0-9]+'
  max-duration: 4h
  require: {Reason: '.{10,}', Follow-up: ''}
rulesets:
  - name: main
    refs: ["refs/heads/main", "refs/tags/v*"]
    rules: {commit-message: {subject: {pattern: '^good'}}}
POLICY
allow s lead second alice
new_clone c
commit_file c a one "start"
seed c
commit_file c a two "bad"
id=$(g c rev-parse main)
follow="Follow-up: a review"

# The answer's words, whatever line they stand on.
says() {
	sed 's/^remote: //; s/^[a-z]*: *//; s/^ *//' "$ANSWER" |
		tr '\n' ' ' >"$push_base/words"
	contains "$push_base/words" "$1" "$2"
}

# refused RULES NAME WHY [REF]: the tag "say"
refused() {
	PUSH_NAME=$2 push_refused c "$1" origin \
		"refs/tags/say:${4:-refs/overrides/INC-1/new}"
	says "$3" "... and says: $3"
}

# said NAME WHY LINE...: a tag of lead's with these lines instead
said() {
	said_name=$1
	said_why=$2
	shift 2
	authorize_say c lead main "$follow" "$@"
	refused override "$said_name" "$said_why"
}

# --- Form

authorize_say c lead main "$follow"
PUSH_NAME="a good one" push_ok c origin say:refs/overrides/INC-1/x
refused override "the same tag under another name" "the same tag is there" \
	refs/overrides/INC-1/y
authorize_say c second main "$follow"
refused structure "another in its place" "never changed by a push" \
	refs/overrides/INC-1/x
says "under another name:" "it says what to do instead"
says "refs/overrides/INC-1/x-2" "... exactly"
push_refused c structure --force origin say:refs/overrides/INC-1/x
PUSH_NAME="its deletion" push_refused c structure origin :refs/overrides/INC-1/x
PUSH_NAME="deletion and another" push_refused c structure origin \
	:refs/overrides/INC-1/x say:refs/overrides/INC-1/y
PUSH_NAME="the deletion of what is not there" \
	push_refused c structure origin :refs/overrides/INC-1/none
PUSH_NAME="a second person" push_ok c origin say:refs/overrides/INC-1/y
PUSH_NAME="a commit" push_refused c override origin main:refs/overrides/INC-1/z
says "it is a commit, not a tag" "it says so"
authorize_say c second main "$follow"
for name in refs/overrides/INC-1 refs/overrides/INC-1/a/b refs/overrides/INC-x/a \
	refs/overrides/INC-1-/a refs/overrides/inc-1/a refs/overrides/x; do
	PUSH_NAME="as $name" push_refused c override origin "say:$name"
done
PUSH_NAME="under another incident" \
	push_refused c override origin say:refs/overrides/INC-2/a
says "it stands under \"INC-2\"" "it says so"
authorize_say c lead main "$follow"
PUSH_NAME="two of the same at once" push_refused c override origin \
	say:refs/overrides/INC-1/p say:refs/overrides/INC-1/q

# --- What it says

said "no incident" 'no line "Override: INC-1"' Override-
said "no repository" 'no line "Repository: s"' Repository-
said "another repository" 'for the repository "other"' "Repository: other"
said "no ref" 'no line "Ref:"' Ref-
said "a ref that there is not" 'there is no ref "refs/heads/nope"' \
	"Ref: refs/heads/nope"
said "a short ref" 'there is no ref "main"' "Ref: main"
said "one good ref and a bad one" 'there is no ref "refs/heads/bad' \
	"Ref: refs/heads/main
Ref: refs/heads/bad name"
said "no new id" "no line \"New: $(echo "$id" | cut -c 1-12)" New-
said "a short id" "its message says" "New: $(g c rev-parse --short main)"
said "another id" "its message says" "New: $(g c rev-parse main~)"
said "a name" "its message says" "New: main"
said "no rules" 'no line "Rules:"' Rules-
said "empty rules" 'no line "Rules:"' "Rules:"
said "a rule that is none" 'there is no rule "commit-massage"' \
	"Rules: all, commit-massage"
said "a gap in the rules" 'there is no rule ""' "Rules: merge,,signature"
said "no end" 'no line "Expires:"' Expires-
said "an end that is no time" "no time such as" "Expires: 2h"
said "a local time" "no time such as" "Expires: 2036-01-01 10:00"
said "an end in the past" "it has expired" "$(authorize_until '1 minute ago')"
said "just now" "it has expired" "$(authorize_until now)"
said "an end that is too far" "longer than 4h from now" \
	"$(authorize_until '241 minutes')"
said "an end that never comes" "longer than 4h" "Expires: 9999-12-31T23:59:59Z"
said "no reason" 'no line "Reason:"' Reason-
said "too short a reason" "does not say enough" "Reason: oops"
said "no follow-up" 'no line "Follow-up:"' Follow-up-
said "a trailer twice" 'says "rules:" twice' "Rules: all
rules: merge"
said "a reason twice" 'says "Reason:" twice' "Reason: ten letters
Reason: and ten more"
said "not in the last paragraph" 'no line "' "Reason: long enough

That is all."
TAG_TIME=$(date -d '1 hour' +%s)
authorize_say c lead main "$follow"
GIT_COMMITTER_DATE="$TAG_TIME +0000" said "dated ahead" \
	"ahead of the server's clock"
for line in "$(authorize_until '239 minutes')" "Ref: refs/heads/main
Ref: refs/tags/v9" "Rules: commit-message, merge" "Rules: merge,signature" \
	"New: 0000000000000000000000000000000000000000" \
	"Expires: $(date -d '2 hours' +%Y-%m-%dT%H:%M:%S+00:00)"; do
	authorize_say c lead main "$follow" "$line"
	PUSH_NAME="good: $line" push_ok c origin \
		"say:refs/overrides/INC-1/$(g c rev-parse say)"
done

# --- Of what

tree=$(g c rev-parse 'main^{tree}')
authorize_say c lead "$tree" "$follow"
refused override "a tag of a tree" "it is a tag of a tree"
g c tag -a -m x v9 main
authorize_say c lead v9 "$follow" "Ref: refs/tags/v9"
PUSH_NAME="a tag of a tag" push_ok c origin say:refs/overrides/INC-1/v9

# --- By whom

authorize_say c nobody main "$follow"
refused override "not signed" "no signature"
authorize_say c stranger main "$follow"
refused override "an unknown key" "unknown key"
authorize_say c alice main "$follow"
refused override "of no such group" \
	"alice@example.com, who signed it, is not in leads"
authorize_say c lead main "$follow"
g c cat-file tag say | sed 's/everybody/all of us/' |
	g c hash-object -t tag -w --stdin >"$push_base/edited"
g c update-ref refs/tags/say "$(cat "$push_base/edited")"
refused override "changed after it was signed" "signature"
authorize_say c lead main "$follow"
cat "$KEYS/lead.pub" >"$WORK/s.git/refgate/revoked"
sed -i 's/^trust: {/&ssh-revoked: revoked, /' "$WORK/s.git/refgate/policy.yml"
refused override "a revoked key" "revoked"
sed -i 's/ssh-revoked: revoked, //' "$WORK/s.git/refgate/policy.yml"
ssh_line 'lea*' lead >"$WORK/s.git/refgate/allowed_signers"
refused override "a wildcard principal" "no one person's"
ssh_line 'lead@example.com,second@example.com' lead \
	>"$WORK/s.git/refgate/allowed_signers"
refused override "a key of two" "no one person's"
printf '%s\n' "# none" >"$WORK/s.git/refgate/allowed_signers"
refused override "nobody is trusted" "unknown key"
rm "$WORK/s.git/refgate/allowed_signers"
refused override "without trust files" "could not be judged"
allow s lead second alice

printf '%s\n' "approve" "" "Approve: $id" "Repository: s" "Ref: $REF" |
	g c -c gpg.format=ssh -c "user.signingKey=$KEYS/lead" \
		tag -f -s -F - say main >/dev/null 2>&1
refused override "an approval" 'no line "Override: INC-1"'

# --- The lines that are told

sign_with c lead
authorize_say c lead main "$(authorize_until '9 hours')"
refused override "under a name that is free" "longer than" \
	refs/overrides/INC-1/pasted
paste c 's/WHY/no more of it is lost/'
isnt "$(server_ref s refs/overrides/INC-1/pasted)" none \
	"the lines that are told make one that comes in"
is "$(g c tag -l 'override-*')" "" "they leave no tag behind"

# --- Where

push_ok c origin main:refs/proposals/x
sed -i '/^override:/,/^rulesets:/{/^rulesets:/!d}' \
	"$WORK/s.git/refgate/policy.yml"
authorize_say c lead main "$follow"
refused structure "where no policy takes any" "this policy takes no overrides"

done_testing
