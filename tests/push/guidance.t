#!/bin/sh
# The words of every rule, as their reader sees them, and their repairs.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/golden.sh
. "$REFGATE_SRC/tests/lib/golden.sh"

new_server s <<'EOP'
version: 1
contact: "#release-managers"
people:
  alice: {emails: [alice@example.com], logins: [alice]}
  bob: {emails: [bob@example.com], logins: [bob]}
groups:
  leads: [bob]
  team: [alice, bob]
rulesets:
  - {name: main, refs: [refs/heads/main], rules: {update: {allow: [leads]}}}
  - name: hotfix
    refs: ["refs/heads/hotfix/**"]
    rules:
      ref-name:
        pattern: 'hotfix/REC-[0-9]+-[a-z0-9]+(-[a-z0-9]+)*'
        shape: hotfix/REC-<number>-<description>
        accept: [hotfix/REC-123-fix-login]
      start-point: {from: ["refs/heads/main"]}
  - name: topic
    refs: ["refs/heads/topic/**"]
    rules: {ref-name: {pattern: 'topic/[a-z]+', accept: [topic/search]}}
  - name: release
    refs: ["refs/heads/release/**"]
    rules:
      creation: {allow: [leads]}
      deletion: {allow: [leads], merged-into: [refs/heads/main]}
  - name: stable
    refs: ["refs/heads/stable/**"]
    rules: {creation: {allow: nobody}}
  - {name: line, refs: ["refs/heads/line/**"], rules: {linear-history: {}}}
  - {name: dev, refs: [refs/heads/develop], rules: {non-fast-forward: {allow: [leads]}}}
  - name: people
    refs: ["refs/heads/people/**"]
    rules:
      author: {email: '[^@]+@example[.]com'}
      committer: {allow: [team]}
  - {name: mine, refs: ["refs/heads/mine/**"], rules: {committer: {is-pusher: true}}}
  - {name: signed, refs: ["refs/heads/signed/**"], rules: {signed-off-by: {}}}
  - {name: dates, refs: ["refs/heads/dates/**"], rules: {commit-date: {order: 1h}}}
  - {name: form, refs: ["refs/heads/form/**"], rules: {commit-form: {extra-headers: []}}}
  - {name: form2, refs: ["refs/heads/form2/**"], rules: {commit-form: {extra-headers: [x]}}}
  - {name: deny, refs: ["refs/heads/deny/**"], rules: {paths: {deny: ["secret/**", "*.key"]}, start-point: {from: [refs/heads/main]}}}
  - {name: allow, refs: ["refs/heads/allow/**"], rules: {paths: {allow: ["src/**"]}, start-point: {from: [refs/heads/main]}}}
  - name: need
    refs: ["refs/heads/need/**"]
    rules:
      start-point: {from: [refs/heads/main]}
      paths: {require: ["tests/**"], require-with: {"src/**": [CHANGELOG.md]}, not-only: ["docs/**"]}
  - name: size
    refs: ["refs/heads/size/**"]
    rules:
      start-point: {from: [refs/heads/main]}
      change-size: {files: 3, lines: 10, commits: 2}
  - name: tags
    refs: ["refs/tags/v*"]
    rules:
      annotated-tag: {target: ["refs/heads/main"]}
      tag-message: {subject: {pattern: '^Hotfix v', shape: 'Hotfix v<version>: <summary>'}, sections: [{name: Impact}]}
  - name: names
    refs: ["refs/tags/release-*"]
    rules: {ref-name: {pattern: 'release-[0-9]+', shape: 'release-<number>'}}
EOP
pusher alice
golden_clone
put src/a.c "int a;" "a source"
golden_seed

# --- ref-name
fresh hotfix/fix-login
put a one "fix: one"
refused ref-name ref-name c origin HEAD
mended c 's/NUMBER/7/'
fresh topic/9
put a one "fix: one"
refused ref-name-pattern ref-name c origin HEAD
mended c 's/NEW-NAME/topic\/nine/'
fresh other
at
g c tag -a -m "the first" release-one HEAD
refused ref-name-tag ref-name c origin release-one
mended c 's/NUMBER/1/'

# --- creation, update, deletion, non-fast-forward
fresh release/1
refused creation creation c origin HEAD
fresh stable/1
refused creation-nobody creation c origin HEAD
fresh work
put a one "an update"
refused update update c origin HEAD:main
put a two "not merged"
g c push -q "$WORK/s.git" HEAD:refs/heads/unused
g s.git update-ref refs/heads/release/2 refs/heads/unused
g s.git update-ref -d refs/heads/unused
refused deletion deletion c origin :release/2
refused deletion-default deletion c origin :main
refused non-fast-forward-main "update non-fast-forward" c --force origin \
	HEAD~2~1:refs/heads/main
unmended "it is for a lead to do"
g s.git update-ref refs/heads/develop refs/heads/main
g c fetch -q origin
fresh develop-2
g c reset -q --hard HEAD~1
put b one "beside the server's"
g c branch -q -f develop HEAD
g c checkout -q develop
refused non-fast-forward non-fast-forward c --force origin develop
mended c ''
at
g c tag -m x -a v0 origin/main
seed c refs/tags/v0:refs/tags/v0
at
g c tag -d v0 >/dev/null
g c tag -a -m "$(printf 'Hotfix v0: x\n\nImpact: none')" v0 origin/main
refused non-fast-forward-tag non-fast-forward c --force origin v0
unmended "the server's tag stays"

# --- start-point
fresh develop-work
put d one "development"
seed c +HEAD:refs/heads/develop
fresh hotfix/REC-1-start
g c reset -q --hard origin/develop
put a one "fix: one"
refused start-point start-point c origin HEAD
mended c ''

# --- linear-history
fresh line/merged
put a one "one"
g c checkout -q -b side HEAD~1
put b one "two"
g c checkout -q line/merged
at
g c merge -q --no-ff -m "Merge branch side" side
now
refused linear-history linear-history c origin HEAD
mended c ''

# --- annotated-tag, tag-message
fresh tagging
put a one "not on main"
tagged='Hotfix v1: x

Impact: none'
editor "$tagged"
g c tag v1 origin/main
refused annotated-tag annotated-tag c origin v1
mended c ''
no_editor
at
g c tag -a -m "$(printf 'Hotfix v2: x\n\nImpact: none')" v2 HEAD
refused annotated-tag-target annotated-tag c origin v2
mended c ''
at
g c tag -a -m "second" v3 origin/main
refused tag-message tag-message c origin v3
editor "$(printf 'Hotfix v3: x\n\nImpact: none')"
mended c ''
no_editor
at
g c -c advice.nestedTag=false tag -a -m "of a tag" v4 v1
refused annotated-tag-nested "annotated-tag tag-message" c origin v4
editor "$tagged"
mended c ''
no_editor

# --- author, committer
fresh people/author
GIT_AUTHOR_EMAIL=alice@laptop put a one "one"
put b one "two"
refused author author c origin HEAD
mended c 's/YOUR-EMAIL/alice@example.com/;s/YOUR-NAME/Alice/'
fresh people/committer
GIT_COMMITTER_EMAIL=mallory@example.com put a one "one"
refused committer committer c origin HEAD
mended c 's/YOUR-EMAIL/alice@example.com/;s/YOUR-NAME/Alice/'
fresh mine/committer
GIT_COMMITTER_EMAIL=bob@example.com put a one "one"
refused committer-pusher committer c origin HEAD
mended c 's/YOUR-EMAIL/alice@example.com/;s/YOUR-NAME/Alice/'

# --- signed-off-by
fresh signed/none
put a one "one"
put b one "two

Signed-off-by: Bob <bob@example.com>"
refused signed-off-by signed-off-by c origin HEAD
mended c ''

# --- commit-date
fresh dates/old
put a one "one"
put b one "two"
refused commit-date commit-date c origin HEAD
mended c ''
fresh dates/order
now
commit_file c a one "now"
GIT_COMMITTER_DATE="$(($(date +%s) - 86400)) +0000" commit_file c b one "before"
push_refused c commit-date origin HEAD
contains "$ANSWER" "before its parent" "commit-date-order: said so"

# --- commit-form
fresh form/latin
at
printf 'caf\351\n' | g c -c i18n.commitEncoding=ISO-8859-1 commit -q \
	--allow-empty -F -
put b one "behind it"
refused commit-form commit-form c origin HEAD
mended c ''
fresh form2/header
forged=$(g c cat-file commit HEAD | sed "s/^parent .*/parent $(g c rev-parse HEAD)/
/^committer/a\\
x-odd: 1" | g c hash-object -t commit -w --stdin)
g c reset -q --hard "$forged"
refused commit-form-header commit-form c origin HEAD
mended c ''
fresh form/zone
forged=$(g c cat-file commit HEAD | sed "s/^parent .*/parent $(g c rev-parse HEAD)/
s/+0000/+9900/" | g c hash-object -t commit -w --literally --stdin)
g c reset -q --hard "$forged"
refused commit-form-zone commit-form c origin HEAD
mended c ''

# --- paths
fresh deny/tip
mkdir -p "$WORK/c/secret"
echo key >"$WORK/c/secret/one"
echo key >"$WORK/c/two.key"
g c add .
put a one "one"
refused paths-deny paths c origin HEAD
mended c ''
fresh deny/deep
put secret/one one "one"
put a one "two"
refused paths-deny-deep paths c origin HEAD
mended c ''
fresh allow/tip
put README.md two "outside"
put src/b.c "int b;" "inside"
refused paths-allow paths c origin HEAD
mended c ''
fresh need/tests
put src/a.c "int aa;" "no test"
refused paths-require paths c origin HEAD
mkdir -p "$WORK/c/tests"
echo t >"$WORK/c/tests/t"
echo c >"$WORK/c/CHANGELOG.md"
mended c 's/FILE/tests\/t CHANGELOG.md/'
fresh people/only-one
GIT_AUTHOR_EMAIL=alice@laptop put a one "one"
GIT_AUTHOR_NAME=Bob GIT_AUTHOR_EMAIL=bob@example.com put b one "by Bob"
push_refused c author origin HEAD
golden_pending=author-only-one
mended c 's/YOUR-EMAIL/alice@example.com/;s/YOUR-NAME/Alice/'
is "$(g c log --format=%an%ae -2 | tr '\n' ' ')" \
	"Bobbob@example.com Alicealice@example.com " "the others keep theirs"
fresh need/docs
put docs/a one "only words"
refused paths-not-only paths c origin HEAD

# --- change-size
fresh size/big
for file in 1 2 3 4; do
	seq 1 $file >"$WORK/c/f$file"
done
g c add .
put a one "too much"
put b one "more"
put c one "and more"
refused change-size change-size c origin HEAD
GIT_SEQUENCE_EDITOR="sed -i.bak -e 0,/^pick/s//drop/"
export GIT_SEQUENCE_EDITOR
mended c ''
unset GIT_SEQUENCE_EDITOR

golden_settle
done_testing
