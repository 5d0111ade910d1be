#!/bin/sh
# Makes the seeds of the targets that read git's object files: loose objects
# and packs of a small repository, and what describes such a pack. With git.
# Other times each time, so run it only when a seed is to be added or changed.
set -eu

cd -P -- "$(dirname "$0")/corpus"
corpus=$PWD
mkdir -p loose pack
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
GIT_CONFIG_GLOBAL=/dev/null
GIT_CONFIG_SYSTEM=/dev/null
GIT_AUTHOR_NAME='Alice Example'
GIT_AUTHOR_EMAIL=alice@example.com
GIT_COMMITTER_NAME=$GIT_AUTHOR_NAME
GIT_COMMITTER_EMAIL=$GIT_AUTHOR_EMAIL
export GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL \
	GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
git init -q "$scratch/work"
cd "$scratch/work"

# loose NAME REVISION: its file; what it was made of
loose() {
	id=$(git rev-parse "$2")
	file=.git/objects/${id%"${id#??}"}/${id#??}
	{
		printf '\001'
		cat "$file"
	} >"$corpus/loose/$1"
	{
		printf '\002%s %s\0' "$(git cat-file -t "$id")" \
			"$(git cat-file -s "$id")"
		git cat-file "$(git cat-file -t "$id")" "$id"
	} >"$corpus/loose/$1-text"
}

# pack NAME OPTION...: all that there is, in one pack
pack() {
	name=$1
	shift
	rm -rf "$scratch/pack"
	mkdir "$scratch/pack"
	git rev-list --objects --all |
		git pack-objects -q "$@" "$scratch/pack/p" >/dev/null
	size=$(wc -c <"$(echo "$scratch"/pack/*.idx)")
	{
		printf '\001%b' "\\0$(printf %o $((size / 256)))"
		printf '%b' "\\0$(printf %o $((size % 256)))"
		cat "$scratch"/pack/*.idx "$scratch"/pack/*.pack
	} >"$corpus/pack/$name"
}

seq 100 >lines
git add lines && git commit -q -m 'Add lines'
git tag -a -m 'A tag' v1
loose blob HEAD:lines
loose tree 'HEAD^{tree}'
loose commit HEAD
loose tag v1
printf '' >empty
git add empty && git commit -q -m 'Add nothing'
loose empty HEAD:empty
for number in 1 2 3; do
	sed -i "${number}0s/\$/ changed/" lines
	git commit -q -a -m "Change $number"
done
pack offsets --delta-base-offset --window=10
pack ids --no-reuse-delta --window=10
pack whole --window=0
printf '\001blob 3' >"$corpus/loose/no-stream"
printf '\002blob 3\0abcd' >"$corpus/loose/longer-text"
printf '\002blob 4\0abc' >"$corpus/loose/shorter-text"
printf '\002blob 03\0abc' >"$corpus/loose/zero-text"
printf '\002blob 99999999999999999999\0' >"$corpus/loose/large-text"

# An entry: type, base, lie, size (two bytes), and that many bytes.
base='\003\000\000\001\002abcdef'
{
	printf '\000%b' "$base"
	printf '\006\001\000\001\002\006\007\220\006\001x'
} >"$corpus/pack/made-offset"
{
	printf '\000%b' "$base"
	printf '\007\000\000\002\000\006\011\220\006\003xyz'
} >"$corpus/pack/made-id"
{
	printf '\000%b' "$base"
	printf '\006\001\000\001\000\006\006\220\006'
	printf '\006\002\000\001\000\006\003\220\003'
	printf '\006\003\000\001\000\003\003\220\003'
} >"$corpus/pack/made-chain"
printf '\000\007\000\000\000\000' >"$corpus/pack/made-self"

# Trees: ids of twenty letters, or of the second entry.
file() {
	printf '100644 %s\0%s' "$1" "$2$2$2$2$2$2$2$2$2$2"
}
second() {
	printf '40000 %s\0\012\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\001' "$1"
}
two() {
	printf '\002\000\000\016\002' && file a xx && file b yy
}
mkdir -p "$corpus/survey"
{
	two
	printf '\002\000\000\007\001' && file c zz
	printf '\002\000\000\007\000' && second d
} >"$corpus/survey/folder"
{
	two
	printf '\002\000\000\007\000' && second d
} >"$corpus/survey/circle"
{
	two
	printf '\006\001\000\007\000\072\072\220\011\024zzzzzzzzzzzzzzzzzzzz'
	printf '\221\035\035'
} >"$corpus/survey/other-id"
{
	two
	printf '\006\001\000\011\002\072\130\220\035\036' && file aa zz
	printf '\221\035\035'
} >"$corpus/survey/further-entry"
{
	two
	printf '\006\001\000\001\003\072\072\221\035\035\220\035'
} >"$corpus/survey/other-order"
{
	two
	printf '\006\001\000\001\001\072\035\221\035\035'
	printf '\007\000\000\001\003\072\072\220\035\221\035\035'
	printf '\002\000\000\007\000' && second d
} >"$corpus/survey/removed-entry"
{
	two
	printf '\006\001\000\003\000\072\072\006100664\221\006\064'
} >"$corpus/survey/other-mode"
