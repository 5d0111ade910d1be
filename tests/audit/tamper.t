#!/bin/sh
# Of a long log that was tampered with at random, verify names the first line
# that is wrong; and of a short one, more often. REFGATE_LOG_LINES, _ROUNDS and
# _SEED choose what is tried.
# shellcheck source=tests/lib/logs.sh
. "${REFGATE_SRC:-.}/tests/lib/logs.sh"

lines=${REFGATE_LOG_LINES:-100000}
rounds=${REFGATE_LOG_ROUNDS:-1}
seed=${REFGATE_LOG_SEED:-$(date +%s)}
diag "REFGATE_LOG_LINES=$lines REFGATE_LOG_SEED=$seed"

# make_log LINES
make_log() {
	rm -f good.jsonl*
	"$build/tests/test_log" append good.jsonl "$1" >/dev/null ||
		die "no log written"
	is "$(refgate log verify good.jsonl | cut -d ';' -f 1)" \
		"consistent to $1" "a log of $1 lines"
}

# tampered KIND WORDS: what is said, and of which line.
tampered() {
	wrong=0
	for round in $(seq "$rounds"); do
		said=$(python3 "$src/tests/audit/tamper.py" good.jsonl "$1" \
			"$seed-$round" number |
			refgate log verify - 2>&1)
		number=$(cat number)
		printf '%s\n' "$said" | head -n 1 |
			grep -Eq "^standard input:$number: .*($2)" && continue
		wrong=$((wrong + 1))
		diag "round $round: line $number; said: $said"
	done
	is "$wrong" 0 "$1"
}

tampered_all() {
	tampered change 'was changed|another log|was inserted|are missing'
	tampered remove 'lines are missing before it'
	tampered insert-copy 'was inserted|out of order|are missing'
	tampered insert-garbage 'line was inserted'
	tampered swap 'out of order|are missing'
	tampered move-back 'out of order|are missing'
	tampered tear 'was changed|no record|are missing'
	tampered shorten 'was changed'
	tampered cut 'line is torn'
}

make_log "$lines"
tampered_all
rounds=$((rounds * 12))
make_log 40
tampered_all
done_testing
