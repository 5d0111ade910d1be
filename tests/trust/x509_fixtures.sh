#!/bin/sh
# Authorities, people and their X.509 signatures, made by openssl into the
# current directory: x509_fixtures.sh. Never asks for anything.
#
# NAME.pem and NAME.key are a certificate and its key; "payload" is what all
# sign, ABOUT.sig what git would keep as a signature of it, ABOUT.der the
# same without its armor.
set -eu

umask 077
LC_ALL=C
export LC_ALL
mkdir -p issued
day=86400
now=$(date +%s)
printf 'tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n\nmessage\n' >payload

cat >openssl.cnf <<'CONFIG'
[req]
distinguished_name = name
[name]
[ca]
default_ca = own
[own]
database = issued/$ENV::BY.index
new_certs_dir = issued
serial = issued/serial
crlnumber = issued/number
default_md = sha256
policy = any
unique_subject = no
email_in_dn = yes
[any]
commonName = optional
organizationName = optional
emailAddress = optional
[root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[sub]
basicConstraints = critical,CA:TRUE,pathlen:0
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[org]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
nameConstraints = critical,permitted;email:example.org
[web]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
extendedKeyUsage = serverAuth
[wide]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
extendedKeyUsage = anyExtendedKeyUsage
[plain]
basicConstraints = critical,CA:FALSE
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
[user]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = emailProtection
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always
subjectAltName = email:alice@example.com
[dns]
basicConstraints = critical,CA:FALSE
authorityKeyIdentifier = keyid:always
subjectAltName = DNS:alice.example.com
[two]
basicConstraints = critical,CA:FALSE
authorityKeyIdentifier = keyid:always
subjectAltName = email:alice@example.com,email:bob@example.com
[case]
basicConstraints = critical,CA:FALSE
authorityKeyIdentifier = keyid:always
subjectAltName = email:alice@example.com,email:Alice@EXAMPLE.com
[star]
basicConstraints = critical,CA:FALSE
authorityKeyIdentifier = keyid:always
subjectAltName = email:*@example.com
[utf8]
basicConstraints = critical,CA:FALSE
authorityKeyIdentifier = keyid:always
subjectAltName = email:alice@example.com,otherName:1.3.6.1.5.5.7.8.9;UTF8:bob@example.com
[encrypts]
basicConstraints = critical,CA:FALSE
keyUsage = critical,keyEncipherment
authorityKeyIdentifier = keyid:always
subjectAltName = email:alice@example.com
[repudiates]
basicConstraints = critical,CA:FALSE
keyUsage = critical,nonRepudiation
authorityKeyIdentifier = keyid:always
subjectAltName = email:alice@example.com
[serves]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
authorityKeyIdentifier = keyid:always
subjectAltName = email:alice@example.com
[anything]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = anyExtendedKeyUsage
authorityKeyIdentifier = keyid:always
subjectAltName = email:alice@example.com
[insists]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,anyExtendedKeyUsage
authorityKeyIdentifier = keyid:always
subjectAltName = email:alice@example.com
[mails]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,emailProtection,serverAuth
authorityKeyIdentifier = keyid:always
subjectAltName = email:alice@example.com
[hides]
basicConstraints = critical,CA:FALSE
keyUsage = critical,keyEncipherment
extendedKeyUsage = anyExtendedKeyUsage
authorityKeyIdentifier = keyid:always
subjectAltName = email:alice@example.com
[unheard]
basicConstraints = critical,CA:FALSE
authorityKeyIdentifier = keyid:always
subjectAltName = email:alice@example.com
1.2.3.4 = critical,ASN1:NULL
[loose]
basicConstraints = critical,CA:FALSE
authorityKeyIdentifier = none
subjectAltName = email:alice@example.com
CONFIG
echo 1000 >issued/serial
echo 01 >issued/number

EC="ec -pkeyopt ec_paramgen_curve:P-256"

utc() {
	date -u -d "@$((now + $1 * day))" +%Y%m%d%H%M%SZ
}

# certify NAME BY EXTENSIONS BEGIN END [KEY [DIGEST [SUBJECT]]]; days from now.
# KEY is one or more words.
# shellcheck disable=SC2086
certify() {
	BY=$2
	export BY
	test -f "issued/$2.index" || : >"issued/$2.index"
	if test "${6:-$EC}" != none; then
		openssl req -new -config openssl.cnf -newkey ${6:-$EC} -nodes \
			-subj "${8:-/CN=$1}" -keyout "$1.key" -out "$1.csr"
	fi
	signs="-cert $2.pem"
	test "$1" != "$2" || signs=-selfsign
	openssl ca -batch -notext -config openssl.cnf $signs \
		-keyfile "$2.key" -extensions "$3" -md "${7:-sha256}" \
		-startdate "$(utc "$4")" -enddate "$(utc "$5")" \
		-in "$1.csr" -out "$1.pem"
}

# armor < DER
armor() {
	echo '-----BEGIN SIGNED MESSAGE-----'
	openssl base64
	echo '-----END SIGNED MESSAGE-----'
}

# sign ABOUT NAME [OPTIONS...]
sign() {
	about=$1 name=$2
	shift 2
	openssl cms -sign -binary -outform DER -nosmimecap -md sha256 \
		-signer "$name.pem" -inkey "$name.key" -in payload \
		-out "$about.der" "$@"
	armor <"$about.der" >"$about.sig"
}

authorities() {
	certify root root root -100 3000
	certify sub root sub -100 2000
	certify deep sub root -100 2000
	certify org root org -100 2000
	certify web root web -100 2000
	certify wide root wide -100 2000
	certify short root root -100 2000 rsa:1024
	certify soft root root -100 2000 "$EC" sha1
	certify brief root root -100 10
	certify stranger stranger root -100 2000
	# another key under the name of the anchor
	certify false false root -100 2000 "$EC" sha256 /CN=root
	# what it says of itself needs no strength
	certify softly softly root -100 2000 "$EC" sha1
}

people() {
	certify alice sub user -50 50
	certify plain root plain -50 50 "$EC" sha256 \
		/CN=alice/emailAddress=alice@example.com
	certify twice root plain -50 50 "$EC" sha256 \
		/CN=a/emailAddress=alice@example.com/emailAddress=b@example.com
	certify dns root dns -50 50 "$EC" sha256 \
		/CN=alice/emailAddress=alice@example.com
	for kind in two case star utf8 encrypts repudiates serves unheard \
		loose anything insists mails hides; do
		certify "$kind" root "$kind" -50 50
	done
	certify nameless root plain -50 50
	certify rsa root user -50 50 rsa:2048
	certify rsa3072 sub user -50 50 rsa:3072
	certify rsa1024 root user -50 50 rsa:1024
	openssl dsaparam -out dsa.param 1024
	certify dsa root user -50 50 dsa:dsa.param
	certify p192 root user -50 50 "ec -pkeyopt ec_paramgen_curve:P-192"
	certify ed25519 root user -50 50 ed25519
	certify sha1 root user -50 50 "$EC" sha1
	certify old root user -50 -10
	certify old-serves root serves -50 -10
	certify early root user 10 50
	certify revoked sub user -50 50
	certify revoked-old root user -50 20
	certify by-alice alice user -50 50
	certify by-deep deep user -50 50
	certify by-org org user -50 50
	certify by-web web user -50 50
	certify by-wide wide user -50 50
	certify by-wide-serves wide serves -50 50
	certify by-web-anything web anything -50 50
	certify by-short short user -50 50
	certify by-soft soft user -50 50
	certify by-brief brief user -50 50
	certify by-stranger stranger user -50 50
	certify by-false false user -50 50
	certify by-softly softly user -50 50
	certify self self user -50 50
	for name in alice plain twice dns two case star utf8 nameless encrypts \
		repudiates serves unheard loose anything insists mails hides \
		rsa rsa3072 rsa1024 dsa p192 sha1 old old-serves early \
		revoked revoked-old by-stranger self; do
		sign "$name" "$name"
	done
	for by in alice deep org web wide short soft softly brief false; do
		sign "by-$by" "by-$by" -certfile "$by.pem"
	done
	sign by-wide-serves by-wide-serves -certfile wide.pem
	sign by-web-anything by-web-anything -certfile web.pem
	cat deep.pem sub.pem >deep-sub.pem
	sign by-deep by-deep -certfile deep-sub.pem
	cat stranger.pem root.pem >strangers.pem
	sign by-stranger-whole by-stranger -certfile strangers.pem
}

ways() {
	for digest in sha384 sha512 sha1 md5 sha224; do
		sign "with-$digest" rsa -md "$digest"
	done
	sign with-chain alice -certfile sub.pem
	sign with-keyid alice -keyid
	sign with-smimecap alice
	sign with-content alice -nodetach
	sign without-certificate alice -nocerts
	sign without-attributes alice -noattr
	sign with-pss rsa -keyopt rsa_padding_mode:pss
	sign by-two alice -signer rsa.pem -inkey rsa.key
	printf 'x' | cat alice.der - >trailing.der
	openssl cms -encrypt -binary -outform DER -in payload \
		-out enveloped.der rsa.pem
	openssl cms -data_create -binary -outform DER -in payload \
		-out data.der
	openssl cms -digest_create -binary -outform DER -in payload \
		-out digest.der
	sign inner alice
	openssl cms -sign -binary -nodetach -outform DER -signer alice.pem \
		-inkey alice.key -in inner.der -out nested.der
	openssl x509 -in alice.pem -outform DER -out certificate.der
	cp payload text.der
	for about in trailing enveloped data digest nested certificate text; do
		armor <"$about.der" >"$about.sig"
	done
	mv payload payload.alice
	yes 'ten megabytes' | head -c 10485760 >payload
	sign big alice
	mv payload payload.big
	mv payload.alice payload
}

# revoke NAME BY: as `openssl ca -revoke`, but for the config's directory.
revoke() {
	BY=$2 openssl ca -config openssl.cnf -keyfile "$2.key" \
		-cert "$2.pem" -revoke "$1.pem"
}

list() {
	BY=$1 openssl ca -gencrl -config openssl.cnf -keyfile "$1.key" \
		-cert "$1.pem" -crldays 30 -out "$1.crl"
}

lists() {
	revoke revoked sub
	revoke revoked-old root
	list root
	list sub
	list stranger
	cat root.crl sub.crl >crl.pem
	revoke sub root
	list root
	cat root.crl sub.crl >crl-sub.pem
	cat sub.crl stranger.crl >crl-no-root.pem
}

exec 3>&2 >log 2>&1
trap 'test "$?" -eq 0 || cat log >&3' EXIT
authorities
people
ways
lists
{
	echo 'The root, and who helps:'
	openssl x509 -text -in root.pem
	cat sub.pem
} >ca.pem
