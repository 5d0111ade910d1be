#!/bin/sh
# What is refused whatever a policy says: names that mislead, objects that
# can be read in two ways.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

new_server s <<'EOF'
version: 1
rulesets:
  - name: main
    refs: ["refs/heads/main"]
    rules:
      creation: {allow: everyone}
  - name: hotfix
    refs: ["refs/heads/hotfix/**"]
    rules:
      start-point: {from: ["refs/heads/main"]}
EOF
new_clone c
commit_file c README.md one "a first commit"
seed c
commit_file c README.md two "a second commit"

# --- names, on every ref
for name in refs/heads/refs/heads/main refs/heads/HEAD refs/tags/HEAD \
	refs/tags/origin/main refs/tags/heads/x refs/tags/remotes/x \
	refs/replace/1234567890123456789012345678901234567890 \
	refs/heads/1234567890123456789012345678901234567890 \
	refs/heads/hotfix refs/heads/main/x refs/heads/Main \
	refs/heads/HOTFIX/x refs/refgate/x refs/notes/refgate refs/approvals/x \
	refs/overrides/INC-1/alice refs/odd/x; do
	push_refused c structure origin "HEAD:$name"
done
push_refused c structure origin "HEAD:refs/tags/main"
contains "$ANSWER" 'would hide the branch "main"' "the shadowed branch is named"
g c branch topic
PUSH_NAME="a tag beside a new branch of its name" \
	push_refused c structure origin topic HEAD:refs/tags/topic
PUSH_NAME="bidi in a name" push_refused c structure origin \
	"HEAD:refs/heads/$(printf 'a\342\200\256b')"
unlike "$(grep '^remote' "$ANSWER")" "$(printf '\342\200\256')" \
	"the bidi character does not reach the terminal"
contains "$ANSWER" "<U+202E>" "it is shown escaped"
PUSH_NAME="not UTF-8" push_refused c structure origin \
	"HEAD:refs/heads/$(printf 'a\377b')"
PUSH_NAME="other names are fine" push_ok c origin HEAD:refs/heads/feature/x \
	HEAD:refs/tags/v1 HEAD:refs/notes/x
PUSH_NAME="an ungoverned branch may be deleted" push_ok c origin \
	:refs/heads/feature/x

# --- symbolic refs are judged as their target
g s.git symbolic-ref refs/heads/alias refs/heads/hotfix/target
PUSH_NAME="a dangling alias is its target" push_refused c structure \
	origin "$(g c commit-tree -m x 'HEAD^{tree}'):refs/heads/alias"
g s.git symbolic-ref refs/heads/loop1 refs/heads/loop2
g s.git symbolic-ref refs/heads/loop2 refs/heads/loop1
push_run c origin HEAD:refs/heads/loop1
isnt "$PUSH_STATUS" 0 "a loop of symbolic refs is refused"
g s.git symbolic-ref -d refs/heads/loop1
g s.git symbolic-ref -d refs/heads/loop2
g s.git symbolic-ref refs/heads/also-main refs/heads/main
PUSH_NAME="a ref named twice through an alias" push_refused c structure \
	origin HEAD:refs/heads/main HEAD:refs/heads/also-main
PUSH_NAME="main through its alias cannot be deleted" push_refused c deletion \
	origin :refs/heads/also-main

# --- targets
blob=$(g c rev-parse HEAD:README.md)
tree=$(g c rev-parse 'HEAD^{tree}')
PUSH_NAME="a lightweight tag of a blob is nobody's business" push_ok c \
	origin "$blob:refs/tags/blob" "$tree:refs/tags/tree"
g c tag -a -m x annotated-blob "$blob"
push_ok c origin annotated-blob
PUSH_NAME="a governed branch shares history with its start" push_refused c \
	structure origin \
	"$(g c commit-tree -m orphan 'HEAD^{tree}'):refs/heads/hotfix/orphan"

# --- objects: written by hand, since git would not
forge() {
	g c hash-object -t commit -w --literally --stdin
}
parent=$(g s.git rev-parse main)
person='Alice <alice@example.com> 1700000000 +0000'
malformed() {
	PUSH_NAME=$1
	push_refused c structure origin "$2:refs/heads/hotfix/forged"
	contains "$ANSWER" "malformed" "$1: said so"
}
malformed "two authors" "$(printf \
	'tree %s\nparent %s\nauthor %s\nauthor %s\ncommitter %s\n\nx\n' "$tree" \
	"$parent" "$person" "$person" "$person" | forge)"
malformed "two committers" "$(printf \
	'tree %s\nparent %s\nauthor %s\ncommitter %s\ncommitter %s\n\nx\n' \
	"$tree" "$parent" "$person" "$person" "$person" | forge)"
malformed "two signatures" "$(printf \
	'tree %s\nparent %s\nauthor %s\ncommitter %s\ngpgsig a\ngpgsig b\n\nx\n' \
	"$tree" "$parent" "$person" "$person" | forge)"
malformed "a gpgsig that is none" "$(printf \
	'tree %s\nparent %s\nauthor %s\ncommitter %s\ngpgsigx a\n\nx\n' \
	"$tree" "$parent" "$person" "$person" | forge)"
malformed "a NUL in the message" "$(printf \
	'tree %s\nparent %s\nauthor %s\ncommitter %s\n\nx\000y\n' "$tree" \
	"$parent" "$person" "$person" | forge)"
malformed "no blank line" "$(printf \
	'tree %s\nparent %s\nauthor %s\ncommitter %s\n' "$tree" "$parent" \
	"$person" "$person" | forge)"
malformed "two people in one line" "$(printf \
	'tree %s\nparent %s\nauthor %s <b@y> 2 +0000\ncommitter %s\n\nx\n' \
	"$tree" "$parent" "$person" "$person" | forge)"
raw_tree() {
	python3 - "$@" <<-'EOF' | g c hash-object -t tree -w --literally --stdin
	import sys
	for entry in sys.argv[1:]:
	    mode, name, oid = entry.split(" ")
	    sys.stdout.buffer.write(mode.encode() + b" " + name.encode()
	                            + b"\0" + bytes.fromhex(oid))
	EOF
}
on_tree() {
	printf 'tree %s\nparent %s\nauthor %s\ncommitter %s\n\nx\n' "$1" \
		"$parent" "$person" "$person" | forge
}
malformed "duplicate entries" "$(on_tree "$(raw_tree "100644 a $blob" \
	"100644 a $blob")")"
malformed "unsorted entries" "$(on_tree "$(raw_tree "100644 b $blob" \
	"100644 a $blob")")"
malformed "a .git entry" "$(on_tree "$(raw_tree "100644 .GiT $blob")")"
malformed "an odd mode" "$(on_tree "$(raw_tree "100600 a $blob")")"
forged=$(on_tree "$(raw_tree "100644 a $blob" "100644 a $blob")")
PUSH_NAME="an ungoverned ref takes it" push_ok c origin \
	"$forged:refs/heads/feature/forged"
PUSH_NAME="that makes it no better on a governed one" push_refused c \
	structure origin "$forged:refs/heads/hotfix/forged"
done_testing
