#!/bin/sh
# refgate policy lint looks into the trust files: what is wrong there, what is
# missing, what ends soon.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"

OUT=$WORK/out

# lint STATUS NAME
lint() {
	(cd "$WORK" && refgate policy lint ./team.yml) >"$OUT" 2>&1 </dev/null
	is "$?" "$1" "$2" || diag "$(cat "$OUT")"
}

day() {
	date -u -d "$1 days" +%Y%m%dZ
}

# team RULE TRUST
team() {
	cat >"$WORK/team.yml" <<-X
	version: 1
	contact: here
	trust: {$2}
	groups: {leads: [alice@example.com, bob@example.com]}
	rulesets:
	  - name: main
	    refs: [refs/heads/main]
	    rules:
	      $1
	X
}

new_key alice bob ca
team 'signature: {signers: [leads]}' 'ssh: allowed_signers'
lint 1 "a file that is missing"
contains "$OUT" "team.yml:3:14: warning: the trust file" "with its place"
contains "$OUT" "allowed_signers' is missing" "and its name"
lacks "$OUT" "no key to sign with" "nobody is blamed for it"

{ signer_line alice; signer_line bob; } >"$WORK/allowed_signers"
lint 0 "all have their keys"

{ signer_line alice "valid-before=\"$(day 10)\""; signer_line bob; } \
	>"$WORK/allowed_signers"
lint 1 "a key that ends in ten days"
contains "$OUT" "allowed_signers:1:1: warning: the key SHA256:" "its place"
contains "$OUT" " of alice@example.com ends on $(date -u -d '10 days' \
	+%Y-%m-%dT00:00:00Z)" "whose it is, and when"
{
	signer_line alice "valid-before=\"$(day 32)\""
	signer_line alice "valid-before=\"$(day -1)\""
	signer_line bob
} >"$WORK/allowed_signers"
lint 0 "neither in a month, nor what has ended"
{ signer_line alice "valid-before=\"$(day -1)\""; signer_line bob; } \
	>"$WORK/allowed_signers"
lint 1 "but then somebody has none left"
contains "$OUT" "'alice@example.com' has no key to sign with" "who is named"

{ signer_line alice; echo 'bob@example.com ssh-ed25519 AAAA'; } \
	>"$WORK/allowed_signers"
lint 2 "a flaw in the file is an error"
contains "$OUT" "allowed_signers:2:29: error:" "with line and column"
lacks "$OUT" "no key to sign with" "and nothing is built on that file"

# Whose signature it is.
printf '*@example.com %s\n' "$(cut -d ' ' -f 1,2 \
	"$KEYS/alice.pub")" >"$WORK/allowed_signers"
team 'signature: {signer-is: author}' 'ssh: allowed_signers'
lint 1 "a wildcard, where a rule asks whose a key is"
contains "$OUT" "'*@example.com' is no one person" "is told"
team 'signature: {level: trusted}' 'ssh: allowed_signers'
lint 0 "and is fine where none does"
printf '*@example.com cert-authority %s\n' "$(cut -d ' ' -f 1,2 \
	"$KEYS/ca.pub")" >"$WORK/allowed_signers"
team 'signature: {signers: [leads]}' 'ssh: allowed_signers'
lint 0 "an authority vouches for many"
sed -i 's/^\*@/*@other./' "$WORK/allowed_signers"
lint 1 "but not for those that it does not name"
contains "$OUT" "'bob@example.com' has no key to sign with" "who are told"

# Rules without trust.
for rule in 'tag-signature: {}' 'push-certificate: {}' 'signature: {}'; do
	team "$rule" 'minimum-rsa-bits: 3072'
	lint 1 "$rule without keys"
	contains "$OUT" "'${rule%%:*}' looks for trusted keys" "is told"
done
team 'signature: {level: present}' 'minimum-rsa-bits: 3072'
lint 0 "a signature that is only there needs none"
(cd "$WORK" && refgate policy lint recapio) >"$OUT" 2>&1
contains "$OUT" "'signature' looks for trusted keys" "the preset recapio has none"

# Who reviews access reads who cannot sign: all have to, so all are looked at.
cat >"$WORK/team.yml" <<-X
version: 1
extends: recapio
contact: here
trust: {ssh: allowed_signers}
groups:
  admins: [alice@example.com, carol@example.com]
  team-leads: [carol@example.com]
  security-team: [carol@example.com]
  ci: [alice@example.com]
X
signer_line alice >"$WORK/allowed_signers"
lint 1 "recapio, with a team lead who has no key"
contains "$OUT" "'carol@example.com' has no key to sign with" "is told"
lacks "$OUT" "alice@example.com' has no key" "and nobody else is"
signer_line carol >>"$WORK/allowed_signers"
lint 0 "filled in as its comment says, it is clean"
printf '*@example.com %s\n' "$(cut -d ' ' -f 1,2 \
	"$KEYS/alice.pub")" >"$WORK/allowed_signers"
lint 1 "a key of everybody is nobody's"
contains "$OUT" "'alice@example.com' has no key to sign with" "who approves or authorises has to be somebody"
echo 'review-by: 2020-01-31' >>"$WORK/team.yml"
lint 1 "a review that is overdue"
contains "$OUT" "the review was due by 2020-01-31" "is told"

# OpenPGP.
gpg_key alice 'Alice <alice@example.com>' ed25519 10d
gpg_key bob 'Bob <bob@example.com>'
gpg_export alice bob >"$WORK/keyring.asc"
team 'signature: {signers: [leads]}' 'openpgp: keyring.asc'
lint 1 "an OpenPGP key that ends in ten days"
contains "$OUT" " of alice@example.com ends on " "whose it is"
lacks "$OUT" " of bob@example.com ends" "and no other"
lacks "$OUT" "no key to sign with" "all have theirs"
: >"$WORK/keyring.asc"
lint 2 "an empty keyring is an error"

# ssh-keygen -k empties the list before it writes it.
{
	signer_line alice
	signer_line bob
} >"$WORK/allowed_signers"
team 'signature: {signers: [leads]}' \
	'ssh: allowed_signers, ssh-revoked: revoked'
: >"$WORK/revoked"
lint 2 "an empty list of revoked keys is an error"
contains "$OUT" 'a line "# nobody" says that no key is revoked' "and why"
echo '# nobody' >"$WORK/revoked"
lint 0 "that line will do"
done_testing
