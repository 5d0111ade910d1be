#!/bin/sh
# file-kinds: links, submodules, executables, binaries; names that collide.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"

new_server s <<'POLICY'
version: 1
people:
  alice: {emails: [alice@example.com], logins: [alice]}
groups: {team: [alice]}
rulesets:
  - name: strict
    refs: ["refs/heads/strict/*"]
    rules:
      start-point: {from: ["refs/heads/main"]}
      file-kinds: {symlinks: deny, submodules: deny, executables: deny, binaries: deny}
  - name: plain
    refs: ["refs/heads/plain/*"]
    rules:
      start-point: {from: ["refs/heads/main"]}
      file-kinds: {}
  - name: lax
    refs: ["refs/heads/lax/*"]
    rules:
      start-point: {from: ["refs/heads/main"]}
      file-kinds: {case-conflicts: allow, unsafe-names: allow}
  - name: two
    refs: ["refs/heads/two/*"]
    rules:
      start-point: {from: ["refs/heads/main"]}
      file-kinds: {executables: deny, symlinks: deny}
POLICY
new_clone c
commit_file c README one "start"
ln -s README "$WORK/c/old-link"
commit_file c run.sh one "a script"
chmod +x "$WORK/c/run.sh"
printf 'a\0b' >"$WORK/c/old.bin"
commit_file c both/One one "a name"
commit_file c both/one one "and its twin, from the time before"
g c add -A
g c commit -q -m "kinds that were there before"
seed c

fresh() {
	g c checkout -q -f -B "$1" "${2:-origin/main}"
	g c clean -qfd
}

# entry MODE CONTENT PATH: into the index alone; not every name can be made
entry() {
	entry_id=$(printf '%s' "$2" | g c hash-object -w --stdin)
	test "$1" != 160000 || entry_id=$(g c rev-parse HEAD)
	g c update-index --add --cacheinfo "$1,$entry_id,$3"
}

n=0
# refuses NAME TEXT: one new commit on a branch of its own, from the index
refuses() {
	g c commit -q -m "$1"
	PUSH_NAME="refused: $1" push_refused c file-kinds origin HEAD
	contains "$ANSWER" "$2" "told: $1"
	g c reset -q --hard origin/main
}
accepts() {
	g c commit -q -m "$1"
	n=$((n + 1))
	PUSH_NAME="accepted: $1" push_ok c origin "HEAD:refs/heads/${2:-plain}/n$n"
	g c reset -q --hard origin/main
}

# --- kinds
fresh strict/1
entry 120000 README link
refuses "a link" '"link" is a symbolic link'
entry 160000 - module
refuses "a submodule" '"module" is a submodule'
entry 100755 'exit' tool.sh
refuses "an executable" '"tool.sh" is executable'
entry 100755 one README
refuses "a mode alone" '"README" is executable'
{
	head -c 7999 /dev/zero | tr '\0' x
	printf '\0'
} >"$WORK/c/logo.png"
g c add logo.png
refuses "a NUL among the first 8000 bytes" '"logo.png" is binary'
printf '\0' >"$WORK/c/README"
g c add README
refuses "a text that becomes binary" '"README" is binary'
{
	head -c 8000 /dev/zero | tr '\0' x
	printf '\0'
} >"$WORK/c/text"
g c add text
accepts "a NUL behind the first 8000 bytes" strict
entry 120000 run.sh old-link
accepts "a link that was there before" strict
entry 100755 more run.sh
accepts "an executable that was there before" strict
printf 'c\0d' >"$WORK/c/old.bin"
g c add old.bin
accepts "a binary that was there before" strict
g c mv run.sh moved.sh
refuses "another path" '"moved.sh" is executable'
entry 120000 README run.sh
refuses "another kind" '"run.sh" is a symbolic link'
entry 120000 README link
entry 160000 - module
entry 100755 exit tool.sh
printf 'c\0d' >"$WORK/c/new.bin"
g c add new.bin
accepts "all of them, by default"

# --- there and back, merges
fresh strict/2
entry 120000 README link
g c commit -q -m "a link"
g c rm -q -f --cached link
g c commit -q -m "no link"
push_refused c file-kinds origin HEAD
contains "$ANSWER" "1 of 2 commits" "each commit is judged"
fresh side
entry 100755 exit tool.sh
entry 100644 side side
g c commit -q -m "an executable, on a branch without rules"
fresh strict/3
commit_file c mine one "work"
g c merge -q --no-ff -m "merged" side
push_refused c file-kinds origin HEAD
contains "$ANSWER" "1 of 3 commits" "the merge itself is not to blame"
fresh lone/1
entry 100644 side side
g c commit -q -m "a plain file"
fresh strict/4
commit_file c mine one "work"
g c merge -q --no-ff --no-commit lone/1 2>/dev/null
entry 120000 README evil
g c commit -q -m "an evil merge"
push_refused c file-kinds origin HEAD
paste c
is "$(server_ref s refs/heads/strict/4)" "$(g c rev-parse HEAD)" \
	"an evil merge, mended"

# --- case
fresh plain/1
entry 100644 one readme
refuses "another case" '"readme" and "README" are one name'
entry 100644 one Both/x
refuses "of a folder" '"Both" and "both" are one name'
entry 100644 one new/A
entry 100644 one new/a
refuses "both new" '"new/a" and "A" are one name'
entry 100644 one new/ÄRGER
entry 100644 one new/ärger
refuses "beyond ASCII" '"new/ärger" and "ÄRGER" are one name'
entry 100644 one new/ΣΑΣ
entry 100644 one new/σας
refuses "the final sigma" 'are one name'
entry 100644 one "new/$(printf 'k\342\204\252')"
entry 100644 one new/KK
refuses "the sign of kelvin" 'are one name'
entry 100644 one "new/$(printf 'a\342\200\213b')"
entry 100644 one "new/ab"
accepts "a zero-width space is a character"
entry 100644 one "new/$(printf 'a\342\200\215b')"
entry 100644 one "new/ab"
refuses "what HFS+ ignores" 'are one name'
entry 100644 one "new/$(printf 'caf\303\251')"
entry 100644 one "new/$(printf 'cafe\314\201')"
accepts "composed or not is not compared"
entry 100644 one "new/$(printf 'A\351')"
entry 100644 one "new/$(printf 'a\351')"
refuses "not UTF-8" 'are one name'
entry 100644 one both/ONE
refuses "a third one" '"both/ONE"'
commit_file c both/one two "twins that were there before" -q
entry 100644 one both/two
accepts "and a new name beside them"
entry 100644 one İ
entry 100644 one i
entry 100644 one new/ı
entry 100644 one new/I
accepts "the i of the Turks"
g c mv README readme
accepts "a name that only changes its case"
fresh side2
entry 100644 one making
g c commit -q -m "one case"
fresh plain/2
entry 100644 one Making
g c commit -q -m "the other"
g c merge -q --no-ff -m "both" side2
push_refused c file-kinds origin HEAD
contains "$ANSWER" '"making" and "Making" are one name' "a merge has both"
contains "$ANSWER" "1 of 3 commits" "and none of its sides"
fresh plain/5
commit_file c twins/mine one "work"
fresh twins
entry 100644 one twins/A
entry 100644 one twins/a
g c commit -q -m "twins of another branch"
g c reset -q --hard
fresh plain/5 plain/5
g s.git fetch -q --no-tags "$WORK/c" twins:twins2
g s.git branch -f main twins2
g c merge -q --no-ff -m "brings them" twins
PUSH_NAME="a side has both" push_ok c origin HEAD
g s.git branch -f main "$(g c rev-parse origin/main)"
fresh lax/1
entry 100644 one readme
entry 100644 one aux.c
accepts "where it is allowed" lax

# --- unsafe names
fresh plain/3
unsafe() {
	entry "${3:-100644}" one "$1"
	refuses "${1}" "$2"
}
unsafe ".gitModules" "is .gitmodules on other systems"
unsafe "GITMOD~1" "is .gitmodules on other systems"
unsafe "gi7eba~1" "is .gitmodules on other systems"
unsafe "g~123456" "on other systems"
unsafe "sub/.gitattributes ." "is .gitattributes on other systems"
unsafe ".gitignore::DATA" "is .gitignore on other systems"
unsafe "$(printf '.git\342\200\215ignore')" "is .gitignore on other systems"
unsafe ".mailmap." "is .mailmap on other systems"
unsafe "$(printf 'a\tb')" "has a control character"
unsafe "$(printf 'a\nb')" "has a control character"
unsafe "$(printf 'a\302\205b')" "has a control character"
unsafe 'a\b' "has a backslash"
unsafe 'a:b' "has a colon"
unsafe 'a.' "ends in a dot"
unsafe 'folder /x' "ends in a dot or a blank"
unsafe 'aux.c' "is a device on Windows"
unsafe 'NUL' "is a device on Windows"
unsafe 'com1 .tar.gz' "is a device on Windows"
link=$(g c ls-tree HEAD old-link | cut -c 1-52)
tree=$({
	g c ls-tree HEAD
	printf '%s\t.gitmodules\n' "$link"
} | g c mktree)
g c reset -q --soft "$(g c commit-tree -p HEAD -m "forged" "$tree")"
push_refused c file-kinds origin HEAD
contains "$ANSWER" '".gitmodules" is a symbolic link, where git' \
	"settings of git behind a link"
g c reset -q --hard origin/main
for name in .gitmodules .gitignore .gitattributes .mailmap gitmod~5 \
	gitmod~12 .gitmodules.txt git.d .. auxiliary.c com0 com10 console \
	'a*b?' 'ünïcode' "$(printf 'latin\351')"; do
	test "$name" = .. || entry 100644 one "$name"
done
accepts "what is safe"
entry 100644 one 'aux.c'
g c commit -q -m "an unsafe name"
g c push -q origin HEAD:refs/heads/free
fresh plain/4
g s.git branch -f main "$(g c rev-parse origin/free)"
g c fetch -q origin
fresh plain/4
entry 100644 two 'aux.c'
accepts "a name that was there before"
g s.git branch -f main "$(g c rev-parse origin/main^)"
g c fetch -q origin

# --- the root commit has no parent
g c checkout -q --orphan plain/root
g c rm -rfq --cached .
g c clean -qfd
set_policy s <<'POLICY'
version: 1
rulesets:
  - {name: all, refs: ["refs/heads/**"], rules: {file-kinds: {executables: deny, symlinks: deny}}}
POLICY
entry 100755 one a
entry 100644 one A
g c commit -q -m "a root"
push_refused c file-kinds origin HEAD
contains "$ANSWER" '"a" is executable' "kinds of a root"
contains "$ANSWER" 'are one name' "names of a root"

# --- repairs
set_policy s <<'POLICY'
version: 1
rulesets:
  - name: all
    refs: ["refs/heads/fix/*"]
    rules:
      start-point: {from: ["refs/heads/main"]}
      file-kinds: {executables: deny, symlinks: deny, submodules: deny}
POLICY
fresh fix/1
commit_file c tool.sh exit "a tool"
chmod +x "$WORK/c/tool.sh"
g c commit -q -a --amend --no-edit
push_refused c file-kinds origin HEAD
paste c
is "$(server_ref s refs/heads/fix/1)" "$(g c rev-parse HEAD)" \
	"an executable at the tip"
is "$(g c ls-tree HEAD tool.sh | cut -c 1-6)" 100644 "is a plain file"
is "$(g c status --porcelain)" "" "in the work tree, too"
fresh fix/2
entry 100755 exit tool.sh
entry 100755 exit 'odd *'
g c commit -q -m "two tools"
g c reset -q --hard
commit_file c README two "work above them"
push_refused c file-kinds origin HEAD
paste c
is "$(server_ref s refs/heads/fix/2)" "$(g c rev-parse HEAD)" \
	"executables below the tip"
is "$(g c ls-tree HEAD~ tool.sh 'odd *' | cut -c 1-6 | sort -u)" 100644 \
	"are plain files"
is "$(g c show HEAD:README)" two "and the work is there"
fresh fix/3
entry 120000 README link
entry 160000 - module
entry 100755 exit tool.sh
entry 100644 one aux.c
g c commit -q -m "all at once"
g c reset -q --hard
push_refused c file-kinds origin HEAD
paste c 's/NEW-NAME/device.c/'
is "$(server_ref s refs/heads/fix/3)" "$(g c rev-parse HEAD)" \
	"all kinds at the tip"
is "$(g c ls-tree --name-only origin/main..HEAD 2>/dev/null |
	tr '\n' ' ')$(g c diff --name-only origin/main HEAD | tr '\n' ' ')" \
	"device.c tool.sh " "are mended"
fresh fix/4
entry 120000 README link
entry 100644 one aux.c
g c commit -q -m "two kinds"
g c reset -q --hard
commit_file c README three "work above them"
push_refused c file-kinds origin HEAD
contains "$ANSWER" "then push again to be told the rest" "one after the other"
paste c
contains "$push_base/pasted" '"aux.c" is a device' "the second round"
sed 's/^\(remote:.*[^ ]\) *$/\1/' "$push_base/pasted" >"$ANSWER"
paste c 's/NEW-NAME/device.c/'
is "$(server_ref s refs/heads/fix/4)" "$(g c rev-parse HEAD)" \
	"two kinds below the tip, mended"
is "$(g c diff --name-only origin/main HEAD | tr '\n' ' ')" \
	"README device.c " "and nothing else"

# --- what does not load
refuses_policy() {
	printf 'version: 1\nrulesets:\n- name: x\n  refs: [refs/heads/x]\n' \
		>"$WORK/bad.yml"
	printf '  rules:\n    file-kinds: %s\n' "$1" >>"$WORK/bad.yml"
	refgate policy lint "$WORK/bad.yml" >"$ANSWER" 2>&1
	is $? 2 "refused: $1"
	contains "$ANSWER" "$2" "because: $2"
}
refuses_policy '{symlinks: never}' \
	"'symlinks' cannot be 'never'"
refuses_policy '{exempt: {merges: true}}' \
	"takes no exemption but 'pushers'"

done_testing
