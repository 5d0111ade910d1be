#!/bin/sh
# The procedure "release-tag", step by step with plain git: whoever follows it
# is not refused, also when main has moved on.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

# versions VERSION: Cargo.toml, and a long Cargo.lock, of that version
versions() {
	printf '[package]\nname = "app"\nversion = "%s"\n' "$1" \
		>"$WORK/dev/Cargo.toml"
	{
		printf '[[package]]\nname = "app"\nversion = "%s"\n\n' "$1"
		for i in $(seq 3000); do
			printf '[[package]]\nname = "%s"\nversion = "1.0.%s"\n' \
				"crate$i" "$((i % 9))"
			printf 'source = "registry"\n\n'
		done
	} >"$WORK/dev/Cargo.lock"
	g dev add Cargo.toml Cargo.lock
}

# entry VERSION TEXT: on top of CHANGELOG.md
entry() {
	printf '## [%s] - 2026-11-20\n\n### Fixed\n\n- %s\n\n%s\n' "$1" "$2" \
		"$(cat "$WORK/dev/CHANGELOG.md" 2>/dev/null)" >"$WORK/entry"
	mv "$WORK/entry" "$WORK/dev/CHANGELOG.md"
	g dev add CHANGELOG.md
}

fix_text() {
	cat <<-X
	fix(critical): Prevent crash on model path with spaces

	Fixes #123

	The model loader did not quote paths, so the first space ended the
	path and start-up panicked.

	Tested on: Linux, macOS, Windows
	X
}

new_server s preset:release-tag
new_clone dev
versions 1.0.4
entry 1.0.4 "Much"
commit_file dev src/app.rs "fn app() {}" "Begin"
g dev tag -a -m "Release 1.0.4" v1.0.4
PUSH_NAME="an empty repository is filled" push_ok dev origin main v1.0.4

# main moves on; the fix is made there first.
g dev checkout -q -b next
versions 1.1.0
entry 1.1.0 "More"
commit_file dev src/next.rs "fn next() {}" "Begin 1.1"
commit_file dev src/quote.rs "fn quote() {}" "Quote paths"
push_ok dev origin next
g dev checkout -q main
g dev merge -q --no-ff --no-edit next
PUSH_NAME="ordinary work is merged" push_ok dev origin main

branch=hotfix/v1.0.5
g dev checkout -q -b "$branch" v1.0.4
PUSH_NAME="the branch, still empty" push_ok dev -u origin HEAD
g dev cherry-pick -x main^2 >/dev/null
PUSH_NAME="picked from main, the message is kept" push_ok dev
commit_file dev tests/paths.rs "quote();" "$(fix_text)"
PUSH_NAME="a commit by the template" push_ok dev
g dev checkout -q main

# Landing: git says where it conflicts, and people resolve it.
land() {
	g dev checkout -q -B main origin/main
	g dev merge -q --no-ff --no-edit "$branch" >/dev/null 2>&1 && return
	g dev checkout -q --ours -- Cargo.toml Cargo.lock
	g dev show "$branch:CHANGELOG.md" >"$WORK/dev/CHANGELOG.md"
	entry 1.1.0 "More"
	g dev add -A
	g dev commit -q --no-edit || die "merge of $branch"
}
land
PUSH_NAME="no entry in the changelog" \
	push_refused dev file-content origin main
g dev checkout -q "$branch"
versions 1.0.5
entry 1.0.5 "The crash on paths with spaces"
g dev commit -q -m "chore: bump version to 1.0.5 for hotfix"
PUSH_NAME="the version bump" push_ok dev
land
printf 'Hotfix v1.0.5: crash on start\n\nFixes #123\n' >"$WORK/tag"
g dev tag -a -F "$WORK/tag" v1.0.5
PUSH_NAME="merge and tag; what was resolved by hand is listed" \
	push_warned dev merge origin main v1.0.5
contains "$ANSWER" "CHANGELOG.md" "the changelog among it"
PUSH_NAME="landed, it may go" push_ok dev origin --delete "$branch"
PUSH_NAME="a released version's name is used" \
	push_refused dev start-point origin "v1.0.4^{commit}:refs/heads/$branch"

# The next one, from there; main does not conflict this time.
branch=hotfix/v1.0.6
g dev checkout -q -b "$branch" v1.0.5
entry 1.0.6 "The crash on exit"
versions 1.0.6
commit_file dev tests/exit.rs "exit();" "$(fix_text)"
push_ok dev -u origin HEAD
g dev checkout -q main
g dev merge -q --no-ff --no-edit "$branch"
PUSH_NAME="the next one lands" push_ok dev origin main
done_testing
