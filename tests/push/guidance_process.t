#!/bin/sh
# The words of the rules about releases, and their repairs.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/golden.sh
. "$REFGATE_SRC/tests/lib/golden.sh"
# shellcheck source=tests/lib/memory.sh
. "$REFGATE_SRC/tests/lib/memory.sh"

new_server s <<'EOP'
version: 1
contact: "#release-managers"
people: {alice: {emails: [alice@example.com], logins: [alice]}}
groups: {release-managers: [bob@example.com], team-leads: [bob@example.com]}
rulesets:
  - name: hotfix
    refs: ["refs/heads/hotfix/*"]
    rules:
      ref-name:
        pattern: 'hotfix/v(?<version>[0-9.]+)-[a-z-]+'
        shape: hotfix/v<X.Y.Z>-<description>
      start-point: {from: ["refs/heads/main"], version: next-patch}
      follow-up:
        - {name: back-merge, within: 1d, evidence: {merged-into: ["refs/heads/develop"]}}
        - {name: release tag, within: 1h, evidence: {tag: "v${version}"}}
        - {name: incident report, within: 7d, evidence: {path: "incidents/${version}.md", ref: refs/heads/main}}
        - {name: post-merge review, within: 7d, evidence: {approval: [team-leads]}}
  - name: landing
    refs: ["refs/heads/main"]
    merging: ["refs/heads/hotfix/*"]
    rules: {follow-up: [{name: release tag, within: 1h, evidence: {tag: "v${version}"}}]}
  - {name: main, refs: ["refs/heads/main"], rules: {}}
  - name: tags
    refs: ["refs/tags/v*"]
    rules:
      ref-name: {pattern: 'v(?<version>[0-9.]+)', shape: v<X.Y.Z>}
      annotated-tag: {target: ["refs/heads/main"], merge-of: "refs/heads/hotfix/v${version}-*"}
      version-order: {}
      deletion: everyone
  - name: plain
    refs: ["refs/tags/p*"]
    rules: {version-order: {prefix: p}, deletion: everyone}
  - name: frozen
    refs: ["refs/heads/frozen/*"]
    rules:
      freeze:
        windows: [{from: "2020-12-20T00:00:00Z", to: "2999-01-03T00:00:00Z", reason: the turn of the year}]
        allow: [release-managers]
EOP
export GIT_EDITOR="echo a tag >"
pusher alice
golden_clone
g c tag v1.2.0
g c branch develop
seed c

# --- start-point, version
fresh hotfix/v1.3.0-login
put a one "fix: login"
refused start-point-version start-point c origin HEAD
mended c ''

# --- annotated-tag, merge-of
g c checkout -q main
at
g c merge -q --no-ff -m "Merge branch 'hotfix/v1.2.1-login'" \
	hotfix/v1.2.1-login
now
g c push -q origin main 2>/dev/null
at
g c tag -m "Hotfix v1.2.1" v1.2.1 main^2
now
refused annotated-tag-merge annotated-tag c origin v1.2.1
mended c ''

# --- version-order
g c tag p1.0.0
g c push -q origin p1.0.0 2>/dev/null
g c tag p1.2.0
refused version-order version-order c origin p1.2.0
mended c ''
g c push -q origin :p1.0.1 2>/dev/null
at
g c tag -f -m "Release 1.0.1" p1.0.1 >/dev/null
now
memory_age s version/ "2020-11-20T09:00:00Z 0 days"
refused version-order-used version-order c origin p1.0.1
mended c ''

# --- freeze
fresh frozen/one
put a one "x"
refused freeze freeze c origin HEAD
unmended "time mends it"

# --- follow-up
memory_age s open/ "2020-11-20T09:00:00Z 0 days"
fresh hotfix/v1.2.2-next
put a one "fix: next"
warned follow-up follow-up c origin HEAD
mended c '/^git fetch origin$/!{/^printf\|^git push.*approvals\|^git tag -d/d}' \
	origin HEAD:refs/heads/hotfix/v1.2.2-other
done_testing
