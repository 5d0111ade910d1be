#!/bin/sh
# X.509 where the pusher sets the server's environment, as over a login shell:
# libcrypto is configured by nobody, and only the policy's authorities count.
# Then revocation lists, as a policy names them.
# rules: signature
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/keys.sh
. "$REFGATE_SRC/tests/lib/keys.sh"

for tool in cc gpgsm openssl; do
	command -v "$tool" >/dev/null || skip_all "no $tool"
done

# list NAME [OPTION...]: NAME.crl, by the authority root
list() {
	list_name=$1
	shift
	openssl ca -gencrl -config "$KEYS/root.cnf" -keyfile "$KEYS/root.key" \
		-cert "$KEYS/root.pem" -out "$KEYS/$list_name.crl" "$@" \
		2>"$KEYS/said" || die "list $list_name: $(cat "$KEYS/said")"
}

x509_authority root
x509_authority foreign
x509_user root good alice@example.com
x509_user root lost alice@example.com
x509_user root old alice@example.com 20200101000000Z 20210101000000Z
x509_user foreign stranger alice@example.com
list fresh -crldays 9
openssl ca -config "$KEYS/root.cnf" -keyfile "$KEYS/root.key" \
	-cert "$KEYS/root.pem" -revoke "$KEYS/lost.pem" 2>"$KEYS/said" ||
	die "revocation: $(cat "$KEYS/said")"
list revoking -crldays 9
list stale -crl_lastupdate 20200101000000Z -crl_nextupdate 20210101000000Z

new_server s <<'POLICY'
version: 1
trust: {x509: ca.pem}
rulesets:
  - {name: t, refs: ["refs/heads/t/**"], rules: {signature: {}}}
POLICY
cp "$KEYS/root.pem" "$WORK/s.git/refgate/ca.pem"
new_server listed <<'POLICY'
version: 1
trust: {x509: ca.pem, x509-crl: crl.pem}
rulesets:
  - {name: t, refs: ["refs/heads/t/**"], rules: {signature: {}}}
POLICY
cp "$KEYS/root.pem" "$WORK/listed.git/refgate/ca.pem"
new_clone c s
commit_file c README one "start"
g c remote add listed "$WORK/listed.git"
for server in s listed; do
	g "$server.git" fetch -q "$WORK/c" HEAD:refs/heads/main
	g "$server.git" config refgate.baseline "$(g c rev-parse HEAD)"
done
g c fetch -q origin
for name in good lost old stranger; do
	g c checkout -q -b "$name" origin/main
	sign_with_x509 c "$name"
	if test "$name" = old; then
		GPG_TIME=20200601T000000
		export GPG_TIME
	fi
	commit_file c a one "by $name" -S
	unset GPG_TIME
done

# Whoever loads one of these modules leaves a trace.
hostile=$WORK/hostile
trace=$hostile/trace
mkdir "$hostile"
cat >"$hostile/module.c" <<END
#include <fcntl.h>
__attribute__((constructor)) static void leave_trace(void)
{
	(void)open("$trace", O_CREAT | O_WRONLY, 0666);
}
END
cc -shared -fPIC -o "$hostile/mine.so" "$hostile/module.c" ||
	die "no module"
for name in legacy fips default; do
	cp "$hostile/mine.so" "$hostile/$name.so"
done
cat >"$hostile/openssl.cnf" <<'END'
openssl_conf = start
[start]
alg_section = algorithms
providers = providers
engines = engines
[algorithms]
default_properties = fips=yes
[providers]
mine = mine
[engines]
mine = engine
[mine]
activate = 1
[engine]
engine_id = mine
init = 1
END
openssl rehash "$KEYS" 2>/dev/null || die "no directory of certificates"
cp "$KEYS/foreign.pem" "$hostile/cert.pem"

# in-hostile COMMAND...
cat >"$hostile/in-hostile" <<END
#!/bin/sh
here='$hostile'
OPENSSL_CONF=\$here/openssl.cnf OPENSSL_CONF_INCLUDE=\$here
OPENSSL_MODULES=\$here OPENSSL_ENGINES=\$here
SSL_CERT_FILE=\$here/cert.pem SSL_CERT_DIR='$KEYS'
export OPENSSL_CONF OPENSSL_CONF_INCLUDE OPENSSL_MODULES OPENSSL_ENGINES
export SSL_CERT_FILE SSL_CERT_DIR
exec "\$@"
END
chmod +x "$hostile/in-hostile"

# --- It is hostile, to a program that listens.
nok "no hash in that environment" \
	"$hostile/in-hostile" openssl dgst -sha256 /dev/null
ok "a module was loaded" test -e "$trace"
rm -f "$trace"
ok "the stranger's authority is in the file" env OPENSSL_CONF=/dev/null \
	SSL_CERT_FILE="$hostile/cert.pem" openssl verify "$KEYS/stranger.pem"
ok "and in the directory" env OPENSSL_CONF=/dev/null SSL_CERT_FILE=/dev/null \
	SSL_CERT_DIR="$KEYS" openssl verify "$KEYS/stranger.pem"

# --- And changes no verdict.
judge() {
	PUSH_NAME="good, $1" push_ok c origin good:refs/heads/t/good
	# else it would not be judged again
	g s.git update-ref -d refs/heads/t/good
	PUSH_NAME="stranger, $1" \
		push_refused c signature origin stranger:refs/heads/t/stranger
	contains "$ANSWER" "unknown authority" "stranger, $1: why"
	PUSH_NAME="old, $1" \
		push_refused c signature origin old:refs/heads/t/old
	contains "$ANSWER" "expired certificate" "old, $1: why"
}

judge calm
g c config remote.origin.receivepack "'$hostile/in-hostile' git-receive-pack"
judge hostile
nok "no module was loaded" test -e "$trace"

# --- Revocation lists.
cp "$KEYS/fresh.crl" "$WORK/listed.git/refgate/crl.pem"
push_ok c listed lost:refs/heads/t/lost
cp "$KEYS/revoking.crl" "$WORK/listed.git/refgate/crl.pem"
push_ok c listed good:refs/heads/t/good
g listed.git update-ref -d refs/heads/t/lost
push_refused c signature listed lost:refs/heads/t/lost
contains "$ANSWER" "revoked certificate of alice@example.com" "why"
g listed.git update-ref -d refs/heads/t/good
cp "$KEYS/stale.crl" "$WORK/listed.git/refgate/crl.pem"
push_refused c signature listed good:refs/heads/t/good
contains "$ANSWER" "CRL has expired" "nothing is known any more"

done_testing
