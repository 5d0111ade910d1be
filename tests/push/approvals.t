#!/bin/sh
# Pushes to refs/approvals/: what may come in there, by whom, and that what is
# there stays as it is, in every mode.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"
# shellcheck source=tests/lib/approve.sh
. "$REFGATE_SRC/tests/lib/approve.sh"

new_server s <<'POLICY'
version: 1
mode: evaluate
groups:
  leads: [lead@example.com, second@example.com]
  security: [sec@example.com]
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      approvals:
        from: [leads]
        extra: [{name: security, paths: ["sec/**"], from: [security]}]
  - {name: develop, refs: ["refs/heads/develop"], rules: {}}
POLICY
allow s lead second sec alice wild
new_clone c
commit_file c a one "start"
seed c
commit_file c b one "more"
g c push -q origin main:work 2>/dev/null
id=$(g c rev-parse main)
there=refs/approvals/$id

# The answer's words, whatever line they stand on.
says() {
	sed 's/^remote: //; s/^[a-z]*: *//; s/^ *//' "$ANSWER" |
		tr '\n' ' ' >"$push_base/words"
	contains "$push_base/words" "$1" "$2"
}

# refused RULES NAME WHY [LAST]: the tag "say", as $there/LAST
refused() {
	PUSH_NAME=$2 push_refused c "$1" origin "refs/tags/say:$there/${4:-x}"
	says "$3" "... and says: $3"
}

# --- Form

approve_say c lead main
PUSH_NAME="a good one" push_ok c origin "$(approval c lead main)"
refused approvals "the same tag under another name" "the same tag is there"
approve_say c second main
refused structure "another in its place" "never changed by a push" lead
push_refused c structure --force origin "refs/tags/say:$there/lead"
PUSH_NAME="its deletion" push_refused c structure origin ":$there/lead"
says "'Withdraw: $id'" "what to do instead is told"
PUSH_NAME="the deletion of what is not there" \
	push_refused c structure origin ":$there/none"

PUSH_NAME="a commit" push_refused c approvals origin "main:$there/x"
says "it is a commit, not a tag" "it says so"
approve_say c second main
g c tag -f outer say >/dev/null 2>&1
g c -c gpg.format=ssh -c "user.signingKey=$KEYS/second" tag -s -f -m "x

Approve: $id
Repository: s
Ref: refs/heads/main" outer say
PUSH_NAME="a tag of a tag" push_refused c approvals origin "outer:$there/x"
says "it is a tag of a tag" "it says so"
for name in "refs/approvals/x" "refs/approvals/$id" "$there/a/b" \
	"refs/approvals/${id%?}/x" "refs/approvals/$(echo "$id" | tr a-f A-F)/x"; do
	PUSH_NAME="as $name" push_refused c approvals origin "say:$name"
done
PUSH_NAME="for another commit" push_refused c approvals origin \
	"say:refs/approvals/$(g c rev-parse main~)/x"
says "not of the commit that the" "it says so"

# --- What it says

# said NAME WHY LINE...
said() {
	said_name=$1
	said_why=$2
	shift 2
	approve_tag c second main say "$@"
	refused approvals "$said_name" "$said_why"
}
approve="Approve: $id" repository="Repository: s" ref="Ref: refs/heads/main"
said "nothing" "no line" "a word"
said "no id" "no line \"Approve:" "$repository" "$ref"
said "a short id" "its message says" "Approve: $(g c rev-parse --short main)" \
	"$repository" "$ref"
said "twice" "twice" "$approve" "$approve" "$repository" "$ref"
said "both" "both" "$approve" "Withdraw: $id" "$repository" "$ref"
said "no repository" "no line \"Repository: s\"" "$approve" "$ref"
said "another repository" "for the repository \"other\"" "$approve" \
	"Repository: other" "$ref"
said "no ref" "no line \"Ref:\"" "$approve" "$repository"
said "two refs" "for one ref" "$approve" "$repository" "$ref" \
	"Ref: refs/heads/develop"
said "a ref that asks for none" "no approvals are asked for" "$approve" \
	"$repository" "Ref: refs/heads/develop"
said "a short ref" "no approvals are asked for" "$approve" "$repository" \
	"Ref: main"
said "not in the last paragraph" "no line" "$approve" "$repository" "$ref" \
	'' "That is all."
TAG_DATE="$(date -d '1 hour' +%s) +0000" approve_say c second main
refused approvals "dated ahead" "ahead of the server's clock"
TAG_DATE="$(date -d '5 minutes' +%s) +0000" approve_say c second main
PUSH_NAME="a clock that is a little fast" \
	push_ok c origin "$(approval c second main)"

# --- By whom

approve_say c nobody main
refused approvals "not signed" "no signature"
approve_say c stranger main
refused approvals "an unknown key" "unknown key"
approve_say c alice main
refused approvals "of no such group" "alice@example.com, who signed it"
says "may      leads, security" "it says who can"
approve_say c sec main
PUSH_NAME="of an extra's group" push_ok c origin "$(approval c sec main)"
approve_say c lead main '' Withdraw
PUSH_NAME="under somebody else's address" \
	push_refused c approvals origin "$(approval c second@example.com main)"
PUSH_NAME="under one's own" \
	push_ok c origin "$(approval c lead@example.com main)"

new_key wild
{
	ssh_line 'lead*' wild
	signer_line lead
} >"$WORK/s.git/refgate/allowed_signers"
approve_say c wild main
refused approvals "a wildcard principal" "no one person's"
printf '%s\n' "$(cat "$KEYS/lead.pub")" >"$WORK/s.git/refgate/revoked"
sed -i 's/^trust: {/&ssh-revoked: revoked, /' "$WORK/s.git/refgate/policy.yml"
approve_say c lead main
refused approvals "a revoked key" "revoked"
allow s lead second sec
sed -i '/^trust:/d' "$WORK/s.git/refgate/policy.yml"
PUSH_NAME="without trust files" \
	push_refused c approvals origin "refs/tags/say:$there/x"
says "could not be judged" "it cannot be judged, in no mode"
allow s lead second sec

g c cat-file tag say | sed 's/^a word/A word/' >"$push_base/edited"
edited=$(g c hash-object -t tag -w "$push_base/edited")
PUSH_NAME="edited afterwards" \
	push_refused c approvals origin "$edited:$there/x"
says "bad signature" "it says so"

# --- Together

approve_say c second main '' Withdraw
PUSH_NAME="twice in one push" push_refused c approvals origin \
	"say:$there/p" "say:$there/q"
PUSH_NAME="only what is well" push_refused c approvals origin \
	"say:$there/p" "main:$there/q"
is "$(server_ref s "$there/p")" none "nothing came in"

# --- With a floor, and where nobody asks for approvals

set_policy s <<'POLICY'
version: 1
rulesets:
  - {name: main, refs: ["refs/heads/main"], rules: {}}
POLICY
PUSH_NAME="where no rule asks for any" \
	push_refused c structure origin "say:$there/p"
says "this policy takes no approvals" "it says so"

done_testing
