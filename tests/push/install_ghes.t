#!/bin/sh
# install.sh --ghes: a root with a pre-receive that needs nothing else, run
# there with real pushes; and the same bytes each time.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/own-root.sh
. "$REFGATE_SRC/tests/lib/own-root.sh"
# shellcheck source=tests/lib/install.sh
. "$REFGATE_SRC/tests/lib/install.sh"
# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"

test -f "$(pkg-config --variable=libdir libgit2 2>/dev/null)/libgit2.a" ||
	skip_all "there is no libgit2.a"
objects=$REFGATE_BUILD
case $(cat "$objects/flags" 2>/dev/null) in
*-fsanitize=*) skip_all "a sanitizer cannot be linked statically" ;;
*--coverage*) skip_all "coverage writes where the objects were made" ;;
*' -Og '*) VARIANT=debug ;;
*) VARIANT=release ;;
esac
command -v strip >/dev/null || skip_all "there is no strip"

# What was built for the tests is linked once more, in another way.
WERROR=$(grep -c -e -Werror "$objects/flags")
test "$WERROR" = 0 || WERROR=1
CC=$(sed -n '1s/ .*//p' "$objects/flags" 2>/dev/null)
export VARIANT WERROR CC="${CC:-gcc}"
mkdir -p "$push_base/build/ghes"
cp -Rp "$objects/flags" "$objects/lib" "$push_base/build/ghes/" 2>/dev/null
mkdir "$push_base/build/ghes/hooks"
cp -p "$objects"/hooks/*.o "$push_base/build/ghes/hooks/" 2>/dev/null

own_root
rm -r "${OWN:?}/etc"
# shellcheck disable=SC2034 # for installer
install_prefix=$OWN
archive=$WORK/refgate.tar.gz

installer --ghes "$WORK/refgate.zip"
is "$INSTALL_STATUS" 2 "an archive is a .tar.gz"
nok "what is not there is not up to date" installer --check --ghes "$archive"
echo mine >"$WORK/mine.tar.gz"
installer --ghes "$WORK/mine.tar.gz"
is "$INSTALL_STATUS" 2 "somebody's archive is not overwritten"
ok "a dry run" installer --dry-run --ghes "$archive"
nok "makes nothing" test -e "$archive"

# The policy of this machine goes along, with the keys that it names.
mkdir -p "$OWN/etc/refgate"
signer_line alice >"$OWN/etc/refgate/allowed_signers"
# Keys of the log: an archive is read by many.
printf -- '-----BEGIN OPENSSH PRIVATE KEY-----\n' >"$OWN/etc/refgate/log_key"
mkdir "$OWN/etc/refgate/keys"
echo secret >"$OWN/etc/refgate/keys/identity.key"
chmod 600 "$OWN/etc/refgate/keys/identity.key"
cat >"$OWN/etc/refgate/policy.yml" <<'X'
version: 1
extends: default
people:
  alice: {emails: [alice@example.com], logins: [alice-gh]}
groups: {releasers: [alice]}
trust: {ssh: allowed_signers}
audit: {required: false}
rulesets:
  - name: signed
    refs: ["refs/heads/signed/**"]
    rules:
      signature: {level: trusted, signer-is: pusher}
  - name: releases
    refs: ["refs/heads/release/**"]
    rules:
      creation: {allow: [releasers]}
X
ok "the archive is made" installer --ghes "$archive"
contains "$SAID" "#!/usr/libexec/refgate/pre-receive" \
	"and the script to register is said"
contains "$SAID" "not in the archive, for it can be read by all" \
	"secrets are named"
# shellcheck disable=SC2016 # for the inner shell
nok "and are not in it" sh -c 'tar -tzf "$1" | grep -E "log_key|identity.key"' \
	sh "$archive"
is "$(tar -xOzf "$archive" ./etc/refgate/allowed_signers)" \
	"$(cat "$OWN/etc/refgate/allowed_signers")" "trust files are"
is "$(tar -tvzf "$archive" | awk '$1 ~ /s|S/ || ($1 ~ /^.....w|^........w/ && $6 != "./tmp/")')" \
	"" "nothing has an odd mode"
cp "$archive" "$WORK/first"
ok "sha256sum reads its sum" sha256sum -c --quiet refgate.tar.gz.sha256
touch "$OWN/etc/refgate/policy.yml"
ok "made again it has the same bytes" installer --check --ghes "$archive"
is "$(tar -tvzf "$archive" | awk '$2 != "0/0" || $4 != "1970-01-01"')" "" \
	"nothing in it tells of when and by whom"

# The root of an appliance, with a repository in it: /data/s.git.
inside=$push_base/root
mkdir "$inside"
tar -xzf "$archive" -C "$inside" --no-same-owner || die "tar"
mkdir -p "$inside/data"
printf '#!/usr/libexec/refgate/pre-receive\n' >"$inside/hook"
chmod 755 "$inside/hook"
like "$(file -b "$inside/usr/libexec/refgate/pre-receive" 2>/dev/null ||
	echo static-pie)" 'static' "the program needs no library"
git init -q --bare "$inside/data/s.git"
git --git-dir="$inside/data/s.git" symbolic-ref HEAD refs/heads/main
git --git-dir="$inside/data/s.git" config receive.advertisePushOptions true

cat >"$push_base/enter.py" <<'X'
import os, sys
root, directory, program = sys.argv[1:4]
names = ("GIT_DIR", "GIT_QUARANTINE_PATH", "GIT_OBJECT_DIRECTORY",
         "GIT_ALTERNATE_OBJECT_DIRECTORIES")
inner = {k: v.replace(root, "") for k, v in os.environ.items()
         if k in names or k.startswith(("GIT_PUSH_", "GITHUB_"))}
os.chroot(root)
os.chdir(directory)
os.execve(program, [program], inner)
X
enter=
test "$(id -u)" = 0 || enter="unshare -r"
$enter python3 "$push_base/enter.py" "$inside" / /hook </dev/null \
	>/dev/null 2>"$push_base/entered"
grep -q 'no ref update' "$push_base/entered" ||
	skip_all "nobody can change the root here: $(cat "$push_base/entered")"
cat >"$inside/data/s.git/hooks/pre-receive" <<X
#!/bin/sh
exec $enter python3 '$push_base/enter.py' '$inside' /data/s.git /hook
X
chmod 755 "$inside/data/s.git/hooks/pre-receive"

git clone -q "$inside/data/s.git" "$WORK/dev" 2>/dev/null
g dev symbolic-ref HEAD refs/heads/main
sign_as dev alice
export GITHUB_VIA="git push" GITHUB_USER_LOGIN=alice-gh
commit_file dev README one "Say what this is"
push_ok dev origin main
g dev checkout -q -b hotfix/Bad_Name
sign_as dev nobody
commit_file dev a.c one "Refuse empty passwords at login"
push_refused dev ref-name origin hotfix/Bad_Name
contains "$ANSWER" "git branch -m" "with the repair"
push_refused dev signature origin HEAD:refs/heads/signed/a
g dev commit -q --amend --no-edit -S
started=$(date +%s)
PUSH_NAME="a signature by an SSH key is judged there" \
	push_ok dev origin HEAD:refs/heads/signed/a
ok "within the five seconds that GitHub gives" \
	test $(($(date +%s) - started)) -lt 5
PUSH_NAME="who pushes is known by the appliance's word" \
	push_ok dev origin HEAD:refs/heads/release/1
GITHUB_USER_LOGIN=bob-gh
PUSH_NAME="and others are not let in" \
	push_refused dev creation origin HEAD:refs/heads/release/2
like "$(cat "$inside/data/s.git/refgate/audit.jsonl")" \
	'"user":\{"name":"alice-gh".*"identity_source":"ghes"' \
	"the log is in the repository"

# OpenPGP is what such a program cannot do: it says so, each time, and refuses.
GITHUB_USER_LOGIN=alice-gh
gpg_key alice 'Alice <alice@example.com>'
gpg_export alice >"$inside/etc/refgate/keyring.asc"
sed -i 's/^trust: .*/trust: {openpgp: keyring.asc}/' \
	"$inside/etc/refgate/policy.yml"
sign_with_gpg dev alice
commit_file dev b.c one "Refuse blank passwords at login" -S
commit_file dev b.c two "Refuse short passwords at login" -S
push_run dev origin HEAD:refs/heads/signed/b
isnt "$PUSH_STATUS" 0 "what needs OpenPGP is refused"
contains "$ANSWER" "linked statically" "and why is said"
lacks "$ANSWER" "no one person" "and nothing else"

# A repository that the gate cannot write to.
mv "$inside/data/s.git/refgate" "$push_base/aside"
: >"$inside/data/s.git/refgate"
push_run dev origin HEAD:refs/heads/topic
isnt "$PUSH_STATUS" 0 "without room for its memory all is refused"
contains "$ANSWER" "error:" "with a word"

echo x >>"$archive"
nok "a changed archive is found" installer --check --ghes "$archive"
ok "and left alone" installer --uninstall --ghes "$archive"
ok "as it is" test -s "$archive"
cp "$WORK/first" "$archive"
ok "one that is as it was made" installer --uninstall --ghes "$archive"
is "$(find "$WORK" -maxdepth 1 -name 'refgate.tar*')" "" "goes"
done_testing
