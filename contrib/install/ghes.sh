# shellcheck shell=sh disable=SC2154,SC2034,SC2015
# An archive for GitHub Enterprise Server: the root in which it runs
# pre-receive. The same sources and policy make the same bytes.

# Where things are inside.
ghes_prefix=/usr
ghes_etc=/etc

# Objects that were made before, in BUILD, are used again.
ghes_build() {
	cd "$tree" && make -j"$(nproc 2>/dev/null || echo 2)" STATIC=1 \
		VARIANT="${VARIANT:-release}" BUILD="$1" DESTDIR= \
		LIBGIT2=static PREFIX="$ghes_prefix" \
		SYSCONFDIR="$ghes_etc" "$1/hooks/pre-receive"
}

ghes_program() {
	ghes_objects=$scratch/build
	test -z "${BUILD:-}" || ghes_objects=$BUILD/ghes
	say "building a pre-receive that needs no library"
	if ! (ghes_build "$ghes_objects") >"$scratch/log" 2>&1; then
		tail -n 40 "$scratch/log" >&2
		fail 1 "refgate could not be built"
	fi
	mkdir -p "$1/usr/libexec/refgate" &&
		strip -R .note.gnu.build-id -o "$1/usr/libexec/refgate/pre-receive" \
			"$ghes_objects/hooks/pre-receive" ||
		fail 1 "the program could not be copied"
}

# What an appliance has no room for is no reason to refuse.
ghes_policy_text() {
	presets=$ghes_prefix/share/refgate/policy
	site_policy_text
	test "$policy_kind" = name || return 0
	cat <<'EOF'
# the log is in the repository, which may be nowhere to write
audit: {required: false}
EOF
}

# ghes_secrets FOLDER ACTION...: all of an archive can be read, so what others
# cannot read here stays out of it. A policy is no secret.
ghes_secrets() {
	secrets_in=$1
	shift
	find "$secrets_in" -mindepth 1 \( ! -type l ! -perm -004 \
		! -name '*.yml' ! -name '*.yaml' -o \
		-type f -exec grep -qa 'PRIVATE KEY' '{}' \; \) -prune "$@"
}

ghes_leave_secrets() {
	secrets=$(ghes_secrets "$1" -printf '%P ')
	test -n "$secrets" || return 0
	warn "not in the archive, for it can be read by all: $secrets"
	ghes_secrets "$1" -exec rm -rf -- '{}' + ||
		fail 1 "secrets could not be left out"
}

# The policies of this machine go along, with the trust files beside them.
ghes_policy() {
	mkdir -p "$1/etc/refgate" "$1/usr/share/refgate/policy"
	test ! -d "$SYSCONFDIR/refgate" ||
		cp -R -- "$SYSCONFDIR/refgate/." "$1/etc/refgate/" ||
		fail 1 "$SYSCONFDIR/refgate could not be copied"
	ghes_leave_secrets "$1/etc/refgate"
	cp -- "$tree"/policy/*.yml "$1/usr/share/refgate/policy/" ||
		fail 1 "the shipped policies could not be copied"
	if $policy_given || ! exists "$1/etc/refgate/policy.yml"; then
		(ghes_policy_text) >"$1/etc/refgate/policy.yml" || exit
	fi
	printf '[refgate]\n\tidentity = ghes\n' >"$1/etc/gitconfig"
}

# Zones by name are in files; without them a window in such a zone is broken.
ghes_zones() {
	zones=/usr/share/zoneinfo
	grep -rqs 'zone:' "$1/etc/refgate" && test -d "$zones" || return 0
	mkdir -p "$1$zones" && (cd "$zones" &&
		tar -c --exclude=./posix --exclude=./right .) |
		tar -x -C "$1$zones"
}

ghes_archive() {
	(
		cd "$1" && chmod -R u=rwX,go=rX . && chmod 1777 tmp &&
			tar -c --format=gnu --sort=name --mtime=@0 --owner=0 \
				--group=0 --numeric-owner . | gzip -9 -n
	) >"$2" && test -s "$2"
}

# ghes_make: the archive is then $scratch/archive
ghes_make() {
	! suite_is_packaged || fail 2 "--ghes builds a program: do it in" \
		"refgate's source tree"
	command -v strip >/dev/null || fail 1 "strip (binutils) is missing"
	scratch=$(mktemp -d "${TMPDIR:-/tmp}/refgate-install.XXXXXX") ||
		fail 1 "no temporary directory"
	trap 'rm -rf "$scratch"' EXIT
	trap 'exit 129' HUP INT TERM
	mkdir -p "$scratch/root/dev" "$scratch/root/proc" "$scratch/root/tmp"
	ghes_program "$scratch/root"
	ghes_policy "$scratch/root"
	ghes_zones "$scratch/root"
	ghes_archive "$scratch/root" "$scratch/archive" ||
		fail 1 "the archive could not be made"
}

# FILE.sha256 tells whose it is, in the form that sha256sum reads.
ghes_is_ours() {
	test -f "$file" && test ! -L "$file" && test -f "$file.sha256" &&
		cut -c 1-64 "$file.sha256" | grep -qxF -e "$(sha256 <"$file")"
}

# ghes_sums ARCHIVE...
ghes_sums() {
	for archive in "$@"; do
		test ! -f "$archive" || printf '%s  %s\n' \
			"$(sha256 <"$archive")" "${file##*/}"
	done
}

tell_ghes() {
	cat <<'EOF'
upload it as the environment of pre-receive hooks, and register this
script, executable, which is one line and needs no shell:
  #!/usr/libexec/refgate/pre-receive
EOF
}

ghes_install() {
	dir=$file
	refuse_exposed
	! exists "$file" || ghes_is_ours || fail 2 \
		"$file is there already and is not refgate's: move it away"
	if $dry; then
		say "would write $file"
		return
	fi
	ghes_make
	if test -f "$file" && cmp -s "$scratch/archive" "$file"; then
		say "$file is up to date"
		return
	fi
	# the sum first: an archive without one would be taken for another's
	target_write "$file.sha256" 644 ghes_sums "$scratch/archive" "$file" &&
		target_write "$file" 644 cat "$scratch/archive" &&
		target_write "$file.sha256" 644 ghes_sums "$file" ||
		fail 1 "$file could not be written"
	say "wrote $file"
	tell_ghes
}

ghes_check() {
	ghes_is_ours || { say "$file is not as it was made"; exit 1; }
	ghes_make
	cmp -s "$scratch/archive" "$file" ||
		{ say "$file is of another version or policy"; exit 1; }
	say "$file is up to date"
}

ghes_uninstall() {
	dir=$file
	refuse_exposed
	exists "$file" || { say "$file is not there"; return; }
	ghes_is_ours || { warn "$file is not as it was made: left as it is"
		return; }
	if $dry; then
		say "would remove $file"
		return
	fi
	rm -f -- "$file" "$file.sha256"
	say "removed $file"
}

target_ghes() {
	file=$1
	case $file in /*) ;; *) file=$PWD/$file ;; esac
	case $file in
	*.tar.gz | *.tgz) ;;
	*) fail 2 "$1: the archive's name ends in .tar.gz" ;;
	esac
	test -d "${file%/*}" || fail 2 "${file%/*} is no directory"
	case $action in
	check) ghes_check ;;
	uninstall) ghes_uninstall ;;
	upgrade)
		exists "$file" || fail 1 "$file is not there"
		ghes_install
		;;
	*) ghes_install ;;
	esac
}
