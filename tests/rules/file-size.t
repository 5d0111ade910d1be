#!/bin/sh
# file-size: what a commit adds, by the sizes of its new blobs.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/paste.sh
. "$REFGATE_SRC/tests/lib/paste.sh"

new_server s <<'POLICY'
version: 1
rulesets:
  - name: topic
    refs: ["refs/heads/topic/*"]
    rules:
      start-point: {from: ["refs/heads/main"]}
      file-size:
        max: 1KiB
        per: {"media/small/**": 100, "media/**": 4KiB, "*.lock": 2KiB}
  - name: named
    refs: ["refs/heads/named/*"]
    rules:
      ref-name: {pattern: 'named/(?<part>[a-z]+)', shape: named/PART}
      file-size: {max: 10, per: {"${part}/**": 20}}
  - {name: plain, refs: ["refs/heads/plain/*"], rules: {file-size: {}}}
  - name: some
    refs: ["refs/heads/some/*"]
    rules: {file-size: {max: false, per: {"*.bin": 10}}}
POLICY
new_clone c
commit_file c README one "start"
# There before the policy: not new.
fill() {
	mkdir -p "$(dirname -- "$WORK/c/$2")"
	head -c "$1" /dev/zero | tr '\0' "${3:-x}" >"$WORK/c/$2"
	g c add -- "$2"
}
fill 5000 legacy.txt
fill 5000 old.txt
g c commit -q -m "large files that were there before"
seed c

fresh() {
	g c checkout -q -f -B "$1" "${2:-origin/main}"
	g c clean -qfd
}

# --- max, and its boundary
fresh topic/1
fill 1024 a.txt
g c commit -q -m "as large as may be"
push_ok c origin HEAD
fill 1025 a.txt
g c commit -q -m "one byte more"
push_refused c file-size origin HEAD
contains "$ANSWER" '"a.txt" has 1025 bytes; at most 1KiB' "both sizes"
paste c
is "$(server_ref s refs/heads/topic/1)" "$(g c rev-parse HEAD)" \
	"the repair was pushed"
is "$(g c cat-file -s HEAD:a.txt)" 1024 "with the file as it was before"
is "$(wc -c <"$WORK/c/a.txt" | tr -d ' ')" 1025 "and kept in the work tree"

# --- per: the first that matches
fresh topic/2
fill 4096 media/a.png
fill 2048 b.lock
g c commit -q -m "larger ones have their places"
push_ok c origin HEAD
fill 101 media/small/a.png
g c commit -q -m "but not here"
push_refused c file-size origin HEAD
contains "$ANSWER" 'has 101 bytes; at most 100 bytes' "the first glob decides"
fresh topic/3
fill 1025 sub/b.lock
g c commit -q -m "a glob stays in its folder"
push_refused c file-size origin HEAD

# --- late variables, defaults
fresh named/docs
fill 20 docs/a
g c commit -q -m "of its part"
push_refused c file-size origin HEAD
contains "$ANSWER" '"legacy.txt"' "all of a new branch is judged"
lacks "$ANSWER" '"docs/a"' "but what its name allows"
fresh plain/1
fill 1048576 a.txt
g c commit -q -m "a mebibyte"
push_ok c origin HEAD
fill 1048577 a.txt
g c commit -q -m "and one"
push_refused c file-size origin HEAD
fresh some/1
fill 100 a.txt
fill 10 a.bin
g c commit -q -m "only these"
push_ok c origin HEAD
fill 11 a.bin
g c commit -q -m "no more"
push_refused c file-size origin HEAD

# --- what is no new blob
fresh topic/4
chmod +x "$WORK/c/legacy.txt"
g c commit -q -a -m "a mode"
g c rm -q old.txt
g c commit -q -m "a file less"
push_ok c origin HEAD
g c mv legacy.txt moved.txt
g c commit -q -m "to another path"
PUSH_NAME="renames are not guessed" push_refused c file-size origin HEAD
fresh topic/5
g c update-index --add --cacheinfo "160000,$(g c rev-parse HEAD),module"
g c commit -q -m "a submodule"
g c update-index --add --cacheinfo \
	"160000,1111111111111111111111111111111111111111,elsewhere"
g c commit -q -m "of what is nowhere"
push_ok c origin HEAD
fresh topic/6
target=$(head -c 1100 /dev/zero | tr '\0' t)
g c update-index --add --cacheinfo \
	"120000,$(printf %s "$target" | g c hash-object -w --stdin),link"
g c commit -q -m "a link is a blob, too"
push_refused c file-size origin HEAD

# --- each commit by itself
fresh topic/7
fill 3000 big.txt
fill 10 'odd name*'
g c commit -q -m "large"
fill 3000 big.txt y
g c commit -q -m "changed"
g c rm -q -f big.txt
fill 20 other.txt
g c commit -q -m "gone again"
push_refused c file-size origin HEAD
contains "$ANSWER" "2 of 3 commits" "there and back"
paste c
is "$(server_ref s refs/heads/topic/7)" "$(g c rev-parse HEAD)" \
	"the repair was pushed"
is "$(g c log --format=%s origin/main..HEAD -- big.txt)" "" \
	"without the file in any commit"
is "$(g c cat-file -s HEAD:other.txt)" 20 "and with what else there was"
fresh topic/8
# shellcheck disable=SC2016
fill 3000 '$(touch x) *'
g c commit -q -m "an odd name"
push_refused c file-size origin HEAD
paste c
is "$(server_ref s refs/heads/topic/8)" "$(g c rev-parse HEAD)" \
	"an odd name, mended"

# --- merges: what differs from all parents
fresh side
fill 3000 side.txt
g c commit -q -m "large, on a branch without rules"
fresh topic/9
fill 10 mine.txt
g c commit -q -m "work"
g c merge -q --no-ff -m "merged" side
push_refused c file-size origin HEAD
contains "$ANSWER" "1 of 3 commits" "the merge itself is not to blame"
fresh topic/10
fill 10 mine.txt
g c commit -q -m "work"
fresh side2
fill 10 side.txt
g c commit -q -m "small"
fresh topic/10 topic/10
g c merge -q --no-ff --no-commit side2
fill 3000 evil.txt
g c commit -q -m "an evil merge"
push_refused c file-size origin HEAD
paste c
is "$(server_ref s refs/heads/topic/10)" "$(g c rev-parse HEAD)" \
	"a merge, mended"
fill 3000 side.txt
g c commit -q -m "large"
fill 30 more.txt
g c commit -q -m "above a merge"
fresh side3 side2
fill 10 again.txt
g c commit -q -m "small"
fresh topic/10 topic/10
g c merge -q --no-ff -m "another merge" side3
push_refused c file-size origin HEAD
paste c
is "$(server_ref s refs/heads/topic/10)" "$(g c rev-parse HEAD)" \
	"below a merge, mended"
is "$(g c cat-file -s HEAD:side.txt)" 10 "the file is as it was"

# --- the first commit of all
g c checkout -q --orphan plain/root
g c rm -rfq --cached .
g c clean -qfd
fill 2000000 all.txt
fill 10 small.txt
g c commit -q -m "a root"
push_refused c file-size origin HEAD
paste c
is "$(server_ref s refs/heads/plain/root)" "$(g c rev-parse HEAD)" \
	"a root, mended"
is "$(g c ls-tree --name-only HEAD)" "small.txt" "without the file"

# --- more than are shown
fresh topic/11
for i in $(seq 105); do
	fill 1100 "f$i.txt"
done
g c commit -q -m "many"
push_refused c file-size origin HEAD
contains "$ANSWER" "more like these" "all are counted"

# --- what does not load
refuses_policy() {
	printf 'version: 1\nrulesets:\n- name: x\n  refs: [refs/heads/x]\n' \
		>"$WORK/bad.yml"
	printf '  rules:\n    file-size: %s\n' "$1" >>"$WORK/bad.yml"
	refgate policy lint "$WORK/bad.yml" >"$ANSWER" 2>&1
	is $? 2 "refused: $1"
	contains "$ANSWER" "$2" "because: $2"
}
refuses_policy '{per: {"*.png": 4MiB, "!docs/**": 1KiB}}' \
	"bad.yml:6:38: error: a glob of 'per' cannot exclude"
refuses_policy '{max: 1MB}' \
	"'max' wants a size"

done_testing
