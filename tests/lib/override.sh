# shellcheck shell=sh disable=SC2154
# Authorisations as people make them, by plain git. Source it after sign.sh.
#
#   authorize_tag CLONE WHO TARGET LINE...  a local tag "say" of TARGET, signed
#                        by WHO ("nobody": not signed), with these trailers
#   authorize_say CLONE WHO TARGET [LINE...]  such a tag, said rightly for
#                        incident $INCIDENT, ref $REF and rules $RULES; a LINE
#                        "Token: ..." replaces the one that is said else, one
#                        "Token-" takes it out
#   authorize CLONE WHO TARGET [LINE...]  makes one and pushes it as WHO
#   authorize_remove SERVER  takes all of them off the server
#   authorize_until DATE   prints "Expires: ..." for a time of date(1)
#   override_log SERVER PYTHON  evaluates PYTHON with `log`, the records
#   value ACTION PYTHON  evaluates it with `r`, the last such record of $LOG

INCIDENT=INC-1
REF=refs/heads/main
RULES=all

authorize_tag() {
	authorize_clone=$1
	authorize_who=$2
	authorize_target=$3
	shift 3
	authorize_sign=-s
	test "$authorize_who" = nobody && authorize_sign=-a
	test "$authorize_who" = nobody || new_key "$authorize_who"
	printf '%s\n' "Override" '' "$@" |
		g "$authorize_clone" -c gpg.format=ssh \
			-c "user.signingKey=$KEYS/$authorize_who" \
			tag -f "$authorize_sign" -F - say "$authorize_target" \
			>/dev/null 2>&1 || die "tag by $authorize_who"
}

authorize_until() {
	printf 'Expires: %s\n' "$(date -u -d "$1" +%Y-%m-%dT%H:%M:%SZ)"
}

authorize_lines() {
	printf '%s\n' "Override: $INCIDENT" "Repository: $SERVER" "Ref: $REF" \
		"New: $1" "Rules: $RULES" "$(authorize_until '1 hour')" \
		"Reason: the site is down for everybody"
}

authorize_say() {
	authorize_at=$1
	authorize_by=$2
	authorize_of=$3
	shift 3
	authorize_lines "$(g "$authorize_at" rev-parse "$authorize_of")" \
		>"$push_base/lines"
	for authorize_line in "$@"; do
		case $authorize_line in
		*:*) authorize_token=${authorize_line%%:*} ;;
		*) authorize_token=${authorize_line%-} ;;
		esac
		grep -v "^$authorize_token:" "$push_base/lines" \
			>"$push_base/lines.new"
		case $authorize_line in
		"$authorize_token-") ;;
		*) printf '%s\n' "$authorize_line" >>"$push_base/lines.new" ;;
		esac
		mv "$push_base/lines.new" "$push_base/lines"
	done
	authorize_tag "$authorize_at" "$authorize_by" "$authorize_of" \
		"$(cat "$push_base/lines")"
}

authorize() {
	authorize_say "$@"
	authorize_place=refs/overrides/$INCIDENT/$2-$(g "$1" rev-parse --short say)
	g "$1" push -q origin "refs/tags/say:$authorize_place" 2>"$ANSWER" ||
		die "authorisation by $2: $(cat "$ANSWER")"
}

authorize_remove() {
	g "$1.git" for-each-ref --format='delete %(refname)' \
		refs/overrides refs/refgate |
		g "$1.git" update-ref --stdin || die "authorisations of $1"
}

override_log() {
	python3 -c 'import json, sys
log = [json.loads(line) for line in open(sys.argv[1])]
print(eval(sys.argv[2]))' "$WORK/$1.git/refgate/audit.jsonl" "$2"
}

value() {
	python3 -c 'import json, sys
log = [json.loads(line) for line in open(sys.argv[1])]
r = [r for r in log if r["event"]["action"] == sys.argv[2]][-1]
print(eval(sys.argv[3]))' "$LOG" "$1" "$2"
}
