#!/bin/sh
# The words of merge, as their reader sees them, and their repairs.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/golden.sh
. "$REFGATE_SRC/tests/lib/golden.sh"

new_server s <<'EOP'
version: 1
contact: "#release-managers"
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      merge:
        direct: {paths: ["docs/**"]}
        message:
          subject: {pattern: '^(Merge branch|Land) ', shape: 'Land <branch>'}
          trailers: [{name: Ticket, pattern: '[0-9]+', shape: <number>, required: true}]
  - name: develop
    refs: ["refs/heads/develop"]
    rules: {merge: {commit: any, from: ["refs/heads/topic/*"]}}
  - name: landing
    refs: ["refs/heads/release/*"]
    merging: ["refs/heads/hotfix/*"]
    rules: {merge: {}}
EOP
new_clone c
put a one "start"
put b one "more"
seed c main 'main:refs/heads/main' 'main:refs/heads/develop' \
	'main:refs/heads/release/1'
start=$(g c rev-parse main)

# topic BRANCH PATH: on the server, from the start
topic() {
	fresh "$1"
	g c reset -q --hard "$start"
	put "$2" "$1" "work on $1"
	g c push -q origin "$1" 2>/dev/null || die "push of $1"
}

# upon BRANCH: as it was in the beginning, on the server, too
upon() {
	g s.git update-ref "refs/heads/$1" "$start"
	g c fetch -q origin
	fresh "$1"
	g c reset -q --hard "origin/$1"
}

# join OPTION...: git merge with fixed dates
join() {
	at
	g c merge -q --no-ff "$@" >/dev/null 2>&1
	now
}
editor 'Land it

Ticket: 7'

# --- straight to it
upon main
put docs/a one "documentation"
put a two "straight to main"
put b two "and more"
refused merge merge c origin main
mended c 's/NAME/topic\/direct/'

# --- a fast-forward, and a part of one
topic topic/forward f
put f two "more of it"
g c push -q origin topic/forward 2>/dev/null
refused merge-forward merge c origin topic/forward~:develop
g c checkout -q -B develop
mended c ''

# --- the message, and what the merge does besides
topic topic/message m
upon main
join -m "Merge branch 'topic/message'" topic/message
refused merge-message merge c origin main
mended c ''
topic topic/unclean u
upon develop
join --no-commit topic/unclean
for file in 1 2 3 4 5 6 7 8; do
	echo smuggled >"$WORK/c/s$file"
done
g c add .
put s0 0 "Merge branch 'topic/unclean'"
refused merge-unclean merge c origin develop
mended c ''

# --- no tip, or no such branch
topic topic/stale s
put s two "more of it"
g c push -q origin topic/stale 2>/dev/null
upon develop
join -m "Merge branch 'topic/stale'" topic/stale~
refused merge-stale merge c origin develop
mended c ''
topic other o
upon develop
join -m "Merge branch 'other'" other
refused merge-from merge c origin develop
mended c 's/NAME/topic\/other/'

# --- octopus, nothing, swapped, set back
topic topic/o1 o1
topic topic/o2 o2
upon develop
join -m "Merge two" topic/o1 topic/o2
refused merge-octopus merge c origin develop
mended c ''
upon develop
at
nothing=$(g c commit-tree -p develop -p develop~ -m "Merge branch 'x'" \
	"$(g c rev-parse 'topic/o1^{tree}')")
now
g c reset -q --hard "$nothing"
refused merge-nothing merge c origin develop
mended c 's/NAME/topic\/nothing/'
topic topic/swapped w
upon develop
put d one "develop goes on"
seed c develop:develop
g c checkout -q topic/swapped
join -m "Merge branch 'develop'" origin/develop
g c checkout -q -B develop
refused merge-swapped merge c origin develop
mended c ''
upon develop
refused merge-back "merge non-fast-forward" c -f origin develop~:develop
unmended "what is lost is the developer's to know"

# --- a landing
topic hotfix/1 h
g c push -q origin hotfix/1:refs/heads/another 2>/dev/null
g c checkout -q -B another
put h two "on top"
g c push -q origin another 2>/dev/null
upon release/1
join -m "Merge branch 'another'" another
refused merge-landing merge c origin release/1
mended c ''
fresh hotfix/2
g c reset -q --hard "$start"
put h2 one "work on hotfix/2"
upon release/1
join -m "Merge branch 'hotfix/2'" hotfix/2
refused merge-pushed merge c origin release/1 hotfix/2
mended c ''

# --- what both sides changed
topic topic/both a
topic topic/sides a
upon develop
join -m "Merge branch 'topic/both'" topic/both
g c push -q origin develop 2>/dev/null
join topic/sides
put a resolved "Merge branch 'topic/sides'"
warned merge-resolved merge c origin develop

# --- what another repair has made anew is brought in, not what was pushed
# messages SEVERITY: of develop's, beside its merges
messages() {
	set_policy s <<-EOP
	version: 1
	contact: "#release-managers"
	rulesets:
	  - name: develop
	    refs: ["refs/heads/develop"]
	    rules:
	      merge: {commit: any, from: ["refs/heads/topic/*"]}
	      commit-message:
	        severity: $1
	        subject: {pattern: '^(Merge|fix) ', shape: 'fix <what>'}
	  - name: topic
	    refs: ["refs/heads/topic/*"]
	    rules:
	      commit-message: {subject: {pattern: '^fix ', shape: 'fix <what>'}}
	EOP
}
messages error
upon develop
put anew one "the subject is not as it should be"
editor "fix it"
refused merge-anew "commit-message merge" c origin develop
mended c 's/NAME/topic\/anew/'
is "$(g s.git log --format=%s --no-merges "$start..develop")" "fix it" \
	"what came in"
upon develop
put below one "the first is not as it should be"
put below two "fix it again"
refused merge-anew-deep "commit-message merge" c origin develop
mended c 's/NAME/topic\/deep/'
is "$(g s.git log --format=%s --no-merges "$start..develop" | sort -u)" \
	"$(printf 'fix it\nfix it again')" "what came in of both"
fresh topic/good
g c reset -q --hard "$start"
put good one "fix good"
g c push -q origin topic/good 2>/dev/null
upon develop
put aside one "not as it should be"
join -m "Merge branch 'topic/good'" topic/good
refused merge-anew-aside "commit-message merge" c origin develop
unmended "it ends with a push that tells more"

# --- a repair that somebody may leave hides no other one
messages warning
upon develop
put left one "not as it should be"
join -m "fix: merge" topic/good
refused merge-beside-warning "merge" c origin develop
unmended "what came behind it is the developer's to merge"

golden_settle
done_testing
