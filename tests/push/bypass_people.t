#!/bin/sh
# Who one might pretend to be, and whose word one might take for another's,
# under a whole policy: approvals, authorisations, identities, clocks.
# shellcheck disable=SC2119
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/bypass.sh
. "$REFGATE_SRC/tests/lib/bypass.sh"
# shellcheck source=tests/lib/override.sh
. "$REFGATE_SRC/tests/lib/override.sh"

INCIDENT=77
bypass_server
allow s alice bob carol dave erin frank
there=refs/overrides/77

# authorised WHO [TARGET [LINE...]]: the tag "say", by the procedure
authorised() {
	authorised_by=$1
	authorised_of=${2:-$tip}
	shift
	test $# -eq 0 || shift
	authorize_say c "$authorised_by" "$authorised_of" \
		"Reason: production is down" "Risk: little" \
		"Follow-up: a review" "Tested: on staging" "$@"
}

# lines [LINE...]: a message that approves $tip
lines() {
	printf '%s\n' "a word" '' "Approve: $tip" "Repository: s" \
		"Ref: refs/heads/main"
}

# word NAME RULES [OBJECT]: as an approval of $tip
word() {
	refused "$1" "$2" origin "${3:-say}:refs/approvals/$tip/x"
}

# --- A word that is another's, or of another kind

hotfix 1.2.1
pusher carol
g c config user.email carol@example.com
approve_say c mallory "$tip"
word "signed by nobody, in carol's name" approvals
approve_say c alice "$tip"
word "signed by alice, in carol's name" approvals
g c config user.email alice@example.com
approve_say c frank "$tip"
word "by an admin, who is not senior" approvals
authorised carol
word "an authorisation" approvals
approve_say c carol "$tip"
refused "an approval as an authorisation" override origin "say:$there/x"
release_tag 1.2.1 "$tip"
g c -c "user.signingKey=$KEYS/carol" tag -s -f -m "Version" say "$tip" >/dev/null
word "a signed tag made for another purpose" approvals
approve_say c carol "$tip"
g c cat-file tag say >"$WORK/said"
signature=$(sed -n '/BEGIN SSH/,$p' "$WORK/said")
other=$({
	g c cat-file tag say | sed '/BEGIN SSH/,$d' | sed "s/a word/any word/"
	printf '%s\n' "$signature"
} | object tag)
word "another text above a good signature" approvals "$other"
sed '/BEGIN SSH/,$d' "$WORK/said" >"$WORK/payload"
for space in file git2 ''; do
	rm -f "$WORK/payload.sig"
	ssh-keygen -q -Y sign -f "$KEYS/carol" -n "${space:-x}" \
		"$WORK/payload" 2>/dev/null
	word "signed as a $space" approvals \
		"$(cat "$WORK/payload" "$WORK/payload.sig" | object tag)"
done
g c cat-file commit "$tip" | sed -n '/^gpgsig/,/END SSH/s/^\(gpgsig\)\{0,1\} //p' \
	>"$WORK/commit.sig"
word "under a commit's signature" approvals \
	"$(cat "$WORK/payload" "$WORK/commit.sig" | object tag)"
word "with two signatures" approvals \
	"$(cat "$WORK/said" "$WORK/payload.sig" | object tag)"
approve_tag c carol "$tip" say "Approve: $tip" "Repository: other" \
	"Ref: refs/heads/main"
word "for another repository" approvals
approve_tag c carol "$tip" say "Approve: $main" "Repository: s" \
	"Ref: refs/heads/main"
word "for another commit" approvals
land
approve_say c carol "$tip" refs/heads/develop
refused "for a ref that asks for none" approvals \
	origin "$(approval c x "$tip")"
refused "so it is not approved" approvals origin main
TAG_DATE="@$(date -d '2 days' +%s) +0000" approve_say c carol "$tip"
word "from the day after tomorrow" approvals

# --- Keys whose time is over, or not yet there

new_key late early
{
	ssh_line alice@example.com late 'valid-before="20200101Z"'
	ssh_line alice@example.com early 'valid-after="20400101Z"'
	signer_line carol 'valid-before="20200101Z"'
} >>"$WORK/s.git/refgate/allowed_signers"
for words in 'late 2019-06-01' 'early 2041-06-01'; do
	on work
	sign_with c "${words%% *}"
	g c config commit.gpgSign true
	echo "$words" >"$WORK/c/src/key"
	g c add -A
	printf 'hotfix(core): x\n\n%s\n' "$(template)" |
		GIT_COMMITTER_DATE="${words#* }T00:00:00Z" g c commit -q -F -
	refused "the clock set to when the key was good: $words" \
		"commit-date signature" origin +HEAD:refs/heads/hotfix/v1.2.2-x
done
sign_as c alice

# --- Who pushes

for setting in GL_USER=carol "GL_USER=erin GL_REPO=s GITEA_PUSHER_NAME=erin"; do
	g s.git config refgate.identity ssh
	refused "forged: $setting" "update approvals" \
		--receive-pack="env $setting SSH_CONNECTION='192.0.2.1 5 192.0.2.9 22' REMOTE_USER=mallory git-receive-pack" \
		origin main
done
for setting in 'refgate.identity=login' 'user=erin' 'pusher=erin' \
	'REMOTE_USER=erin'; do
	pusher mallory
	refused "as a push option: $setting" "update approvals" \
		-o "$setting" origin main
done

# --- Authorisations

pusher erin
refused "the commander alone" approvals -o override=77 origin main
for who in erin carol bob mallory; do
	authorised "$who"
	refused "authorised by $who" override origin "say:$there/$who"
done
authorised frank "$main"
taken "for another commit" origin "say:$there/other"
refused "is not for this" approvals -o override=77 origin main
authorised frank "$tip" "Ref: refs/heads/develop"
taken "for another ref" origin "say:$there/ref"
refused "is not for main" approvals -o override=77 origin main
authorised frank "$tip" "Rules: merge, paths"
taken "for other rules" origin "say:$there/rules"
refused "is not for approvals" approvals -o override=77 origin main
authorised frank
refused "with the landing" approvals -o override=77 \
	origin "say:$there/now" main
refused "in the other order" approvals -o override=77 \
	origin main "say:$there/now"
taken "first" origin "say:$there/now"
refused "nothing is overridden without the option" approvals origin main
refused "nor by another incident's" approvals -o override=78 origin main
refused "nor with odd bytes in it" approvals \
	-o "override=77$(printf '\001\342\200\256')" origin main
land
commit_file c src/main.c smuggled x --amend --no-edit
refused "nor another change behind it" "approvals merge" -o override=77 \
	origin main
land
sign_as c nobody
g c commit -q --amend --no-edit
refused "nor a merge that is not signed" signature \
	-o override=77 origin main
sign_as c alice
pusher mallory
land
refused "nor who lands" update -o override=77 origin main
pusher frank
refused "nor by the one who has signed" "update approvals" -o override=77 \
	origin main
pusher erin
g c tag -d say >/dev/null
push_run c -o refgate=check -o override=77 origin main
isnt "$PUSH_STATUS" 0 "a check spends nothing"
taken "two people, once" -o override=77 origin main
landed=$(g c rev-parse main)
contains "$ANSWER" "77 overrides approvals" "and it is said"
g s.git update-ref refs/heads/main "$main"
refused "not again after a rollback" approvals -o override=77 origin main
g s.git update-ref refs/heads/main "$landed"

# --- The author, with an admin's key

sign_as c frank
hotfix 1.2.2
sign_as c alice
authorised frank
GL_USER=frank taken "an admin signs for what he signed" \
	origin "say:$there/own"
land
refused "it does not count" approvals -o override=77 origin main
contains "$ANSWER" "they signed some of it" "and says why"
done_testing
