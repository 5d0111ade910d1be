# shellcheck shell=sh disable=SC2154
# The text of hooks/<hook> where another hook was there before. Never drops
# that one.

chain_head() {
	cat <<EOF
#!/bin/sh
# refgate chain
# The hook that was here before (now $1.before-refgate), then refgate's.
set -u
case \$0 in */*) hooks=\${0%/*} ;; *) hooks=. ;; esac
before=\$hooks/$1.before-refgate
engine=\$hooks/refgate-$1

EOF
}

chain_guard() {
	cat <<'EOF'
refuse() {
	echo "error: nothing was changed on the server" >&2
	echo "error: $1; ask whoever runs this server" >&2
	exit 1
}

test -x "$before" || refuse "the earlier hook cannot be run"
test -s "$engine" && test -x "$engine" || refuse "refgate cannot be run"
EOF
}

# A shell can hold the input: git sends no NUL here.
chain_text() {
	chain_head "$1"
	case $1 in
	pre-receive)
		chain_guard
		cat <<'EOF'
input=$(cat && echo .) || refuse "the push could not be read"
input=${input%.}
printf '%s' "$input" 2>/dev/null | "$before" "$@" || exit 1
printf '%s' "$input" 2>/dev/null | "$engine" "$@"
EOF
		;;
	update)
		chain_guard
		cat <<'EOF'
"$before" "$@" || exit 1
exec "$engine" "$@"
EOF
		;;
	*)
		cat <<'EOF'
input=$(cat; echo .)
input=${input%.}
if test -x "$before"; then
	printf '%s' "$input" 2>/dev/null | "$before" "$@"
else
	echo "warning: the earlier hook cannot be run" >&2
fi
printf '%s' "$input" 2>/dev/null | "$engine" "$@"
EOF
		;;
	esac
}
