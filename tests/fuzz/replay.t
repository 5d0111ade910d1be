#!/bin/sh
# Every fuzz target takes all of its corpus, and every target has one.
. "${REFGATE_SRC:-.}/tests/lib/tap.sh"

here=${REFGATE_SRC:-$PWD}/tests/fuzz
targets=0

for source in "$here"/fuzz_*.c; do
	test -f "$source" || continue
	targets=$((targets + 1))
	target=$(basename "$source" .c)
	corpus=$here/corpus/${target#fuzz_}
	files=$(find "$corpus" -type f 2>/dev/null | wc -l)
	isnt "$files" 0 "$target has a corpus"
	test "$files" -gt 0 || continue
	output=$("$REFGATE_BUILD/tests/$target" "$corpus" 2>&1)
	is "$?" 0 "$target takes its corpus"
	is "$(printf '%s\n' "$output" | tail -n 1)" "$files inputs" \
		"$target takes all of it"
done

# A corpus that no target reads tests nothing.
for corpus in "$here"/corpus/*/; do
	name=$(basename "$corpus")
	ok "corpus/$name has a target" test -f "$here/fuzz_$name.c"
done

isnt "$targets" 0 "there are targets"
done_testing
