#!/bin/sh
# version-order: version tags come one after the other, each once.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"
# shellcheck source=tests/lib/memory.sh
. "$REFGATE_SRC/tests/lib/memory.sh"

new_server s <<'POLICY'
version: 1
rulesets:
  - name: hotfix
    refs: ["refs/heads/hotfix/*"]
    rules:
      ref-name: {pattern: 'hotfix/v(?<version>[0-9.]+)'}
      deletion: everyone
  - name: landing
    refs: ["refs/heads/main"]
    merging: ["refs/heads/hotfix/*"]
    rules: {merge: {}}
  - name: tags
    refs: ["refs/tags/*"]
    rules:
      version-order: {}
      update: everyone
      deletion: everyone
      non-fast-forward: everyone
POLICY
new_clone c
commit_file c a one "start"
seed c
commit_file c a two "second"
push_ok c origin main

# tags NAME...: lightweight ones of HEAD
tags() {
	for tag in "$@"; do
		g c tag -f "$tag" >/dev/null
	done
}

# --- a branch that has landed begins no series
g c checkout -q -b hotfix/v0.9.1
commit_file c zero one "fix"
push_ok c origin HEAD
g c checkout -q main
g c merge -q --no-ff --no-edit hotfix/v0.9.1
push_ok c origin main

# --- the first of a series, and what follows
tags v1.2.0 v1.2.1 v1.2.2 v1.3.0 v2.0.0 v1.2.3 v3.1.0 v1.4.1 v4.0.0 v01.2.4 \
	v1.2 v1.2.4-rc1 other
PUSH_NAME="the first of a series" push_ok c origin v1.2.0
push_refused c version-order origin v1.2.2
contains "$ANSWER" '"v1.2.2" is no next version of an earlier one' "in words"
contains "$ANSWER" "highest  v1.2.0" "after which"
contains "$ANSWER" "next     v1.2.1, v1.3.0, v2.0.0" "what would be one"
push_ok c origin v1.2.1
push_ok c origin v1.2.2
push_ok c origin v1.3.0
PUSH_NAME="a patch of an older line" push_ok c origin v1.2.3
push_refused c version-order origin v1.4.1
push_refused c version-order origin v4.0.0
push_refused c version-order origin v3.1.0
push_ok c origin v2.0.0
push_refused c version-order origin v3.1.0
PUSH_NAME="what is no version is left alone" push_ok c origin v1.2 \
	v1.2.4-rc1 other
tags v2.0.1 v2.1.0 v2.1.1 v2.3.0
PUSH_NAME="several, each after another" push_ok c origin v2.1.1 v2.0.1 v2.1.0
tags v2.1.2
PUSH_NAME="one that does not follow refuses them all" push_refused c \
	version-order origin v2.1.2 v2.3.0
tags v2.999999999.0 v2.1.4294967297
push_refused c version-order origin v2.999999999.0

# Like a version, and none.
for twin in v1.02.3 v01.2.3 v1.2.9999999999; do
	g c tag -f "$twin" >/dev/null 2>&1
	PUSH_NAME="$twin" push_refused c version-order origin "$twin"
done
contains "$ANSWER" "is like a version, and is none" "it says so"
PUSH_NAME="more digits than any version has" push_refused c \
	version-order origin v2.1.4294967297

# --- never again
push_ok c origin :v1.2.2
tags v1.2.2
push_refused c version-order origin v1.2.2
contains "$ANSWER" '"v1.2.2" is a version that was used before' \
	"in words"
contains "$ANSWER" "since    20" "since when"
contains "$ANSWER" "next     v1.2.4, v2.2.0, v3.0.0" "what is free"
paste c
is "$(server_ref s refs/tags/v1.2.4)" "$(g c rev-parse HEAD)" \
	"the repair was pushed"
rm "$WORK/s.git/refgate/audit.jsonl"
g s.git gc -q --prune=now
tags v1.2.2
PUSH_NAME="nor after gc, without a log" push_refused c version-order origin \
	v1.2.2
push_ok c origin :v1.2.4
tags v1.2.5
PUSH_NAME="the next after one that is gone" push_ok c origin v1.2.5
for tag in $(g s.git tag -l 'v[0-9]*.[0-9]*.[0-9]*'); do
	g c push -q origin ":$tag" 2>/dev/null
done
tags v9.0.0
PUSH_NAME="all tags gone: it is no first one" push_refused c version-order \
	origin v9.0.0
tags v1.2.6
push_ok c origin v1.2.6

# --- a tag that moves
g c tag -f v1.2.6 HEAD~ >/dev/null
push_refused c version-order --force origin v1.2.6
contains "$ANSWER" '"v1.2.6" is the version of another commit already' "in words"
g c tag -f -m "annotated" v1.2.6 HEAD >/dev/null
PUSH_NAME="another message of the same commit" push_ok c --force origin v1.2.6

# --- the repair of an annotated tag says the new name
g c tag -m "Hotfix v1.2.9: mended

Version 1.2.9, not 1x2x9" v1.2.9
push_refused c version-order origin v1.2.9
paste c
is "$(g s.git for-each-ref --format='%(contents)' refs/tags/v1.2.7)" \
	"Hotfix v1.2.7: mended

Version 1.2.7, not 1x2x9" "in its message, too"

# --- a version that a branch landed may be tagged once
g c checkout -q -b hotfix/v1.2.8
commit_file c fix one "fix"
push_ok c origin HEAD
g c checkout -q main
g c merge -q --no-ff --no-edit hotfix/v1.2.8
tags v1.2.8
PUSH_NAME="tag and landing at once" push_ok c origin v1.2.8 main
push_ok c origin :v1.2.8 :hotfix/v1.2.8
PUSH_NAME="and that was it" push_refused c version-order origin v1.2.8
g c checkout -q -b hotfix/v1.2.9
commit_file c fix two "fix"
push_ok c origin HEAD
g c checkout -q main
g c merge -q --no-ff --no-edit hotfix/v1.2.9
PUSH_NAME="the landing" push_ok c origin main
tags v1.2.9 v1.2.10
PUSH_NAME="after one that has landed without a tag" push_ok c origin v1.2.10
push_ok c origin v1.2.9
push_ok c origin :v1.2.9
push_refused c version-order origin v1.2.9

# --- a tag that is older than the rule
g c tag -f v1.2.11 >/dev/null
seed c v1.2.11:refs/tags/v1.2.11
push_ok c origin :v1.2.11
g c tag -f v1.2.11 >/dev/null
PUSH_NAME="older than the rule" push_refused c version-order origin v1.2.11

# --- options
set_policy s <<'POLICY'
version: 1
rulesets:
  - name: tags
    refs: ["refs/tags/**"]
    rules:
      version-order: {prefix: "lib-", next: [minor]}
      deletion: everyone
POLICY
tags lib-1.2.10 lib-1.3.0 lib-1.2.11 lib-2.0.0 v7.7.7
PUSH_NAME="another prefix is another series" push_ok c origin lib-1.2.10 v7.7.7
push_refused c version-order origin lib-1.2.11
contains "$ANSWER" "next     lib-1.3.0" "what is allowed"
lacks "$ANSWER" "lib-2" "and no more"
push_refused c version-order origin lib-2.0.0
push_ok c origin lib-1.3.0
push_ok c origin :lib-1.3.0
push_refused c version-order origin lib-1.3.0
paste c
is "$(server_ref s refs/tags/lib-1.4.0)" "$(g c rev-parse HEAD)" \
	"its repair"
bad() {
	set_policy s
	contains "$WORK/s.git/refgate/policy.yml" "version-order" "a policy"
	refgate policy lint "$WORK/s.git/refgate/policy.yml" >"$ANSWER" 2>&1
	contains "$ANSWER" "$1" "lint: $1"
}
bad "'fix' is no part of a version" <<'POLICY'
version: 1
rulesets:
  - {name: t, refs: ["refs/tags/*"], rules: {version-order: {next: [fix]}}}
POLICY
bad "'next' allows no version" <<'POLICY'
version: 1
rulesets:
  - {name: t, refs: ["refs/tags/*"], rules: {version-order: {next: []}}}
POLICY
bad "'prefix' cannot depend on the ref" <<'POLICY'
version: 1
rulesets:
  - {name: t, refs: ["refs/tags/*"], rules: {version-order: {prefix: "${tag}"}}}
POLICY
done_testing
