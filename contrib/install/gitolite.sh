# shellcheck shell=sh disable=SC2154,SC2034,SC2016
# All repositories of gitolite, by the folder of local code that it links into
# each of them. Never touches gitolite.conf.

rc_mark='# refgate'

gitolite_rc() {
	gitolite query-rc "$1" 2>/dev/null
}

# The account whose home it is: root becomes it.
gitolite_account() {
	getent passwd | while IFS=: read -r name _ uid gid _ home _; do
		test ! -f "$home/.gitolite.rc" || echo "$name $uid $gid $home"
	done
}

# The policy was put by root: the account has to find it there.
gitolite_as_account() {
	accounts=$(gitolite_account)
	test "$(printf '%s\n' "$accounts" | grep -c .)" = 1 || fail 2 \
		"root cannot tell which account is gitolite's:" \
		"do this as that user"
	target_policy
	account=${accounts%% *}
	# shellcheck disable=SC2086 # NAME UID GID HOME
	set -- ${accounts#* }
	options=
	! $dry || options=--dry-run
	test "$action" = install || options="$options --$action"
	# shellcheck disable=SC2086 # words
	exec setpriv --reuid="$1" --regid="$2" --init-groups env HOME="$3" \
		USER="$account" LOGNAME="$account" PREFIX="$PREFIX" \
		SYSCONFDIR="$SYSCONFDIR" "$tree/install.sh" --gitolite $options
}

rc_with_local_code() {
	awk -v line="    LOCAL_CODE => \"\$ENV{HOME}/local\", $rc_mark" '
		{ print }
		!done && /^[ \t]*%RC[ \t]*=[ \t]*\([ \t]*$/ { print line; done = 1 }
		END { exit !done }' "$rc"
}

rc_without_local_code() {
	sed "/^ *LOCAL_CODE => .* $rc_mark\$/d" "$rc"
}

# LOCAL_CODE says where; without it gitolite looks nowhere.
gitolite_local_code() {
	local_code=$(gitolite_rc LOCAL_CODE)
	test -z "$local_code" || return 0
	local_code=$HOME/local
	test "$action" = install || return 0
	rc_with_local_code >/dev/null || fail 2 "$rc has no line '%RC = ('" \
		"to put LOCAL_CODE behind: set it there"
	dir=$HOME
	act "set LOCAL_CODE in .gitolite.rc" target_write "$rc" \
		"$(stat -c %a -- "$rc")" rc_with_local_code
	$dry || test "$(gitolite_rc LOCAL_CODE)" = "$local_code" ||
		fail 1 "gitolite does not take LOCAL_CODE from $rc"
}

# Who pushes is a setting of each repository, and new ones come at any time:
# so the hook sees to it. Several pushes may do so at once.
gitolite_identity_text() {
	cat <<'EOF'
wanted=gitolite
identity() {
	git config --file config --get refgate.identity
}
tries=0
while test "$(identity)" != "$wanted"; do
	tries=$((tries + 1))
	test "$tries" -le 20 ||
		refuse "refgate.identity could not be set for this repository"
	git config --file config refgate.identity "$wanted" 2>/dev/null ||
		sleep 0.1
done
EOF
}

gitolite_head() {
	cat <<EOF
#!/bin/sh
# refgate: $1 of all repositories of gitolite. The hook that was here before,
# if any, is asked first.
set -u
engine=$(quoted "$dir/refgate/$1")
before=$(quoted "$before")
EOF
	cat <<'EOF'

refuse() {
	echo "error: nothing was changed on the server" >&2
	echo "error: $1; ask whoever runs this server" >&2
	exit 1
}

EOF
}

# gitolite_text HOOK: a shell can hold the input, for git sends no NUL here
gitolite_text() {
	before=
	! target_is_kept "hooks/common/$1" ||
		before=$dir/hooks/common/$1.before-refgate
	gitolite_head "$1"
	test "$1" = post-receive || cat <<'EOF'
test -z "$before" || test -x "$before" ||
	refuse "the earlier hook cannot be run"
test -s "$engine" || refuse "refgate cannot be run"
test -x "$engine" || refuse "refgate cannot be run"
EOF
	test "$1" = post-receive || gitolite_identity_text
	cat <<'EOF'
input=$(cat && echo .) || refuse "the push could not be read"
input=${input%.}
test -z "$before" || printf '%s' "$input" 2>/dev/null | "$before" "$@" ||
EOF
	case $1 in
	pre-receive) echo '	exit 1' ;;
	*) echo '	echo "warning: the earlier hook failed" >&2' ;;
	esac
	echo 'printf "%s" "$input" 2>/dev/null | "$engine" "$@"'
}

# gitolite reads what a VREF prints for names of its own: so all goes to the
# pusher, and the status refuses.
vref_text() {
	cat <<EOF
#!/bin/sh
# refgate: the second lock of gitolite's repositories, switched on by
# "-  VREF/refgate = @all". Lets a ref through only if pre-receive has.
engine=$(quoted "$dir/refgate/update")
EOF
	cat <<'EOF'
if ! test -s "$engine" || ! test -x "$engine"; then
	echo "error: refgate cannot be run; ask whoever runs this server" >&2
	exit 1
fi
exec "$engine" "$1" "$2" "$3" >&2
EOF
}

plan_gitolite() {
	for hook in $hooks; do
		plan_file "refgate/$hook" 755 engine_text "$hook"
	done
	plan_file VREF/refgate 755 vref_text
	for hook in pre-receive post-receive; do
		! target_keep "hooks/common/$hook" || :
		plan_file "hooks/common/$hook" 755 gitolite_text "$hook"
	done
	plan_setting receive.advertisePushOptions true
	plan_setting receive.hideRefs refs/refgate
}

# Links of hooks that are gone would be refused by nobody: git passes over
# them.
gitolite_spread() {
	act "link the hooks into all repositories" \
		gitolite setup --hooks-only
}

# Repositories that do not run what is in hooks/common: new links were not
# made to the end, or gitolite.conf names another hook.
gitolite_unguarded() {
	find -H "$(gitolite_rc GL_REPO_BASE)" -type d -name '*.git' -prune \
		! -exec test '{}/hooks/pre-receive' -ef \
		"$local_code/hooks/common/pre-receive" \; -print
}

tell_unguarded() {
	gitolite_unguarded | while IFS= read -r repository; do
		say "$repository: hooks/pre-receive is not refgate's"
	done
}

gitolite_unlink() {
	repositories=$(gitolite_rc GL_REPO_BASE)
	find "${repositories:-$HOME/repositories}" -type l \
		-path '*.git/hooks/*' \
		-lname "$local_code/hooks/common/*" | while IFS= read -r link; do
		test -e "$link" || rm -f -- "$link"
	done
}

tell_gitolite() {
	say "all repositories of gitolite are guarded by refgate; the second" \
		"lock is"
	say "switched on in gitolite.conf:"
	say "  repo @all"
	say "      -  VREF/refgate = @all"
}

target_gitolite() {
	rc=$(readlink -f -- "${HOME:-/nonexistent}/.gitolite.rc")
	test -f "$rc" || test "$me" != 0 || gitolite_as_account
	test -f "$rc" || fail 2 "$rc is missing: do this as gitolite's user," \
		"after \"gitolite setup\""
	command -v gitolite >/dev/null || fail 1 "gitolite is missing in PATH"
	test "$(stat -c %u -- "$rc")" = "$me" ||
		fail 2 "$rc belongs to somebody else: do this as that user"
	check_engines
	target_policy
	changed=false
	gitolite_local_code
	spread=$changed
	target_open "$local_code" "$HOME/.gitconfig"
	plan_gitolite
	target_run
	case $action:$dry in
	install:false | upgrade:false)
		$changed || $spread || test -n "$(gitolite_unguarded)" || return 0
		gitolite_spread
		tell_gitolite
		tell_unguarded
		;;
	check:*)
		test -z "$(gitolite_unguarded)" || { tell_unguarded; exit 1; }
		;;
	uninstall:false)
		gitolite_take_out
		;;
	esac
}

gitolite_take_out() {
	gitolite_unlink
	if ! grep -q "LOCAL_CODE.*$rc_mark\$" "$rc"; then
		:
	elif test -d "$local_code"; then
		say "LOCAL_CODE in $rc was kept: $local_code has more"
	else
		dir=$HOME
		act "take LOCAL_CODE out of .gitolite.rc" target_write "$rc" \
			"$(stat -c %a -- "$rc")" rc_without_local_code
	fi
	gitolite setup --hooks-only || fail 1 "gitolite setup failed"
	! grep -rq VREF/refgate "$(gitolite_rc GL_ADMIN_BASE)/conf" ||
		warn "gitolite.conf still names VREF/refgate: until that line" \
			"is gone, every push is refused"
}
