#!/bin/sh
# file-content: what files must say when a change is in.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"

new_server s <<'POLICY'
version: 1
vars: {forbidden: 'snapshot'}
rulesets:
  - name: release
    refs: ["refs/heads/release/*"]
    rules:
      ref-name: {pattern: 'release/(?<version>[0-9.]+)', shape: release/VERSION}
      start-point: {from: ["refs/heads/main"]}
      file-content:
        - {path: CHANGELOG.md, must-match: '^## \[${version}\]', must-not-match: '(?i)${forbidden}'}
        - {path: Cargo.toml, must-match: ['^version = "${version}"$', '^edition = ']}
        - {path: "notes/${version}.txt", must-not-match: TODO}
  - name: topic
    refs: ["refs/heads/topic/*"]
    rules:
      start-point: {from: ["refs/heads/main"]}
      file-content:
        files:
          - {path: "src/**/*.c", must-match: '\ACopyright', must-not-match: '^\s*abort\(\);'}
          - {path: "a\\*b", must-match: one}
          - {path: README}
          - {path: README/x, must-not-match: one}
  - name: main
    refs: ["refs/heads/main"]
    merging: ["refs/heads/release/*"]
    rules:
      file-content: [{path: VERSION, must-match: '^${version}$'}]
POLICY
new_clone c
commit_file c README one "start"
commit_file c 'a*b' one "an odd name"
commit_file c src/old.c "abort();" "from before"
commit_file c CHANGELOG.md "# Changes
## [1.0]" "start"
commit_file c Cargo.toml 'version = "1.0"
edition = "2021"' "start"
seed c

fresh() {
	g c checkout -q -f -B "$1" "${2:-origin/main}"
	g c clean -qfd
}
version() {
	commit_file c CHANGELOG.md "# Changes
## [$1]
## [1.0]" "changelog $1"
	commit_file c Cargo.toml "version = \"$1\"
edition = \"2021\"" "version $1"
}

# --- must-match, with what the name says
fresh release/1.0
push_ok c origin HEAD
fresh release/1.1
commit_file c work one "work"
push_refused c file-content origin HEAD
contains "$ANSWER" '"CHANGELOG.md" does not say what it must' "which file"
contains "$ANSWER" 'wanted   ^## \[1.1\]' "what is wanted"
contains "$ANSWER" 'wanted   ^version = "1.1"$' "of the other, too"
lacks "$ANSWER" "edition" "what is right is not told"
version 1.1
push_ok c origin HEAD
fresh release/1.2
version 1x2
PUSH_NAME="the version is literal text" push_refused c file-content origin HEAD
g c commit -q --allow-empty -m "nothing"
fresh release/1.3
g c commit -q --allow-empty -m "an empty change"
push_ok c origin HEAD

# --- the whole change, over all pushes
fresh release/1.4
version 1.4
push_ok c origin HEAD
commit_file c CHANGELOG.md "# Changes" "gone again"
push_refused c file-content origin HEAD
lacks "$ANSWER" "Cargo.toml" "only what is wrong"
commit_file c CHANGELOG.md "## [1.4]" "back"
PUSH_NAME="commits between do not count" push_ok c origin HEAD
g c rm -q Cargo.toml
g c commit -q -m "no version"
push_refused c file-content origin HEAD
contains "$ANSWER" '"Cargo.toml" is not there' "a missing file"

# --- must-not-match
fresh release/1.5
version 1.5
commit_file c notes/1.4.txt TODO "of another version"
push_ok c origin HEAD
commit_file c notes/1.5.txt "one
  a TODO here" "not yet"
push_refused c file-content origin HEAD
contains "$ANSWER" '"notes/1.5.txt" says what it must not' "told"
contains "$ANSWER" "line     2" "with its line"
contains "$ANSWER" "|   a TODO here" "which is shown"
contains "$ANSWER" "|     ^^^^" "and marked"
paste c 's/^git add/echo done >notes\/1.5.txt; git add/'
is "$(server_ref s refs/heads/release/1.5)" "$(g c rev-parse HEAD)" \
	"the repair was pushed"
commit_file c CHANGELOG.md "## [1.5]
1.5-SnapShot" "one file, two patterns"
push_refused c file-content origin HEAD

# --- globs: what the change touches
fresh topic/1
commit_file c src/a/b.c "Copyright" "a source"
commit_file c a.c "abort();" "elsewhere"
g c rm -q src/old.c
g c commit -q -m "what is gone need not say anything"
push_ok c origin HEAD
fresh topic/2
commit_file c src/old.c "abort(); /* */" "touched"
push_refused c file-content origin HEAD
contains "$ANSWER" 'wanted   \ACopyright' "must"
contains "$ANSWER" 'unwanted ^\s*abort\(\);' "must not"
fresh topic/3
commit_file c src/a.c "Copyright
$(printf '\344')" "Latin"
push_refused c file-content origin HEAD
contains "$ANSWER" '"src/a.c" is not UTF-8' "which cannot be judged"
fresh topic/4
ln -s old.c "$WORK/c/src/link.c"
g c add src/link.c
g c commit -q -m "a link"
push_refused c file-content origin HEAD
contains "$ANSWER" '"src/link.c" is no file' "a link says nothing"
fresh topic/5
g c update-index --add --cacheinfo "160000,$(g c rev-parse HEAD),src/m.c"
g c commit -q -m "a submodule is another repository"
push_ok c origin HEAD
fresh topic/6
commit_file c 'a*b' two "an escaped glob is a path"
push_refused c file-content origin HEAD
contains "$ANSWER" '"a*b" does not say' "which is told"
commit_file c 'a*b' one "back"
commit_file c aab two "not a glob"
push_ok c origin HEAD

fresh topic/readme
g c rm -q README
g c commit -q -m "a path alone"
push_refused c file-content origin HEAD
contains "$ANSWER" '"README" is not there' "asks that it be there"

# --- large files
lines() {
	awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) print "a line of text, " i }'
}
fresh release/2.0
version 2.0
{
	lines 20000
	echo "## [2.0]"
	lines 20000
} >"$WORK/c/CHANGELOG.md"
g c commit -q -a -m "a long history"
push_ok c origin HEAD
echo "a Snapshot" >>"$WORK/c/CHANGELOG.md"
g c commit -q -a -m "far behind"
push_refused c file-content origin HEAD
contains "$ANSWER" "line     40002" "its line"
sed -i '$d' "$WORK/c/CHANGELOG.md"
head -c 9000000 /dev/zero | tr '\0' 'x' >>"$WORK/c/CHANGELOG.md"
g c commit -q -a -m "too far"
push_refused c file-content origin HEAD
contains "$ANSWER" '"CHANGELOG.md" is too large to be read' "too large"
fresh topic/7
mkdir -p "$WORK/c/src"
{
	echo "Copyright"
	lines 2000
} >"$WORK/c/src/large.c"
g c add src
g c commit -q -m "a whole file is asked for"
push_ok c origin HEAD
lines 5000 >>"$WORK/c/src/large.c"
g c commit -q -a -m "of more than 64 KiB"
push_refused c file-content origin HEAD
contains "$ANSWER" "is too large for this pattern" "pieces have other ends"
fresh release/2.1
version 2.1
{
	head -c 61436 /dev/zero | tr '\0' x
	printf 'snapshot\n## [2.1]\n'
	head -c 200000 /dev/zero | tr '\0' x
} >"$WORK/c/CHANGELOG.md"
g c commit -q -a -m "across the border of pieces"
push_refused c file-content origin HEAD
lacks "$ANSWER" "wanted   ^##" "what is there is found"

# --- landing
fresh release/3.0
version 3.0
push_ok c origin HEAD
g c checkout -q -B main origin/main
g c merge -q --no-ff -m "land" release/3.0
push_refused c file-content origin main
contains "$ANSWER" '"VERSION" is not there' "by the name of what lands"
g c checkout -q release/3.0
g c checkout -q main
paste c 's/^git add/echo 3.0 >VERSION; git add/; s/^git commit$/git commit -m version/'
is "$(server_ref s refs/heads/main)" "$(g c rev-parse main)" \
	"the repair of a landing was pushed"
is "$(g c show main:VERSION)" 3.0 "with the file"
commit_file c other one "nothing that lands"
push_ok c origin main

# --- what does not load
refuses_policy() {
	printf 'version: 1\nrulesets:\n- name: x\n  refs: [refs/heads/x]\n' \
		>"$WORK/bad.yml"
	printf '  rules:\n    file-content: %s\n' "$1" >>"$WORK/bad.yml"
	refgate policy lint "$WORK/bad.yml" >"$ANSWER" 2>&1
	is $? 2 "refused: $1"
	contains "$ANSWER" "$2" "because: $2"
}
refuses_policy '[{path: "!docs/**", must-match: a}]' \
	"bad.yml:6:27: error: 'path' cannot exclude"
refuses_policy '[{path: "docs/**"}]' \
	"bad.yml:6:27: error: nothing is asked of these files"
refuses_policy '[{must-match: a}]' "has no 'path'"
refuses_policy '{}' "has no 'files'"

done_testing
