#!/bin/sh
# The words about names and objects that no policy can allow, about refs that
# the policy does not name and about a server that has moved on.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/golden.sh
. "$REFGATE_SRC/tests/lib/golden.sh"

new_server s <<'EOP'
version: 1
contact: "#release-managers"
rulesets:
  - {name: main, refs: [refs/heads/main], rules: {creation: {}}}
  - name: hotfix
    refs: ["refs/heads/hotfix/**"]
    rules: {start-point: {from: ["refs/heads/main"]}}
  - {name: tags, refs: ["refs/tags/v*"], rules: {creation: {}}}
EOP
golden_clone
seed c

# --- names: a branch is renamed, what git knows by no such name is pushed by id
fresh feature
put a one "one"
refused structure-head structure c origin HEAD:refs/heads/HEAD
mended c 's/NEW-NAME/other\/head/'
refused structure-object-id structure c origin \
	HEAD:refs/heads/1234567890123456789012345678901234567890
mended c 's/NEW-NAME/other\/id/'
refused structure-nested structure c origin \
	HEAD:refs/heads/refs/heads/other/nested
mended c ''
refused structure-bidi structure c origin \
	"HEAD:refs/heads/$(printf 'other/a\342\200\256b')"
mended c 's/NEW-NAME/other\/bidi/'
refused structure-bytes structure c origin \
	"HEAD:refs/heads/$(printf 'other/a\377b')"
mended c 's/NEW-NAME/other\/bytes/'
for name in hotfix Main HotFix/x; do
	g c branch -q "$name" feature
done
refused structure-blocks structure c origin hotfix
mended c 's/NEW-NAME/other\/blocks/'
refused structure-below structure c origin HEAD:refs/heads/main/x
unmended "no local branch can have that name"
refused structure-case structure c origin Main
mended c 's/NEW-NAME/other\/case/'
refused structure-case-glob structure c origin HotFix/x
mended c 's/NEW-NAME/other\/glob/'
g c tag main feature
refused structure-tag-shadow structure c origin refs/tags/main
mended c 's/NEW-NAME/release-1/'
at
g c tag -a -m "annotated" origin/x feature
now
refused structure-tag-prefix structure c origin refs/tags/origin/x
mended c 's/NEW-NAME/release-2/'
g s.git update-ref refs/tags/hotfix/y refs/heads/main
fresh hotfix/y
refused structure-branch-shadow structure c origin hotfix/y:refs/heads/hotfix/y
mended c 's/NEW-NAME/hotfix\/z/'
g c checkout -q feature
refused structure-namespace structure c origin HEAD:refs/odd/x
mended c 's/NEW-NAME/other\/odd/'
refused structure-replace structure c origin \
	HEAD:refs/replace/1234567890123456789012345678901234567890
mended c 's/NEW-NAME/other\/replace/'
refused structure-namespace-tree structure c origin 'HEAD^{tree}:refs/odd/tree'
unmended "a tree is no branch"
refused structure-records structure c origin HEAD:refs/refgate/x
refused structure-overrides structure c origin HEAD:refs/overrides/INC-1/alice
refused structure-approvals structure c origin HEAD:refs/approvals/x/alice

# --- pushes as a whole
g s.git symbolic-ref refs/heads/also-main refs/heads/main
refused structure-twice structure c origin HEAD:refs/heads/main \
	HEAD:refs/heads/also-main
g s.git symbolic-ref -d refs/heads/also-main
make_pack c "$WORK/pack" feature ^origin/main
g s.git config receive.shallowUpdate true
pkt_push s --pack "$WORK/pack" --shallow "$(g c rev-parse feature)" \
	--command "- $(g c rev-parse feature) refs/heads/other/shallow"
golden structure-shallow
unmended "this clone is not shallow"
g s.git config --unset receive.shallowUpdate

# --- targets
refused structure-tip structure c origin 'HEAD^{tree}:refs/heads/hotfix/tree'
at
g c tag -a -m "a tag" taken main
now
pkt_push s --pack "$WORK/pack" --command \
	"- $(g c rev-parse main:) refs/heads/hotfix/tree"
g c push -q "$WORK/s.git" "$(g c rev-parse taken):refs/tags/taken"
pkt_push s --empty-pack --command \
	"- $(g c rev-parse taken) refs/heads/hotfix/tag"
golden structure-tip-tag
mended c ''
at
orphan=$(g c commit-tree -m orphan 'HEAD^{tree}')
now
g c checkout -q -B hotfix/orphan "$orphan"
refused structure-orphan structure c origin HEAD
mended c ''

# --- objects that can be read in two ways
forge() {
	g c hash-object -t "$1" -w --literally --stdin
}
person='Alice <alice@example.com> 1700000000 +0000'
parent=$(g c rev-parse origin/main)
tree=$(g c rev-parse feature:)
forged_commit() {
	forged=$(forge commit <"$WORK/object")
	fresh "hotfix/$1"
	g c checkout -q -f -B "hotfix/$1" feature
	g c update-ref "refs/heads/hotfix/$1" "$forged"
	refused "structure-$1" "${2:-structure}" c origin "hotfix/$1"
}
printf 'tree %s\nparent %s\nauthor %s\nauthor %s\ncommitter %s\n\nx\n' \
	"$tree" "$parent" "$person" "$person" "$person" >"$WORK/object"
forged_commit two-authors
mended c ''
printf 'tree %s\nparent %s\nauthor %s\ncommitter %s\ngpgsigx a\n\nx\n' \
	"$tree" "$parent" "$person" "$person" >"$WORK/object"
forged_commit odd-signature
mended c ''
printf 'tree %s\nparent %s\nauthor %s\ncommitter %s\n\nx\000y\n' \
	"$tree" "$parent" "$person" "$person" >"$WORK/object"
forged_commit nul
mended c ''
raw_tree() {
	python3 - "$@" <<-'EOP' | forge tree
	import sys
	for entry in sys.argv[1:]:
	    mode, rest = entry.split(" ", 1)
	    name, oid = rest.rsplit(" ", 1)
	    sys.stdout.buffer.write(mode.encode() + b" " + name.encode()
	                            + b"\0" + bytes.fromhex(oid))
	EOP
}
blob=$(g c rev-parse feature:a)
readme=$(g c rev-parse feature:README.md)
on_tree() {
	printf 'tree %s\nparent %s\nauthor %s\ncommitter %s\n\nx\n' "$1" \
		"$parent" "$person" "$person"
}
on_tree "$(raw_tree "100644 README.md $readme" "100644 a $blob" \
	"100644 a $blob")" >"$WORK/object"
forged_commit duplicate-entries
mended c ''
on_tree "$(raw_tree "100644 a $blob" "100644 README.md $readme")" \
	>"$WORK/object"
forged_commit unsorted-entries
mended c ''
on_tree "$(raw_tree "100644 .GiT $blob" "100644 README.md $readme")" \
	>"$WORK/object"
forged_commit dot-git
mended c ''
is "$(g s.git ls-tree --name-only hotfix/dot-git)" "README.md" \
	"what is left without .GiT"
# below a folder, in two commits and a merge that takes one side as it is
hidden=$(raw_tree "40000 .git $(raw_tree "100644 config $blob")" \
	"100644 kept $blob")
odd=$(raw_tree "100644 git~1: it's \$5 $blob" "100644 kept $blob")
forged_history() {
	first=$(on_tree "$(raw_tree "100644 README.md $readme" \
		"40000 a b $hidden")" | forge commit)
	printf 'tree %s\nparent %s\nauthor %s\ncommitter %s\n\nsecond\n' \
		"$(raw_tree "100644 README.md $readme" "40000 a b $hidden" \
			"40000 odd $odd")" "$first" "$person" "$person" |
		forge commit
}
second=$(forged_history)
printf 'tree %s\nparent %s\nparent %s\nauthor %s\ncommitter %s\n\nthird\n' \
	"$(g c rev-parse "$second:")" "$second" "$parent" "$person" "$person" \
	>"$WORK/object"
forged_commit dot-git-below
mended c ''
is "$(g s.git log --format=%s "$parent..hotfix/dot-git-below" | tr '\n' ' ')" \
	"third second x " "all commits are kept"
is "$(g s.git ls-tree -r --name-only hotfix/dot-git-below | tr '\n' ' ')" \
	"README.md a b/kept odd/kept " "what is left of them"
# pasted in a folder: the rest of the tree stays
g c checkout -q -f feature
folder=$(raw_tree "100644 git~1 $blob" "100644 kept $blob")
on_tree "$(raw_tree "100644 README.md $readme" "40000 folder $folder" \
	"100644 z $blob")" >"$WORK/object"
forged_commit dot-git-folder
mkdir "$WORK/c/folder"
mended c/folder ''
rmdir "$WORK/c/folder"
is "$(g s.git ls-tree -r --name-only hotfix/dot-git-folder | tr '\n' ' ')" \
	"README.md folder/kept z " "what is left of the whole tree"
g c checkout -q -f feature
tag=$(printf 'object %s\ntype commit\ntag v9\ntag v8\ntagger %s\n\nx\n' \
	"$parent" "$person" | forge tag)
g c update-ref refs/tags/v9 "$tag"
refused structure-tag structure c origin refs/tags/v9
editor "nine"
mended c ''
no_editor

# --- rules that read trees cannot read these, and say so in a line
set_policy s <<'EOP'
version: 1
contact: "#release-managers"
rulesets:
  - name: hotfix
    refs: ["refs/heads/hotfix/**"]
    rules:
      start-point: {from: ["refs/heads/main"]}
      file-kinds: {}
      forbidden-content: [{secrets: true}]
      change-size: {lines: 100}
EOP
for what in "100644 .git" "100664 README.md"; do
	on_tree "$(raw_tree "$what $blob" "100644 kept $blob")" >"$WORK/object"
	forged_commit "unreadable-${what%% *}" \
		"structure file-kinds forbidden-content change-size"
	mended c ''
	g c checkout -q -f feature
done
# what cannot be judged for another reason says that as ever
set_policy s <<'EOP'
version: 1
contact: "#release-managers"
people: {sam: {emails: [sam@example.com]}}
groups: {managers: [sam]}
rulesets:
  - name: hotfix
    refs: ["refs/heads/hotfix/**"]
    rules:
      start-point: {from: ["refs/heads/main"]}
      freeze: {windows: [{from: '00:00', to: '24:00'}], allow: [managers]}
      change-size: {lines: 100}
EOP
on_tree "$(raw_tree "100664 README.md $blob")" >"$WORK/object"
pusher stranger
forged_commit unreadable-unknown "structure freeze change-size"
unmended "who pushes is the admins' to find out"
g s.git config --unset refgate.identity
unset GL_USER GL_REPO
g c checkout -q -f feature

# --- refs that the policy does not name
set_policy s <<'EOP'
version: 1
contact: "#release-managers"
unmatched: deny
rulesets:
  - {name: main, refs: [refs/heads/main], rules: {creation: {}}}
  - {name: hotfix, refs: ["refs/heads/hotfix/**", "refs/heads/release/*"], rules: {creation: {}}}
  - {name: tags, refs: ["refs/tags/v*"], rules: {creation: {}}}
EOP
g c checkout -q feature
refused unmatched-branch unmatched c origin feature
mended c 's/NEW-NAME/hotfix\/named/'
g c tag release-3
refused unmatched-tag unmatched c origin refs/tags/release-3
mended c 's/NEW-NAME/v3/'
refused unmatched-notes unmatched c origin HEAD:refs/notes/x
mended c 's/NEW-NAME/hotfix\/notes/'
refused unmatched-deletion unmatched c origin :refs/heads/other/id

# --- the server has moved on
fresh hotfix/mine
put b one "mine"
old=$(g c rev-parse HEAD~1)
g c push -q "$WORK/s.git" hotfix/mine 2>/dev/null
g s.git update-ref refs/heads/hotfix/mine refs/heads/main
put c one "mine, too"
make_pack c "$WORK/pack" HEAD "^$old"
g c fetch -q origin
pkt_push s --pack "$WORK/pack" --command \
	"$(g c rev-parse HEAD~1) $(g c rev-parse HEAD) refs/heads/hotfix/mine"
golden fetch-first
mended c ''
pkt_push s --pack "$WORK/pack" --command \
	"$old $(g c rev-parse HEAD) refs/heads/hotfix/gone"
golden fetch-first-gone
unmended "there is nothing to push on top of"
pkt_push s --command "$(g c rev-parse HEAD~1) - refs/heads/hotfix/mine"
golden fetch-first-deletion
unmended "deleting is another decision now"
g s.git update-ref refs/tags/v5 refs/heads/main
pkt_push s --pack "$WORK/pack" --command \
	"- $(g c rev-parse HEAD) refs/tags/v5"
golden fetch-first-tag
unmended "the server's tag stays"
golden_settle
done_testing
