#!/bin/sh
# The trees of a large push are looked at in its pack, as the differences that
# they are stored as. Nothing gets past that which a small push would be
# refused for, wherever it hides, and nobody is told of it in other words.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

COMMITS=420

cat >"$push_base/policy" <<'EOF'
version: 1
rulesets:
  - name: all
    refs: [refs/heads/main, "refs/heads/kept/*"]
    rules:
      commit-message: {subject: {pattern: '^step \d+$', shape: "step <number>"}}
EOF
new_server s <"$push_base/policy"
new_clone c
commit_file c a 1 "step 0"
seed c
base=$(g c rev-parse HEAD)

# history NAME [AT TREE]: a branch of commits, of which that one gets a folder
# "put", which is that tree, and the next ones keep.
history() {
	awk -v from="$base" -v count="$COMMITS" -v branch="$1" \
		-v at="${2:-0}" -v tree="${3:-}" 'BEGIN {
		for (i = 1; i <= count; i++) {
			printf "commit refs/heads/%s\nmark :%d\n", branch, i
			printf "committer Alice <alice@example.com> %d +0000\n",
				1700000000 + i
			text = "step " i
			printf "data %d\n%s\n", length(text), text
			print "from " (i == 1 ? from : ":" i - 1)
			printf "M 100644 inline d%d/e/f%d\n", i % 7, i % 20
			printf "data %d\n%s\n", length(text), text
			if (i % 9 == 0)
				printf "D d%d/e/f%d\n", (i - 3) % 7, (i - 3) % 20
			if (i == at)
				printf "M 040000 %s put\n", tree
		}
	}' | g c fast-import --quiet --force || die "no history"
}

# tree ENTRY...: a tree of these entries, MODE:NAME, as they are.
tree() {
	blob=$(echo text | g c hash-object -w --stdin)
	none=$(g c mktree </dev/null)
	for entry; do
		id=$blob
		test "${entry%%:*}" -ne 40000 || id=$none
		bytes=$(printf '%s' "$id" | sed 's/../\\x&/g')
		printf '%s %s\0' "${entry%%:*}" "${entry#*:}"
		# shellcheck disable=SC2059
		env printf "$bytes"
	done | g c hash-object -w -t tree --literally --stdin
}

history good
PUSH_NAME="a long history" push_ok c origin good:refs/heads/kept/good
is "$(server_ref s refs/heads/kept/good)" "$(g c rev-parse good)" "it lands"

# said TREE: what is said of it.
said() {
	short=$(printf '%.12s' "$1")
	grep -A 1 -o "tree $short .*" "$ANSWER"
}

# --- trees that can be read in two ways, with the words of a small push
try() {
	bad=$(tree "$@")
	history bad 200 "$bad"
	PUSH_NAME="$*: in a long history" \
		push_refused c structure origin bad:refs/heads/kept/bad
	said "$bad" >"$push_base/long"
	small=$(echo "step 1" | g c commit-tree -p "$base" "$(printf \
		'040000 tree %s\tput\n' "$bad" | g c mktree --missing)")
	PUSH_NAME="$*: in one commit" \
		push_refused c structure origin "$small:refs/heads/kept/bad"
	said "$bad" >"$push_base/short"
	ok "$*: the same words" test -s "$push_base/long"
	ok "$*: and no others" diff "$push_base/long" "$push_base/short"
}
try 100644:.git
try 100644:b 100644:a
try 100644:a 100644:a
try 100644:a 100644:a.c 40000:a
try 100664:a

# --- what lies on the server already, where nobody looked at it
bad=$(tree 100644:.GIT)
put=$(printf '040000 tree %s\tdeep\n' "$bad" | g c mktree --missing)
wild=$(echo wild | g c commit-tree -p "$base" "$(printf \
	'040000 tree %s\tput\n' "$put" | g c mktree --missing)")
PUSH_NAME="an odd tree on a branch of its own" \
	push_ok c origin "$wild:refs/heads/wild"
history hidden 100 "$put"
make_pack c "$push_base/pack" hidden "^$base" "^$wild"
PUSH_NAME="a long history that leads to it" \
	push_refused c structure origin hidden:refs/heads/kept/hidden
contains "$ANSWER" "$(printf "tree %.12s (put/deep)" "$bad")" \
	"the tree is named"

# --- a tree of the pack, below one that is not, at the end of a long path
# below LEVELS TREE: so many folders with long names, each in the next.
below() {
	id=$2
	level=0
	while [ "$level" -lt "$1" ]; do
		level=$((level + 1))
		id=$(printf '040000 tree %s\t%0100d\n' "$id" "$level" |
			g c mktree)
	done
	echo "$id"
}
low=$(below 4 "$(tree 100644:a)")
high=$(below 38 "$low")
wild=$(echo wild | g c commit-tree -p "$base" "$high")
PUSH_NAME="a long path on a branch of its own" \
	push_ok c origin "$wild:refs/heads/long"
history other 1 "$(tree 100644:other)"
tip=$(echo "step 999" | g c commit-tree -p other "$high")
{
	echo "$tip"
	g c rev-list --objects "$low"
	g c rev-list --objects other "^$base"
} | cut -d' ' -f1 | g c pack-objects -q --stdout >"$push_base/pack" ||
	die "no pack"
pkt_push s --pack "$push_base/pack" \
	--command "$(printf %040d 0) $tip refs/heads/kept/long"
contains "$ANSWER" "the path is too long" "what leads to it is refused"
is "$(server_ref s refs/heads/kept/long)" none "and does not land"

# --- several branches at once, of which one brings it
history bad 200 "$(tree 100644:.git)"
PUSH_NAME="with others in one push" push_refused c structure \
	--atomic origin good:refs/heads/kept/again bad:refs/heads/kept/bad
is "$(server_ref s refs/heads/kept/again)" none "none of them lands"

# --- where no rule looks at commits
new_server names <<'EOP'
version: 1
rulesets:
  - name: all
    refs: ["refs/heads/*"]
    rules:
      ref-name: {pattern: '\w+', shape: word}
EOP
g c push -q "$WORK/names.git" "$base:refs/heads/main" || die "no main"
PUSH_NAME="without rules on commits, a bad one" push_refused c structure \
	"$WORK/names.git" bad:refs/heads/bad
contains "$ANSWER" "1 of 420 commits is malformed" "and how many are"
PUSH_NAME="without rules on commits" \
	push_ok c "$WORK/names.git" good:refs/heads/good

done_testing
