#!/bin/sh
# What an override owes, with what the branch's name says; by a policy's own
# test cases, where time can pass.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

cat >"$WORK/team.yml" <<'POLICY'
version: 1
groups: {admins: [], leads: []}
override:
  approvals: 1
  from: [admins]
  incident: '[0-9]+'
rulesets:
  - name: hotfix
    refs: ["refs/heads/hotfix/**"]
    rules:
      ref-name: {pattern: 'hotfix/v(?<version>[0-9.]+)'}
      start-point: {from: [refs/heads/main]}
  - name: landing
    refs: [refs/heads/main]
    merging: ["refs/heads/hotfix/**"]
    rules:
      approvals: {from: [leads]}
      follow-up:
        - name: the review
          within: 1d
          after: override
          evidence: {path: "reviews/${version}.md", ref: refs/heads/main}
tests:
  - as: alice
    given:
      - push: {ref: main, commits: [{message: Begin, files: {a: "1"}}]}
  - name: it is told as overdue, by its branch
    steps:
      - push: {ref: hotfix/v1.0.1, from: main, commits: [{message: Fix, files: {a: "2"}}]}
      - {as: admin, authorize: "7", on: hotfix/v1.0.1}
      - {as: bob, merge: hotfix/v1.0.1, options: [override=7], warn: [approvals, override]}
      - {wait: 25h}
      - push: {ref: hotfix/v1.0.2, from: main, commits: [{message: Fix, files: {a: "3"}}]}
      - {as: lead, approve: hotfix/v1.0.2}
      - {merge: hotfix/v1.0.2, warn: [follow-up], says: "hotfix/v1.0.1"}
  - name: the file of its version pays it
    steps:
      - push: {ref: hotfix/v1.0.1, from: main, commits: [{message: Fix, files: {a: "2"}}]}
      - {as: admin, authorize: "7", on: hotfix/v1.0.1}
      - {as: bob, merge: hotfix/v1.0.1, options: [override=7], warn: [approvals, override]}
      - {wait: 25h}
      - push: {ref: hotfix/v1.0.2, from: main, commits: [{message: Fix, files: {a: "3"}}]}
      - {as: lead, approve: hotfix/v1.0.2}
      - {push: {ref: main, commits: [{message: Review, files: {reviews/1.0.1.md: "What happened"}}]}, past-gate: true}
      - {merge: hotfix/v1.0.2, warn: []}
  - name: that of another version does not
    steps:
      - push: {ref: hotfix/v1.0.1, from: main, commits: [{message: Fix, files: {a: "2"}}]}
      - {as: admin, authorize: "7", on: hotfix/v1.0.1}
      - {as: bob, merge: hotfix/v1.0.1, options: [override=7], warn: [approvals, override]}
      - {wait: 25h}
      - push: {ref: hotfix/v1.0.2, from: main, commits: [{message: Fix, files: {a: "3"}}]}
      - {as: lead, approve: hotfix/v1.0.2}
      - {push: {ref: main, commits: [{message: Review, files: {reviews/1.0.2.md: "What happened"}}]}, past-gate: true}
      - {merge: hotfix/v1.0.2, warn: [follow-up]}
POLICY
refgate policy test "$WORK/team.yml" >"$ANSWER" 2>&1
is "$?" 0 "debts of overrides"
diag "$(cat "$ANSWER")"
done_testing
