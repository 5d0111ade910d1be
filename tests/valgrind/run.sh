#!/bin/sh
# Runs units, the pre-receive hook and the command under valgrind's memcheck:
# run.sh TEST..., each a unit (test_armor) or a .t script that pushes.
# Prints TAP. REFGATE_BUILD and REFGATE_ROOT name what is run. The other two
# hooks are linked statically, where memcheck cannot see the heap.
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

scratch=$(mktemp -d "${TMPDIR:-/tmp}/refgate-valgrind.XXXXXX") || exit 1
trap 'rm -rf "$scratch"' EXIT
trap 'exit 129' HUP INT TERM

# Words without blanks: splitting is wanted.
options="--quiet --error-exitcode=99 --leak-check=full \
--errors-for-leak-kinds=definite --child-silent-after-fork=yes"

under() {
	mkdir -p "$scratch/found"
	# shellcheck disable=SC2086
	CMOCKA_MESSAGE_OUTPUT=STDOUT valgrind $options \
		--log-file="$scratch/found/%p" "$REFGATE_BUILD/tests/$1" \
		>"$scratch/out" 2>&1
}

# A root whose programs run under valgrind.
wrap() {
	cp -pR "$REFGATE_ROOT" "$scratch/root"
	for program in libexec/refgate/pre-receive bin/refgate; do
		cat >"$scratch/program" <<-EOF
		#!/bin/sh
		exec valgrind $options --log-file="$scratch/found/%p" \
			"$REFGATE_ROOT/$program" "\$@"
		EOF
		mv "$scratch/program" "$scratch/root/$program"
		chmod 755 "$scratch/root/$program"
	done
}

# What valgrind said of any program, empty when nothing is wrong. It does not
# know Landlock's system calls, and says that in five lines.
found() {
	cat "$scratch/found"/* 2>/dev/null |
		sed '/unhandled .* syscall: 44[456]$/,+4d'
}

pushes() {
	mkdir -p "$scratch/found"
	REFGATE_ROOT=$scratch/root sh "$1" >"$scratch/out" 2>&1
}

wrap
for test in "$@"; do
	rm -rf "$scratch/found"
	case $test in
	*.t) ok "$test passes" pushes "$test" ;;
	*) ok "$test passes" under "$(basename "$test" .c)" ;;
	esac
	ok "$test is clean" test -z "$(found)"
	found | head -n 40 | sed 's/^/# /'
done
done_testing
