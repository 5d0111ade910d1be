#!/bin/sh
# The hooks that judge nothing start without libgit2, libyaml and what glibc
# does before main(), no program loads libcrypto for itself, none has a
# function of the name of a library's, and all are hardened.
# shellcheck source=tests/lib/lint.sh
. tests/lib/lint.sh

lint_program() {
	if ! test -x "$1"; then
		echo "$2: not built"
		return
	fi
	readelf -h "$1" | grep -q 'Type: *DYN' ||
		echo "$2: not position independent"
	readelf -lW "$1" | grep -q GNU_RELRO || echo "$2: no relro"
	readelf -dW "$1" | grep -q BIND_NOW || echo "$2: binds lazily"
	if readelf -lW "$1" | grep GNU_STACK | grep -q RWE; then
		echo "$2: its stack is executable"
	fi
	readelf -dW "$1" | sed -n 's/.*NEEDED.*\[\(libcrypto.*\)\]/\1/p' |
		sed "s/^/$2: loads /"
	nm -D --defined-only "$1" 2>/dev/null |
		sed -n "s/^[0-9a-f]* [TDR] \(.*\)/$2: \1 stands in for a library's/p"
	case $2 in
	update | post-receive | no-refs)
		nm "$1" | sed -n "s/.* T __libc_start_main_impl$/$2: starts with glibc/p"
		ldd "$1" | sed -n 's/^\t*\(lib\(git2\|yaml\)[^ ]*\).*/\1/p' |
			sed "s/^/$2: loads /"
		;;
	esac
}

lint_check() {
	lint_root=${REFGATE_ROOT:-build/test/root}
	test "$1" = . || lint_root=$1
	for lint_hook in pre-receive update post-receive no-refs; do
		lint_program "$lint_root/libexec/refgate/$lint_hook" "$lint_hook"
	done
	lint_program "$lint_root/bin/refgate" refgate
}

# lint_link NAME OPTION...: a program in the scratch tree.
lint_link() {
	lint_to=$lint_scratch/tree/$1
	shift
	echo 'int main(void) { return 0; }' |
		gcc -x c - -o "$lint_to" "$@" 2>&1
}

lint_programs() {
	lint_tree
	mkdir -p "$lint_scratch/tree/libexec/refgate" "$lint_scratch/tree/bin"
	for lint_to in libexec/refgate/pre-receive libexec/refgate/update \
		libexec/refgate/post-receive libexec/refgate/no-refs \
		bin/refgate; do
		lint_link "$lint_to" -fPIE -pie -Wl,-z,relro,-z,now
	done
}

lint_self_test() {
	lint_programs
	lint_expect clean "plain programs"
	lint_link libexec/refgate/update -fPIE -pie -Wl,-z,relro,-z,now \
		-Wl,--no-as-needed -lgit2
	lint_expect "update: loads libgit2" "libgit2 in update"
	lint_programs
	lint_link libexec/refgate/update -fPIE -static-pie -Wl,-z,relro,-z,now
	lint_expect "update: starts with glibc" "glibc in update"
	lint_programs
	lint_link libexec/refgate/pre-receive -fPIE -pie -Wl,-z,relro,-z,now \
		-Wl,--no-as-needed -lcrypto
	lint_expect "pre-receive: loads libcrypto" "libcrypto"
	lint_programs
	echo 'int json_object(void) { return 0; } int main(void) { return 0; }' |
		gcc -x c - -o "$lint_scratch/tree/bin/refgate" -fPIE -pie \
			-Wl,-z,relro,-z,now -Wl,--no-as-needed -ljansson 2>&1
	lint_expect "refgate: json_object stands in" "a name that a library has"
	lint_programs
	lint_link bin/refgate -no-pie -Wl,-z,lazy
	lint_expect "refgate: not position independent" "no PIE"
	lint_expect "refgate: binds lazily" "lazy binding"
	lint_programs
	rm "$lint_scratch/tree/libexec/refgate/post-receive"
	lint_expect "post-receive: not built" "a missing hook"
}

lint_main "$@"
