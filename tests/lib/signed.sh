# shellcheck shell=sh disable=SC2154
# Signed commits that are pushed to several rulesets. Source it after keys.sh.
#
#   edit SED                  the last commit of the clone c with other bytes
#   refuses WORDS RULESET...  the rule signature refuses the last commit, on
#                             the branch $by_key of each, and says why: an ERE

edit() {
	g c cat-file commit HEAD >"$push_base/commit"
	sed "$1" "$push_base/commit" >"$push_base/edited"
	g c reset -q --hard "$(g c hash-object -t commit -w --literally \
		"$push_base/edited")"
}

refuses() {
	refuses_words=$1
	shift
	for ruleset; do
		PUSH_NAME="$by_key: $ruleset refuses it" push_refused c \
			signature origin "HEAD:refs/heads/$ruleset/$by_key"
		like "$(tr '\n' ' ' <"$ANSWER" | sed 's/remote: *//g')" \
			"$refuses_words" "$by_key: why $ruleset does"
	done
}
