#!/bin/sh
# refgate doctor: what it says, to whom, of which repositories; and that it
# leaves everything as it was.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/doctor.sh
. "$REFGATE_SRC/tests/lib/doctor.sh"

TMPDIR=$push_base/tmp
export TMPDIR
mkdir "$TMPDIR"

# All that can be seen of a repository.
whole() (
	cd "$WORK/$1.git" && find . -printf '%p %y %m %U %s %T@ %C@ %l\n' |
		LC_ALL=C sort && find . -type f -exec sha256sum {} + |
		LC_ALL=C sort
)

# --- a repository that is well
well good
new_clone dev
commit_file dev README one "Say what this is"
seed dev
git -C "$WORK/dev" push -q origin HEAD:refs/heads/feature/x 2>/dev/null ||
	die "no log"
before=$(whole good)
doctor 0 "$WORK/good.git"
is "$(cat "$ERR")" "" "in silence"
contains "$SAID" "good.git: guarded" "it is well"
unlike "$(cat "$SAID")" "^  (problem|warning|not seen) " "in each respect"
is "$(tail -n 1 "$SAID")" \
	"1 guarded, 0 unprotected, 0 with problems, 0 with warnings" \
	"a summary ends it"
is "$(whole good)" "$before" "nothing there was changed, and no time"
is "$(ls -A "$TMPDIR")" "" "nothing is left behind"
(cd "$WORK/good.git" && refgate doctor --sshd "$doctor_sshd") >"$SAID" 2>&1
is $? 0 "without a name: the repository here"
contains "$SAID" "good.git: guarded" "it is that"

# --- the table, its page, and their anchors
doctor 0 --no-push --format json "$WORK/good.git"
page=$REFGATE_SRC/docs/refgate.md
# shellcheck disable=SC2016 # backquotes of Markdown
is "$(python3 -c 'import json, sys
seen = []
for row in json.load(sys.stdin)[0]["checks"]:
    if row["check"] not in seen: seen.append(row["check"])
print("\n".join(seen))' <"$SAID")" "$(sed -n '/^## refgate doctor/,/^## /p' \
	"$page" | sed -n 's/^| `\([a-z-]*\)` |.*/\1/p')" \
	"docs/refgate.md has a row for each check, in their order"
missing=$(python3 -c 'import json, sys
for row in json.load(sys.stdin)[0]["checks"]: print(row["page"])' <"$SAID" |
	sort -u | while IFS='#' read -r file anchor; do
	test -z "$anchor" && test -f "$REFGATE_SRC/$file" && continue
	sed -n 's/^#* //p' "$REFGATE_SRC/$file" |
		tr '[:upper:]' '[:lower:]' | tr ' ' '-' | tr -cd 'a-z0-9\n-' |
		grep -qxF -e "$anchor" || echo "$file#$anchor"
done)
is "$missing" "" "each page that a check names is there"

# --- the policy
set_policy good <<'X'
version: 1
extends: default
rulesets: [{name: x, refs: [refs/heads/x], rules: {ref-nmae: {}}}]
X
look good
is "$(answer policy)" problem "a policy that does not load"
like "$(words policy)" "refgate/policy.yml:3:[0-9]+: .*ref-nmae" \
	"with its place"
set_policy good none
look good
is "$(answer policy)" problem "no policy at all"
set_policy good <<'X'
version: 1
extends: default
contact: "#git"
mode: evaluate
audit: {required: false}
X
look good
is "$(answer policy)" warning "a policy that only evaluates"
like "$(words policy)" "only evaluates" "is told"
like "$(words policy)" "goes through when it cannot be recorded" \
	"and what its lint says"
chmod 666 "$WORK/good.git/refgate/policy.yml"
look good
is "$(answer ownership)" problem "a policy that everybody can write"
is "$(answer policy)" problem "does not load either"
eval "$(mends ownership | head -n 1)"
look good
is "$(answer ownership)" problem "nor one that a group can"
eval "$(mends ownership | head -n 1)"
look good
is "$(answer ownership)" ok "which is what to type"

# --- trust
day=$(($(date +%s) + 864000))
printf 'alice@example.com valid-before="%s" %s\n' \
	"$(date -u -d "@$day" +%Y%m%dZ)" \
	"$(cut -d ' ' -f 1,2 "$push_base/key.pub")" \
	>"$WORK/good.git/refgate/allowed_signers"
set_policy good <<'X'
version: 1
extends: default
contact: "#git"
trust: {ssh: allowed_signers}
X
look good
is "$(answer trust)" warning "a key that ends within 30 days"
like "$(words trust)" "ends on" "is told"
like "$(words policy)" "loads: " "by the check for keys alone"
rm "$WORK/good.git/refgate/allowed_signers"
look good
like "$(words trust)" "missing" "a trust file that is missing"
echo 'alice@example.com ssh-ed25519 nonsense' \
	>"$WORK/good.git/refgate/allowed_signers"
look good
is "$(answer trust)" problem "a trust file that does not load"
date -u -d '+1 hour' +%Y-%m-%dT%H:%M:%SZ >"$WORK/good.git/refgate/import-until"
look good
is "$(answer import)" warning "an import window"

# --- settings
well set
look set
is "$(answer receive)$(answer hidden-refs)$(answer push-options)" okokok \
	"all is set"
like "$(words receive)" "denyDeletes and denyNonFastForwards" \
	"two more are named"
for key in receive.fsckObjects receive.hideRefs receive.advertisePushOptions; do
	g set.git config --unset-all "$key"
done
look set
is "$(answer receive)$(answer hidden-refs)$(answer push-options)" \
	warningwarningwarning "none is"
for check in receive hidden-refs push-options; do
	eval "$(mends "$check")"
done
look set
is "$(answer receive)$(answer hidden-refs)$(answer push-options)" okokok \
	"and the commands mend it"
is "$(answer borrowed)" ok "nothing is borrowed"
echo "$WORK/good.git/objects" >"$WORK/set.git/objects/info/alternates"
look set
is "$(answer borrowed)" ok "what is lent has refs"
cp "$REFGATE_ROOT/libexec/refgate/no-refs" "$WORK/set.git/hooks" || die cp
for command in true hooks/no-refs; do
	g set.git config core.alternateRefsCommand "$command"
	look set
	is "$(answer borrowed)" warning "which nobody may ask for: $command"
	eval "$(mends borrowed)"
	look set
	is "$(answer borrowed)" ok "and the command mends it: $command"
done
g set.git config core.alternateRefsCommand hooks/no-refs
rm "$WORK/set.git/hooks/no-refs"
look set
like "$(answer borrowed) $(words borrowed)" "^warning .* cannot be run: each push" \
	"a command that is not there"
g set.git config --unset core.alternateRefsCommand
g set.git config core.alternateRefsCommand "sed q"
look set
like "$(answer borrowed) $(words borrowed)" "^ok .* is up to core.alternateRefsCommand" \
	"another command"
g set.git config --unset core.alternateRefsCommand
git config --global core.alternateRefsCommand true
look set
like "$(answer borrowed) $(words borrowed)" "^warning.*[(]global, in " \
	"one for all repositories"
is "$(mends borrowed)" "" "which is for others, too"
git config --global --unset core.alternateRefsCommand
rm "$WORK/set.git/objects/info/alternates"
g set.git config receive.denyDeletes true
g set.git config receive.denyNonFastForwards true
look set
like "$(words receive)" "nobody deletes or rewinds" "both of them"

# --- wrong usage
doctor 2 "$WORK/nowhere.git"
doctor 2 "$WORK"
contains "$ERR" "is no git repository" "it is told"
doctor 2 --all "$WORK" "$WORK/set.git"
doctor 2 --all "$WORK/nowhere"
doctor 0 --help
contains "$SAID" "--all ROOT" "help"
is "$(ls -A "$TMPDIR")" "" "nothing is left behind by any of it"
done_testing
