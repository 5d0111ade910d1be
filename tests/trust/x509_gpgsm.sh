#!/bin/sh
# Commits that git signs with gpgsm: x509_gpgsm.sh NAME..., by the keys that
# x509_fixtures.sh has left in the current directory. Leaves NAME-git.payload
# and NAME-git.sig, and no agent.
set -eu

# An agent's socket has to have a short name.
GNUPGHOME=$(mktemp -d /tmp/x509.XXXXXX)
export GNUPGHOME
trap 'exit 1' HUP INT TERM

cat >"$GNUPGHOME/gpgsm.conf" <<'CONFIG'
disable-crl-checks
disable-dirmngr
disable-policy-checks
CONFIG
echo disable-scdaemon >"$GNUPGHOME/gpg-agent.conf"
printf '%s S relax\n' "$(openssl x509 -noout -fingerprint -sha1 -in root.pem |
	sed 's/.*=//')" >"$GNUPGHOME/trustlist.txt"

# gpgsm reads only old encryption of keys, and now and then not even that.
import() {
	for attempt in 1 2 3 4 5 6 7 8 9; do
		openssl pkcs12 -export -inkey "$1.key" -in "$1.pem" \
			-certpbe PBE-SHA1-3DES -keypbe PBE-SHA1-3DES \
			-macalg sha1 -passout pass: -out "$1.p12"
		if echo | gpgsm --batch -q --pinentry-mode loopback \
			--passphrase-fd 0 --import "$1.p12"; then
			return
		fi
		echo "attempt $attempt failed"
	done
	return 1
}

# The header's value, and the commit without it.
split_commit() {
	sed -n '/^gpgsig /,/^[^ ]/s/^\(gpgsig\)\{0,1\} //p' signed.commit >"$1-git.sig"
	sed '/^$/q' signed.commit | sed '/^gpgsig /,/^ -----END/d' >"$1-git.payload"
	sed '1,/^$/d' signed.commit >>"$1-git.payload"
}

make_commits() {
	for authority in root sub; do
		gpgsm --batch -q --import "$authority.pem"
	done
	rm -rf signed
	git init -q signed
	for name; do
		import "$name"
		key=$(openssl x509 -noout -fingerprint -sha1 -in "$name.pem" |
			sed 's/.*=//')
		git -C signed -c gpg.format=x509 -c user.signingkey="$key" \
			-c user.name=A -c user.email=a@example.com \
			commit -q --allow-empty -S -m "by $name"
		git -C signed cat-file commit HEAD >signed.commit
		split_commit "$name"
		sed "1d;\$d" "$name-git.sig" | openssl base64 -d >"$name-git.der"
	done
}

exec 3>&2 >gpgsm.log 2>&1
trap 'test "$?" -eq 0 || cat gpgsm.log >&3
	gpgconf --kill all
	rm -rf "$GNUPGHOME"' EXIT
make_commits "$@"
