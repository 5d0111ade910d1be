#!/bin/sh
# tag-signature: tags with and without a signature that counts, and the
# repairs pasted and pushed.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/keys.sh
. "$REFGATE_SRC/tests/lib/keys.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"

for name in alice bob old stranger wild; do
	ssh_key "$name"
done
ssh_key short -t rsa -b 1024
home_key alice

new_server s <<'POLICY'
version: 1
namespaces: [refs/heads/, refs/tags/, refs/releases/]
people:
  alice: {emails: [alice@example.com], logins: [alice]}
  bob: {emails: [bob@example.com], logins: [bob]}
groups: {leads: [alice]}
trust: {ssh: allowed_signers}
rulesets:
  - name: v
    refs: ["refs/tags/v*"]
    rules: {tag-signature: {}, non-fast-forward: everyone, deletion: everyone}
  - {name: present, refs: ["refs/tags/present*"], rules: {tag-signature: {level: present}}}
  - {name: sound, refs: ["refs/tags/sound*"], rules: {tag-signature: valid}}
  - {name: leads, refs: ["refs/tags/leads*"], rules: {tag-signature: {signers: [leads]}}}
  - {name: author, refs: ["refs/tags/author*"], rules: {tag-signature: {signer-is: author}}}
  - {name: tagger, refs: ["refs/tags/tagger*"], rules: {tag-signature: {signer-is: committer}}}
  - {name: pusher, refs: ["refs/tags/pusher*"], rules: {tag-signature: {signer-is: pusher}}}
  - {name: pgp, refs: ["refs/tags/pgp*"], rules: {tag-signature: {formats: [openpgp]}}}
  - {name: releases, refs: ["refs/releases/**"], rules: {tag-signature: {}}}
  - name: both
    refs: ["refs/tags/both*"]
    rules: {annotated-tag: {target: [refs/heads/main]}, tag-signature: {}}
POLICY
{
	ssh_line alice@example.com alice
	ssh_line bob@example.com bob
	ssh_line '*@example.com' wild
	ssh_line alice@example.com short
	ssh_line alice@example.com old \
		"valid-before=\"$(key_time '1 day ago')\""
} >"$WORK/s.git/refgate/allowed_signers"

new_clone c
commit_file c README one "start"
seed c
g s.git config refgate.identity gitolite
export GL_USER=alice GL_REPO=s

# tag NAME KEY [OPTION...]
tag() {
	tag_name=$1
	sign_with c "$2"
	shift 2
	g c tag -s -m "tag $tag_name" "$@" "$tag_name"
}

good() {
	PUSH_NAME="$tag_name: ${1:-good}" push_ok c origin "refs/tags/$tag_name"
}

bad() {
	PUSH_NAME="$tag_name: refused" push_refused c "${2:-tag-signature}" \
		origin "refs/tags/$tag_name"
	like "$(tr '\n' ' ' <"$ANSWER" | sed -E 's/remote: (error: +)?//g')" \
		"$1" "$tag_name: it says why"
}

# edit SED: the last tag with other bytes.
edit() {
	g c cat-file tag "$tag_name" | sed "$1" >"$push_base/edited"
	g c update-ref "refs/tags/$tag_name" \
		"$(g c hash-object -t tag -w --literally "$push_base/edited")"
}

# --- States.
tag v1 alice
good
tag v-tree alice
g c tag -f -s -m "of a tree" v-tree 'HEAD^{tree}' >/dev/null
good "of a tree"
tag v2 alice --no-sign
bad 'the tag "v2" needs a trusted signature: no signature'
g c tag v3
tag_name=v3
bad 'the tag "v3" needs a trusted signature: a lightweight tag has none'
tag v4 stranger
bad "needs a trusted signature: unknown key SHA256:.....[.][.][.]"
contains "$ANSWER" "$(ssh-keygen -lf "$KEYS/stranger.pub" | cut -d ' ' -f 2)" \
	"the whole key"
tag v5 old
bad "expired key"
GIT_COMMITTER_DATE="$(date -u -d '3 days ago' +%s) +0000"
export GIT_COMMITTER_DATE
tag v6 old
unset GIT_COMMITTER_DATE
bad "expired key"
tag v7 short
bad "weak RSA key"
tag v8 alice
edit 's/^tag v8$/tag v7/;s/^tag v8$/tag v8/'
bad "bad signature"
tag v9 alice
edit 's/^-----END SSH SIGNATURE-----/-----END SSH/'
bad "malformed signature"
tag v10 alice
edit 's/^object .*/object '"$(g c rev-parse 'HEAD^{tree}')"'/;s/^type commit/type tree/'
bad "bad signature"

# --- Tags of tags: each vouches for what it is itself.
g c tag -m "bare" inner
sign_with c alice
g c tag -s -m "outer" v11 inner 2>/dev/null
tag_name=v11
good "a signed tag of a bare one"
g c tag -m "outer" v12 v1 2>/dev/null
tag_name=v12
bad "no signature"

# --- An old signature under a new name.
PUSH_NAME="v1 as v99" push_refused c tag-signature origin v1:refs/tags/v99
contains "$ANSWER" 'signature is for the name "v1"' "it says why"
PUSH_NAME="v1 as sound" push_refused c tag-signature origin \
	v1:refs/tags/sound-v1
PUSH_NAME="v1 as present" push_ok c origin v1:refs/tags/present-v1

# --- Beyond refs/tags/.
PUSH_NAME="a commit as a release" push_refused c tag-signature origin \
	HEAD:refs/releases/v1
PUSH_NAME="v1 as the release v2" push_refused c tag-signature origin \
	v1:refs/releases/v2
PUSH_NAME="v1 as the release v1" push_ok c origin v1:refs/releases/2026/v1

# --- Levels, formats, signers.
tag present alice --no-sign
bad 'the tag "present" needs a signature: no signature'
tag present1 stranger
good
tag sound1 stranger
good
tag sound2 alice
edit 's/tag sound2$/tag another/2;s/^$/\n/'
bad 'needs a valid signature: bad signature'
tag pgp alice
bad "an SSH signature, wanted OpenPGP"
tag leads1 alice
good
tag leads2 bob
bad "signed by bob, who is in none of: leads"
tag leads3 wild
bad "which is no one person"
for name in author tagger pusher; do
	tag "${name}1" alice
	good
	tag "${name}2" bob
	case $name in
	pusher) bad "signed by bob, pusher is alice" ;;
	*) bad "signed by bob, tagger is alice@example.com" ;;
	esac
done
tag author3 alice
edit '/^tagger/d'
bad "bad signature"
GL_USER=whoever
tag pusher3 alice
bad "could not be judged: .*cannot tell which person"
GL_USER=alice

# --- Deletions carry no signature.
PUSH_NAME="a deletion" push_ok c origin :refs/tags/v11

# --- Repairs. The editor comes with the message that was there.
mends() {
	push_refused c "${2:-tag-signature}" origin "refs/tags/$1"
	paste c "${3:-}"
	is "$(server_ref s "refs/tags/$1")" "$(g c rev-parse "refs/tags/$1")" \
		"$1: pasted, it passes"
	is "$(g s.git cat-file tag "$1" | grep -c 'BEGIN SSH')" 1 "$1: signed once"
}
for key in gpg.format user.signingKey; do
	g c config --unset-all "$key"
done
mends v2
contains "$ANSWER" "git config tag.gpgsign true" "the set-up"
is "$(g s.git tag -l --format='%(contents:subject)' v2)" "tag v2" \
	"the message is kept"
g c config --unset-all tag.gpgSign
# shellcheck disable=SC2016 # for the script
printf '#!/bin/sh\necho "a message" >"$1"\n' >"$push_base/editor"
chmod +x "$push_base/editor"
GIT_EDITOR=$push_base/editor
mends v3
g c config --unset-all tag.gpgSign
GIT_EDITOR=:
mends v5 "" "s!KEY!$KEYS/alice.pub!"
sign_with c alice
mends v8
mends v12
is "$(g s.git cat-file tag v12 | head -n 1)" "object $(g c rev-parse HEAD)" \
	"it is of the commit then"
g c update-ref refs/tags/v1 "$(g c commit-tree -m x 'HEAD^{tree}')"
GIT_EDITOR=$push_base/editor
PUSH_NAME="a signed tag is replaced" push_refused c tag-signature \
	--force origin v1
paste c
is "$(g s.git cat-file -t refs/tags/v1)" tag "the new one is signed"
g c config --unset-all tag.gpgSign
g c tag both
mends both "annotated-tag tag-signature"
GIT_EDITOR=:

done_testing
