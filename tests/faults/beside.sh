#!/bin/sh
# Runs a hook or the command with one fault after the other beside each run
# without: beside.sh ROOT PROGRAMS OUT NAME [ARGUMENT...]
# A fault is at a place that had none before (places.h); a hook meets it in a
# copy of its repository. OUT/flaws tells who died, and who accepted what is
# refused without a fault; OUT/library, who died when a library got no memory.
# With --make for NAME: makes OUT/root, to be tested instead of ROOT, and
# OUT/places.
set -u

root=$1
programs=$2
out=$3
name=$4
shift 4
runs_max=${REFGATE_BESIDE_MAX:-400}
SECONDS_MAX=2

say_words() {
	printf "'%s' " "$@"
}

# wrapper FILE NAME
wrapper() {
	{
		echo '#!/bin/sh'
		printf "exec sh '%s/tests/faults/beside.sh' " "$REFGATE_SRC"
		say_words "$root" "$programs" "$out" "$2"
		echo '"$@"'
	} >"$1" && chmod 755 "$1"
}

make_root() {
	rm -rf "$out"
	mkdir -p "$out/root/bin" "$out/root/libexec/refgate" || exit 1
	ln -s "$root/share" "$root/etc" "$out/root/"
	ln -s "$root/libexec/refgate/test" "$out/root/libexec/refgate/"
	for hook in pre-receive update post-receive; do
		wrapper "$out/root/libexec/refgate/$hook" "$hook"
	done
	wrapper "$out/root/bin/refgate" refgate
	ln -s refgate "$out/root/bin/git-refgate"
	head -c 8388608 /dev/zero >"$out/places"
	: >"$out/flaws"
	: >"$out/library"
}

# The copy, and what git says of it.
copy() {
	rm -rf "$scratch/s.git"
	cp -a . "$scratch/s.git"
}

inside() {
	for variable in GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY \
		GIT_ALTERNATE_OBJECT_DIRECTORIES; do
		value=
		eval "value=\${$variable-}"
		case $value in
		"") ;;
		*/objects) export "$variable=$scratch/s.git/objects" ;;
		*) export "$variable=$scratch/s.git/objects/${value##*/objects/}" ;;
		esac
	done
}

# Where the fault was, as addresses in the program, innermost first.
say_way() {
	od -An -v -tx8 -w8 "$scratch/told" | sed 's/^ *0*/0x/' | tr '\n' ' '
	echo
}

# "1 0": by a library, an allocation.
of_library() {
	test "$(say_way | cut -d ' ' -f 1,2)" = "0x1 0x"
}

tell_death() {
	printf '%s: status %s: ' "$name" "$status"
	say_words "$@"
	echo
	say_way
	cat "$scratch/said"
}

# Whether there was a fault.
faulty() {
	: >"$scratch/told"
	REFGATE_FAULT_PLACES=$out/places REFGATE_FAULT_TOLD=$scratch/told \
		timeout 60 "$programs/$name" "$@" >"$scratch/said" 2>&1
	status=$?
	if test "$status" -ge 124; then
		if of_library; then
			tell_death "$@" >>"$out/library"
		else
			tell_death "$@" >>"$out/flaws"
		fi
	fi
	test -s "$scratch/told"
}

beside_hook() {
	cat >"$scratch/input"
	copy
	: >"$scratch/all"
	runs=0
	(cd "$scratch/s.git" && inside && "$root/libexec/refgate/$name" "$@" \
		<"$scratch/input" >"$scratch/said" 2>&1)
	before=$?
	copy
	while test "$runs" -lt "$runs_max" &&
		(cd "$scratch/s.git" && inside && faulty "$@" <"$scratch/input"
		told=$?
		test "$status" -eq 0 && say_way >>"$scratch/accepted"
		exit "$told"); do
		if test -f "$scratch/accepted"; then
			cat "$scratch/accepted" >>"$scratch/all"
			rm -f "$scratch/accepted"
			copy
		fi
		runs=$((runs + 1))
	done
	"$root/libexec/refgate/$name" "$@" <"$scratch/input"
	status=$?
	# refused before and after: what has become refused meanwhile is no flaw
	if test "$name" = pre-receive && test "$before" -ne 0 &&
		test "$status" -ne 0 && test -s "$scratch/all"; then
		printf '%s: accepted what is refused: %s\n' "$name" "$PWD" |
			cat - "$scratch/all" "$scratch/input" >>"$out/flaws"
	fi
	return "$status"
}

# Of the command, what changes nothing; soon, for there are tests of its speed.
beside_command() {
	end=$(($(date +%s) + SECONDS_MAX))
	case ${1-}:${2-} in
	policy:test) ;;
	policy:* | check:* | template:* | explain:* | governed:* | metrics:* | \
		report:* | log:query | log:verify | log:-* | replay:*)
		runs=0
		until test "$(date +%s)" -gt "$end" ||
			test "$runs" -ge "$runs_max"; do
			faulty "$@" </dev/null || break
			runs=$((runs + 1))
		done
		;;
	esac
}

if test "$name" = --make; then
	make_root
	exit
fi
scratch=$(mktemp -d /dev/shm/refgate-beside.XXXXXX) || exit 1
trap 'rm -rf "$scratch"' EXIT
if test "$name" = refgate; then
	beside_command "$@"
	"$root/bin/refgate" "$@"
else
	beside_hook "$@"
fi
