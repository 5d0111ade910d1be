# shellcheck shell=sh disable=SC2154,SC2034,SC2015
# What guards many repositories at once: files of ours below one directory
# $dir, and settings in one configuration. A manifest there remembers them.
# Never takes what it did not put.

# "PATH MODE COMMAND [WORD]", a line a file, and "KEY VALUE", a line a setting:
# what a target is to hold
plan_files=
plan_settings=

plan_file() {
	plan_files="$plan_files$*
"
}

plan_setting() {
	plan_settings="$plan_settings$*
"
}

# By a name that git passes over until then.
target_write() {
	write_by "${1%/*}/.${1##*/}.refgate-new" "$@"
}

# target_recorded "WORDS": what follows them in the manifest, one a line
target_recorded() {
	test ! -f "$manifest" || sed -n "s|^$1 ||p" "$manifest"
}

# The configuration of the target: a file, or the system's.
target_config() {
	if test "$config" = system; then
		git config --system "$@"
	else
		git config --file "$config" "$@"
	fi
}

# Whoever can write beside what is put there could have it put elsewhere, or
# have the manifest name what is to be removed. Groups share for a purpose, but
# not with root.
target_refuse_shared() {
	others=/002
	test "$me" != 0 || others=/022
	for folder in . $(target_folders); do
		test -d "$dir/$folder" || continue
		test -O "$dir/$folder" || fail 2 "$dir/$folder belongs to" \
			"$(stat -c %U -- "$dir/$folder"): do this as that" \
			"user, or chown it to $(id -un)"
		test -z "$(find "$dir/$folder" -maxdepth 0 -perm "$others")" ||
			fail 2 "$dir/$folder can be written by others:" \
				"chmod go-w $(quoted "$dir/$folder")"
	done
	refuse_exposed
}

# target_open DIRECTORY CONFIGURATION: alone there
target_open() {
	dir=$1
	config=$2
	case $dir in
	/*) ;;
	*) dir=$PWD/$dir ;;
	esac
	while test "${dir%/}" != "$dir"; do
		dir=${dir%/}
	done
	case $dir in *"
"*) fail 2 "a path with a line feed is not supported" ;; esac
	changed=false
	created=
	new_kept=
	# git init passes over names with a dot
	manifest=$dir/.refgate.manifest
	for variable in $(git rev-parse --local-env-vars); do
		unset "$variable"
	done
	test ! -L "$dir" || fail 2 "$dir is a symbolic link"
	if ! test -d "$dir"; then
		case $dry:$action in
		*:check | *:uninstall | *:upgrade) target_absent ;;
		true:*) return ;;
		esac
		refuse_exposed
		mkdir -p -- "$dir" || fail 1 "$dir cannot be created"
		created=.
	fi
	test "$action" = check || target_refuse_shared
	exec 8<"$dir"
	flock -w 60 8 || fail 1 "$dir cannot be locked"
	case $action in
	install) ;;
	*) test -f "$manifest" || target_absent ;;
	esac
}

target_absent() {
	say "$dir: refgate is not installed there"
	test "$action" = uninstall || exit 1
	exit 0
}

# Whether what is at PATH is as it was put there, by this version or an
# earlier one. An empty file is what a full disk made of it.
target_is_ours() {
	test -f "$dir/$1" && test ! -L "$dir/$1" || return 1
	if test -s "$dir/$1"; then
		target_recorded "file $1" |
			grep -qxF -e "$(sha256 <"$dir/$1")"
	else
		test -n "$(target_recorded "file $1")"
	fi
}

target_foreign() {
	exists "$dir/$1" && ! target_is_ours "$1"
}

# check_value KEY VALUE: several values are no matter for hideRefs alone
check_value() {
	case $1 in
	receive.hideRefs)
		target_config --get-all "$1" 2>/dev/null | grep -qxF -e "$2" ;;
	receive.advertisePushOptions)
		test "$(target_config --type=bool --get "$1" 2>/dev/null)" = \
			"$2" ;;
	*) test "$(target_config --get "$1" 2>/dev/null)" = "$2" ;;
	esac
}

# A hook that is there already is to be asked first, as behind chain_text.
# Whether it is kept, or will be.
target_keep() {
	target_recorded kept | grep -qxF -e "$1" && return
	target_foreign "$1" || return 1
	test -z "$(target_recorded "file $1")" || return 1
	test -f "$dir/$1" && test -x "$dir/$1" || fail 2 \
		"$dir/$1 is no hook that git would run: move it away"
	! exists "$dir/$1.before-refgate" || fail 2 "$dir/$1 is not" \
		"refgate's, and there is a $1.before-refgate: move one away"
	new_kept="$new_kept $1"
}

target_is_kept() {
	case " $new_kept " in *" $1 "*) return 0 ;; esac
	target_recorded kept | grep -qxF -e "$1"
}

target_in_the_way() {
	target_foreign "$1" || return 1
	case " $new_kept " in *" $1 "*) return 1 ;; esac
	! target_recorded kept | grep -qxF -e "$1" ||
		! same_thing "$dir/$1" "$dir/$1.before-refgate"
}

# Nothing is begun that could not be ended.
target_refuse_foreign() {
	while read -r path mode command; do
		test -n "$path" || continue
		! target_in_the_way "$path" || fail 2 "$dir/$path is there" \
			"already and is not refgate's: move it away"
	done <<EOF_PLAN
$plan_files
EOF_PLAN
	while read -r key value; do
		case $key in
		'' | receive.*) continue ;;
		esac
		before=$(target_config --get "$key" 2>/dev/null) || continue
		test "$before" = "$value" || fail 2 "$key is $before" \
			"already (in $(config_name)): refgate would take its place"
	done <<EOF_PLAN
$plan_settings
EOF_PLAN
}

config_name() {
	if test "$config" = system; then
		echo "git's system configuration"
	else
		echo "$config"
	fi
}

# target_lines planned|whole: until all is in place, what an earlier version
# put there is ours, too
target_lines() {
	while read -r path mode command; do
		test -n "$path" || continue
		# shellcheck disable=SC2086 # a command and its words
		say "file $path $($command | sha256)"
	done <<EOF_PLAN
$plan_files
EOF_PLAN
	test "$1" = whole || target_recorded file | sed 's/^/file /'
	target_recorded created | sed 's/^/created /'
	target_recorded kept | sed 's/^/kept /'
	for word in config was; do
		target_recorded "$word" | while read -r key value; do
			test "$1" = planned || is_planned "$key" || continue
			say "$word $key $value"
		done
	done
	# shellcheck disable=SC2086 # words
	test -z "$created" || printf 'created %s\n' $created
	# shellcheck disable=SC2086 # words
	test -z "$new_kept" || printf 'kept %s\n' $new_kept
	test -z "$new_lines" || printf '%s' "$new_lines"
}

target_manifest_text() {
	say "# What install.sh put here; --uninstall reads it. Do not edit."
	target_lines "$1" | LC_ALL=C sort -u
}

target_put_manifest() {
	$dry && return
	manifest_new=$(target_manifest_text "$1" && echo .)
	manifest_new=${manifest_new%.}
	printf '%s' "$manifest_new" | cmp -s - "$manifest" ||
		target_write "$manifest" 644 printf '%s' "$manifest_new" ||
		fail 1 "$manifest could not be written"
}

# What the configuration has, before any of it is changed.
target_plan_settings() {
	while read -r key value; do
		test -n "$key" || continue
		! check_value "$key" "$value" || continue
		new_lines="${new_lines}config $key $value
"
		test "$key" != receive.hideRefs || continue
		before=$(target_config --get "$key" 2>/dev/null) || continue
		new_lines="${new_lines}was $key $before
"
	done <<EOF_PLAN
$plan_settings
EOF_PLAN
}

# All folders that the files need, the outer ones first.
target_folders() {
	printf '%s' "$plan_files" | awk '{
		count = split($1, part, "/")
		path = part[1]
		for (i = 2; i <= count; i++) {
			print path
			path = path "/" part[i]
		}
	}' | LC_ALL=C sort -u
}

target_make_folders() {
	target_refuse_shared
	for folder in $(target_folders); do
		test ! -L "$dir/$folder" ||
			fail 2 "$dir/$folder is a symbolic link"
		test ! -d "$dir/$folder" || continue
		created="$created $folder"
	done
	target_put_manifest planned
	for folder in $(target_folders); do
		test -d "$dir/$folder" ||
			act "create $folder" mkdir -m 755 -- "$dir/$folder"
	done
}

target_put_files() {
	for path in $new_kept; do
		act "keep $path as $path.before-refgate" keep_foreign "$path"
	done
	while read -r path mode command; do
		test -n "$path" || continue
		# shellcheck disable=SC2086 # a command and its words
		put_by target_write "$path" "$mode" $command </dev/null
		test "$mode" != 755 || $dry || test -x "$dir/$path" || fail 1 \
			"$dir/$path cannot be executed: is it mounted noexec?"
	done <<EOF_PLAN
$plan_files
EOF_PLAN
}

target_put_settings() {
	while read -r key value; do
		test -n "$key" || continue
		! check_value "$key" "$value" || continue
		how=--replace-all
		test "$key" != receive.hideRefs || how=--add
		act "set $key=$value in $(config_name)" \
			target_config "$how" "$key" "$value"
	done <<EOF_PLAN
$plan_settings
EOF_PLAN
}

# is_planned PATH|KEY
is_planned() {
	printf '%s\n%s' "$plan_files" "$plan_settings" | cut -d ' ' -f 1 |
		grep -qxF -e "$1"
}

# What an earlier version wanted and this one does not.
target_drop_stale() {
	while read -r key value; do
		test -z "$key" || is_planned "$key" ||
			target_unset "$key" "$value"
	done <<EOF_STALE
$(target_recorded config)
EOF_STALE
	while IFS= read -r path; do
		test -z "$path" || is_planned "$path" || target_remove "$path"
	done <<EOF_STALE
$(target_recorded_files)
EOF_STALE
	$dry || target_recorded created | LC_ALL=C sort -r |
		while IFS= read -r folder; do
			test "$folder" = . ||
				rmdir -- "$dir/$folder" 2>/dev/null
		done
}

target_recorded_files() {
	target_recorded file | sed 's/ [0-9a-f]*$//' | LC_ALL=C sort -u
}

# Files first: a setting never leads to where nothing is.
target_install() {
	new_lines=
	target_refuse_foreign
	target_plan_settings
	target_make_folders
	target_put_files
	target_put_settings
	target_drop_stale
	target_put_manifest whole
	if $dry; then
		say "$dir: nothing was changed"
	elif ! $changed; then
		say "$dir is up to date"
	fi
}
