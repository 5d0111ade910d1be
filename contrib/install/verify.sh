# shellcheck shell=sh disable=SC2154
# Says what in a repository is not as it was installed. Never changes anything.

# wrong WORD...
wrong() {
	say "$dir: $*"
	findings=$((findings + 1))
}

# verify_file PATH: a program or script that was put there
verify_file() {
	if test -L "$dir/$1"; then
		wrong "$1 is a symbolic link, not what was installed"
	elif ! exists "$dir/$1"; then
		wrong "$1 is missing"
	elif ! test -f "$dir/$1"; then
		wrong "$1 is no file"
	elif ! is_recorded "file $1 $(sha256 <"$dir/$1")"; then
		wrong "$1 is not what was installed"
	elif ! test -x "$dir/$1"; then
		wrong "$1 cannot be executed: git passes over it"
	fi
}

is_program() {
	test -f "$1" && test -x "$1"
}

# The earlier hook, which the chain asks first.
verify_earlier() {
	case $(first_recorded "kept $1" none) in
	run) is_program "$dir/$1" ||
		wrong "$1 is gone, or cannot be executed: pushes are refused" ;;
	still) exists "$dir/$1" || wrong "$1 is gone" ;;
	esac
}

# The copy of the suite's program, wherever it is.
verify_version() {
	copy=hooks/refgate-$1
	test -n "$(recorded "file $copy")" || copy=$path
	engine_sum "$1"
	test -n "$sum" && test -n "$(recorded "file $copy")" || return 0
	is_recorded "file $copy $sum" || wrong "$copy is of refgate" \
		"$(first_recorded version 'another version'), not of the" \
		"$version that is installed here: --upgrade"
}

verify_hook() {
	hook_path "$1"
	verify_file "$path"
	test -z "$(recorded "file hooks/refgate-$1")" ||
		verify_file "hooks/refgate-$1"
	verify_earlier "$path.before-refgate"
	verify_version "$1"
	if test "$layout" = gitea; then
		is_dispatched "$1" ||
			wrong "hooks/$1 does not run hooks/$1.d"
	fi
}

verify_settings() {
	setting local receive.advertisepushoptions
	is_true "$value" ||
		wrong "receive.advertisePushOptions is not set:" \
			"\"git push -o\" fails"
	is_hidden || wrong "receive.hideRefs lacks refs/refgate"
	identity_was=$(first_recorded identity '')
	test -z "$identity_was" || setting '*' refgate.identity ||
		wrong "refgate.identity is gone; it was '$identity_was'"
	! is_elsewhere || wrong "core.hooksPath (--$hooks_scope) sends git to" \
		"$hooks_path: refgate's hooks never run"
}

# By what a push would load.
verify_policy() {
	if ! test -x "$PREFIX/bin/refgate"; then
		wrong "$PREFIX/bin/refgate is missing: whether the policy loads" \
			"is not known"
	elif ! policy_said=$("$PREFIX/bin/refgate" governed "$dir" 2>&1 \
		>/dev/null); then
		wrong "its policy does not load: every push is refused
$policy_said"
	fi
}

verify_hooks() {
	findings=0
	guarded_only
	check_kind
	read_config
	recorded_layout
	is_recorded "state whole" ||
		wrong "was not installed to the end: run install.sh on it"
	for hook in $hooks; do
		verify_hook "$hook"
	done
	test -z "$(recorded "file $no_refs")" || verify_file "$no_refs"
	verify_settings
	verify_policy
	test "$findings" -eq 0 || exit 1
	say "$dir is as it was installed"
}
