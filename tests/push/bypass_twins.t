#!/bin/sh
# What looks like what is asked for, and is not, under a whole policy: case
# and Unicode twins of names, paths and words, odd dates, odd bytes.
# shellcheck disable=SC2119
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/bypass.sh
. "$REFGATE_SRC/tests/lib/bypass.sh"

bypass_server
x=refs/heads/hotfix/v1.2.1-x

# no NAME RULES: HEAD of the clone, as hotfix/v1.2.1-x
no() {
	refused "$1" "$2" origin "+HEAD:$x"
}

# said NAME RULES TEXT: a commit with that message
said() {
	on work
	printf '%b' "$3" >"$push_base/said"
	echo "$1" >"$WORK/c/src/said"
	g c add -A
	g c commit -q --cleanup=verbatim -F "$push_base/said"
	no "$1" "$2"
}

# --- Names of branches

on work
fix src/x.c one
for name in Hotfix/v1.2.1-x HOTFIX/v1.2.1-x hotfiX/v1.2.1-x HotFix/x; do
	refused "$name" structure origin "HEAD:refs/heads/$name"
done
while read -r rule bytes what; do
	refused "$what" "$rule" origin "HEAD:refs/heads/$(printf '%b' "$bytes")"
done <<'X'
ref-name hotfix/v1.2.\0357\0274\0221-x a full-width digit
ref-name hotfix/v1.2.\0331\0241-x an Arabic digit
ref-name hotfix/v1.2.1-\0320\0260 a Cyrillic letter
ref-name hotfix/v1.2.1-e\0314\0201 a combining accent
ref-name hotfix/v1.2.1-X a capital
ref-name hotfix/v1.2.1-x/y a level more
ref-name hotfix/v1.2.01-x a zero in front
ref-name hotfix/v1.2.1-a$ a dollar
structure hotfix/v1.2.1-x\0342\0200\0256y bidi
structure hotfix/v1.2.1-x\0342\0200\0213y a zero-width space
structure hotfix/v1.2.1-x\0377 not UTF-8
structure hotfix/v1.2.1-x\0302\0205 a C1 control
structure ho\0342\0200\0213tfix/v1.2.1-x a zero-width space in the folder
structure ma\0342\0200\0215in a zero-width joiner in main
structure main\0302\0255 a soft hyphen behind main
X

# --- Paths

hotfix 1.2.3
approved
on "hotfix/v1.2.4-mend"
fix src/four.c one
fix "$(printf 't\320\265sts')/four.c" one
refused "a twin of a denied folder" file-kinds \
	origin "$(
		fix Ci/build one
		g c rev-parse HEAD
	):$x"
g c reset -q --hard HEAD~
g c push -q origin HEAD 2>/dev/null
tip=$(g c rev-parse HEAD)
approved
land hotfix/v1.2.4-mend
pusher carol
refused "a twin of the tests" paths origin main
pusher alice
blob=$(g c rev-parse "$main:src/main.c")
while read -r rules bytes what; do
	on work
	name=$(printf '%b' "$bytes")
	g c update-index --add --cacheinfo "100644,$blob,$name" 2>/dev/null ||
		diag "$what: git would not take it"
	printf 'hotfix(core): %s\n\n%s\n' "$what" "$(template)" >"$push_base/m"
	g c reset -q --soft "$(g c commit-tree -S -p HEAD -F "$push_base/m" \
		"$(g c write-tree)")"
	no "$what" "$rules"
done <<'X'
file-kinds src/MAIN.c another case
file-kinds Src/other.c another case of a folder
file-kinds cI/tool another case of what is denied
file-kinds src/ma\0342\0200\0214in.c a zero-width non-joiner
X

# --- Words

said "another letter in the trailer" commit-message \
	"hotfix(core): x\n\n$(template | sed 's/Incident: /\\0320\\0206ncident: /')\n"
said "another letter in a section" commit-message \
	"hotfix(core): x\n\n$(template | sed 's/^Impact/Imp\\0320\\0260ct/')\n"
said "a number that is none" commit-message \
	"hotfix(core): x\n\n$(template | sed 's/#77/#\\0357\\0274\\0227/')\n"
said "the trailer inside the text" commit-message \
	"hotfix(core): x\n\n$(template)\n\nThat is all.\n"
said "the trailer twice" commit-message \
	"hotfix(core): x\n\n$(template)\nIncident: #78\n"
said "the trailer quoted" commit-message \
	"hotfix(core): x\n\n$(template | sed 's/^Incident/> Incident/')\n"
said "comments for sections" commit-message \
	"hotfix(core): x\n\n$(template | sed 's/^\([RIS]\)/# \\1/')\n"

# --- Dates

for date in 0 1 2000000000000 "$(date -d '1 hour' +%s)" \
	"$(date -d '20 minutes' +%s)"; do
	on work
	echo "$date" >"$WORK/c/src/date"
	g c add -A
	printf 'hotfix(core): x\n\n%s\n' "$(template)" >"$push_base/m"
	GIT_COMMITTER_DATE="@$date +0000" \
		g c commit -q -F "$push_base/m" 2>/dev/null
	no "made at $date" commit-date
done
for date in -1 99999999999999999999 1e9 0x10 ''; do
	on work
	raw=$(printf 'tree %s\nparent %s\nauthor A <alice@example.com> 1 +0000\ncommitter A <alice@example.com> %s +0000\n\nhotfix(core): x\n\n%s\n' \
		"$(g c rev-parse 'HEAD^{tree}')" "$main" "$date" \
		"$(template)" | object commit)
	refused "made at '$date'" structure origin "+$raw:$x"
done
done_testing
