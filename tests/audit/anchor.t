#!/bin/sh
# Anchors: what a chain alone cannot show. Checkpoints by real SSH keys, and
# a log that is cut off, written anew or replaced together with its head.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/keys.sh
. "$REFGATE_SRC/tests/lib/keys.sh"

build=${REFGATE_BUILD:-$REFGATE_SRC/build/test}
cd "$WORK" || die "cd"
unset GIT_DIR

append() {
	"$build/tests/test_log" append "$@" >/dev/null || die "no log written"
}

# Of a key; also as an ERE.
fingerprint() {
	ssh-keygen -l -E sha256 -f "$KEYS/$1.pub" | cut -d ' ' -f 2 |
		sed 's/[+]/[+]/g'
}

# verify STATUS ERE NAME [ARGUMENT...]: exit status and what is said.
verify() {
	wanted_status=$1
	wanted=$2
	name=$3
	shift 3
	said=$(refgate log verify "$@" 2>&1)
	status=$?
	if test "$status" = "$wanted_status" &&
		printf '%s\n' "$said" | grep -Eq "$wanted"; then
		pass "$name"
	else
		fail "$name"
		diag "wanted $wanted_status: $wanted"
		diag "got $status: $said"
	fi
}

# fresh: a.jsonl of five records, anchored at the third and the last.
fresh() {
	rm -f a.jsonl*
	append a.jsonl 3
	refgate log anchor --key "$KEYS/host" a.jsonl >/dev/null || die "anchor"
	append a.jsonl 2
	refgate log anchor --key "$KEYS/host" a.jsonl >/dev/null || die "anchor"
}

# sign PAYLOAD [NAMESPACE [KEY]]: a checkpoint as anybody may make one.
sign() {
	printf '%s' "$1" |
		ssh-keygen -Y sign -n "${2:-refgate-log}" \
			-f "$KEYS/${3:-host}" 2>/dev/null >signature || die "sign"
	python3 -c 'import json, sys
print(sys.argv[1][:-1] + ",\"key\":\"SHA256:x\",\"signature\":%s}"
      % json.dumps(open("signature").read()))' "$1"
}

ssh_key host
ssh_key other
ssh_key rsa -t rsa -b 2048
ssh_key ec -t ecdsa
key="--key $KEYS/host.pub"
host=$(fingerprint host)

# --- a checkpoint
append a.jsonl 5
like "$(refgate log anchor --key "$KEYS/host" a.jsonl)" \
	"^a.jsonl: record 5 anchored by $host\$" "a checkpoint"
is "$(wc -l <a.jsonl.anchors)" 1 "one line"
is "$(stat -c %a a.jsonl.anchors)" 600 "nobody else's file"
# shellcheck disable=SC2086
verify 0 "^consistent to 5; anchored to 5 by $host \(checkpoint of 20[^ ]*Z\); 5 records" \
	"it is found beside the log" $key a.jsonl
append a.jsonl 2
# shellcheck disable=SC2086
verify 0 "^consistent to 7; anchored to 5 by" "how far it reaches" $key a.jsonl
# shellcheck disable=SC2086
verify 0 "\"consistent\":true,.*\"anchored_to\":5,\"anchored_by\":\"$host\",\"anchor_time\":\"20.*Z\",\"anchor_flaws\":\[\]" \
	"as JSON" $key --format json a.jsonl
sed 's/,"key":"SHA256:.*/}/' a.jsonl.anchors | tr -d '\n' >payload
python3 -c 'import json
print(json.load(open("a.jsonl.anchors"))["signature"], end="")' >signature
ssh_line git01 host >allowed
ok "ssh-keygen takes it" sh -c 'ssh-keygen -Y verify -f allowed -I git01 \
	-n refgate-log -s signature <payload'
for kind in rsa ec; do
	cp a.jsonl.anchors keep.anchors
	refgate log anchor --key "$KEYS/$kind" a.jsonl >/dev/null
	verify 0 "anchored to 7 by $(fingerprint $kind)" "by a key of $kind" \
		--key "$KEYS/$kind.pub" --key "$KEYS/host.pub" a.jsonl
	mv keep.anchors a.jsonl.anchors
done
is "$(refgate log anchor --format json --key "$KEYS/host" a.jsonl)" \
	"$(tail -1 a.jsonl.anchors)" "as JSON it is the line itself"

# --- whose keys
verify 1 "a.jsonl.anchors:1: .* record 5 is not good: unknown key $host" \
	"another's key" --key "$KEYS/other.pub" a.jsonl
verify 0 "anchored to 7" "allowed signers" --key allowed a.jsonl
ssh_line git01 host 'namespaces="git"' >allowed
verify 1 "not good: not allowed here" "allowed for git only" \
	--key allowed a.jsonl
printf 'git01 no key\n' >allowed
verify 2 "allowed:1" "a file that is none" --key allowed a.jsonl
verify 2 "No such file" "no such file" --key nowhere a.jsonl

# --- the log is changed, and its head with it
fresh
cp a.jsonl whole.jsonl
head -4 whole.jsonl >a.jsonl
rm a.jsonl.head
# shellcheck disable=SC2086
verify 1 "^records 5 to 5 were anchored and are not there" "cut off" $key a.jsonl
like "$said" "anchored to 3 by" "as far as it is there"
append a.jsonl 4
# shellcheck disable=SC2086
verify 1 "^a.jsonl:5: record 5 is not the one that was anchored" \
	"cut off and written on" $key a.jsonl
: >a.jsonl
rm a.jsonl.head
# shellcheck disable=SC2086
verify 1 "^records 1 to 5 were anchored" "emptied" $key a.jsonl
python3 "$REFGATE_SRC/tests/lib/rechain.py" heads/main heads/evil \
	<whole.jsonl >a.jsonl
ok "the chain alone holds" refgate log verify - <a.jsonl
# shellcheck disable=SC2086
verify 1 "^a.jsonl:3: record 3 is not the one that was anchored" \
	"written anew" $key a.jsonl
like "$said" "not anchored" "nothing of it counts"
# shellcheck disable=SC2086
verify 1 '"consistent":false,.*"anchor_flaws":\[\{"file":"a.jsonl","line":3,' \
	"as JSON" $key --format json a.jsonl
rm -f a.jsonl a.jsonl.head
append a.jsonl 6
refgate log anchor --key "$KEYS/host" a.jsonl >/dev/null
# shellcheck disable=SC2086
verify 1 "^a.jsonl.anchors:1: the checkpoint of record 3 is of another log" \
	"replaced" $key a.jsonl

# --- checkpoints that are forged
fresh
cp a.jsonl.anchors whole.anchors
payload=$(sed -n 's/,"key":"SHA256:.*/}/; $p' whole.anchors)
while IFS='	' read -r name edit wanted; do
	sed "$edit" whole.anchors >a.jsonl.anchors
	# shellcheck disable=SC2086
	verify 1 "^a.jsonl.anchors:2: .*$wanted" "$name" $key a.jsonl
done <<'X'
another number	2s/"sequence":5/"sequence":4/	bad signature
another hash	2{s/"hash":"0/"hash":"1/;t;s/"hash":"./"hash":"0/}	bad signature
another time	2s/"time":"20/"time":"21/	bad signature
no signature	2s/,"key".*/}/	has no signature
a torn signature	2s/\(BEGIN SSH SIGNATURE.*\)-----END.*"/\1"/	malformed signature
X
{
	head -1 whole.anchors
	sign "$payload" git
} >a.jsonl.anchors
# shellcheck disable=SC2086
verify 1 "made for another namespace than refgate-log" "signed for git" \
	$key a.jsonl
sign "$payload" refgate-log other >a.jsonl.anchors
# shellcheck disable=SC2086
verify 1 "unknown key" "signed by somebody else" $key a.jsonl
{
	head -c 300000 /dev/urandom
	printf '\n{"refgate_anchor":{"chain":\n'
	cat whole.anchors
	head -1 whole.anchors | head -c 200
} >a.jsonl.anchors
# shellcheck disable=SC2086
verify 0 "anchors cannot be read" "garbage around them" $key a.jsonl
like "$said" "anchored to 5" "hides none"

# --- elsewhere
fresh
mv a.jsonl.anchors kept
# shellcheck disable=SC2086
verify 0 "anchored to 5 by $host" "a copy of the checkpoints" \
	$key --anchors kept a.jsonl
{
	echo "Nov 20 09:00:00 git01 sshd[7]: something else"
	sed 's/,"key":.*/}/; s/^/Nov 20 09:00:01 git01 refgate-anchor[7]: /' kept
} >syslog
verify 0 "^consistent to 5; anchored to 5 by syslog \(anchor of 20" "syslog" \
	--anchors syslog a.jsonl
gzip syslog
verify 0 "anchored to 5 by syslog" "packed" --anchors syslog.gz a.jsonl
head -1 kept >first
# shellcheck disable=SC2086
verify 0 "anchored to 5 by syslog" "the higher one counts" \
	$key --anchors first --anchors syslog.gz a.jsonl
# shellcheck disable=SC2086
verify 0 "anchored to 5 by $host" "the signed one of two" \
	$key --anchors syslog.gz --anchors kept a.jsonl
head -4 a.jsonl >short.jsonl
verify 1 "^records 5 to 5 were anchored" "cut off" --anchors syslog.gz \
	short.jsonl
append b.jsonl 2
verify 1 "^syslog.gz: no anchor in it is of this log" "of other logs only" \
	--anchors syslog.gz b.jsonl
verify 2 "nowhere" "not there" --anchors nowhere a.jsonl

# --- rotation
fresh
mv a.jsonl a.jsonl.1
is "$(refgate log anchor --key "$KEYS/host" a.jsonl | cut -d ' ' -f 2,3)" \
	"record 5" "between two files"
append a.jsonl 2
refgate log anchor --key "$KEYS/host" a.jsonl >/dev/null
# shellcheck disable=SC2086
verify 0 "anchored to 8 by" "rotated" $key a.jsonl.1 a.jsonl
gzip a.jsonl.1
# shellcheck disable=SC2086
verify 0 "anchored to 8 by" "packed" $key --file a.jsonl
# shellcheck disable=SC2086
verify 0 "anchored to 8 by" "the last file alone" $key a.jsonl

# --- keys that cannot sign
ssh-keygen -q -t ed25519 -N secret -f "$KEYS/locked"
ssh_key open
chmod 644 "$KEYS/open"
echo "no key" >"$KEYS/none"
chmod 600 "$KEYS/none"
for name in locked open none; do
	nok "cannot sign: $name" timeout 20 "$REFGATE_ROOT/bin/refgate" log \
		anchor --key "$KEYS/$name" a.jsonl
done
refgate log anchor a.jsonl >/dev/null 2>said
is "$?" 2 "no key is named"
contains said "give --key" "it says what to do"
refgate log anchor --key "$KEYS/host" nowhere.jsonl 2>/dev/null
is "$?" 2 "no log"
is "$(ls nowhere* 2>/dev/null)" "" "nothing is made"
ok "help" refgate log anchor --help

# --- by root, for the key; the owner of the log gets the file
if test "$(id -u)" = 0; then
	mkdir owned
	append owned/log 2
	chown -R nobody owned
	refgate log anchor --key "$KEYS/host" owned/log >/dev/null 2>&1
	is "$(stat -c %U owned/log.anchors)" nobody "not root's file"
	is "$(find owned -user root)" "" "nor any other"
	mv owned/log.lock owned/kept
	ln -s "$KEYS/host" owned/log.lock
	rm owned/log.anchors
	refgate log anchor --key "$KEYS/host" owned/log >/dev/null 2>said
	is "$?" 2 "a lock that is a link to a file of root's"
	contains said "no regular file" "is told"
	nok "and nothing is written as root" test -e owned/log.anchors
	git init -q --bare owned.git
	mkdir owned.git/refgate
	append owned.git/refgate/audit.jsonl 2
	chown -R nobody owned.git
	refgate log anchor --key "$KEYS/host" owned.git >/dev/null 2>&1
	is "$(stat -c %U owned.git/refgate/audit.jsonl.anchors)" nobody \
		"of a repository its owner's"
else
	skip "not root's file" "not root"
	skip "nor any other" "not root"
	skip "a lock that is a link to a file of root's" "not root"
	skip "is told" "not root"
	skip "and nothing is written as root" "not root"
	skip "of a repository its owner's" "not root"
fi

# --- by post-receive, hourly
own_log=$WORK/s.git/refgate/audit.jsonl
new_server s <<X
version: 1
audit: {anchor: $KEYS/host}
X
new_clone dev
commit_file dev a one "one"
push_ok dev origin main
is "$(wc -l <"$own_log.anchors")" 1 "the first push"
like "$(cat "$own_log.anchors")" '"repository":"s","chain"' "names it"
commit_file dev a two "two"
push_ok dev origin main
is "$(wc -l <"$own_log.anchors")" 1 "not again within the hour"
touch -d '61 minutes ago' "$own_log.anchors"
commit_file dev a three "three"
push_ok dev origin main
is "$(wc -l <"$own_log.anchors")" 2 "again after it"
last=$(wc -l <"$own_log")
verify 0 "anchored to $last by $host" "by the key that the policy names" s.git
refgate log anchor s.git >/dev/null || die "anchor"
is "$(wc -l <"$own_log.anchors")" 3 "by hand"
touch -d '61 minutes ago' "$own_log.anchors"
mv "$KEYS/host" "$KEYS/moved"
commit_file dev a four "four"
push_ok dev origin main
is "$(wc -l <"$own_log.anchors")" 3 "a key that is not there stops nothing"

done_testing
