#!/bin/sh
# The words of the rules about how long branches live and how often they
# land. Times in them differ from run to run, and are TIME in the goldens.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/golden.sh
. "$REFGATE_SRC/tests/lib/golden.sh"
# shellcheck source=tests/lib/memory.sh
. "$REFGATE_SRC/tests/lib/memory.sh"

# policy SEVERITY
policy() {
	set_policy s <<-POLICY
	version: 1
	contact: "#release-managers"
	rulesets:
	  - name: hotfix
	    refs: ["refs/heads/hotfix/*"]
	    rules: {lifetime: {max: 6h, severity: $1}}
	  - name: landing
	    refs: ["refs/heads/main"]
	    merging: ["refs/heads/hotfix/*"]
	    rules: {frequency: {max: 2, per: 30d, severity: $1}}
	  - name: late
	    refs: ["refs/heads/release"]
	    merging: ["refs/heads/hotfix/*"]
	    rules: {lifetime: {max: 2d, severity: $1}}
	POLICY
}

new_server s none
policy error
new_clone c
golden_second=1600000000
golden_times
put README.md one "start"
seed c main:refs/heads/main main:refs/heads/release

# hotfix NAME: on the server, with a commit of its own.
hotfix() {
	fresh "hotfix/$1"
	put "$1" one "fix: $1"
	g c push -q origin "hotfix/$1" 2>/dev/null || die "push of $1"
}

# land NAME BRANCH: merged, and not pushed yet.
land() {
	g c fetch -q origin
	g c checkout -q -B "$2" "origin/$2"
	at
	g c merge -q --no-ff -m "Merge branch 'hotfix/$1'" "hotfix/$1" ||
		die "merge of $1"
	now
}

# --- lifetime
hotfix login
memory_age s seen/ "9 hours"
put more two "fix: more"
refused lifetime lifetime c origin HEAD
mended c 's/NEW-NAME/login-2/'
memory_age s seen/ "3 days"
land login release
refused lifetime-landing lifetime c origin release
policy warning
warned lifetime-warning lifetime c origin release

# --- frequency
policy error
for name in one two; do
	hotfix "$name"
	land "$name" main
	push_ok c origin main
	test "$name" = two || memory_age s month/ "9 days"
done
hotfix three
land three main
refused frequency frequency c origin main
policy warning
warned frequency-warning frequency c origin main

golden_settle
done_testing
