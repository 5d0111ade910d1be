#!/bin/sh
# Makes the seeds of the targets that read what git writes: objects, refs,
# pushes, messages, globs. With git and ssh-keygen: make-git-corpus.sh. New
# keys each time, so run it only when a seed is to be added or changed.
set -eu

cd -P -- "$(dirname "$0")/corpus"
corpus=$PWD
mkdir -p push push_options push_certificate ref_name commit tag tree glob
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
GIT_CONFIG_GLOBAL=$scratch/config
GIT_CONFIG_SYSTEM=/dev/null
export GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM
ssh-keygen -q -t ed25519 -N '' -C '' -f "$scratch/key"
git config --global user.name 'Alice Example'
git config --global user.email alice@example.com
git config --global gpg.format ssh
git config --global user.signingKey "$scratch/key.pub"
git config --global init.defaultBranch main
git config --global protocol.file.allow always

git init -q "$scratch/work"
cd "$scratch/work"

# object TYPE NAME REVISION: as it is, without git's own head
object() {
	git cat-file "$1" "$3" >"$corpus/$1/$2"
}

mkdir lib doc
printf 'one\n' >README
printf '#!/bin/sh\n' >lib/run.sh
chmod +x lib/run.sh
ln -s ../README doc/read-me
: >a && : >a.c && : >a-b
mkdir a0
: >a0/x
git add . && git commit -q -m 'Add what there is'
object commit root HEAD
object tree root 'HEAD^{tree}'
object tree lib HEAD:lib
object tree doc HEAD:doc
git checkout -q -b topic
printf 'two\n' >README
git commit -q -S -a -m 'Change the text' -m 'It said the wrong thing.

Fixes: #12
Signed-off-by: Alice Example <alice@example.com>'
object commit signed HEAD
printf 'three\n' >>README
GIT_AUTHOR_DATE='1700000000 -1130' GIT_COMMITTER_DATE='@1 +1400' \
	git -c i18n.commitEncoding=ISO-8859-1 commit -q -a -m "$(
		printf 'Gr\374n'
	)"
object commit encoding HEAD
git tag -s -m 'Release 1.0' v1.0
object tag signed v1.0
git tag -a -m 'A tag' -m 'Its body.' plain
object tag plain plain
git tag -a -m 'Of a tree' tree 'HEAD^{tree}'
object tag of-tree tree
git checkout -q main
git merge -q -S -m 'Merge v1.0' v1.0 --no-ff 2>/dev/null
object commit merge-signed-tag HEAD
git checkout -q -b a HEAD~1
printf 'b\n' >b && git add b && git commit -q -m b
git checkout -q -b c main && printf 'c\n' >c && git add c && git commit -q -m c
git merge -q -m 'Merge two' a topic
object commit merge HEAD
git -c protocol.file.allow=always submodule --quiet add "$scratch/work" sub \
	2>/dev/null
git commit -q -m 'Add a submodule'
object tree submodule 'HEAD^{tree}'
git cat-file commit HEAD | sed 's/^author/author x <x@y> 1 +0000\nauthor/' \
	>"$corpus/commit/two-authors"
{
	git cat-file commit v1.0 | sed '/^$/,$d'
	printf 'gpgsig -----BEGIN x\n y\n \n z\ngpgsig-sha256 a\n b\n\ntext\n'
} >"$corpus/commit/two-signatures"
printf 'object %040d\ntype commit\ntag x\n\nm\n' 1 >"$corpus/tag/no-tagger"
{
	printf '100664 a\0%020d' 1
	printf '40000 a\0%020d' 1
	printf '100644 .GIT \0%020d' 1
} >"$corpus/tree/flaws"
cd "$corpus"

old=0000000000000000000000000000000000000000
new=58f29b7796b5023c27157380c7d4fd6b19068ddf
printf '%s %s refs/heads/main\n' $old $new >push/one
printf '%s %s refs/heads/\303\274\n%s %s refs/tags/v1\n\n' \
	$new $old $old $new >push/blank-line
printf '%s %s refs/heads/main' $old $new >push/cut-off
: >push/empty
printf '%s %s %s' $old A refs/x >push/flaw

printf '%s\0%s\0%s\0%s\0%s\0%s' $new 1763771000-abcdef OK 2 \
	incident=INC-12 reviewer >push_options/two
printf '\0\0\0%s' 65 >push_options/many
printf '\0\0\0%s\0' 01 >push_options/leading-zero
printf 'x\0n\0BAD\0%s\0%s' 1 "$(printf '\377\033[1m')" >push_options/bytes

git init -q --bare "$scratch/server.git"
cat >"$scratch/server.git/hooks/pre-receive" <<'EOF'
#!/bin/sh
git cat-file blob "$GIT_PUSH_CERT" >"$FUZZ_SEED"
EOF
chmod +x "$scratch/server.git/hooks/pre-receive"
git -C "$scratch/server.git" config receive.certNonceSeed seed
git -C "$scratch/server.git" config receive.advertisePushOptions true
FUZZ_SEED=$corpus/push_certificate/branches git -C "$scratch/work" push -q \
	--signed -o incident=INC-12 "$scratch/server.git" main topic
FUZZ_SEED=$corpus/push_certificate/deletes git -C "$scratch/work" push -q \
	--signed "$scratch/server.git" :topic v1.0
sed '/^nonce/d; s/^pusher .*/pusher ssh-key/' push_certificate/deletes \
	>push_certificate/no-nonce
sed 's/^nonce/odd/' push_certificate/deletes >push_certificate/odd-line
sed '/^-----BEGIN/,$d' push_certificate/deletes >push_certificate/unsigned

number=0
while IFS= read -r name; do
	number=$((number + 1))
	printf '%s' "$name" >"ref_name/$number"
done <<'EOF'
refs/heads/main
refs/heads/release/1.2
refs/overrides/INC-12/alice
refs/approvals/58f29b7796b5023c27157380c7d4fd6b19068ddf/bob
refs/heads/x.lock
refs/heads/.x
refs/heads/a..b
refs/heads/a@{1}
refs/heads/@
refs/heads//x
HEAD
refs/heads/x/
refs/heads/x.
refs/tags/v1.0^{}
EOF
printf 'refs/heads/\303\274\342\200\256' >ref_name/bidi

number=0
while read -r glob name; do
	number=$((number + 1))
	printf '%s\0%s' "$glob" "$name" >"glob/$number"
done <<'EOF'
refs/heads/main refs/heads/main
refs/heads/release/* refs/heads/release/1.2
refs/heads/**/x refs/heads/a/b/x
**/*.c lib/git/a.c
a/** a/b/c
refs/{heads,tags}/v[0-9]* refs/tags/v1
!refs/heads/{a,b{c,d}} refs/heads/bd
[]a-c!]?\* ]x*
[^/]**b*?c axxbxxbc
a*b*c*d aXbXcXbXcXd
**/a/**/b/* x/a/y/a/z/b/c
{a,b}{c,d}{e,f} ace
***/x y/x
EOF
