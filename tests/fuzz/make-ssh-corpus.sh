#!/bin/sh
# Makes the seeds of fuzz_allowed_signers, fuzz_krl and fuzz_ssh_certificate
# with ssh-keygen: make-ssh-corpus.sh. New keys each time, so run it only when
# a seed is to be added or changed.
set -eu

cd -P -- "$(dirname "$0")/corpus"
mkdir -p allowed_signers krl ssh_certificate
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

for key in a ca; do
	ssh-keygen -q -t ed25519 -N '' -C '' -f "$scratch/$key"
done
key=$(cat "$scratch/a.pub")

# signer_seed NAME LINE...
signer_seed() {
	seed=$1
	shift
	printf '%s\n' "$@" >"allowed_signers/$seed"
}

signer_seed plain '# comment' "alice@example.com $key comment" ''
signer_seed quoted "\"a b,!c,*\" $key"
signer_seed options \
	"*@b cert-authority,namespaces=\"git,\\\"x\" $key" \
	"a@b valid-after=\"20260101Z\",valid-before=\"202701010000Z\" $key"
signer_seed flaws "a@b $key" 'a@b' "a,,b $key" "a@b namespaces=git $key" \
	"a@b valid-after=\"20260101\" $key" "a@b c@d $key" 'a@b ssh-rsa AAAA'
for type in 'ecdsa -b 256' 'ecdsa -b 521' 'rsa -b 1024' dsa; do
	rm -f "$scratch/key" "$scratch/key.pub"
	# shellcheck disable=SC2086 # a type and its size
	ssh-keygen -q -t $type -N '' -C '' -f "$scratch/key"
	name=$(printf '%s' "$type" | tr -d ' ')
	signer_seed "$name" "a@b $(cat "$scratch/key.pub")"
	ssh-keygen -q -s "$scratch/ca" -I id -n a@b "$scratch/key.pub"
	cut -d ' ' -f 2 "$scratch/key-cert.pub" | base64 -d \
		>"ssh_certificate/$name"
done

# krl_seed NAME SPECIFICATION...
krl_seed() {
	seed=$1
	shift
	printf '%s\n' "$@" >"$scratch/spec"
	ssh-keygen -q -k -f "krl/$seed" -s "$scratch/ca.pub" "$scratch/spec"
}

krl_seed keys "$key"
krl_seed explicit "key: $key"
krl_seed sha1 "sha1: $key"
krl_seed serials 'serial: 1' 'serial: 1000000'
krl_seed range 'serial: 5-500'
krl_seed bitmap 'serial: 1' 'serial: 3' 'serial: 6' 'serial: 17'
krl_seed ids 'id: alice' 'id: bob'
printf '%s\n' "$key" >krl/list
printf 'serial: 1\n' >krl/specification

# certificate_seed NAME OPTIONS...
certificate_seed() {
	seed=$1
	shift
	ssh-keygen -q -s "$scratch/ca" -I id "$@" "$scratch/a.pub"
	cut -d ' ' -f 2 "$scratch/a-cert.pub" | base64 -d \
		>"ssh_certificate/$seed"
}

certificate_seed user -n a@b,c@d -z 7 -V 20260101000000Z:20270101000000Z
certificate_seed host -h
certificate_seed critical -n a@b -O force-command=x
