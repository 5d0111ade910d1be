#!/bin/sh
# install.sh on a repository: what it puts there, what it leaves alone, and
# that it takes all of it out again.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/install.sh
. "$REFGATE_SRC/tests/lib/install.sh"
# shellcheck source=tests/lib/sign.sh
. "$REFGATE_SRC/tests/lib/sign.sh"

# start_main NAME CLONE: a main with a commit, past the gate
start_main() {
	new_clone "$2" "$1"
	sign_as "$2" alice
	commit_file "$2" README one "Say what this is"
	seed "$2"
}

# offer CLONE BRANCH: a commit on a new branch from main
offer() {
	g "$1" checkout -q -b "$2" origin/main || die "no branch $2"
	commit_file "$1" src/login.c "$2" "Refuse empty passwords at login"
}

bare fresh
before=$(snapshot fresh)
installer --dry-run "$WORK/fresh.git"
is "$INSTALL_STATUS" 0 "a dry run succeeds"
contains "$SAID" "would write hooks/pre-receive" "and says what would be done"
is "$(snapshot fresh)" "$before" "but does nothing"
ok "a repository is guarded" installer "$WORK/fresh.git"
lacks "$SAID" "building" "by the suite that is there already"
for hook in pre-receive update post-receive; do
	same_file "$WORK/fresh.git/hooks/$hook" \
		"$REFGATE_ROOT/libexec/refgate/$hook" "$hook is a copy"
	ok "which can be executed" test -x "$WORK/fresh.git/hooks/$hook"
done
is "$(stat -c %a "$WORK/fresh.git/refgate")" 700 "refgate/ is private"
is "$(tail -n 2 "$WORK/fresh.git/refgate/policy.yml")" "version: 1
extends: default" "the policy extends the shipped one"
is "$(g fresh.git config receive.advertisePushOptions)" true \
	"push options are advertised"
is "$(g fresh.git config receive.hideRefs)" refs/refgate \
	"the gate's own refs are hidden from pushes"
is "$(g fresh.git config core.alternateRefsCommand)" hooks/no-refs \
	"and not listed for the quarantine"
same_file "$WORK/fresh.git/hooks/no-refs" "$REFGATE_ROOT/libexec/refgate/no-refs" \
	"the command is a copy, too"
is "$("$WORK/fresh.git/hooks/no-refs" "$WORK/fresh.git" 2>&1)$?" 0 \
	"which lists nothing"

inodes=$(stamps fresh)
ok "a second run succeeds" installer "$WORK/fresh.git"
contains "$SAID" "is up to date" "and says that there was nothing to do"
is "$(stamps fresh)" "$inodes" "and has touched nothing"

start_main fresh dev
offer dev hotfix/empty-password
push_ok dev origin hotfix/empty-password
offer dev hotfix/Empty_Password
push_refused dev ref-name origin hotfix/Empty_Password
ok "the pushes were logged" test -s "$WORK/fresh.git/refgate/audit.jsonl"
ok "it can be taken out" installer --uninstall "$WORK/fresh.git"
contains "$SAID" "audit.jsonl" "the log is kept, and that is said"
for path in hooks/pre-receive hooks/update hooks/post-receive hooks/no-refs \
	refgate/policy.yml refgate/manifest; do
	nok "$path is gone" test -e "$WORK/fresh.git/$path"
done
is "$(g fresh.git config --local --get-regexp \
	'^(receive|refgate|core\.alternate)')" "" "the settings are gone"
push_ok dev origin hotfix/Empty_Password
ok "taking out twice is no error" installer --uninstall "$WORK/fresh.git"
contains "$SAID" "not installed there" "but it is said"

# Nothing pushed in between: the very same bytes come back.
bare again
printf '# ours\n[core]\n\tbare = true ; really\n' >>"$WORK/again.git/config"
g again.git config receive.hideRefs refs/pull
g again.git config receive.advertisePushOptions false
before=$(snapshot again)
installed "$WORK/again.git"
is "$(g again.git config --get-all receive.hideRefs)" "refs/pull
refs/refgate" "hidden refs are added to"
installed --uninstall "$WORK/again.git"
contains "$SAID" "refgate was kept: audit.jsonl" "the log stays"
drop_log again
is "$(snapshot again)" "$before" "every other byte is back"
# Pushes in between leave the log behind, and nothing else.
installed "$WORK/again.git"
new_clone pushing again
commit_file pushing a one "Start the project"
push_ok pushing origin main
mkdir "$WORK/again.git/refgate/late"
installed --uninstall "$WORK/again.git"
is "$(ls "$WORK/again.git/refgate")" "audit.jsonl
audit.jsonl.head
audit.jsonl.lock
audit.jsonl.reserve" "nothing but the log stays after pushes"
g again.git update-ref -d refs/heads/main
drop_log again

installed "$WORK/again.git"
g again.git config user.name Somebody
g again.git config --unset receive.hideRefs refs/refgate
installed "$WORK/again.git"
installed --uninstall "$WORK/again.git"
is "$(g again.git config --local --get-regexp \
	'^(receive|refgate|user|core\.alternate)' | sort)" \
	"receive.advertisepushoptions false
receive.hiderefs refs/pull
user.name Somebody" "other people's settings stay"

# Who borrows objects needs the refs of who lends them, and who has said how
# they are listed is right.
bare lent
g lent.git config core.alternateRefsCommand "sed q"
installed "$WORK/lent.git"
is "$(g lent.git config --get-all core.alternateRefsCommand)" "sed q" \
	"another listing of lent refs is kept"
installed --uninstall "$WORK/lent.git"
is "$(g lent.git config --get-all core.alternateRefsCommand)" "sed q" \
	"and stays"
bare borrower
echo "$WORK/lent.git/objects" >"$WORK/borrower.git/objects/info/alternates"
installed "$WORK/borrower.git"
is "$(g borrower.git config core.alternateRefsCommand)" "" \
	"who borrows lists the refs that are lent"

# The program behind it: brought up to date, and never somebody else's.
bare listing
installed "$WORK/listing.git"
g listing.git config core.alternateRefsCommand true
installed "$WORK/listing.git"
is "$(g listing.git config --get-all core.alternateRefsCommand)" \
	hooks/no-refs "what an earlier version has set is brought up to date"
new_clone lister listing
sign_as lister alice
commit_file lister README one "Say what this is"
seed lister
push_run lister origin HEAD:refs/heads/other
lacks "$ANSWER" "no-refs" "a push finds it"
printf '#!/bin/sh\n' >"$WORK/listing.git/hooks/no-refs"
installer --upgrade "$WORK/listing.git"
is "$INSTALL_STATUS" 2 "what somebody has put in its place is kept"
contains "$SAID" "hooks/no-refs is not refgate's" "which is said"
installer --uninstall "$WORK/listing.git"
contains "$SAID" "no-refs is not what was installed: left" "and stays"
is "$(cat "$WORK/listing.git/hooks/no-refs")" "#!/bin/sh" "as it is"
is "$(g listing.git config core.alternateRefsCommand)" "" "the setting is gone"

# The baseline: what was there before, of the governed refs only.
bare old
new_clone olddev
sign_as olddev alice
commit_file olddev README one "Say what this is"
g olddev tag v1.0.0
for branch in hotfix/Old_Style feature/x; do
	g olddev checkout -q -B "$branch" main
	commit_file olddev "${branch##*/}" one "wip"
done
g olddev tag -a -m "Odd" oddity
seed olddev
cat >"$WORK/old.yml" <<'X'
version: 1
extends: default
rulesets:
  - name: odd tags
    refs: ["refs/tags/odd*"]
    enforcement: evaluate
    rules:
      deletion: {allow: everyone}
  - name: not yet
    refs: ["refs/heads/side/**"]
    enforcement: disabled
    rules:
      deletion: {allow: everyone}
X
g olddev checkout -q -b side/x main
commit_file olddev side one "wip"
seed olddev side/x:refs/heads/side/x
installer --dry-run --policy "$WORK/old.yml" "$WORK/old.git"
contains "$SAID" "would record what its governed refs hold" \
	"a dry run says that there will be a baseline"
installed --policy "$WORK/old.yml" "$WORK/old.git"
is "$(g old.git config --get-all refgate.baseline | sort)" \
	"$(g olddev rev-parse hotfix/Old_Style 'oddity^{commit}' | sort)" \
	"the baseline is what the governed refs held, by the policy itself"
g olddev checkout -q hotfix/Old_Style
commit_file olddev more one "Mend the rest of it as well"
push_ok olddev origin hotfix/Old_Style
installed "$WORK/old.git"
is "$(g old.git config --get-all refgate.baseline | wc -l)" 2 \
	"and is not taken twice"
installed --uninstall "$WORK/old.git"
is "$(g old.git config --get-all refgate.baseline)" "" "it goes with the hooks"

# A policy that does not load: nobody can say what it governs.
bare lost
new_clone lostdev
commit_file lostdev README one "Say what this is"
seed lostdev
mkdir "$WORK/lost.git/refgate"
printf 'version: 2\n' >"$WORK/lost.git/refgate/policy.yml"
nok "with a broken policy nothing is installed" installer "$WORK/lost.git"
contains "$SAID" "policy.yml:1:10" "it says where"
nok "and there are no hooks" test -e "$WORK/lost.git/hooks/update"
printf 'version: 1\nextends: default\n' >"$WORK/lost.git/refgate/policy.yml"
installed "$WORK/lost.git"
is "$(g lost.git config --get-all refgate.baseline)" \
	"$(g lostdev rev-parse main)" "with a good one the baseline is taken"
g lost.git config --unset-all refgate.baseline
installed "$WORK/lost.git"
is "$(g lost.git config --get-all refgate.baseline)" "" \
	"and never again"
is "$(cd "$WORK/lost.git" && find . -name 'config*' | sort)" \
	"./config
./refgate/config.before" "no file is left over"

# The log tells who did what.
log_of() {
	refgate log "$WORK/$1.git" --format json | python3 -c 'import json, sys
for line in sys.stdin:
    r = json.loads(line)
    if r["event"]["action"] in ("installed", "removed"):
        print(r["event"]["action"], r["user"]["name"],
              r["service"]["version"], r["message"].split("; ", 1)[1])'
}
version=$(refgate --version | cut -d ' ' -f 2)
me=$(id -un 2>/dev/null)
is "$(log_of fresh)" \
	"installed $me $version identity source login
removed $me $version identity source login" \
	"the log tells of installing and removing"
ok "and is whole" refgate log verify "$WORK/fresh.git"
refgate log "$WORK/fresh.git" >"$SAID"
contains "$SAID" "  installed " "refgate log shows the one"
contains "$SAID" "  removed " "and the other"

# Policies.
bare own
printf 'version: 1\nextends: default\nmode: evaluate\n' >"$WORK/own policy.yml"
ok "a policy may be a file" installer --policy "$WORK/own policy.yml" \
	"$WORK/own.git"
same_file "$WORK/own.git/refgate/policy.yml" "$WORK/own policy.yml" \
	"which is copied"
printf 'version: 1\nextends: default\ntrust: {ssh: signers}\n' >"$WORK/keys.yml"
bare keys
installed --policy "$WORK/keys.yml" "$WORK/keys.git"
contains "$SAID" "/keys.git/refgate/signers' is missing: what needs it is" \
	"its trust files are not, and that is told"
installer --policy incident "$WORK/own.git"
contains "$SAID" "was kept" "a policy that is there stays there"
same_file "$WORK/own.git/refgate/policy.yml" "$WORK/own policy.yml" \
	"byte for byte"
echo '# mine' >>"$WORK/own.git/refgate/policy.yml"
installed --uninstall "$WORK/own.git"
contains "$SAID" "policy.yml was kept" "and longer than the hooks, if changed"
bare named
installed "$WORK/named.git" --policy=incident
contains "$WORK/named.git/refgate/policy.yml" "extends: incident" \
	"a policy may be a name; options may come last"

# Several at once, and at the same time.
bare one
bare two
ok "two repositories at once" installer "$WORK/one.git" "$WORK/two.git"
ok "the second is guarded, too" test -x "$WORK/two.git/hooks/update"
is "$(snapshot one)" "$(snapshot two)" "and equally"
bare crowd
for number in 1 2 3 4; do
	(
		SAID=$WORK/crowd.$number
		installer "$WORK/crowd.git"
	) &
done
wait
is "$(cat "$WORK"/crowd.[1-4] | grep -c 'is guarded')" 1 \
	"of four at the same time, one does it"
is "$(cat "$WORK"/crowd.[1-4] | grep -c 'up to date')" 3 \
	"and three find it done"
is "$(snapshot crowd)" "$(snapshot one)" "with the same result"

# An upgrade: the copies follow the suite, which may have moved.
cp -R "$REFGATE_ROOT" "$WORK/prefix" || die "no copy of the suite"
install_prefix=$WORK/prefix
printf 'x' >>"$WORK/prefix/libexec/refgate/update"
touch "$WORK/prefix/libexec/refgate"/*
ok "another version is put in place" installer "$WORK/one.git"
same_file "$WORK/one.git/hooks/update" "$WORK/prefix/libexec/refgate/update" \
	"the copy follows"
nok "it is not taken for a foreign hook" \
	test -e "$WORK/one.git/hooks/update.before-refgate"
install_prefix=$REFGATE_ROOT
installed "$WORK/one.git"
is "$(snapshot one)" "$(snapshot two)" "and back again"

# A shared repository.
bare shared
g shared.git config core.sharedRepository group
installed "$WORK/shared.git"
is "$(stat -c %a "$WORK/shared.git/refgate")" 2770 \
	"refgate/ is shared where the repository is"

# An odd path.
odd="$WORK/x y:z\"q'r\$s"
mkdir "$odd"
git init -q --bare "$odd/r.git"
ok "a path with all kinds of characters" installer "$odd/r.git"
ok "has its hooks" test -x "$odd/r.git/hooks/pre-receive"
(cd "$odd" && installer --uninstall r.git)
nok "and loses them, by a relative path" test -e "$odd/r.git/hooks/update"
done_testing
