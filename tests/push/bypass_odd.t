#!/bin/sh
# Odder ways around a whole policy: landings that go forth and back, reverts,
# commits of unlikely form, what comes after a landing, races.
# shellcheck disable=SC2119
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/bypass.sh
. "$REFGATE_SRC/tests/lib/bypass.sh"
# shellcheck source=tests/lib/override.sh
. "$REFGATE_SRC/tests/lib/override.sh"

INCIDENT=77
bypass_server
x=refs/heads/hotfix/v1.2.8-x

# --- Forth and back

hotfix 1.2.1
pusher carol
land
merge=$(g c rev-parse main)
taken "the landing on the hotfix branch" origin "main:refs/heads/$branch"
refused "main fast-forwarded to that" "approvals merge" origin main
on middle
commit_file c src/middle.c one "Work"
g c merge -q --no-ff --no-edit "$tip"
g c push -q origin middle 2>/dev/null
refused "inside another branch that main is forwarded to" "approvals merge" \
	origin middle:main
land middle
refused "inside another branch that is merged" "approvals merge" origin main
g c checkout -q -f -B main "$merge"
approved
refused "though its content is approved" merge origin main
g c merge -q --no-ff --no-edit "$main" 2>/dev/null
g c reset -q --hard "$(g c commit-tree -S -p "$main" -p "$merge" \
	-m "Merge branch '$branch'" "$merge^{tree}")"
refused "merged once more" approvals origin main
g c push -q -f origin "$tip:refs/heads/$branch" 2>/dev/null
g c reset -q --hard "$merge"
g c commit -q --allow-empty -m "Merge branch '$branch'"
refused "an empty commit behind it" merge origin main
g c reset -q --hard "$main"
g c commit -q --allow-empty -m "Nothing"
g c merge -q --no-ff --no-edit "$tip"
refused "an empty commit before it" merge origin main
g c reset -q --hard "$(g c commit-tree -S -p "$main" -p "$tip" -p "$tip" \
	-m "Merge branch '$branch'" "$merge^{tree}" 2>/dev/null)"
g c reset -q --hard "$(printf 'tree %s\nparent %s\nparent %s\nparent %s\nauthor A <alice@example.com> %s +0000\ncommitter A <alice@example.com> %s +0000\n\nMerge\n' \
	"$(g c rev-parse "$merge^{tree}")" "$main" "$tip" "$tip" \
	"$(date +%s)" "$(date +%s)" | object commit)"
refused "a parent twice" "structure merge approvals" origin main
g c reset -q --hard "$merge"
taken "the merge itself" origin main
refused "and the landing taken back by force" "merge non-fast-forward" -f origin "$main:main"

# --- Reverts on main, which may go there without a branch

on main
g c revert --no-edit -m 1 HEAD >/dev/null
taken "a verified revert" origin main
back=$(g c rev-parse main)
g c revert --no-edit HEAD >/dev/null
refused "a revert of the revert" merge origin main
g c reset -q --hard "$back"
g c commit -q --allow-empty -m "Revert \"x\"

This reverts commit $main."
refused "an empty revert" merge origin main
g c reset -q --hard "$back"
commit_file c src/evil.c one "Revert \"x\"

This reverts commit $back."
refused "a revert by its words" merge origin main
g c reset -q --hard "$back"
g c revert --no-edit "$main" >/dev/null
commit_file c src/evil.c one x --amend --no-edit
refused "a revert with a change of its own" merge origin main

# --- After the landing

g c checkout -q -f -B "$branch" "$tip"
fix src/more.c one
tip=$(g c rev-parse HEAD)
g c push -q origin "$branch" 2>/dev/null
land
refused "more of it, by the old approval" "approvals paths" origin main
pusher alice
hotfix 1.2.2
refused "given up by whoever" deletion origin ":$branch"

# --- Forms

# raw NAME RULES TREE PARENTS [HEADERS [PEOPLE]]
raw() {
	raw_commit=$({
		echo "tree $3"
		for raw_parent in $4; do
			echo "parent $raw_parent"
		done
		printf '%b' "${6:-author A <alice@example.com> $now +0000\ncommitter A <alice@example.com> $now +0000\n}"
		printf '%b' "${5:-}"
		printf '\nhotfix(core): x\n\n%s\n' "$(template)"
	} | object commit)
	refused "$1" "$2" origin "+$raw_commit:$x"
}
now=$(date +%s)
tree=$(g c rev-parse 'main^{tree}')
empty=$(g c mktree </dev/null)
many=$(
	i=0
	while test "$i" -lt 200; do
		i=$((i + 1))
		g c commit-tree -p "$main" -m "$i" "$tree"
	done
)
raw "no signature, and all else well" signature "$tree" "$main"
raw "two hundred parents" "" "$tree" "$main $many"
raw "an empty tree" "paths signature" "$empty" "$main"
raw "its own parent's parent" signature "$tree" "$main $bypass_old"
raw "the same parent twice" structure "$tree" "$main $main"
raw "another encoding" "commit-form commit-message signature" "$tree" "$main" 'encoding utf-7\n'
raw "an encoding twice" structure "$tree" "$main" 'encoding utf-8\nencoding utf-7\n'
raw "a signature of nothing" structure "$tree" "$main" 'gpgsig \n'
raw "an odd signature header" structure "$tree" "$main" 'gpgsigs x\n'
raw "a header before the author" structure "$tree" "$main" '' \
	'x y\nauthor A <alice@example.com> 1 +0000\ncommitter A <alice@example.com> 1 +0000\n'
raw "a third person" structure "$tree" "$main" 'author C <carol@example.com> 1 +0000\n'
raw "an odd zone" "commit-form signature" "$tree" "$main" '' \
	"author A <alice@example.com> $now +9999\ncommitter A <alice@example.com> $now +9999\n"
raw "nobody's name" "commit-form signature" "$tree" "$main" '' \
	"author  <> $now +0000\ncommitter  <> $now +0000\n"
raw "an angle in a name" structure "$tree" "$main" '' \
	"author A <a> <alice@example.com> $now +0000\ncommitter A <alice@example.com> $now +0000\n"
raw "a line in a name" "commit-form signature" "$tree" "$main" '' \
	"author A\\rcommitter C <alice@example.com> $now +0000\ncommitter A <alice@example.com> $now +0000\n"

# --- Races: one authorisation, two pushes

hotfix 1.2.3
land
authorize_say c frank "$tip" "Reason: production is down" "Risk: none" \
	"Follow-up: a review" "Tested: by hand"
taken "one is signed" origin say:refs/overrides/77/race
pusher erin
one=$(g c rev-parse main)
other=$(g c commit-tree -S -p "$one~" -p "$tip" -m "Merge branch 'other'" \
	"$one^{tree}")
g c push -q -o override=77 origin "$one:main" >/dev/null 2>&1 &
first=$!
g c push -q -o override=77 origin "$other:main" >/dev/null 2>&1 &
second=$!
wins=0
wait "$first" && wins=$((wins + 1))
wait "$second" && wins=$((wins + 1))
is "$wins" 1 "two pushes at once: one wins"
ok "the log is whole" refgate log verify "$WORK/s.git"
done_testing
