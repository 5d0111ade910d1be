#!/bin/sh
# refgate doctor: what it says of the log, of who pushes, and of sshd.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/doctor.sh
. "$REFGATE_SRC/tests/lib/doctor.sh"

# --- the log
well log
new_clone writer
commit_file writer README one "Say what this is"
git -C "$WORK/writer" push -q origin HEAD:refs/heads/x 2>/dev/null
audit=$WORK/log.git/refgate/audit.jsonl
look log
is "$(answer log)$(answer anchor)" okok "a log and its anchor"
touch -d '3 days ago' "$audit.anchors"
look log
is "$(answer anchor)" warning "an anchor that is old"
like "$(words anchor)" "3d old" "says so"
(PATH=$(push_path) && export PATH && eval "$(mends anchor)") >/dev/null 2>&1
look log
is "$(answer anchor)" ok "what to type makes another"
rm "$audit.anchors"
look log
like "$(words anchor)" "never anchored" "none at all"
set_policy log preset:default
look log
like "$(words anchor)" "anchor: syslog" "nor in the policy: how to"
printf 'version: 1\naudit: {anchor: syslog}\n' | set_policy log
g log.git config refgate.syslog "$push_base/nobody"
look log
like "$(words anchor)" "nobody listens" "syslog without a listener"
cp "$audit" "$push_base/whole"
sed -i '$d' "$audit"
look log
is "$(answer log)" problem "a log whose end was cut off"
like "$(mends log)" "^refgate log verify " "what to look at next"
cat "$push_base/whole" >"$audit"
rm -f "$audit.reserve"
look log
is "$(answer space)" warning "a reserve that is gone"
truncate -s 70M "$audit"
look log
is "$(answer rotation)" warning "a log that nobody rotates"
cp "$push_base/whole" "$audit-20260101"
look log
is "$(answer rotation)" ok "one that was rotated"
rm -r "$audit" "$audit-20260101"
mkdir "$audit"
look log
is "$(answer log)" problem "a log that is a folder"

# --- who pushes
well set
identity() {
	g set.git config --unset-all refgate.identity
	test -z "$1" || g set.git config refgate.identity "$1"
	look set
	is "$(answer identity)" "$2" "identity '$1' $3"
}
identity '' warning "is not said"
like "$(mends identity)" "refgate.identity (login|ssh)$" "how to say it"
identity login ok "is"
identity certificate problem "needs a nonce"
g set.git config receive.certNonceSeed seed
identity certificate ok "has one"
: >"$WORK/set.git/gl-conf"
identity login warning "in a repository of gitolite"
like "$(mends identity)" "refgate.identity gitolite$" "is told"
identity '' warning "there"
identity gitolite ok "is gitolite's"
rm "$WORK/set.git/gl-conf"
g set.git config gitlab.fullpath a/b
identity gitea warning "in a repository of GitLab"
g set.git config --unset gitlab.fullpath
g set.git config refgate.identity gitolit
look set
is "$(answer repository)" problem "a source that there is none of"
like "$(words repository)" "every push is refused" "refuses all"
g set.git config refgate.identity ssh

# --- sshd FILE ANSWER WORDS
sshd() {
	printf '%b\n' "$1" >"$doctor_sshd"
	look set
	is "$(answer sshd)" "$2" "sshd: $1"
	like "$(words sshd)" "$3" "it says so"
}
expose='ExposeAuthInfo yes\n'
sshd 'AcceptEnv LANG LC_*' warning "ExposeAuthInfo yes"
sshd "${expose}AcceptEnv LANG LC_*\nAcceptEnv COLORTERM GIT_PROTOCOL" ok .
sshd "${expose}AcceptEnv LANG LC_* GL_*" warning "sshd_config:2: .*GL_\*"
sshd "${expose}Match User git\n  acceptenv=*" warning ":3: AcceptEnv \*"
sshd "${expose}#AcceptEnv *" ok .
sshd "${expose}PermitUserEnvironment yes" warning "REMOTE_USER"
sshd 'PermitUserEnvironment REMOTE_USER' ok .
mkdir "$push_base/sshd.d"
echo 'AcceptEnv GITEA_*' >"$push_base/sshd.d/10.conf"
sshd "${expose}Include sshd.d/*.conf" warning "10.conf:1: .*GITEA_"
sshd "${expose}Include sshd_config" ok .
look set --sshd "$push_base/nowhere"
is "$(answer sshd)" "not seen" "no sshd"
done_testing
