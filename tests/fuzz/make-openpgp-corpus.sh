#!/bin/sh
# Makes the seeds of fuzz_openpgp with gpg: make-openpgp-corpus.sh. New keys
# each time, so run it only when a seed is to be added or changed.
set -eu

cd -P -- "$(dirname "$0")/corpus"
mkdir -p openpgp
cd openpgp
GNUPGHOME=$(mktemp -d /tmp/rgpg.XXXXXX)
export GNUPGHOME
trap 'gpgconf --kill all 2>/dev/null; rm -rf "$GNUPGHOME"' EXIT
printf 'tree\n\nmessage\n' >"$GNUPGHOME/payload"

run_gpg() {
	gpg --batch --quiet --no-tty --yes --pinentry-mode loopback \
		--passphrase '' --no-auto-check-trustdb "$@" 2>/dev/null
}

fingerprint() {
	run_gpg --with-colons --list-keys "$1" |
		awk -F : '$1 == "fpr" { print $10; exit }'
}

# seed ALGORITHM: its public key, and signatures by it
seed() {
	run_gpg --quick-generate-key "$1 <$1@example.com>" "$1" sign never
	run_gpg --export "$1" >"key-$1"
	run_gpg --local-user "$1" --detach-sign --output - \
		"$GNUPGHOME/payload" >"signature-$1"
}

seed ed25519
seed rsa2048
seed nistp256
seed brainpoolP256r1
run_gpg --quick-add-key "$(fingerprint ed25519)" cv25519 encrypt never
run_gpg --quick-add-key "$(fingerprint ed25519)" ed25519 sign never
run_gpg --export ed25519 >subkeys
run_gpg --armor --export ed25519 >armored
cat armored armored >armored-twice
{ echo '# alice' && sed '3i Comment: x' armored; } >armored-remark
sed 's/PUBLIC/PRIVATE/' armored >armored-private
run_gpg --export >all
sed 's/^:--/--/' "$GNUPGHOME/openpgp-revocs.d/$(fingerprint nistp256).rev" |
	run_gpg --import
run_gpg --export nistp256 >revoked
printf '\224\001\004' >secret
run_gpg --local-user ed25519 --detach-sign --textmode --output - \
	"$GNUPGHOME/payload" >text-mode
run_gpg --local-user ed25519 --detach-sign --digest-algo SHA1 --output - \
	"$GNUPGHOME/payload" >sha1
run_gpg --local-user ed25519 --detach-sign --default-sig-expire 1y \
	--sig-notation a@example.com=b --output - \
	"$GNUPGHOME/payload" >expiring
run_gpg --local-user ed25519 --detach-sign --armor --output - \
	"$GNUPGHOME/payload" >signature-armored
head -c 60 signature-ed25519 >signature-cut-off
printf 'Alice <alice@example.com>' >user-id
