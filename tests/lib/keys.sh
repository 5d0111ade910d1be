# shellcheck shell=sh disable=SC2154
# Throw-away keys for tests: SSH, OpenPGP and X.509. Source it after push.sh.
# All of them lie in $KEYS, which goes with the rest; agents that GnuPG
# starts end with the test.
#
#   ssh_key NAME [OPTION...]       $KEYS/NAME and NAME.pub; options of
#                                  ssh-keygen, default -t ed25519
#   home_key NAME                  it is the one in ~/.ssh, where git and ssh
#                                  look for one by themselves
#   ssh_line PRINCIPALS NAME [OPTIONS]  prints a line of allowed_signers;
#                                  OPTIONS as written there, with commas
#   ssh_certify AUTHORITY NAME [OPTION...]  $KEYS/NAME-cert.pub, by the key
#                                  AUTHORITY; options of ssh-keygen -s, such
#                                  as -n PRINCIPAL and -V
#   gpg_key NAME USER-ID [ALGORITHM [EXPIRY]]  into the private key ring;
#                                  GPG_TIME: the time it is made at
#   gpg_fingerprint NAME           prints it
#   gpg_export NAME...             prints their public keys, armored
#   x509_authority NAME            $KEYS/NAME.pem, a root since 2010
#   x509_user AUTHORITY NAME EMAIL [START END]  $KEYS/NAME.pem, and in gpgsm;
#                                  times as openssl-ca(1) has them
#   x509_fingerprint NAME          prints it, as gpgsm knows it
#
#   sign_with CLONE NAME           ssh: commits, tags and pushes of the clone
#                                  can be signed with -S, -s, --signed
#   sign_with_certificate CLONE NAME  ssh, by NAME-cert.pub
#   sign_with_gpg CLONE NAME       GPG_TIME in the environment: its clock
#   sign_with_x509 CLONE NAME
#   sign_all CLONE                 without being asked, from now on
#
# Times of allowed_signers and openssl: key_time '1 day ago' [SUFFIX].

KEYS=${push_base:?source push.sh first}/keys
mkdir "$KEYS" || die "no room for keys"
# No agent of whoever runs the tests has a say.
unset SSH_AUTH_SOCK SSH_AGENT_PID

keys_cleanup() {
	if test -n "${GNUPGHOME:-}"; then
		gpgconf --homedir "$GNUPGHOME" --kill all >/dev/null 2>&1
		rm -rf "$GNUPGHOME"
	fi
	push_cleanup
}
trap keys_cleanup EXIT
trap 'exit 141' PIPE

# 20261121090001Z; with a SUFFIX for the Z.
key_time() {
	printf '%s%s\n' "$(date -u -d "$1" +%Y%m%d%H%M%S)" "${2:-Z}"
}

ssh_key() {
	keys_name=$1
	shift
	test $# -gt 0 || set -- -t ed25519
	ssh-keygen -q -N '' -C "$keys_name" "$@" -f "$KEYS/$keys_name" \
		</dev/null || die "ssh-keygen $keys_name"
}

home_key() {
	mkdir -p "$HOME/.ssh"
	cp "$KEYS/$1" "$HOME/.ssh/id_ed25519"
	cp "$KEYS/$1.pub" "$HOME/.ssh/id_ed25519.pub"
}

ssh_line() {
	printf '%s %s%s\n' "$1" "${3:+$3 }" \
		"$(cut -d ' ' -f 1,2 "$KEYS/$2.pub")"
}

ssh_certify() {
	keys_authority=$1
	keys_name=$2
	shift 2
	ssh-keygen -q -s "$KEYS/$keys_authority" -I "$keys_name" "$@" \
		"$KEYS/$keys_name.pub" || die "certificate for $keys_name"
}

sign_config() {
	g "$1" config gpg.format "$2"
	g "$1" config user.signingKey "$3"
}

sign_with() {
	sign_config "$1" ssh "$KEYS/$2"
}

sign_with_certificate() {
	sign_config "$1" ssh "$KEYS/$2-cert.pub"
}

sign_all() {
	g "$1" config commit.gpgSign true
	g "$1" config tag.gpgSign true
	g "$1" config push.gpgSign if-asked
}

# --- GnuPG. Its sockets need a short path.

keys_home() {
	test -z "${GNUPGHOME:-}" || return 0
	GNUPGHOME=$(mktemp -d /tmp/refgate-gpg.XXXXXX) || die "no GNUPGHOME"
	export GNUPGHOME
	chmod 700 "$GNUPGHOME"
	printf 'pinentry-mode loopback\nbatch\nno-tty\n' >"$GNUPGHOME/gpg.conf"
	printf 'allow-loopback-pinentry\n' >"$GNUPGHOME/gpg-agent.conf"
	printf '%s\n' disable-crl-checks disable-dirmngr batch no-tty \
		'pinentry-mode loopback' >"$GNUPGHOME/gpgsm.conf"
	# shellcheck disable=SC2016 # for the script
	printf '#!/bin/sh\nexec gpg ${GPG_TIME:+--faked-system-time "$GPG_TIME"} "$@"\n' \
		>"$KEYS/gpg"
	# gpgsm keeps no key without a passphrase.
	echo x >"$KEYS/passphrase"
	# shellcheck disable=SC2016 # for the script
	printf '#!/bin/sh\nexec gpgsm ${GPG_TIME:+--faked-system-time "$GPG_TIME"} --passphrase-fd 3 "$@" 3<"%s"\n' \
		"$KEYS/passphrase" >"$KEYS/gpgsm"
	chmod +x "$KEYS/gpg" "$KEYS/gpgsm"
}

gpg_key() {
	keys_home
	"$KEYS/gpg" -q --yes --passphrase '' --status-fd 3 --quick-generate-key \
		"$2" "${3:-ed25519}" sign "${4:-never}" \
		3>"$KEYS/status" >"$KEYS/said" 2>&1 ||
		die "gpg key $1: $(cat "$KEYS/said")"
	sed -n 's/.* KEY_CREATED [BP] \([0-9A-F]*\).*/\1/p' "$KEYS/status" \
		>"$KEYS/$1.fingerprint"
}

gpg_fingerprint() {
	cat "$KEYS/$1.fingerprint"
}

gpg_export() {
	keys_list=
	for keys_name; do
		keys_list="$keys_list $(gpg_fingerprint "$keys_name")"
	done
	# shellcheck disable=SC2086 # a list of words
	gpg -q --armor --export $keys_list
}

sign_with_gpg() {
	sign_config "$1" openpgp "$(gpg_fingerprint "$2")!"
	g "$1" config gpg.program "$KEYS/gpg"
}

# --- X.509

x509_config() {
	cat <<-END
	[ca]
	default_ca = one
	[one]
	database = $KEYS/$1.ca/index
	serial = $KEYS/$1.ca/serial
	new_certs_dir = $KEYS/$1.ca
	default_md = sha256
	policy = any
	unique_subject = no
	x509_extensions = user
	[any]
	organizationName = optional
	commonName = supplied
	[user]
	keyUsage = critical,digitalSignature
	extendedKeyUsage = emailProtection
	subjectAltName = email:$2
	[authority]
	basicConstraints = critical,CA:true
	keyUsage = critical,keyCertSign,cRLSign
	[req]
	distinguished_name = name
	[name]
	END
}

x509_authority() {
	keys_home
	mkdir -p "$KEYS/$1.ca"
	: >"$KEYS/$1.ca/index"
	echo 1000 >"$KEYS/$1.ca/serial"
	x509_config "$1" "$1" >"$KEYS/$1.cnf"
	{
		openssl req -new -newkey rsa:2048 -noenc -subj "/O=Test/CN=$1" \
			-config "$KEYS/$1.cnf" -keyout "$KEYS/$1.key" \
			-out "$KEYS/$1.csr" &&
			openssl ca -batch -notext -config "$KEYS/$1.cnf" \
				-selfsign -extensions authority \
				-keyfile "$KEYS/$1.key" \
				-startdate 20100101000000Z \
				-enddate "$(key_time '10 years')" \
				-in "$KEYS/$1.csr" -out "$KEYS/$1.pem"
	} >"$KEYS/said" 2>&1 || die "authority $1: $(cat "$KEYS/said")"
	gpgsm -q --import "$KEYS/$1.pem" 2>"$KEYS/said" ||
		die "authority $1: $(cat "$KEYS/said")"
	# gpgsm asks nobody about a root that is listed.
	openssl x509 -in "$KEYS/$1.pem" -noout -fingerprint -sha1 |
		sed 's/.*=//; s/$/ S relax/' >>"$GNUPGHOME/trustlist.txt"
	gpgconf --kill gpg-agent
}

# gpgsm reads only old encryption of keys, and now and then not even that.
x509_import() {
	for keys_attempt in 1 2 3 4 5 6 7 8 9; do
		openssl pkcs12 -export -passout pass:x -macalg sha1 \
			-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES \
			-inkey "$KEYS/$1.key" -in "$KEYS/$1.pem" \
			-out "$KEYS/$1.p12" >"$KEYS/said" 2>&1 || break
		"$KEYS/gpgsm" -q --import "$KEYS/$1.p12" >"$KEYS/said" 2>&1 &&
			return
		echo "attempt $keys_attempt" >>"$KEYS/said"
	done
	die "gpgsm $1: $(cat "$KEYS/said")"
}

x509_user() {
	x509_config "$1" "$3" >"$KEYS/$2.cnf"
	{
		openssl req -new -newkey rsa:2048 -noenc -subj "/O=Test/CN=$2" \
			-config "$KEYS/$2.cnf" -keyout "$KEYS/$2.key" \
			-out "$KEYS/$2.csr" &&
			openssl ca -batch -notext -config "$KEYS/$2.cnf" \
				-cert "$KEYS/$1.pem" -keyfile "$KEYS/$1.key" \
				-startdate "${4:-$(key_time '1 day ago')}" \
				-enddate "${5:-$(key_time '1 year')}" \
				-in "$KEYS/$2.csr" -out "$KEYS/$2.pem"
	} >"$KEYS/said" 2>&1 || die "certificate $2: $(cat "$KEYS/said")"
	x509_import "$2"
}

x509_fingerprint() {
	openssl x509 -in "$KEYS/$1.pem" -noout -fingerprint -sha1 |
		sed 's/.*=//; s/://g'
}

sign_with_x509() {
	sign_config "$1" x509 "$(x509_fingerprint "$2")"
	g "$1" config gpg.x509.program "$KEYS/gpgsm"
}
