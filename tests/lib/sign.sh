# shellcheck shell=sh disable=SC2154
# People who sign with SSH keys: WHO is WHO@example.com, with a key that is
# made when it is first needed. Source it after push.sh; it has keys.sh in it.
#
#   new_key WHO...          keys $KEYS/WHO and WHO.pub
#   sign_as CLONE WHO       its commits and merges are signed so from now on
#                           (tags with "git tag -s"); "nobody": not signed
#   signer_line WHO [OPTIONS]  prints a line of allowed_signers
#   allow SERVER WHO...     the server's policy trusts these, and no others

# shellcheck source=tests/lib/keys.sh
. "$REFGATE_SRC/tests/lib/keys.sh"

new_key() {
	for sign_who in "$@"; do
		test -f "$KEYS/$sign_who" || ssh_key "$sign_who"
	done
}

sign_as() {
	sign_always=false
	if test "$2" != nobody; then
		new_key "$2"
		sign_with "$1" "$2"
		sign_always=true
	fi
	g "$1" config commit.gpgSign "$sign_always"
}

signer_line() {
	new_key "$1"
	ssh_line "$1@example.com" "$@"
}

allow() {
	sign_place=$WORK/$1.git/refgate
	shift
	for sign_name in "$@"; do
		signer_line "$sign_name"
	done >"$sign_place/allowed_signers"
	grep -q '^trust:' "$sign_place/policy.yml" ||
		echo 'trust: {ssh: allowed_signers}' >>"$sign_place/policy.yml"
}
