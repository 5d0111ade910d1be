#!/bin/sh
# Makes the seeds of the targets that read what refgate writes, and of those
# that read policies and rulesets: from pushes, from servers that tests leave
# behind, and from the files of tests/policy. make-gate-corpus.sh, with
# REFGATE_ROOT set to an installed tree. Logs have other times each time, so
# run it only when a seed is to be added or changed.
REFGATE_SRC=$(cd -P -- "$(dirname "$0")/../.." && pwd)
corpus=$REFGATE_SRC/tests/fuzz/corpus
cd "$REFGATE_SRC" || exit 1
# shellcheck source=tests/lib/push.sh
. "$REFGATE_SRC/tests/lib/push.sh"
size_max=4096

# corpus_of NAME: an empty folder for its seeds
corpus_of() {
	mkdir -p "$corpus/$1"
}

# keep TARGET NAME: standard input, if it is no larger than a seed may be
keep() {
	cat >"$push_base/seed"
	keep_size=$(wc -c <"$push_base/seed")
	test "$keep_size" -gt "$size_max" ||
		cp "$push_base/seed" "$corpus/$1/$2"
}

for target in policy import log log_tail query report metrics event \
	clearance snapshot memory_text packed_refs ref_value config alternates \
	policy_cache text message commit_message regex clock secrets; do
	corpus_of "$target"
done

# --- policies and rulesets
for file in "$REFGATE_SRC"/policy/*.yml; do
	name=$(basename "$file" .yml)
	keep policy "preset-$name" <"$file"
done
for file in "$REFGATE_SRC"/tests/policy/good/*.yml \
	"$REFGATE_SRC"/tests/policy/bad/*.yml; do
	name=$(basename "$(dirname "$file")")-$(basename "$file" .yml)
	keep policy "$name" <"$file"
done
for file in "$REFGATE_SRC"/tests/policy/import/*.json; do
	name=$(basename "$file" .json)
	keep import "$name" <"$file"
done

# --- what one server has
new_server s <<'EOF'
version: 1
contact: "#release-managers"
audit: {identities: hash}
rulesets:
  - name: all
    refs: ["refs/heads/**", "!refs/heads/{tmp,old}/*"]
    rules: {commit-message: {subject: {max: 20}}, follow-up: []}
EOF
sed -i '/follow-up/s/, follow-up: \[\]//' "$WORK/s.git/refgate/policy.yml"
mv "$WORK/s.git/hooks/update" "$WORK/s.git/hooks/update.real"
cat >"$WORK/s.git/hooks/update" <<EOF
#!/bin/sh
for file in refgate/clearance/*; do
	cp "\$file" "$push_base/clearance-\${1##*/}"
done
exec hooks/update.real "\$@"
EOF
chmod +x "$WORK/s.git/hooks/update"
new_clone c
commit_file c README one 'One'
g c branch topic
g c tag -a -m 'Of one' v1
g c push -q origin main topic v1 2>/dev/null
commit_file c README two 'A subject that is too long for that'
g c push -q origin HEAD 2>/dev/null
for name in main topic; do
	keep clearance "$name" <"$push_base/clearance-$name"
done
keep log refused <"$WORK/s.git/refgate/audit.jsonl"
keep config server <"$WORK/s.git/config"
keep config client <"$WORK/c/.git/config"
g s.git pack-refs --all
keep packed_refs server <"$WORK/s.git/packed-refs"
keep ref_value head <"$WORK/s.git/HEAD"
{ printf 'ref: refs/heads/topic\n\0' && cat "$WORK/s.git/packed-refs"; } |
	keep ref_value packed
g s.git rev-parse main | keep ref_value id

# --- what is kept of a policy: its tree, behind the key and the files
# tree FILE: prints that part of a cache
tree() {
	python3 - "$1" <<'X'
import struct, sys
data = open(sys.argv[1], "rb").read()
at = data.index(b"\n") + 1
def number():
    global at
    at += 4
    return struct.unpack("=I", data[at - 4:at])[0]
def skip(texts):
    global at
    for _ in range(texts):
        size = number()
        at += size + 1
skip(4)
skip(3 * number())
sys.stdout.buffer.write(b"\0" + data[at:-64])
X
}
tree "$WORK/s.git/refgate/policy.cache" | keep policy_cache server
printf 'version: 1\n' >"$push_base/least.yml"
new_server least "$push_base/least.yml"
g c push -q "$WORK/least.git" HEAD:refs/heads/main 2>/dev/null
tree "$WORK/least.git/refgate/policy.cache" | keep policy_cache least
number=0
while IFS= read -r lies; do
	number=$((number + 1))
	printf '\001%b' "$lies" | keep policy_cache "lies-$number"
done <<'EOF'
\0000\0000\0000
\0000\0001x\0000\0002y
\0001\0000\0002\0002\0000\0001
\0002\0100\0377\0001\0300\0001
EOF

# --- what tests leave behind: memories and logs
mkdir "$push_base/kept"
for test in push/override push/override_debts push/memory audit/flow \
	push/approvals_landing audit/identities; do
	(
		cd "$REFGATE_SRC" || exit
		REFGATE_TEST_KEEP=1 TMPDIR=$push_base/kept \
			sh "tests/$test.t" >/dev/null 2>&1
	)
done
find "$push_base/kept" -name audit.jsonl -size +0 >"$push_base/logs"
number=0
while IFS= read -r log; do
	number=$((number + 1))
	head -n 3 "$log" | keep log "first-$number"
	head -c 3000 "$log" | keep log_tail "torn-$number"
	tail -n 2 "$log" | keep query "last-$number"
	tail -n 3 "$log" | keep report "last-$number"
	{ printf '\0' && tail -n 3 "$log"; } | keep metrics "last-$number"
done <"$push_base/logs"
find "$push_base/kept" -name refgate -type d -path '*/refs/*' -prune |
	sed 's,/refs/refgate$,,' >"$push_base/servers"
number=0
while IFS= read -r server; do
	git -C "$server" for-each-ref --format='%(objecttype) %(refname)' \
		refs/refgate/ >"$push_base/refs"
	while read -r type ref; do
		test "$type" = blob || continue
		number=$((number + 1))
		case $ref in
		*/snapshot) target=snapshot ;;
		*) target=memory_text ;;
		esac
		git -C "$server" cat-file blob "$ref" |
			keep "$target" "$(basename "${ref%/*}")-$number"
	done <"$push_base/refs"
done <"$push_base/servers"

# --- by hand
printf '[core]\n\tbare = true ; x\n[remote "a\\"b"]\n\turl = "x y" \\\n z\n' |
	keep config quoted
printf '[a.b]\nc\n[include]\npath=x\n\357\273\277' | keep config odd
printf '../b\n# no\n\n/nowhere\n' | keep alternates missing
printf '../../a\n../../b\n\0../objects\n' | keep alternates circle
printf '"../a"\n' | keep alternates quoted
printf '0\0ref' | keep ref_value flaw
printf 'one two\nkey-2 \nby bob\nby eve\nnew %040d\ntime %s\n' 1 \
	2026-01-31T09:00:00Z | keep memory_text all
printf 'R\303\274ck\t\033[31m\342\200\256x\r\n\377' | keep text bytes
printf -- "-it's %%s \$(x) \`y\`!\n" | keep text shell
printf '\303' | keep text cut-off
for encoding in ISO-8859-15 utf-8 Windows-1252 EUC-JP UTF-7; do
	printf '%s\0Gr\374n\n\n- [ ]\n<what>\n\nRisk: low\nFixes: #1\n x\n' \
		$encoding | keep message "$encoding"
done
printf '\0fix: All\n\nSo.\n\nRisk: low\n\nRoot cause:\n- a\n\nIssue: x\n%s' \
	"$(printf 'Issue: y\n\nFixes: #12\nCc: bob')" | keep commit_message fits
printf '\0fixup! x\n\nRisk: <low>\nRoot cause: [text]\n password\n\n%s' \
	"$(printf 'Fixes: #1\nFixes: 2')" | keep commit_message flaws
git -C "$REFGATE_SRC" log -n 5 --format=%H 2>/dev/null >"$push_base/ids" || :
while read -r id; do
	{ printf '\0' && git -C "$REFGATE_SRC" log -n 1 --format=%B "$id"; } |
		keep message "$id"
done <"$push_base/ids"
number=0
while IFS='	' read -r flags pattern subject; do
	number=$((number + 1))
	printf '%s%s\0%s' "$flags" "$pattern" "$subject" | keep regex "$number"
done <<'EOF'
A	(a+)+$	aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab
A	^(?<type>feat|fix)(\([a-z-]+\))?: [A-Z].{0,60}$	feat(x): Add y
C	^Risk: (low|high)$	a\nRisk: low
B	\bINC-[0-9]+\b	see INC-12
A	(?R)	x
A	(?<a>.)(?<a>.)\C(*UTF)	xy
A	(?=(a*))\1{2,30}b|[^\p{L}]{3,}	aaaaaaaaaa
@	(x+x+)+y|((a?){20}){20}	xxxxxxxxxxxxxxxxxxxxxxxx
EOF
number=0
while IFS= read -r text; do
	number=$((number + 1))
	printf '%s' "$text" | keep clock "$number"
done <<'EOF'
2026-01-31T09:00:00Z
2026-02-29T24:00:60+14:00
0000-01-01T00:00:00.123-00:01
9999-12-31
90s
36525d
-40d
10.20.30
999999999.0.1
EOF
# by halves, so that nobody finds a secret here
{
	printf 'key = %s%s\n' AKIA IOSFODNN7EXAMPLQ
	printf '%s%s\n' ghp_ 0123456789abcdefghijklmnopqrstuvwxyzAB
	printf -- '-----BEGIN %s PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n' RSA
} | keep secrets all
printf 'push to x refused\0project\0alice\0alice@example.com\0%s\0%s\0%s' \
	refs/heads/topic signature \
	'the commit by alice <alice@example.com> is not signed' |
	keep event refused
printf 'a\0b\0\0\0refs/heads/\377\342\200\256\0r\0%03000d' 1 | keep event long
