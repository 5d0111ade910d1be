#!/bin/sh
# What a policy says is kept between pushes, and is nobody's back door: what
# counts are its files.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

good_subjects() {
	printf 'version: 1\nrulesets:\n  - name: all\n'
	printf '    refs: ["refs/heads/*"]\n    rules:\n'
	printf "      commit-message: {subject: {pattern: '^%s'}}\n" "$1"
}

next_commit() {
	number=$((${number:-0} + 1))
	commit_file c file "$number" "$1 $number"
}

good_subjects good >good.yml
new_server s good.yml
cache=$WORK/s.git/refgate/policy.cache
new_clone c
next_commit good
push_ok c origin HEAD:refs/heads/main
ok "the first push keeps what the policy says" test -s "$cache"
is "$(stat -c %a "$cache")" 600 "for its owner only"
before=$(cksum <"$cache")
next_commit good
PUSH_NAME="the second goes by it" push_ok c origin HEAD:refs/heads/main
is "$(cksum <"$cache")" "$before" "and writes no other"
next_commit bad
PUSH_NAME="it refuses, too" push_refused c commit-message origin \
	HEAD:refs/heads/main

# --- a change counts at once
good_subjects 'go[o]d|bad' | set_policy s
PUSH_NAME="another policy" push_ok c origin HEAD:refs/heads/main
ok "has another cache" test "$(cksum <"$cache")" != "$before"
echo 'version: 1' | set_policy s
printf 'rulsets: []\n' >>"$WORK/s.git/refgate/policy.yml"
next_commit good
push_ends 1 c origin HEAD:refs/heads/main
contains "$ANSWER" "does not load" "a policy with a flaw refuses"
good_subjects good | set_policy s
PUSH_NAME="one without goes on" push_ok c origin HEAD:refs/heads/main

# --- a cache of another repository, of weaker rules
good_subjects '' >weak.yml
new_server weak weak.yml
new_clone w weak
commit_file w file 1 "anything"
push_ok w origin HEAD:refs/heads/main
cp "$WORK/weak.git/refgate/policy.cache" "$cache"
next_commit bad
PUSH_NAME="somebody else's cache" push_refused c commit-message origin \
	HEAD:refs/heads/main

# --- what cannot be kept
rm -f "$cache"
mkdir "$cache"
next_commit good
g c reset -q --soft HEAD~2
g c commit -q -m "good again"
PUSH_NAME="a folder in its place" push_ok c origin HEAD:refs/heads/main
rmdir "$cache"
ln -s /dev/null "$cache"
next_commit good
PUSH_NAME="a link that leads nowhere" push_ok c origin HEAD:refs/heads/main
rm -rf "$cache"
g s.git config core.sharedRepository group
next_commit good
PUSH_NAME="a shared repository" push_ok c origin HEAD:refs/heads/main
nok "keeps none" test -e "$cache"

# --- a rule that only says what is known cannot be bound: of a ruleset that
# does not govern what is pushed
cat >late.yml <<'EOF'
version: 1
rulesets:
  - name: main
    refs: [refs/heads/main]
    rules:
      commit-message: {subject: {pattern: '^good'}}
  - name: topics
    refs: ["refs/heads/topic/**"]
    rules:
      ref-name: {pattern: 'refs/heads/topic/(?<topic>[a-z]+)'}
      commit-message: {subject: {pattern: '^${topic}: '}}
EOF
new_server late late.yml
new_clone l late
commit_file l file 1 "good 1"
push_ok l origin HEAD:refs/heads/main
commit_file l file 2 "good 2"
PUSH_NAME="without that rule" push_ok l origin HEAD:refs/heads/main
python3 - "$WORK/late.git/refgate/policy.cache" <<'EOF'
import hashlib, struct, sys

with open(sys.argv[1], "rb") as file:
    cache = bytearray(file.read()[:-64])
at = cache.index(b"\n") + 1
for _ in range(4):
    at += 4 + struct.unpack_from("=I", cache, at)[0] + 1
assert struct.unpack_from("=I", cache, at)[0] == 1, "one pattern waits"
struct.pack_into("=I", cache, at, 0)
with open(sys.argv[1], "wb") as file:
    file.write(cache + hashlib.sha256(cache).hexdigest().encode())
EOF
commit_file l file 3 "good 3"
PUSH_NAME="a cache that says otherwise" push_ends 1 l origin \
	HEAD:refs/heads/main
contains "$ANSWER" "cannot be read from its cache" "refuses, and says why"
contains "$ANSWER" "refgate/*.cache" "and what may be removed"
rm "$WORK/late.git/refgate/policy.cache"
PUSH_NAME="without it" push_ok l origin HEAD:refs/heads/main
done_testing
