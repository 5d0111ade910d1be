#!/bin/sh
# The README's walks, as a newcomer types them: from the top, in one shell, with
# an empty home and nothing else in the environment.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

# blocks MARK: the code blocks of the README behind <!-- MARK -->
blocks() {
	awk -v mark="<!-- $1 -->" '
		$0 == mark { wanted = 1; next }
		wanted && /^```/ { inside = !inside; wanted = inside; next }
		inside && wanted' "$REFGATE_SRC/README.md"
}

# What differs from run to run, and how wide columns are.
plain() {
	tr -s ' ' <"$1" | sed -e 's/ $//' \
		-e 's/^[0-9-]\{10\} [0-9:]\{8\}Z/TIME/' \
		-e 's/^\(TIME [a-z-]* [^ ]*\) [^ ]*/\1 WHO/' \
		-e 's/[0-9]\{4\}-[0-9]\{2\}-[0-9]\{2\}/DATE/g' \
		-e 's/[0-9a-f]\{7\}\.\.[0-9a-f]\{7\}/OLD..NEW/' \
		-e 's/^\(remote:\)\{0,1\} [0-9a-f]\{7,10\} /\1 COMMIT /' \
		-e 's/ at [0-9a-f]\{7\}$/ at NEW/' \
		-e 's/push [0-9a-f-]\{36\}/push ID/' \
		-e 's/chain [0-9a-f-]\{36\}/chain ID/' \
		-e 's/policy \([a-z]*\) [0-9a-f]\{8\}/policy \1 HASH/'
}

blocks walk >"$WORK/walk"
ok "there is a walk" test -s "$WORK/walk"
mkdir "$WORK/home" "$WORK/tmp"
(
	cd "$REFGATE_SRC" || exit
	env -i HOME="$WORK/home" TMPDIR="$WORK/tmp" LC_ALL=C.UTF-8 TZ=UTC \
		PATH="$(push_path)" GIT_CONFIG_NOSYSTEM=1 \
		PREFIX="$REFGATE_ROOT" SYSCONFDIR="$REFGATE_ROOT/etc" \
		BUILD="$WORK/build" sh "$WORK/walk"
) >"$WORK/out" 2>&1 </dev/null
is "$?" 0 "the walk ends well"
lacks "$WORK/out" "building" "the suite under test was used"

# Lines in the README's order stand in the output, too.
stands() {
	blocks "$1" >"$WORK/$1.block"
	plain "$WORK/$1.block" >"$WORK/$1.wanted"
	plain "$WORK/out" >"$WORK/out.plain"
	test -s "$WORK/$1.wanted" || die "no block $1"
	while IFS= read -r line; do
		contains "$WORK/out.plain" "$line" "in the README: $line"
	done <"$WORK/$1.wanted"
}
for block in answer log replay warned trial refused switched; do
	stands "$block"
done

# The repair in the README is the one that the server offers.
sed -n 's/^remote: hint:   \(git .*[^ ]\) *$/\1/p' "$WORK/answer.block" \
	>"$WORK/repair"
ok "the server offers a repair" test -s "$WORK/repair"
while IFS= read -r line; do
	ok "which is in the walk: $line" grep -qxF -e "$line" "$WORK/walk"
done <"$WORK/repair"

server=$(find "$WORK/tmp" -name server.git)
for ref in refs/heads/main refs/heads/hotfix/fix-login; do
	ok "$ref is on the server" git --git-dir="$server" rev-parse -q \
		--verify "$ref"
done
nok "the badly named one is not" git --git-dir="$server" rev-parse -q \
	--verify refs/heads/hotfix/Fix_Login
ok "and the merge has landed" git --git-dir="$server" merge-base \
	--is-ancestor hotfix/fix-login main

# The policy of their own.
team=$(find "$WORK/tmp" -name team.git)
is "$(git --git-dir="$team" log -1 --format=%s main)" \
	"REC-1: Declare the people" "what was mended is on the team's server"
lacks "$WORK/out" "policy.yml:" "policy lint has nothing to say"
lacks "$WORK/out" "~DEFAULT" "nor of what no push is judged for"
nok "the policy is in force" grep -q evaluate "$team/refgate/policy.yml"
is "$(ls -A "$WORK/home")" "" "the home is still empty"
done_testing
