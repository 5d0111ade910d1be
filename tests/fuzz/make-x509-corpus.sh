#!/bin/sh
# Makes the seeds of fuzz_x509 by the scripts of tests/trust, with openssl and
# gpgsm: make-x509-corpus.sh. New keys each time, so run it only when a seed
# is to be added or changed.
set -eu

cd -P -- "$(dirname "$0")"
trust=$PWD/../trust
mkdir -p corpus/x509
corpus=$PWD/corpus/x509
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

sh "$trust/x509_fixtures.sh"
sh "$trust/x509_gpgsm.sh" rsa
python3 "$trust/x509_forge.py" alice.der
for kind in ca root softly; do
	# without the text that openssl puts before it
	sed -n '/^-----BEGIN/,/^-----END/p' "$kind.pem" >"only-$kind"
done
cp crl.pem only-crl
cp crl-sub.pem only-crl-sub
: >only-

# seed DER [ANCHORS [LISTS [PAYLOAD]]]
seed() {
	{
		for part in "only-${2:-}" "only-${3:-}" "${4:-payload}"; do
			cat "$part"
			printf '\0'
		done
		cat "$1.der"
	} >"$corpus/$1${2:+-$2}${3:+-$3}"
}

seed alice
seed alice ca
seed alice ca crl
seed alice ca crl-sub
seed rsa-git ca crl rsa-git.payload
seed with-chain root
for about in with-keyid anything with-sha512 with-sha1 with-content \
	with-pss by-two without-attributes without-certificate by-softly \
	by-org by-deep by-false by-web rsa1024 dsa two utf8 serves encrypts old early \
	unheard nested enveloped; do
	seed "$about" ca
done
seed revoked ca crl
seed by-softly softly
for about in indefinite counter-signed unsigned-time both-digests chunks \
	two-values version-3 lists; do
	seed "forged-$about" ca
done
