#!/bin/sh
# refgate template as commit.template: git takes no unedited one, strips the
# explanations and nothing else, and what is filled in passes a push.
# shellcheck disable=SC2016 # for the editor
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

new_server s - <<'X'
version: 1
contact: "#team"
rulesets:
  - name: hotfix
    refs: ["refs/heads/hotfix/**"]
    rules:
      start-point: {from: [refs/heads/main]}
      commit-message:
        kinds:
          - name: fix
            subject: {pattern: '^fix: \S', shape: "fix: <description>"}
            body: {required: true}
          - name: bump
            subject: {pattern: '^bump \S', shape: "bump <version>"}
        trailers:
          - {name: Issue, pattern: '^#[0-9]+$', shape: "#<number>", required: true}
        placeholders: true
X
new_clone c
commit_file c a one Begin
seed c
g c config refgate.policy "$WORK/s.git/refgate/policy.yml"
g c checkout -q --no-track -b hotfix/login origin/main
g c config commit.template .git/refgate-template

# template [SETTING VALUE]: printed with that setting
template() {
	if test $# -gt 0; then
		g c config "$1" "$2"
	fi
	(cd "$WORK/c" && refgate template) >"$WORK/template" 2>"$WORK/said"
	cp "$WORK/template" "$WORK/c/.git/refgate-template"
}

# editor SCRIPT: what the editor does to its file, $1
editor() {
	printf '#!/bin/sh\n%s\n' "$1" >"$push_base/editor"
	chmod +x "$push_base/editor"
}

# commit: by the editor, of something new
commit() {
	date +%N >>"$WORK/c/a"
	GIT_EDITOR="$push_base/editor" git -C "$WORK/c" commit -a \
		>"$WORK/committed" 2>&1
}

fill='sed -i "s/<description>/mend it/; s/<what is changed, and why>/It was broken./; s/<number>/1/" "$1"'
comment='or, for bump: bump <version>'

template
like "$(cat "$WORK/template")" "^# $comment\$" "the other kind is a comment"
is "$(cat "$WORK/said")" "" "nothing to be said"
editor :
nok "an unedited template is no message" commit
like "$(cat "$WORK/committed")" "did not edit the message" "git says so"
editor ': >"$1"'
nok "nor is an empty one" commit
editor "$fill"
ok "a filled one is" commit
PUSH_NAME="and is pushed" push_ok c origin HEAD
is "$(g c log -1 --format=%B)" "fix: mend it

It was broken.

Issue: #1" "without the explanation"

template core.commentChar ';'
like "$(cat "$WORK/template")" "^; $comment\$" "another comment character"
ok "git strips that, too" commit
lacks "$WORK/c/.git/COMMIT_EDITMSG" "fix: mend it
#" "no comment stays"
PUSH_NAME="it passes, too" push_ok c origin HEAD
unlike "$(g c log -1 --format=%B)" "or, for bump" "without the explanation"

template core.commentChar auto
unlike "$(cat "$WORK/template")" "or, for bump" "auto: no comment"
template core.commentChar I
contains "$WORK/said" 'git strips the line "Issue: #<number>"' \
	"a line that git would take for a comment is told"
g c config --unset core.commentChar
for value in whitespace verbatim scissors; do
	template commit.cleanup "$value"
	unlike "$(cat "$WORK/template")" "or, for bump" "$value: no comment"
	like "$(cat "$WORK/template")" "^fix: <description>\$" "but the template"
done

# verbatim: git cannot tell that nobody edited it. The server can.
g c config commit.cleanup verbatim
editor 'sed -i "/^#/d" "$1"'
ok "git takes it verbatim" commit
push_refused c commit-message origin HEAD
done_testing
