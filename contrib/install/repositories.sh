# shellcheck shell=sh disable=SC2034,SC2154
# The repositories that were named, or that are below a directory: each is
# done as its owner, and none keeps another from it. Never follows a link.

# As somebody else: theirs may be a trap that never ends.
step_seconds=300

# All that a step needs: for a shell that cannot read this tree.
parts_text() {
	for part in $step_part_names; do
		cat "$tree/contrib/install/$part.sh" || exit 1
	done
}

# Nothing else of root's environment, and no terminal of root's to type into:
# what runs as somebody is in their hands.
step_as() {
	entry=$(getent passwd "$1")
	groups=--clear-groups
	test -z "$entry" || groups=--init-groups
	home=${entry%:*}
	home=${home##*:}
	setsid -w timeout -k 5 "$step_seconds" \
		setpriv --reuid="$1" --regid="$2" "$groups" \
		env -i PATH="$PATH" HOME="${home:-/}" \
		${LC_ALL+"LC_ALL=$LC_ALL"} ${LANG+"LANG=$LANG"} \
		${GIT_CONFIG_NOSYSTEM+"GIT_CONFIG_NOSYSTEM=$GIT_CONFIG_NOSYSTEM"} \
		${GIT_CONFIG_SYSTEM+"GIT_CONFIG_SYSTEM=$GIT_CONFIG_SYSTEM"} \
		PREFIX="$PREFIX" SYSCONFDIR="$SYSCONFDIR" refgate_dry="$dry" refgate_action="$action" \
		refgate_layout="$layout_given" refgate_kind="$policy_kind" \
		refgate_given="$policy_given" refgate_policy="$policy" \
		refgate_admin="$admin" refgate_version="$version" \
		refgate_sums="$engine_sums" refgate_terse="$terse" \
		sh -c "set -u; umask 022; $step_text
			step_environment; step \"\$1\"" install.sh "$3"
	step_status=$?
	test "$step_status" -lt 124 || fail 1 "$3 was given up: it took more" \
		"than $step_seconds seconds, or was killed"
	exit "$step_status"
}

# repository PATH: in a shell of its own
repository() {
	case $1 in
	*[[:cntrl:]]*) fail 2 "$(printf '%s' "$1" | tr '[:cntrl:]' '?'):" \
		"control characters in a path are not supported" ;;
	/*) dir=$1 ;;
	*) dir=./$1 ;;
	esac
	dir=$(cd -P -- "$dir" 2>/dev/null && pwd -P && echo .) ||
		fail 2 "$1 is no directory that can be entered"
	dir=${dir%??}
	case $dir in
	*[[:cntrl:]]*) fail 2 "$1: control characters in a path are not" \
		"supported" ;;
	esac
	test "$target" = repositories || test "$dir" = "$1" ||
		fail 2 "$1 has just become something else"
	# shellcheck disable=SC2046 # numbers
	set -- $(stat -c '%u %g' -- "$dir")
	if test "$1" = "$me"; then
		step "$dir"
	elif test "$me" = 0; then
		step_as "$1" "$2" "$dir"
	else
		fail 2 "$dir belongs to $(stat -c %U -- "$dir");" \
			"do this as that user, or as root"
	fi
}

# What a step ends with, and what it means in the summary of each action.
status_word() {
	case $action:$1 in
	*:2) echo "refused" ;;
	*:10) echo "already up to date" ;;
	*:11) echo "not guarded" ;;
	*:12) echo "with hooks that install.sh did not put there" ;;
	check:0) echo "as installed" ;;
	check:*) echo "not as installed" ;;
	install:0) echo "guarded" ;;
	upgrade:0) echo "brought up to date" ;;
	uninstall:0) echo "taken out" ;;
	*) echo "failed" ;;
	esac
}

# worse STATUS: of all, the worst is told. Who checks wants to know of one that
# is not guarded.
worse() {
	case $action:$1 in
	check:11 | check:12) worse_status=1 ;;
	*:1[012]) worse_status=0 ;;
	*:[012]) worse_status=$1 ;;
	*) worse_status=1 ;;
	esac
	test "$worse_status" -le "$status" || status=$worse_status
}

each_repository() {
	source=/dev/null
	test "$policy_kind" = name || source=$policy
	(repository "$1") 3<"$source" </dev/null
	code=$?
	worse "$code"
	codes="$codes $code"
}

begin_steps() {
	status=0
	codes=
	terse=false
	version=$(suite_version)
	step_text=$(parts_text) ||
		fail 1 "$tree/contrib/install cannot be read"
	# The programs are the same everywhere: one look at each.
	engine_sums=
	for program in $programs; do
		! is_readable "$libexec/$program" ||
			engine_sums="$engine_sums$program=$(engine_text \
				"$program" | sha256) "
	done
}

target_repositories() {
	begin_steps
	for name in "$@"; do
		each_repository "$name"
	done
	exit "$status"
}

# The bare repositories below $1, one a line, and behind an empty line "whole"
# if nothing was out of reach. A line feed in a path comes out as another control character. What
# is inside of a repository is none, nor are GitLab's pools and scratch room.
find_repositories() {
	{
		find "$1" -type d \( -name '+gitaly' -o -name '@pools' \) \
			-prune -o -type d -exec test -d '{}/objects' -a \
			-d '{}/refs' -a \( -e '{}/HEAD' -o -L '{}/HEAD' \) \; \
			-prune ! -name .git -print0 && printf '\0whole\0'
	} | tr '\n\0' '\001\n'
}

# Whoever watches is told each second, a log seldom.
begin_progress() {
	progress_next=$(($(date +%s) + 2))
	progress_pause=10
	test ! -t 2 || progress_next=0 progress_pause=1
}

# progress DONE ALL
progress() {
	now=$(date +%s)
	test "$now" -ge "$progress_next" || return 0
	progress_next=$((now + progress_pause))
	printf '%s of %s ...\n' "$1" "$2" >&2
}

summary() {
	summary_text=
	for summary_status in 0 11 12 10 1 2; do
		count=0
		for code in $codes; do
			case $code in 0 | 2 | 1[012]) ;; *) code=1 ;; esac
			test "$code" != "$summary_status" || count=$((count + 1))
		done
		test "$count" -eq 0 || summary_text="$summary_text, $count $(
			status_word "$summary_status")"
	done
	say "${summary_text#, }"
}

each_found() {
	number=0
	while IFS= read -r name; do
		progress "$number" "$all"
		number=$((number + 1))
		each_repository "$name"
	done <<X
$list
X
}

target_all() {
	root=$(cd -P -- "$1" 2>/dev/null && pwd -P && echo .) ||
		fail 2 "$1 is no directory that can be entered"
	list=$(find_repositories "${root%??}")
	found_whole=false
	case $list in *"

whole" | "
whole")
		found_whole=true
		list=${list%"
whole"}
		list=${list%"
"}
		;;
	esac
	begin_steps
	test -n "$list" || fail 2 "there is no bare repository below $1"
	all=$(printf '%s\n' "$list" | wc -l)
	terse=true
	begin_progress
	each_found
	summary
	$found_whole || warn "not all of $1 could be searched"
	$found_whole || worse 1
	exit "$status"
}
