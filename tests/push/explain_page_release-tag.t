#!/bin/sh
# The team's page of the policy release-tag: its commands, pasted in order.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/keys.sh
. "$REFGATE_SRC/tests/lib/keys.sh"
# shellcheck source=tests/lib/team_page.sh
. "$REFGATE_SRC/tests/lib/team_page.sh"

# Changelog, version file and lock file, as a release has them.
release() {
	printf '## [%s] - 2026-11-20\n### Fixed\n- Much\n' "$1" \
		>"$WORK/dan/CHANGELOG.md"
	printf '[package]\nname = "app"\nversion = "%s"\n' "$1" \
		>"$WORK/dan/Cargo.toml"
	printf '[[package]]\nname = "app"\nversion = "%s"\n' "$1" \
		>"$WORK/dan/Cargo.lock"
}

team_start release-tag dan ann <<'X'
groups: {admins: [ann]}
X
release 1.0.4
team_begin dan refs/heads/develop
g dan tag -a -m 'Release 1.0.4' v1.0.4
seed dan refs/tags/v1.0.4:refs/tags/v1.0.4

team_setup
team_type "hotfix: the branch" dan
team_work dan src/app.c tests/app.t
release 1.0.5
team_type "hotfix: its commits" dan "s/FILES/./"
team_type "hotfix: the landing" dan
team_type "hotfix: the tag" dan
team_type "hotfix: afterwards" dan
team_type "hotfix: away with the branch" dan

# The next one, for which there is no test.
next='s/1\.0\.5/1.0.6/g;s/1\.0\.4/1.0.5/g'
team_type "hotfix: the branch" dan "$next"
team_work dan src/app.c
release 1.0.6
team_type "hotfix: its commits" dan "$next;s/FILES/./"
words="s/INCIDENT/123/;s/RULES/paths/;s/REASON/nobody knows how to test it/"
team_type "hotfix: the emergency exit" ann "$next;$words;/^git push/d"
g dan checkout -q -B main origin/main
team_as dan git merge -q --no-ff --no-edit hotfix/v1.0.6
team_expected="override
paths"
team_type "hotfix: the emergency exit" dan "$next;$words;/^git push/!d"
contains "$push_base/said" "123 overrides paths" "the exit was used"
team_expected=
team_type "hotfix: taken back" dan "s/MERGE/$(g dan rev-parse HEAD)/"

team_expected=
team_type "Judged before the push" dan "s|POLICY-FILE|'$TEAM_POLICY'|"
team_none_left
done_testing
