#!/bin/sh
# The command as such: verbs, help, versions, exit status, which stream.
. "${REFGATE_SRC:-.}/tests/lib/push.sh"
# shellcheck source=tests/lib/cli.sh
. "$REFGATE_SRC/tests/lib/cli.sh"

cli 2
is "$(cat "$OUT")" "" "wrong usage is no data"
contains "$ERR" 'usage: refgate VERB' "without a verb: usage"
cli 0 --help
contains "$OUT" 'usage: refgate VERB' "help is data"
is "$(cat "$ERR")" "" "and no message"
cli 0 --version
like "$(cat "$OUT")" '^refgate [0-9]+\.[0-9]+\.[0-9]+$' "the version"
cli 2 chekc
contains "$ERR" "did you mean 'check'?" "the nearest verb"
cli 2 "$(printf 'a\033[31m')"
contains "$ERR" '<U+001B>' "what is no verb is escaped"
cli 2 --nonesuch
for verb in check template explain policy 'policy lint' 'policy show' \
	'policy diff' import log 'log verify' governed record replay; do
	# shellcheck disable=SC2086 # two words
	cli 0 $verb --help
	contains "$OUT" "usage: refgate $verb" "refgate $verb --help"
	is "$(cat "$ERR")" "" "nothing on standard error"
	# shellcheck disable=SC2086 # two words
	cli 2 $verb --nonesuch-option
	is "$(cat "$OUT")" "" "a wrong option is no data: $verb"
	isnt "$(cat "$ERR")" "" "it is told: $verb"
done
PATH=$(push_path) git refgate --version >"$OUT"
like "$(cat "$OUT")" '^refgate ' "git refgate works, too"
if test -c /dev/full; then
	refgate explain >/dev/full 2>"$ERR"
	is $? 3 "a full disk is an internal error"
	contains "$ERR" 'cannot write' "which is told"
else
	skip "a full disk" "no /dev/full"
fi

done_testing
