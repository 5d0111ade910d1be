#!/bin/sh
# OpenPGP and X.509 signatures before the rules: commits, tags and pushes.
# rules: signature tag-signature push-certificate
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/keys.sh
. "$REFGATE_SRC/tests/lib/keys.sh"
# shellcheck source=tests/lib/signed.sh
. "$REFGATE_SRC/tests/lib/signed.sh"

for tool in gpg gpgsm openssl; do
	command -v "$tool" >/dev/null || skip_all "no $tool"
done

year='20200601T000000'
gpg_key alice 'Alice <alice@example.com>'
gpg_key bob 'Bob <bob@example.com>'
gpg_key two 'Two <two@example.com>'
gpg -q --quick-add-uid "$(gpg_fingerprint two)" 'Other <other@example.com>'
gpg_key stranger 'Alice <alice@example.com>'
gpg_key revoked 'Alice <alice@example.com>'
GPG_TIME=20200101T000000 gpg_key old 'Alice <alice@example.com>' ed25519 1y
GPG_TIME=20200101T000000 gpg_key longer 'Alice <alice@example.com>' ed25519 1y
gpg_key listed 'Somebody <somebody@example.org>'
x509_authority root
x509_authority foreign
x509_user root xalice alice@example.com
x509_user root xbob bob@example.com
x509_user foreign xstranger alice@example.com
x509_user root xold alice@example.com 20200101000000Z 20210101000000Z
x509_user root xyoung alice@example.com "$(key_time '2 days')" \
	"$(key_time '9 days')"

new_server s <<POLICY
version: 1
people:
  alice: {emails: [alice@example.com], logins: [alice], openpgp: ["$(gpg_fingerprint listed)"]}
  bob: {emails: [bob@example.com], logins: [bob]}
groups: {leads: [alice]}
trust: {openpgp: keyring.asc, x509: ca.pem}
rulesets:
  - {name: t, refs: ["refs/heads/t/**"], rules: {signature: {}}}
  - {name: valid, refs: ["refs/heads/valid/**"], rules: {signature: {level: valid}}}
  - {name: past, refs: ["refs/heads/past/**"], rules: {signature: {expired: accept-if-signed-before}}}
  - {name: led, refs: ["refs/heads/led/**"], rules: {signature: {signers: [leads]}}}
  - {name: author, refs: ["refs/heads/author/**"], rules: {signature: {signer-is: author}}}
  - {name: ssh, refs: ["refs/heads/ssh/**"], rules: {signature: {formats: [ssh]}}}
  - {name: pgp, refs: ["refs/heads/pgp/**"], rules: {signature: {formats: [openpgp]}}}
  - {name: x509, refs: ["refs/heads/x509/**"], rules: {signature: {formats: [x509]}}}
  - {name: tags, refs: ["refs/tags/*"], rules: {tag-signature: {}}}
  - {name: pushes, refs: ["refs/heads/pushed/**"], rules: {push-certificate: {signers: [leads]}}}
POLICY
gpg_export alice bob two old longer listed >"$WORK/s.git/refgate/keyring.asc"
cp "$KEYS/root.pem" "$WORK/s.git/refgate/ca.pem"
g s.git config receive.certNonceSeed "a seed"

new_clone c
commit_file c README one "start"
seed c HEAD:refs/heads/main
g s.git config refgate.baseline "$(g c rev-parse HEAD)"

# by KEY [OPTION...]: the one new commit; KEY/NAME: on that branch.
by() {
	by_key=${1##*/}
	g c checkout -q -f -B "$by_key" origin/main
	case ${1%%/*} in
	x*) sign_with_x509 c "${1%%/*}" ;;
	*) sign_with_gpg c "${1%%/*}" ;;
	esac
	shift
	commit_file c a one "by $by_key" -S "$@"
}

takes() {
	for ruleset; do
		PUSH_NAME="$by_key: $ruleset takes it" \
			push_ok c origin "HEAD:refs/heads/$ruleset/$by_key"
	done
}

# --- OpenPGP.
by alice
takes t valid past led author pgp
refuses "an OpenPGP signature, wanted SSH" ssh
refuses "an OpenPGP signature, wanted X[.]509" x509
by bob
takes t
refuses "signed by bob, who is in none of: leads" led
refuses "signed by bob, author is alice@example.com" author
by listed
takes t led author
by two
takes t
refuses "no one person" led author
by stranger
refuses "unknown key" t valid past
contains "$ANSWER" "gpg --armor --export YOUR-EMAIL" "what to send"
by alice/altered
edit 's/^by altered/by somebody/'
refuses "bad signature" t valid past
by alice/broken
edit 's/^ -----END PGP SIGNATURE-----/ -----END/'
refuses "malformed signature" t valid

# An old key passes where that is said, for what was signed in its time.
GPG_TIME=$year
export GPG_TIME
by old
unset GPG_TIME
refuses "expired key" t led
takes past valid
by alice/backdated
GPG_TIME=20300101T000000
export GPG_TIME
g c commit -q --amend --no-edit -S
unset GPG_TIME
refuses "." t past
# Its owner has given it more time, of which the server does not know.
gpg -q --quick-set-expire "$(gpg_fingerprint longer)" 0
by longer
refuses "expired key" t past

# A key that is revoked later passes nowhere, whenever it signed.
by revoked
sed 's/^:-----BEGIN/-----BEGIN/' \
	"$GNUPGHOME/openpgp-revocs.d/$(gpg_fingerprint revoked).rev" |
	gpg -q --import 2>/dev/null
gpg_export alice bob two old longer listed revoked >"$WORK/s.git/refgate/keyring.asc"
refuses "revoked key" t past

# --- X.509.
by xalice
takes t valid past led author x509
refuses "an X[.]509 signature, wanted OpenPGP" pgp
by xbob
refuses "signed by bob, who is in none of: leads" led
refuses "signed by bob, author is alice@example.com" author
by xstranger
refuses "unknown authority" t past
GPG_TIME=$year
export GPG_TIME
by xold
unset GPG_TIME
refuses "expired" t led
takes past valid
GPG_TIME=$(date -u -d '3 days' +%Y%m%dT%H%M%S)
export GPG_TIME
by xyoung
unset GPG_TIME
refuses "not yet valid" t past
by xalice/xaltered
edit 's/^by xaltered/by somebody/'
refuses "bad signature" t valid past

# --- Tags and pushes.
sign_with_gpg c alice
g c tag -s -m "by alice" one
push_ok c origin refs/tags/one
sign_with_x509 c xalice
g c tag -s -m "by alice" two
push_ok c origin refs/tags/two
sign_with_gpg c stranger
g c tag -s -m "by a stranger" three
push_refused c tag-signature origin refs/tags/three
sign_with_gpg c alice
push_ok c --signed origin HEAD:refs/heads/pushed/one
sign_with_x509 c xalice
push_ok c --signed origin HEAD:refs/heads/pushed/two
sign_with_gpg c bob
push_refused c push-certificate --signed origin HEAD:refs/heads/pushed/three

done_testing
