#!/bin/sh
# Logs that are packed, misnamed, damaged or not to be read: `refgate log`
# takes what gzip, xz, zstd and bzip2 make, names the file that it cannot
# read, and leaves no process and no open file behind.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/cli.sh
. "$REFGATE_SRC/tests/lib/cli.sh"

build=${REFGATE_BUILD:-$REFGATE_SRC/build/test}
cli_verb=log

"$build/tests/test_log" append good 9 >/dev/null || die "no log written"

# --- packed
while read -r program suffix; do
	command -v "$program" >/dev/null || {
		skip "$program" "it is not installed"
		continue
	}
	"$program" -c <good >"packed$suffix" || die "$program"
	refgate log --format json "packed$suffix" >"$OUT" 2>"$ERR"
	same_file "$OUT" good "$program unpacks it"
	cp "packed$suffix" misnamed
	refgate log --format json misnamed >"$OUT" 2>"$ERR"
	same_file "$OUT" good "whatever its name is"
	cli 0 verify "packed$suffix"
	contains "$OUT" "consistent to 9" "verify does, too"
	# Cut short, it is not all there is.
	head -c 200 "packed$suffix" >"cut$suffix"
	cli 1 "cut$suffix"
	contains "$ERR" "cut$suffix could not be unpacked: $program ended with" \
		"$program: what was cut short is told"
	cli 1 verify "cut$suffix"
	contains "$ERR" "cut$suffix could not be unpacked" "by verify, too"
	cp good "plain$suffix"
	cli 1 "plain$suffix"
	contains "$ERR" "plain$suffix could not be unpacked" \
		"$program: what is not packed, and is called so"
done <<'X'
gzip .gz
xz .xz
zstd .zst
bzip2 .bz2
X

# A name is no option and no word of a shell.
cp packed.gz './--help;.gz'
cli 0 -- '--help;.gz'
is "$(grep -c . "$OUT")" 9 "a name that looks like an option"
# Options that come from the environment are not ours.
GZIP=--list XZ_OPT=--list refgate log packed.gz packed.xz >"$OUT" 2>"$ERR"
is "$(grep -c . "$OUT")" 18 "the environment has no say"
refgate log --format json - <good >"$OUT"
same_file "$OUT" good "standard input"

# --- what cannot be read is named
cli 2 missing.gz
contains "$ERR" "cannot open missing.gz: No such file" "a file that is missing"
mkdir folder
cli 2 --file folder
contains "$ERR" "folder is no regular file" "a folder"
cli 2 verify missing
contains "$ERR" "cannot open missing" "verify: a file that is missing"
if test "$(id -u)" != 0; then
	cp good secret
	chmod 0 secret
	cli 2 secret
	contains "$ERR" "cannot open secret: Permission denied" \
		"a file that is out of reach"
fi
mkdir empty
PATH=$WORK/empty cli 2 packed.gz
contains "$ERR" "packed.gz is packed, and there is no gzip to unpack it" \
	"a program that is missing"

# --- nothing is left behind
i=0
set --
while test "$i" -lt 60; do
	i=$((i + 1))
	set -- "$@" packed.gz
done
prlimit --nofile=16 "$REFGATE_ROOT/bin/refgate" log "$@" >"$OUT" 2>"$ERR"
is "$(grep -c . "$OUT")" 540 "sixty packed files with sixteen descriptors"
mkfifo pipe
"$REFGATE_ROOT/bin/refgate" log packed.gz packed.xz pipe >"$OUT" 2>"$ERR" &
reader=$!
exec 3>pipe
cat good >&3
# The pipe has whichever number is free.
reads_pipe() {
	find "/proc/$reader/fd" -lname '*/pipe' 2>/dev/null | grep -q .
}
tries=100
until reads_pipe || test "$tries" -eq 0; do
	tries=$((tries - 1))
	sleep 0.05
done
ok "the pipe is being read" reads_pipe
is "$(cat "/proc/$reader/task/$reader/children")" "" \
	"no child is left, dead or alive"
exec 3>&-
wait "$reader"
is "$?" 0 "and it ends well"
is "$(grep -c . "$OUT")" 27 "with what came by the pipe"

# --- read to no end: only the first record of a rotated file is looked at
git init -q --bare r.git
mkdir -p r.git/refgate
"$build/tests/test_log" append r.git/refgate/audit.jsonl 4000 >/dev/null
gzip -1 <r.git/refgate/audit.jsonl >r.git/refgate/audit.jsonl.1.gz
rm r.git/refgate/audit.jsonl
"$build/tests/test_log" append r.git/refgate/audit.jsonl 1 >/dev/null
(trap '' PIPE && refgate log -n 2 r.git) >"$OUT" 2>"$ERR"
is "$?$(cat "$ERR")" 0 "whoever stops reading has no reason to complain"
is "$(grep -c . "$OUT")" 2 "it is there"
refgate log r.git 2>"$ERR" | head -n 1 >/dev/null
is "$(cat "$ERR")" "" "nor is a pager that ends a reason"
done_testing
