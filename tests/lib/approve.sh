# shellcheck shell=sh disable=SC2154
# Approvals as people make them, by plain git. Source it after sign.sh.
#
#   approve_tag CLONE WHO COMMIT TAG LINE...  a local tag of COMMIT, signed by
#                          WHO ("nobody": not signed), with these trailers;
#                          TAG_DATE in the environment: its time
#   approve_say CLONE WHO COMMIT [REF [WORD]]  such a tag, said rightly: tag
#                          "say", for REF (main), WORD Approve or Withdraw
#   approval CLONE NAME COMMIT  refspec that makes the tag "say" an approval
#   approve CLONE WHO COMMIT [REF]  makes one and pushes it as WHO
#   approve_remove SERVER  takes all of them off the server

approve_tag() {
	approve_clone=$1
	approve_who=$2
	approve_commit=$3
	approve_name=$4
	shift 4
	approve_sign=-s
	test "$approve_who" = nobody && approve_sign=-a
	test "$approve_who" = nobody || new_key "$approve_who"
	printf '%s\n' "a word about it" '' "$@" |
		GIT_COMMITTER_DATE=${TAG_DATE:-} \
			g "$approve_clone" -c gpg.format=ssh \
			-c "user.signingKey=$KEYS/$approve_who" \
			tag -f "$approve_sign" -F - "$approve_name" \
			"$approve_commit" >/dev/null || die "tag by $approve_who"
}

approve_say() {
	approve_id=$(g "$1" rev-parse "$3")
	approve_tag "$1" "$2" "$3" say "${5:-Approve}: $approve_id" \
		"Repository: $SERVER" "Ref: ${4:-refs/heads/main}"
}

approval() {
	printf 'refs/tags/say:refs/approvals/%s/%s\n' \
		"$(g "$1" rev-parse "$3")" "$2"
}

approve() {
	approve_say "$1" "$2" "$3" "${4:-}"
	g "$1" push -q origin "$(approval "$1" "$2" "$3")" \
		2>"$push_base/approve" ||
		die "approval by $2: $(cat "$push_base/approve")"
}

approve_remove() {
	g "$1.git" for-each-ref --format='delete %(refname)' refs/approvals |
		g "$1.git" update-ref --stdin || die "approvals of $1"
}
