#!/bin/sh
# Includes point down only, each third-party header stays in its room, and a
# source begins with its own header.
# shellcheck source=tests/lib/lint.sh
. tests/lib/lint.sh

# Which rooms a room may include from.
lint_rooms() {
	cat <<'EOF'
room base base
room git base git
room trust base trust
room rules base git trust rules
room policy base git trust rules policy
room audit base git audit
room gate base git trust rules policy audit gate
room hooks base git trust rules policy audit gate hooks
room cli base git trust rules policy audit gate cli
header git2 git
header yaml policy
header pcre2 base
header openssl base trust
header rnp trust
header jansson audit
header zlib git
header libdeflate git
header cmocka
EOF
}

lint_includes() {
	cd "$1" || exit
	lint_rooms >"$2"
	lint_sources . c h def | while IFS= read -r file; do
		awk -v file="$file" '
		function holds(list, word) {
			return index(" " list " ", " " word " ")
		}
		FNR == NR {
			list = $3
			for (i = 4; i <= NF; i++)
				list = list " " $i
			if ($1 == "room")
				rooms[$2] = list
			else
				homes[$2] = list
			next
		}
		FNR == 1 {
			n = split(file, part, "/")
			room = part[1] == "lib" ? part[2] : part[1]
		}
		!/^[ \t]*#[ \t]*include/ { next }
		{
			split($0, quoted, /["<>]/)
			name = quoted[2]
			if (!first)
				first = name
			from = name
			sub(/\/.*/, "", from)
			sub(/\.h$/, "", from)
			at = file ":" FNR ": "
		}
		/</ && room != "tests" && from in homes &&
		    !holds(homes[from], room) {
			print at "<" name "> belongs to " homes[from] " only"
		}
		/"/ && name ~ /\.\./ { print at name " leaves its room" }
		/"/ && name ~ /\// && room != "tests" &&
		    !holds(rooms[room], from) {
			print at room " must not include " name
		}
		END {
			own = file
			sub(/^lib\//, "", own)
			if (!sub(/\.c$/, ".h", own) || file !~ /^lib\//)
				exit
			if (first != own && (getline line < ("lib/" own)) >= 0)
				print file ":1: " own " is not first"
		}' "$2" "$file"
	done
}

lint_check() {
	lint_table=$(mktemp "${TMPDIR:-/tmp}/refgate-lint.XXXXXX") || exit 1
	(lint_includes "$1" "$lint_table")
	rm -f "$lint_table"
}

lint_self_test() {
	echo '#include "base/a.h"' | lint_file lib/git/a.h
	printf '#include "git/a.h"\n#include <git2.h>\n' |
		lint_file lib/git/a.c
	lint_expect clean "a room above"
	echo '#include "git/a.h"' | lint_file lib/base/a.c
	lint_expect "lib/base/a.c:1: base must not include git/a.h" "upwards"
	lint_tree
	echo '#include <git2/oid.h>' | lint_file lib/rules/a.c
	lint_expect "lib/rules/a.c:1: <git2/oid.h> belongs to git only" \
		"a foreign header"
	lint_tree
	echo '#include "rules/a.h"' | lint_file lib/audit/a.c
	lint_expect "audit must not include rules/a.h" "beside"
	lint_tree
	echo '#include "../lib/gate/a.h"' | lint_file hooks/a.c
	lint_expect "leaves its room" "a way around"
	lint_tree
	: | lint_file lib/base/a.h
	printf '#include <stdio.h>\n#include "base/a.h"\n' |
		lint_file lib/base/a.c
	lint_expect "base/a.h is not first" "own header second"
	lint_tree
	echo '#include <yaml.h>' | lint_file cli/a.c
	lint_expect "<yaml.h> belongs to policy only" "the command"
}

lint_main "$@"
