#!/bin/sh
# The pushes of refgate doctor: real ones, into a throw-away clone; the
# repository, its log and other people's hooks never see them.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/doctor.sh
. "$REFGATE_SRC/tests/lib/doctor.sh"

TMPDIR=$push_base/tmp
export TMPDIR
mkdir "$TMPDIR"
engines=$REFGATE_ROOT/libexec/refgate

well s
push_look s
is "$(answer push)" ok "an empty repository"
is "$(words push | wc -l)" 2 "two pushes"
like "$(words push)" "^a good commit.* got in" "a good one"
like "$(words push)" "^a commit with two authors.*main.* was refused" "a bad one"
nok "no log was made of it" test -e "$WORK/s.git/refgate/audit.jsonl"
new_clone dev
commit_file dev README one "Say what this is"
seed dev
push_look s
is "$(answer push)" ok "a repository with a history"
is "$(server_ref s refs/heads/refgate-doctor)" none "whose refs stay"

# --- a log elsewhere is not touched either
printf 'version: 1\nextends: default\naudit: {file: "%s", syslog: auth, anchor: "%s"}\n' \
	"$push_base/far.jsonl" "$push_base/key" | set_policy s
push_look s
is "$(answer push)" ok "with a log elsewhere, syslog, an anchor"
is "$(find "$push_base" -maxdepth 1 -name 'far.jsonl*')" "" "nothing is there"

# --- a policy that only evaluates; one that leaves no ref open
set_policy s <<'X'
version: 1
mode: evaluate
extends: default
X
push_look s
is "$(answer push)" ok "a policy that only evaluates"
like "$(words push)" "two authors, pushed to refs/refgate/doctor" \
	"still guards the gate's own refs"
set_policy s <<'X'
version: 1
unmatched: deny
rulesets: [{name: all, refs: ["refs/heads/*"], rules: {}}]
X
push_look s
is "$(answer push)" "not seen" "no ref is open: no push is good"
like "$(words push)" "was refused$" "a bad one is refused"
like "$(words push)" "policy test" "and what to do is told"
set_policy s <<'X'
version: 1
namespaces: [refs/heads/, refs/tags/, refs/misc/]
rulesets: [{name: all, refs: ["refs/heads/**"], rules: {}}]
X
push_look s
like "$(words push)" "good commit, pushed to refs/(tags|misc)/" \
	"another namespace is open"

# --- hooks that let all in, or nothing
set_policy s preset:default
printf '\nexit 0\n' >"$WORK/script"
open_engine() {
	{
		printf '\177ELF'
		echo 'refgate clearance 1'
	} >"$WORK/s.git/hooks/pre-receive"
}
open_engine
push_look s
is "$(answer push)" problem "a program of ours that cannot be run"
like "$(words push)" "good commit.* was refused" "is told"
ln -sf /bin/true "$WORK/s.git/hooks/pre-receive"
push_look s
is "$(answer push)" "not seen" "a stranger's is not run at all"
push_install_hooks "$WORK/s.git"
chmod 777 "$WORK/s.git/hooks"
push_look s
is "$(answer push)" "not seen" "nor one that everybody can replace"
like "$(words push)" "somebody else can write to" "it says so"
is "$(answer ownership)" problem "which is a problem"
chmod 755 "$WORK/s.git/hooks"

# --- a hook that was there before is never run
# shellcheck source=contrib/install/chain.sh
. "$REFGATE_SRC/contrib/install/chain.sh"
for hook in pre-receive post-receive; do
	cp "$engines/$hook" "$WORK/s.git/hooks/refgate-$hook"
	printf '#!/bin/sh\necho run >>"%s"\n' "$push_base/deployed" \
		>"$WORK/s.git/hooks/$hook.before-refgate"
	chmod 755 "$WORK/s.git/hooks/$hook.before-refgate"
	chain_text "$hook" >"$WORK/s.git/hooks/$hook"
done
push_look s
is "$(answer push)" ok "behind another hook"
nok "which is not run" test -e "$push_base/deployed"
push_install_hooks "$WORK/s.git"

# --- what a shell or a person has set does not matter
GIT_DIR=/nowhere GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.hooksPath \
	GIT_CONFIG_VALUE_0=/dev/null GL_USER=boss push_look s
is "$(answer push)$(answer hooks-path)" okok "nor does what this shell has set"
git config --global receive.denyDeletes true
git config --global push.pushOption x
push_look s
is "$(answer push)" ok "nor does a person's configuration"

# --- hostile names
odd="$WORK/it's \$(touch x); \"q\" é: \\"
mv "$WORK/s.git" "$odd.git"
refgate doctor --sshd "$doctor_sshd" "$odd.git" >"$SAID" 2>"$ERR"
is "$(answer push)" ok "a repository with an odd name"
nok "which is not run" test -e x
hidden=$(printf 'a\342\200\256b\nc\033[m')
mv "$odd.git" "$WORK/$hidden.git"
refgate doctor --sshd "$doctor_sshd" "$WORK/$hidden.git" >"$SAID" 2>"$ERR"
contains "$SAID" "a<U+202E>b<U+000A>c<U+001B>[m.git" "a name that hides is shown"
is "$(LC_ALL=C grep -c "$(printf '\342\200\256\\|\033')" "$SAID")" 0 "escaped"
contains "$SAID" "its path has" "and no push is tried"
mv "$WORK/$hidden.git" "$WORK/s.git"

# --- a policy that never ends being read: the visit does
rm "$WORK/s.git/refgate/policy.yml"
mkfifo "$WORK/s.git/refgate/policy.yml"
"$REFGATE_ROOT/bin/refgate" doctor "$WORK/s.git" >"$SAID" 2>&1 &
visit=$!
sleep 0.5
kill -TERM "$visit"
wait "$visit"
is $? 143 "who is told to end, ends"
is "$(ls -A "$TMPDIR")" "" "and leaves nothing behind"
done_testing
