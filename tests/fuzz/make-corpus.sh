#!/bin/sh
# Makes the seeds of fuzz_armor and fuzz_sshsig with ssh-keygen, gpg and
# openssl: make-corpus.sh. New keys each time, so run it only when a seed is
# to be added or changed.
set -eu

cd -P -- "$(dirname "$0")/corpus"
mkdir -p armor sshsig
scratch=$(mktemp -d)
GNUPGHOME=$scratch/gpg
export GNUPGHOME
trap 'gpgconf --kill all 2>/dev/null; rm -rf "$scratch"' EXIT
mkdir -m 700 "$GNUPGHOME"
printf 'tree\n\nmessage\n' >"$scratch/payload"

# The bytes within an SSH armor.
bare() {
	sed '1d;$d' "$1" | base64 -d
}

# ssh_seed NAME HASH NAMESPACE KEYGEN_OPTIONS...
ssh_seed() {
	seed=$1 hash=$2 space=$3
	shift 3
	rm -f "$scratch/key" "$scratch/key.pub"
	ssh-keygen -q -N '' -C '' -f "$scratch/key" "$@"
	ssh-keygen -q -Y sign -n "$space" -O "hashalg=$hash" \
		-f "$scratch/key" <"$scratch/payload" >"$scratch/armor"
	bare "$scratch/armor" >"sshsig/$seed"
}

# sk_seed NAME: as SOURCE, with another type of key and signature; it does
# not verify, but it reads.
sk_seed() {
	python3 - "$1" "sshsig/$2" <<'PYTHON'
import struct
import sys

def string(data):
    return struct.pack(">I", len(data)) + data

name = sys.argv[1].encode()
curve = b"ecdsa" in name
point = bytes.fromhex(
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5")
key = string(name)
key += string(b"nistp256") + string(point) if curve else string(b"\x3d" * 32)
key += string(b"ssh:")
inner = string(b"\x11" * 32) + string(b"\x22" * 32) if curve else b"\x33" * 64
signature = string(name) + string(inner) + b"\x01\x00\x00\x00\x2a"
with open(sys.argv[2], "wb") as out:
    out.write(b"SSHSIG" + struct.pack(">I", 1) + string(key) + string(b"git")
              + string(b"") + string(b"sha512") + string(signature))
PYTHON
}

ssh_seed ed25519 sha512 git -t ed25519
cp "$scratch/armor" armor/ssh
cp "$scratch/armor" sshsig/armored
{ cat "$scratch/armor" && echo; } >armor/ssh-empty-line
{ cat "$scratch/armor" && cat "$scratch/armor"; } >armor/ssh-twice
head -n 3 "$scratch/armor" >armor/ssh-cut-off
sed 's/$/\r/' "$scratch/armor" >armor/ssh-crlf
{ bare "$scratch/armor" && printf x; } >sshsig/trailing-byte
bare "$scratch/armor" | head -c 100 >sshsig/cut-off
ssh_seed ed25519-sha256 sha256 git -t ed25519
ssh_seed other-namespace sha512 file -t ed25519
ssh_seed ecdsa-256 sha512 git -t ecdsa -b 256
ssh_seed ecdsa-384 sha512 git -t ecdsa -b 384
ssh_seed ecdsa-521 sha512 git -t ecdsa -b 521
ssh_seed rsa-1024 sha512 git -t rsa -b 1024
ssh_seed rsa-2048 sha256 git -t rsa -b 2048
sk_seed sk-ssh-ed25519@openssh.com sk-ed25519
sk_seed sk-ecdsa-sha2-nistp256@openssh.com sk-ecdsa
sk_seed webauthn-sk-ecdsa-sha2-nistp256@openssh.com webauthn

gpg --batch --quiet --passphrase '' --quick-generate-key a@example.com \
	ed25519 sign never 2>/dev/null
gpg --batch --quiet --armor --detach-sign <"$scratch/payload" >armor/pgp
sed '2i Version: 1\nComment: x' armor/pgp >armor/pgp-headers
grep -v '^=' armor/pgp >armor/pgp-no-checksum
sed 's/^=..../=AAAA/' armor/pgp >armor/pgp-wrong-checksum
sed 's/SIGNATURE/MESSAGE/' armor/pgp >armor/pgp-message

openssl req -x509 -newkey ed25519 -nodes -subj /CN=a -days 1 \
	-keyout "$scratch/x.key" -out "$scratch/x.pem" 2>/dev/null
openssl x509 -in "$scratch/x.pem" -outform DER | base64 >"$scratch/body"
{
	echo '-----BEGIN SIGNED MESSAGE-----'
	cat "$scratch/body"
	echo '-----END SIGNED MESSAGE-----'
} >armor/x509
printf 'Zm9vYmE=' >armor/base64
: >armor/empty
