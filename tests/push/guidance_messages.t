#!/bin/sh
# The words about commit messages, and messages mended by those words.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/golden.sh
. "$REFGATE_SRC/tests/lib/golden.sh"

new_server s <<'EOP'
version: 1
contact: "#release-managers"
rulesets:
  - {name: main, refs: [refs/heads/main], rules: {creation: {}}}
  - name: msg
    refs: ["refs/heads/msg/**"]
    rules:
      commit-message:
        subject: {pattern: '^fix: \S', shape: 'fix: <description>', accept: ['fix: login timeout'], max: 50}
        body: {required: true, max-line: 72}
        sections: [{name: Cause, min: 5}]
        trailers: [{name: Ticket, pattern: 'REC-[0-9]+', shape: 'REC-<number>', required: true}]
        placeholders: true
        forbid: ['(?i)wip']
  - name: bullets
    refs: ["refs/heads/bullets/**"]
    rules:
      start-point: {from: ["refs/heads/main"]}
      commit-message:
        require: [{name: bullet points, pattern: '^[-*] \S', min: 3}]
        same: [Ticket]
        trailers: [{name: Ticket, pattern: 'REC-[0-9]+'}]
  - name: refs
    refs: ["refs/heads/refs-*"]
    rules:
      commit-message: {forbid: ['\A(?![\s\S]*?JIRA-[0-9])'], help: 'must match: JIRA-[0-9]'}
  - name: kinds
    refs: ["refs/heads/kinds/**"]
    rules:
      commit-message:
        kinds:
          - {name: fix, subject: {pattern: '^fix: ', shape: 'fix: <description>', accept: ['fix: typo']}}
          - {name: bump, subject: {pattern: '^chore: ', shape: 'chore: <description>'}}
EOP
pusher alice
golden_clone
put src/a.c "int a;" "a source"
golden_seed

# --- commit-message
good='fix: one

Why it was needed.

Cause: somebody typed it

Ticket: REC-1'
fresh msg/tip
put a one "wip stuff"
refused commit-message commit-message c origin HEAD
editor "$good"
mended c ''
fresh msg/deep
put a one "fix: a subject that is rather longer than fifty columns are

Cause: it

Ticket: 12"
put b one "$good"
refused commit-message-deep commit-message c origin HEAD
mended c ''
fresh msg/wide
put a one "fix: naïve caching of the façade — which is a very long subject indeed

A line that goes on and on and on and on, and is broken nowhere although it could.

Cause: TODO

Ticket: REC-2"
GOLDEN_FOREIGN=yes
refused commit-message-wide commit-message c origin HEAD
mended c ''
fresh msg/fixup
put a one "$good"
put b one "fixup! fix: one"
refused commit-message-fixup commit-message c origin HEAD
mended c ''
fresh bullets/few
put a one "few

- one

Ticket: REC-1"
refused commit-message-require commit-message c origin HEAD
editor 'enough

- one
- two
- three

Ticket: REC-1'
mended c ''
fresh bullets/differ
put a one 'first

- one
- two
- three

Ticket: REC-1'
put b one 'second

- one
- two
- three

Ticket: REC-2'
refused commit-message-same commit-message c origin HEAD
GIT_SEQUENCE_EDITOR="sed -i.bak -e s/^pick/reword/"
export GIT_SEQUENCE_EDITOR
mended c ''
unset GIT_SEQUENCE_EDITOR
no_editor
fresh refs-none
put a one "no ticket"
refused commit-message-forbid commit-message c origin HEAD
editor "JIRA-1 a ticket"
mended c ''
no_editor
fresh kinds/none
put a one "feature: x"
refused commit-message-kinds commit-message c origin HEAD
editor "fix: x"
mended c ''
no_editor

# --- commits that change nothing
fresh msg/empty
at
g c commit -q --allow-empty -m "changes nothing"
now
refused commit-message-empty commit-message c origin HEAD
editor "$good"
mended c ''
fresh msg/empty-deep
at
g c commit -q --allow-empty -m "changes nothing"
now
put a one "$good"
push_refused c commit-message origin HEAD
golden_pending=commit-message-empty-deep
mended c ''
no_editor
golden_settle
done_testing
