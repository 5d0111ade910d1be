# shellcheck shell=sh disable=SC2154
# Types the page that `refgate explain --format markdown` writes for a team.
# Source it after push.sh and keys.sh.
#
#   team_start PRESET PERSON...  a server with that policy, its groups on
#                        standard input; a clone for each person, with a home, a
#                        key and an address of their own; the page in $TEAM_PAGE
#   team_begin WHO [REF...]  the first commit, on main and these refs
#   team_setup           everybody types what is to be done once
#   team_type HEADING WHO [SED]  the blocks of commands below "## HEADING", typed
#                        by that person, words in capitals replaced by SED; all
#                        have to end well, and the gate warns of nothing
#   team_next WHO SED    a branch and its commits, under another name
#   team_work WHO FILE...  writes into these files of the clone
#   team_expected        rules that may warn, a line each
#   team_none_left       every section with commands has been typed
#
# A block that only asks (-o refgate=check) is refused as such, and would be
# accepted.

TEAM_PAGE=$push_base/page.md
TEAM_POLICY=$WORK/policy.yml
TEAM_PEOPLE=
team_server=project
team_typed=
team_expected=

# team_as WHO COMMAND...: in their clone, with their own git configuration.
team_as() {
	team_who=$1
	shift
	(
		cd "$WORK/$team_who" || exit
		HOME=$push_base/homes/$team_who
		GIT_CONFIG_GLOBAL=$HOME/.gitconfig
		GL_USER=$team_who GL_REPO=$team_server
		PATH=$(push_path)
		export HOME GIT_CONFIG_GLOBAL GL_USER GL_REPO PATH
		"$@"
	)
}

team_person() {
	mkdir -p "$push_base/homes/$1/.ssh"
	sed "s/Alice/$1/; s/alice@/$1@/" "$push_base/gitconfig" \
		>"$push_base/homes/$1/.gitconfig"
	ssh_key "$1"
	cp "$KEYS/$1" "$push_base/homes/$1/.ssh/id_ed25519"
	cp "$KEYS/$1.pub" "$push_base/homes/$1/.ssh/id_ed25519.pub"
	new_clone "$1" "$team_server"
}

team_policy() {
	printf 'version: 1\nextends: %s\ncontact: "#team"\n' "$1"
	printf 'trust: {ssh: allowed_signers}\npeople:\n'
	for team_one in $TEAM_PEOPLE; do
		printf '  %s: {emails: [%s@example.com], logins: [%s]}\n' \
			"$team_one" "$team_one" "$team_one"
	done
	cat
}

team_start() {
	team_preset=$1
	shift
	TEAM_PEOPLE=$*
	team_policy "$team_preset" >"$TEAM_POLICY"
	new_server "$team_server" "$TEAM_POLICY"
	g "$team_server.git" config refgate.identity gitolite
	for team_one in $TEAM_PEOPLE; do
		team_person "$team_one"
		ssh_line "$team_one@example.com" "$team_one"
	done >"$WORK/allowed_signers"
	cp "$WORK/allowed_signers" "$WORK/$team_server.git/refgate/"
	refgate explain --policy "$TEAM_POLICY" --format markdown \
		>"$TEAM_PAGE" || die "no page of $team_preset"
	ok "the page is whole" python3 "$REFGATE_SRC/tests/lib/markdown.py" \
		"$TEAM_PAGE"
}

team_begin() {
	team_who=$1
	shift
	team_work "$team_who" src/app.c tests/app.t
	team_as "$team_who" sh -c 'git add . && git commit -q -m Begin' ||
		die "no beginning"
	for team_one in refs/heads/main "$@"; do
		seed "$team_who" "HEAD:$team_one"
	done
}

team_setup() {
	for team_person in $TEAM_PEOPLE; do
		team_type "Once: a key to sign with" "$team_person"
	done
}

team_next() {
	team_type "hotfix: the branch" "$1" "$2"
	team_work "$1" src/app.c tests/app.t
	team_type "hotfix: its commits" "$1" "$2;s/FILES/./"
}

team_work() {
	team_who=$1
	shift
	for team_one in "$@"; do
		mkdir -p "$WORK/$team_who/$(dirname "$team_one")"
		date +%N >>"$WORK/$team_who/$team_one"
	done
}

# The blocks below a heading, each a file.
team_blocks() {
	rm -rf "$push_base/blocks"
	mkdir "$push_base/blocks"
	awk -v heading="## $1" -v directory="$push_base/blocks" '
		/^## / { near = $0 == heading; next }
		near && $0 == "```sh" {
			inside = 1
			file = sprintf("%s/%02d", directory, ++count)
			next
		}
		/^```$/ { inside = 0; next }
		near && inside { print >file }' "$TEAM_PAGE"
}

team_run() {
	team_as "$1" sh -eu "$2" >"$push_base/printed" 2>&1 </dev/null
	team_status=$?
	sed 's/^remote: //; s/ *$//' "$push_base/printed" >"$push_base/said"
}

# Nothing that the gate has to say, but for what a test expects.
team_silent() {
	! sed -n 's/^\(error\|warning\): \[\([a-z-]*\)\].*/\2/p' \
		"$push_base/said" | grep -vxF "${team_expected:-nothing}"
}

team_well() {
	if grep -q 'refgate=check' "$1"; then
		test "$team_status" -ne 0 &&
			grep -q 'check only: would be accepted' \
				"$push_base/said" && team_silent
	else
		test "$team_status" -eq 0 && team_silent
	fi
}

team_type() {
	team_typed="$team_typed|$1|"
	team_blocks "$1"
	for team_block in "$push_base"/blocks/*; do
		test -f "$team_block" || {
			fail "$1: no commands"
			return
		}
		sed -i "${3:-}" "$team_block"
		test -s "$team_block" || continue
		team_run "$2" "$team_block"
		if team_well "$team_block"; then
			pass "$1: $2 types $(sed -n 1p "$team_block")"
		else
			fail "$1: $2 types $(sed -n 1p "$team_block")"
			diag "status $team_status of $(cat "$team_block")"
			diag "$(cat "$push_base/printed")"
		fi
	done
}

team_none_left() {
	team_left=$(awk '/^## / { title = substr($0, 4) } /^```sh$/ { print title }' \
		"$TEAM_PAGE" | sort -u | while IFS= read -r team_one; do
		case $team_typed in
		*"|$team_one|"*) ;;
		*) echo "$team_one" ;;
		esac
	done)
	is "$team_left" "" "all commands of the page were typed"
}
