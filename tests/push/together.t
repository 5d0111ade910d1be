#!/bin/sh
# From 16 new commits on, structure and the rules see each commit in turn, as
# long as nobody has anything to say of it. What is said then is what was said
# of fewer: once, newest first, by the rule that it is of.
# shellcheck source=tests/lib/push.sh
. "${REFGATE_SRC:-.}/tests/lib/push.sh"

COMMITS=20

cat >"$push_base/policy" <<'EOF'
version: 1
rulesets:
  - name: all
    refs: ["refs/heads/*"]
    rules:
      commit-message: {subject: {pattern: '^step \d+$', shape: "step <number>"}}
      paths: {deny: ["secret/**"]}
      file-kinds: {symlinks: deny}
      file-size: {max: 1KiB, severity: warning}
  - name: tried
    refs: ["refs/heads/*"]
    enforcement: evaluate
    rules:
      author: {name: '^Alice$'}
  - name: fix
    refs: ["refs/heads/hotfix/*"]
    rules:
      ref-name: {pattern: 'hotfix/(?<v>v[0-9.]+)', accept: [hotfix/v1.2.1]}
      start-point: {from: [refs/heads/main], version: next-patch}
      commit-message:
        subject: {pattern: '^step \d+ after ${base}$', shape: "step <number>"}
EOF
new_server all <"$push_base/policy"
new_clone a
commit_file a a 1 "step 0"
seed a
new_server few <"$push_base/policy"
new_clone c
g c pull -q "$WORK/a" HEAD
seed c
base=$(g c rev-parse HEAD)
for server in all few; do
	g c push -q "$WORK/$server.git" HEAD:refs/tags/v1.0.0 || die "no tag"
done

# history NAME FROM TO FAULT...: the steps of a branch; NUMBER has another
# subject, dNUMBER a file that is denied, tNUMBER a tree that git would not
# write, lNUMBER a link, kNUMBER a name that is there in other letters,
# wNUMBER a large file, oNUMBER another author; mNUMBER is no fault, but a merge.
history() {
	branch=$1 from=$2 to=$3
	shift 3
	start=$base
	test "$from" -eq 1 || start=$(g c rev-parse "$branch")
	awk -v start="$start" -v from="$from" -v to="$to" -v branch="$branch" \
		-v bad=" $* " -v behind="$behind" '
	function has(kind, i) { return index(bad, " " kind i " ") }
	function file(mode, name, text) {
		printf "M %s inline %s\ndata %d\n%s\n", mode, name,
			length(text), text
	}
	BEGIN {
		while (length(large) < 2000)
			large = large "more and more "
		for (i = from; i <= to; i++) {
			if (has("m", i)) {
				printf "commit refs/side\nmark :%d\n", 100 + i
				print "committer Alice <alice@example.com>" \
					" 1700000000 +0000"
				text = "step " i behind
				printf "data %d\n%s\n", length(text), text
				print "from :" i - 2
				file(100644, "side" i, text)
				print ""
			}
			text = has("", i) ? "stop" : "step " i behind
			printf "commit refs/heads/%s\nmark :%d\n", branch, i
			printf "author %s <alice@example.com> %d +0000\n",
				has("o", i) ? "Bob" : "Alice", 1700000000 + i
			printf "committer Alice <alice@example.com> %d +0000\n",
				1700000000 + i
			printf "data %d\n%s\n", length(text), text
			if (i == from)
				print "from " start
			if (has("m", i)) {
				print "from :" i - 1
				print "merge :" 100 + i
			}
			file(100644, "d/f" i % 3, branch " " i)
			if (has("d", i)) file(100644, "secret/key" i, text)
			if (has("t", i)) file(100644, "d/.GIT/x", text)
			if (has("t", i - 1)) print "D d/.GIT"
			if (has("l", i)) file(120000, "link" i, "d")
			if (has("k", i)) file(100644, "d/F1", text)
			if (has("w", i)) file(100644, "large" i, large)
		}
	}' | g c fast-import --quiet --force || die "no history"
}

# push_as CLONE RULES WARNED BRANCH: refused by these, or else accepted.
push_as() {
	if test "$2"; then
		push_refused "$1" "$2" origin "$4:refs/heads/$4"
	elif test "$3"; then
		push_warned "$1" "$3" origin "$4:refs/heads/$4"
	else
		push_ok "$1" origin "$4:refs/heads/$4"
	fi
}

# What is told of commits: not how many were looked at, nor what to paste.
told() {
	sed -n 's/^remote: *\([0-9a-f]\{7,40\} .*\)/\1/p
		s/^remote: *\(\(error\|warning\): \[[^ ]*\).*/\1/p' "$ANSWER"
}

# alike NAME RULES WARNED FAULT...: the same is told, and logged, of all commits
# of a branch as of its last eight, which have the faults.
alike() {
	name=$1 rules=$2 warned=$3
	shift 3
	history "$name" 1 "$((COMMITS - 8))"
	g c push -q origin "$name:refs/heads/$name" || die "the first ones"
	history "$name" "$((COMMITS - 7))" "$COMMITS" "$@"
	PUSH_NAME="few: $name" push_as c "$rules" "$warned" "$name"
	told >"$push_base/few"
	logged few >"$push_base/few.log"
	g a fetch -q "$WORK/c" "$name:$name" || die "nothing to fetch"
	PUSH_NAME="all: $name" push_as a "$rules" "$warned" "$name"
	told >"$push_base/all"
	logged all >"$push_base/all.log"
	ok "$name: the same is told" diff "$push_base/few" "$push_base/all"
	ok "$name: the same is logged" \
		diff "$push_base/few.log" "$push_base/all.log"
}

# Of the last event of a server: what became of it, rules and commits.
logged() {
	tail -n 1 "$WORK/$1.git/refgate/audit.jsonl" | jq -c '[.event.action,
		[.refgate.findings[]? | [.rule, .verdict, .commit]]]'
}

behind=
alike good "" ""
alike merges "" "" m16 m19
alike brought paths "" m16 m19 d15
alike message commit-message "" 15
alike several commit-message "" 14 17 20
alike denied paths "" d18
alike link file-kinds "" l16
alike letters file-kinds "" k13 k19
# no rule can compare such a tree
malformed="structure paths file-size file-kinds"
alike tree "$malformed" "" t16
alike both "$malformed commit-message" "" 14 t18
alike large "" file-size w17
alike tried "" author o15
alike all "$malformed commit-message" author 13 d14 l15 t16 w18 o19
contains "$push_base/all" "error: [structure]" "all: it is told"
behind=" after v1.0.0"
alike hotfix/v1.0.1 "" "" m17
is "$(wc -l <"$push_base/all")" 0 "what is worked out first is there"

done_testing
