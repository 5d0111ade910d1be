# shellcheck shell=sh disable=SC2154
# What the tests of refgate doctor share; source it after push.sh.
#
#   doctor STATUS ARGUMENT...  runs it; its answer is in $SAID, messages in $ERR
#   look NAME [OPTION...]      looks at $WORK/NAME.git, whatever it finds, and
#                              pushes nothing
#   push_look NAME             the same with the pushes
#   answer CHECK               of the last look: the worst answer of the check
#   words CHECK                its sentences, one a line
#   mends CHECK                its commands
#   guarded                    of the last look: yes, or no
#   well NAME                  a server that doctor has nothing to say about

SAID=$push_base/said
ERR=$push_base/err
unset SUDO_USER
doctor_sshd=$push_base/sshd_config
echo 'AcceptEnv LANG LC_*' >"$doctor_sshd"
ssh-keygen -q -t ed25519 -N '' -f "$push_base/key" || die "no key"

doctor() {
	doctor_wanted=$1
	shift
	refgate doctor --sshd "$doctor_sshd" "$@" >"$SAID" 2>"$ERR" </dev/null
	is $? "$doctor_wanted" "exit status of doctor $*"
}

look() {
	doctor_name=$1
	shift
	refgate doctor --sshd "$doctor_sshd" --no-push "$@" \
		"$WORK/$doctor_name.git" >"$SAID" 2>"$ERR" </dev/null
}

push_look() {
	refgate doctor --sshd "$doctor_sshd" "$WORK/$1.git" >"$SAID" 2>"$ERR" \
		</dev/null
}

# "  ANSWER    CHECK        TEXT", and a command below, far to the right
answer() {
	awk -v check="$1" '
		substr($0, 12, 13) ~ "^" check " *$" {
			answer = substr($0, 3, 9)
			sub(/ *$/, "", answer)
			rank = index("ok       not seen warning  problem", answer)
			if (rank > worst) {
				worst = rank
				said = answer
			}
		}
		END { print said }' "$SAID"
}

words() {
	awk -v check="$1" '
		substr($0, 12, 13) ~ "^" check " *$" { print substr($0, 25) }' \
		"$SAID"
}

mends() {
	awk -v check="$1" '
		length($0) > 24 && substr($0, 1, 24) ~ /^ *$/ {
			if (inside)
				print substr($0, 25)
			next
		}
		{ inside = substr($0, 12, 13) ~ "^" check " *$" }' "$SAID"
}

guarded() {
	case $(head -n 1 "$SAID") in
	*": unprotected"*) echo no ;;
	*) echo yes ;;
	esac
}

well() {
	new_server "$1" <<-X
	version: 1
	extends: default
	contact: "#git"
	audit: {anchor: $push_base/key}
	X
	g "$1.git" config receive.hideRefs refs/refgate
	g "$1.git" config receive.fsckObjects true
	g "$1.git" config refgate.identity http
}
