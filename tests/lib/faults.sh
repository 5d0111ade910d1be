# shellcheck shell=sh disable=SC2154
# Sweeps of faults (tests/faults/sweep.py) as assertions. Source it after
# push.sh; it has world.sh in it.
#
#   faults_needs          skips the whole test where they cannot run
#   sweep KIND SCENES EVERY  an assertion for each scene whose name matches:
#                         each EVERY-th fault of that kind
#
# REFGATE_FAULTS in the environment: "all" for every fault; REFGATE_FAULT_FIRST
# a number, for another sample.

# shellcheck source=tests/faults/world.sh
. "$REFGATE_SRC/tests/faults/world.sh"

faults_needs() {
	REFGATE_BUILD=${REFGATE_BUILD:-$REFGATE_SRC/build/test}
	export REFGATE_SRC REFGATE_ROOT REFGATE_BUILD
	command -v gpg >/dev/null || skip_all "no gpg"
	test -x "$REFGATE_BUILD/tests/faults/pre-receive" ||
		skip_all "no hooks with faults in this build"
	strace -f --seccomp-bpf -qq -o /dev/null \
		-e inject=getppid:error=EIO true 2>/dev/null ||
		skip_all "strace is not installed, or may not trace"
	faults_first=${REFGATE_FAULT_FIRST:-1}
}

sweep() {
	faults_kind=$1
	faults_scenes=$2
	faults_every=$3
	test "${REFGATE_FAULTS:-}" = all && faults_every=1
	test "${REFGATE_FAULTS:-}" = all && faults_scenes=.
	python3 "$REFGATE_SRC/tests/faults/sweep.py" "$faults_kind" "$WORLD" \
		--scenes "$faults_scenes" --every "$faults_every" \
		--offset "$faults_first" >"$push_base/swept" 2>&1
	faults_status=$?
	while IFS= read -r faults_line; do
		case $faults_line in
		"ok "*) pass "$faults_kind: ${faults_line#* - }" ;;
		"not ok "*) fail "$faults_kind: ${faults_line#* - }" ;;
		1..*) faults_plan=$faults_line ;;
		*) printf '%s\n' "$faults_line" ;;
		esac
	done <"$push_base/swept"
	case $faults_status in
	0 | 1) ;;
	*) fail "$faults_kind: the sweep ended with $faults_status" ;;
	esac
	like "${faults_plan:-none}" '^1[.][.][1-9]' "$faults_kind: all of them"
	faults_plan=
}
