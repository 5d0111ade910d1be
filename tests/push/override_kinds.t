#!/bin/sh
# What an authorisation is of: a merge or its tip, a tag, a deletion, a new
# branch, several refs; and how long, how often it serves.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/override-server.sh
. "$REFGATE_SRC/tests/lib/override-server.sh"

# --- Merges

branch
g c merge -q --no-ff -m "good merge" hotfix/REC-1
both "$tip"
ok "the tip that a clean merge brings in" commit-message origin main
g s.git update-ref refs/heads/main "$start"
no "the same merge again" commit-message origin main
g c reset -q --hard "$start"
g c merge -q --no-ff -m "good merge, again" hotfix/REC-1
no "another merge of that tip" commit-message origin main
says "it was used" "it says so"

branch
g c merge -q --no-ff -m "good merge" hotfix/REC-1
both "$tip"
mv "$WORK/s.git/hooks/update" "$WORK/s.git/hooks/real"
printf '#!/bin/sh\nexit 1\n' >"$WORK/s.git/hooks/update"
chmod +x "$WORK/s.git/hooks/update"
push_run c -o override=INC-1 origin main
mv "$WORK/s.git/hooks/real" "$WORK/s.git/hooks/update"
is "$PUSH_STATUS" 1 "a merge that did not land"
first=$(g c rev-parse main)
g c reset -q --hard "$start"
g c merge -q --no-ff -m "good merge, again" hotfix/REC-1
no "it is kept for that" commit-message origin main
says "it is kept for another push" "it says so"
g c reset -q --hard "$first"
ok "which can be tried again" commit-message origin main
branch
g c merge -q --no-ff -m "good merge" hotfix/REC-1
both main
ok "the merge itself" commit-message origin main
branch
g c merge -q hotfix/REC-1
both "$tip"
ok "a fast-forward to the tip" commit-message origin main
branch
g c merge -q --no-ff --no-commit hotfix/REC-1 2>/dev/null
echo more >"$WORK/c/a"
g c add a
g c commit -q -m "good merge and more"
both "$tip"
no "a merge that brings in more than the tip" commit-message origin main
both main
ok "of which the merge itself is signed" commit-message origin main
branch
g c reset -q --hard "$start"
commit_file c "a$count" other "good, on the same path"
put main
g c merge -q --no-ff hotfix/REC-1 >/dev/null 2>&1
echo both >"$WORK/c/a$count"
g c add .
g c commit -q -m "good, resolved by hand"
both "$tip"
no "a merge with a path that was resolved by hand" commit-message origin main
both main
ok "itself" commit-message origin main
branch
g c config user.email lead@example.com
sign_as c lead
g c merge -q --no-ff -m "good merge" hotfix/REC-1
sign_as c nobody
g c config user.email dev@example.com
both "$tip"
ok "a clean merge is nobody's work" commit-message origin main
branch
commit_file c b more "good, before"
g c merge -q --no-ff -m "good merge" hotfix/REC-1
both "$tip"
no "a merge with a commit before it" "commit-message" origin main
branch
g c merge -q --no-ff -m "good merge" hotfix/REC-1
commit_file c b more "good, behind"
both "$tip"
no "a merge with a commit behind it" "commit-message" origin main
branch
g c checkout -q -B side "$start"
commit_file c side x "good side"
g c checkout -q main
g c merge -q --no-ff -m "good octopus" hotfix/REC-1 side
both "$tip"
no "an octopus" commit-message origin main
branch
g c merge -q --no-ff -m "good merge" hotfix/REC-1
authorize c dev "$tip" "Follow-up: none" "Risk: low"
authorize c lead "$tip" "Follow-up: none" "Risk: low"
no "the author of what is merged" "commit-message" origin main

# --- New branches

back
g c checkout -q -B hotfix/nameless
sign_as c dev
commit_file c b x "a fix"
both HEAD "Ref: refs/heads/hotfix/nameless" "Rules: ref-name"
ok "a new branch" ref-name origin hotfix/nameless
commit_file c b y "another fix" --no-gpg-sign
no "what it gets later" signature origin hotfix/nameless
g c checkout -q -B release/1 main
commit_file c b z "bad release" --no-gpg-sign
authorize c dev HEAD "Ref: refs/heads/release/1" "Follow-up: x" "Risk: x"
authorize c lead HEAD "Ref: refs/heads/release/1" "Follow-up: x" "Risk: x"
no "a new branch, by its author" commit-message origin release/1
put release/1 hotfix/REC-7
no "also if the commit is on another governed branch" commit-message \
	origin release/1
says "they wrote some of it" "it says so"
g c checkout -q main
sign_as c nobody

# --- Deletions

branch
no "nobody has signed" deletion origin :refs/heads/hotfix/REC-1
both "$tip" "Ref: refs/heads/hotfix/REC-1"
no "for its tip, not for its end" deletion origin :refs/heads/hotfix/REC-1
says "it is not for this deletion" "it says so"
zeros=0000000000000000000000000000000000000000
both "$start" "Ref: refs/heads/hotfix/REC-1" "New: $zeros"
no "of another commit" deletion origin :refs/heads/hotfix/REC-1
both "$tip" "Ref: refs/heads/hotfix/REC-1" "New: $zeros"
no "not for landing" commit-message origin hotfix/REC-1:main
ok "of what goes" deletion origin :refs/heads/hotfix/REC-1
put hotfix/REC-1
no "once" deletion origin :refs/heads/hotfix/REC-1

# --- Tags

back
g c tag -f -a -m "bad tag" v1 main
both v1 "Ref: refs/tags/v1"
ok "a tag" tag-message origin v1
both main "Ref: refs/tags/v1" "New: $zeros"
no "the commit of a tag that goes" deletion origin :refs/tags/v1
both v1 "Ref: refs/tags/v1" "New: $zeros"
ok "a tag that goes" deletion origin :refs/tags/v1
g c tag -f -a -m "bad tag, again" v2 main
both main "Ref: refs/tags/v2"
no "a tag, of which only the commit is signed" tag-message origin v2
both v2 "Ref: refs/tags/v2"
ok "the tag" tag-message origin v2
GIT_COMMITTER_EMAIL=lead@example.com g c tag -f -a -m "bad tag" v3 main
both v3 "Ref: refs/tags/v3"
no "its tagger has signed" tag-message origin v3
says "they made the tag" "it says so"
g c -c gpg.format=ssh -c "user.signingKey=$KEYS/other" \
	tag -f -s -m "bad tag" v4 main >/dev/null 2>&1
both v4 "Ref: refs/tags/v4"
no "its signer has signed" tag-message origin v4
says "they signed the tag" "it says so"

# --- Rewinding

back
commit_file c b w "good work"
put main
authorize_remove s
no "a rewind" non-fast-forward --force origin "$start:main"
both "$start" "Rules: non-fast-forward"
ok "signed" non-fast-forward --force origin "$start:main"
put main
no "once" non-fast-forward --force origin "$start:main"

# --- Several refs

branch
both "$tip" "Ref: refs/heads/main
Ref: refs/heads/release/2"
PUSH_NAME="one is covered, one is not" push_refused c commit-message \
	-o override=INC-1 origin "$tip:main" "$tip:refs/heads/release/3"
ok "both are" commit-message origin "$tip:main" "$tip:refs/heads/release/2"
g s.git update-ref -d refs/heads/release/2
g s.git update-ref refs/heads/main "$start"
no "each once" commit-message origin "$tip:refs/heads/release/2"
branch
both "$tip" "Ref: refs/heads/main
Ref: refs/heads/release/2"
ok "the one" commit-message origin "$tip:main"
g s.git update-ref refs/heads/main "$start"
ok "and later the other" commit-message origin "$tip:refs/heads/release/2"
g s.git update-ref -d refs/heads/release/2

# --- Evaluate

branch
both "$tip"
sed -i 's/^version: 1/&\nmode: evaluate/' "$WORK/s.git/refgate/policy.yml"
PUSH_NAME="what only evaluates needs no override" push_warned c \
	commit-message -o override=INC-1 origin "$tip:main"
g s.git update-ref refs/heads/main "$start"
override_policy
ok "nor uses one up" commit-message origin "$tip:main"

# --- How long, how often

branch
both "$tip" "$(authorize_until '3 hours')"
override_policy "  max-duration: 1h"
sed -i '/max-duration: 4h/d' "$WORK/s.git/refgate/policy.yml"
no "it lasts longer than may be by now" commit-message origin "$tip:main"
says "longer than 1h from now" "it says so"
override_policy "  at-most: {count: 2, per: 30d}"
branch
both "$tip"
ok "the first incident" commit-message origin "$tip:main"
g s.git update-ref refs/heads/main "$start"
g c commit-tree -p "$start" -m "bad, and another" "$tip^{tree}" >"$push_base/id"
both "$(cat "$push_base/id")"
ok "and again" commit-message origin "$(cat "$push_base/id"):main"
g s.git update-ref refs/heads/main "$start"
INCIDENT=INC-2 both "$tip"
PUSH_NAME="the second incident" push_warned c "override commit-message" \
	-o override=INC-2 origin "$tip:main"
g s.git update-ref refs/heads/main "$start"
INCIDENT=INC-3 both "$tip"
PUSH_NAME="the third incident" push_refused c commit-message \
	-o override=INC-3 origin "$tip:main"
says "overrides for 2 incidents within 30d are the limit: INC-" "it says so"
# as if it had been at the end of the month before
for ref in $(g s.git for-each-ref --format='%(refname)' refs/refgate/spent); do
	g s.git update-ref "refs/refgate/spent/$(date -u \
		-d "$(date -u +%Y-%m-15) -1 month" +%Y-%m)/${ref##*/}" "$ref"
done
override_policy "  at-most: {count: 3, per: 30d}"
g c commit-tree -p "$start" -m "bad, another's" "$tip^{tree}" >"$push_base/id"
INCIDENT=INC-4 both "$(cat "$push_base/id")"
PUSH_NAME="over the end of a month each counts once" push_warned c \
	"override commit-message" -o override=INC-4 \
	origin "$(cat "$push_base/id"):main"
g s.git update-ref refs/heads/main "$start"
g c commit-tree -p "$start" -m "bad, a third" "$tip^{tree}" >"$push_base/id"
both "$(cat "$push_base/id")"
ok "one that was used before" commit-message origin "$(cat "$push_base/id"):main"
g s.git update-ref refs/heads/main "$start"
for month in $(g s.git for-each-ref --format='%(refname)' refs/refgate/spent); do
	text=$(g s.git cat-file blob "$month" |
		sed "s/^time .*/time $(date -u -d '31 days ago' +%Y-%m-%dT%H:%M:%SZ)/" |
		g s.git hash-object -w --stdin)
	g s.git update-ref "$month" "$text"
done
PUSH_NAME="31 days later" push_warned c "override commit-message" \
	-o override=INC-3 origin "$tip:main"
override_policy

done_testing
