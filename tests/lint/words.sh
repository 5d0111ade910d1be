#!/bin/sh
# No file speaks of the machine or the people it was written on, and nothing
# is left for later. The brackets keep the patterns from matching themselves.
# shellcheck source=tests/lib/lint.sh
. tests/lib/lint.sh

lint_words='/wor[k]/|/tmp/buil[d]|\b[a]ssistants?\b|languag[e] model|\bTOD[O]([:(]| *\*/)|\bFIXM[E]\b'
lint_words="$lint_words"'|\bcoordinato[r]\b|chatgp[t]|anthropi[c]|\bclaud[e]\b|\bcopilo[t]\b'

lint_check() {
	(
		cd "$1" || exit
		find . \( -name .git -o -name build -o -name LICENSE \
			-o -name __pycache__ \) -prune -o -type f -print0 |
			xargs -0 -r grep -InEi -e "$lint_words" /dev/null |
			cut -c 1-160 | sed 's/^\.\///'
	)
}

lint_self_test() {
	echo 'it works in /worker and /home' | lint_file README.md
	lint_expect clean "a harmless text"
	for word in "cd /wor""k/main" "TO""DO: later" "the assis""tant" \
		"asked the coordina""tor"; do
		lint_tree
		echo "text, $word, text" | lint_file docs/a.md
		lint_expect "docs/a.md:1" "$word"
	done
}

lint_main "$@"
