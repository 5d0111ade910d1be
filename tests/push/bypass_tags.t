#!/bin/sh
# Version tags that are not what they say, under a whole policy: moved, nested,
# of something else, of another time, used twice.
# shellcheck disable=SC2119
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/bypass.sh
. "$REFGATE_SRC/tests/lib/bypass.sh"

bypass_server

# landed VERSION: such a hotfix is on main; $merge
landed() {
	hotfix "$1"
	approved
	land
	GL_USER=carol push_run c origin main
	test "$PUSH_STATUS" -eq 0 || die "landing of $1: $(cat "$ANSWER")"
	merge=$(g c rev-parse main)
}

landed 1.2.1
first=$merge
first_tip=$tip

# --- Of something else

release_tag 1.2.1 "$tip"
refused "of the tip of the branch" annotated-tag origin v1.2.1
release_tag 1.2.1 "$main"
refused "of an older main" annotated-tag origin v1.2.1
g c tag -f v1.2.1 "$merge" >/dev/null
refused "a lightweight one" annotated-tag origin v1.2.1
release_tag 1.2.1 "$merge"
nested=$(printf 'object %s\ntype tag\ntag v1.2.1\ntagger A <alice@example.com> %s +0000\n\nHotfix v1.2.1: x\n\nImpact: x\n\nIncident: #77\n' \
	"$(g c rev-parse v1.2.1)" "$(date +%s)" | object tag)
refused "a tag of a tag" annotated-tag origin "$nested:refs/tags/v1.2.1"
release_tag 1.2.1 "$merge^{tree}"
refused "a tag of a tree" annotated-tag origin v1.2.1
release_tag 1.2.1 "$merge:src/main.c"
refused "a tag of a file" annotated-tag origin v1.2.1
refused "a tree" annotated-tag origin "$merge^{tree}:refs/tags/v1.2.1"
on elsewhere
fix src/elsewhere.c one
release_tag 1.2.1 HEAD
refused "of what is on no branch" annotated-tag origin v1.2.1
refused "of what comes with a branch" annotated-tag origin v1.2.1 elsewhere
refused "of what comes as main" "annotated-tag merge" origin v1.2.1 elsewhere:main
g c merge -q --no-ff -m "Merge branch '$branch'" "$first_tip" >/dev/null
release_tag 1.2.1 "$(g c commit-tree -p "$main" -p "$first_tip" \
	-m "Merge branch '$branch'" "$first^{tree}")"
refused "of another merge of that branch" annotated-tag origin v1.2.1
INCIDENT=78 release_tag 1.2.1 "$merge"
refused "of another incident" tag-message origin v1.2.1
release_tag 1.2.2 "$merge"
refused "of another version" annotated-tag origin v1.2.2
refused "under another version's name" tag-message origin v1.2.2:refs/tags/v1.2.1
release_tag 1.2.1 "$merge"
refused "with another name inside" "annotated-tag tag-message version-order" origin v1.2.1:refs/tags/v1.2.3
refused "for a branch" structure origin v1.2.1:refs/heads/hotfix/v1.2.3-x

# --- The right one, and what one might do to it

taken "the right one" origin v1.2.1
right=$(g c rev-parse v1.2.1)
g c tag -f -a -m "Hotfix v1.2.1: again

Impact: x

Incident: #77" v1.2.1 "$merge" >/dev/null
refused "the same commit tagged again" non-fast-forward -f origin v1.2.1
release_tag 1.2.1 "$tip"
refused "moved" "annotated-tag non-fast-forward version-order" -f origin v1.2.1
refused "moved to a commit" "annotated-tag non-fast-forward version-order" -f origin "$main:refs/tags/v1.2.1"
refused "deleted" deletion origin :v1.2.1
zero=0000000000000000000000000000000000000000
make_pack c tag.pack "$(g c rev-parse v1.2.1)" "^$merge"
for order in "$right $zero:$zero $(g c rev-parse v1.2.1)" \
	"$zero $(g c rev-parse v1.2.1):$right $zero"; do
	pkt_push s --pack tag.pack --command "${order%%:*} refs/tags/v1.2.1" \
		--command "${order#*:} refs/tags/v1.2.1"
	isnt "$PUSH_STATUS" 0 "deleted and created in one push"
	is "$(server_ref s refs/tags/v1.2.1)" "$right" "it stays"
done
refused "a branch of its name" structure origin main:refs/heads/v1.2.1
refused "a branch of its name, and its deletion" deletion \
	origin :refs/tags/v1.2.1 main:refs/heads/v1.2.1

# --- A version used again

pusher frank
taken "an admin may delete it" origin :v1.2.1
release_tag 1.2.1 "$merge"
refused "it is not used again" version-order origin v1.2.1
refused "not even as it was" version-order origin "$right:refs/tags/v1.2.1"
pusher alice
landed 1.2.2
release_tag 1.2.2
taken "the next one" origin v1.2.2
landed 1.2.5
release_tag 1.2.5
refused "one that leaves some out" version-order origin v1.2.5
landed 1.2.0
release_tag 1.2.0
refused "one that was there from the beginning" "non-fast-forward version-order" -f origin v1.2.0

# --- Names

refused "a number with a zero in front" "ref-name version-order" origin \
	v1.2.2:refs/tags/v01.2.3
refused "in capitals" structure origin v1.2.2:refs/tags/V1.2.3
refused "a number without end" "annotated-tag tag-message version-order" origin \
	v1.2.2:refs/tags/v1.2.99999999999999999999
done_testing
