#!/bin/sh
# install.sh on a tree that was never built, in an awkward place, with nothing
# in the environment: builds once, installs, guards; and what happens when the
# suite is taken away again.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/install.sh
. "$REFGATE_SRC/tests/lib/install.sh"
# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"

place="$WORK/x y:z"
mkdir -p "$place/src" "$WORK/home" || die "no room"
for part in Makefile deps install.sh lib hooks cli policy docs contrib; do
	cp -R "$REFGATE_SRC/$part" "$place/src/" || die "no copy of $part"
done
prefix="$place/pre\$fix"

# run ARGUMENT...: in the copy; unoptimised, for nobody waits for it twice
run() {
	env -i HOME="$WORK/home" PREFIX="$prefix" CFLAGS=-O0 WERROR=0 \
		"$place/src/install.sh" "$@" >"$SAID" 2>&1 </dev/null
}

bare s
run --dry-run "$WORK/s.git"
is "$?" 0 "a dry run without a suite"
contains "$SAID" "would build refgate" "says that it would build"
nok "but does not" test -e "$place/src/build"
nok "nor install" test -e "$prefix"
run "$WORK/s.git"
is "$?" 0 "one command builds, installs and guards" || diag "$(cat "$SAID")"
contains "$SAID" "installed refgate" "and says so"
same_file "$WORK/s.git/hooks/update" "$prefix/libexec/refgate/update" \
	"the hooks are those that were built"
for program in bin/refgate libexec/refgate/pre-receive \
	libexec/refgate/update libexec/refgate/post-receive \
	libexec/refgate/no-refs; do
	readelf -S "$prefix/$program"
done >"$WORK/sections"
contains "$WORK/sections" " .text" "they are programs"
lacks "$WORK/sections" "debug" "without what only a debugger reads"
is "$(PREFIX='' "$prefix/bin/refgate" --version)" \
	"refgate $(sed -n 's/^VERSION = //p' "$REFGATE_SRC/Makefile")" \
	"the command works"
run "$WORK/s.git"
lacks "$SAID" "building" "nothing is built a second time"
contains "$SAID" "up to date" "for all is up to date"

new_clone dev
sign_as dev alice
commit_file dev README one "Say what this is"
push_ok dev origin main
g dev checkout -q -b hotfix/empty-password
commit_file dev src/a.c one "Refuse empty passwords at login"
push_ok dev origin HEAD
g dev checkout -q -b hotfix/Bad_Name
push_refused dev ref-name origin HEAD

# Newer sources, another policy: built again.
sleep 1
echo '/* newer */' >>"$place/src/hooks/update.c"
echo '# newer' >>"$place/src/policy/default.yml"
run --dry-run "$WORK/s.git"
contains "$SAID" "would build refgate" "newer sources are built"

# The suite goes, and nothing of it stays, but what is somebody else's.
mkdir -p "$prefix/share/man/man1"
echo "not ours" >"$prefix/share/man/man1/other.1"
make -s -C "$place/src" PREFIX="$place/pre\$\$fix" WERROR=0 uninstall \
	>"$SAID" 2>&1
is "$?" 0 "make uninstall" || diag "$(cat "$SAID")"
is "$(find "$prefix" ! -type d)" "$prefix/share/man/man1/other.1" \
	"takes every file that make install put"
is "$(find "$prefix" -type d | sed "s|.*fix||" | tr '\n' ' ')" \
	" /share /share/man /share/man/man1 " "and every empty folder"
g dev checkout -q -b hotfix/next
push_run dev origin HEAD
isnt "$PUSH_STATUS" 0 "without the suite a push is refused"
is "$(server_ref s refs/heads/hotfix/next)" none "and nothing moved"
contains "$ANSWER" "error:" "with a word"
run --uninstall "$WORK/s.git"
is "$?" 0 "taking it out needs no suite"
lacks "$SAID" "building" "and builds none"
nok "the hooks are gone" test -e "$WORK/s.git/hooks/pre-receive"
push_ok dev origin HEAD
is "$(ls -A "$WORK/home")" "" "the home is still empty"
done_testing
