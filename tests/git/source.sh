#!/bin/sh
# Gets the source of the git that is installed, as Debian has it, and builds
# the one program in it that git's own tests need. The machine's package
# sources stay as they are: apt-get is given folders of its own.
#
#   source.sh DIRECTORY    DIRECTORY/source is there, then, and ready
set -eu
umask 022

fail() {
	echo "source.sh: $*" >&2
	exit 1
}

apt_source() {
	cat <<-X
		Types: deb-src
		URIs: http://deb.debian.org/$1
		Suites: $2
		Components: main
		Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

	X
}

apt() {
	apt-get -q -o Dir::Etc::SourceList=/dev/null \
		-o Dir::Etc::SourceParts="$here/apt/etc" \
		-o Dir::State::Lists="$here/apt/lists" \
		-o Dir::Cache="$here/apt/cache" \
		-o APT::Sandbox::User= "$@"
}

download() {
	# shellcheck source=/dev/null
	release=$(. /etc/os-release && echo "$VERSION_CODENAME")
	mkdir -p apt/etc apt/lists/partial apt/cache/archives/partial
	{
		apt_source debian "$release"
		apt_source debian-security "$release-security"
	} >apt/etc/git.sources
	apt update >apt/log || fail "apt-get update failed"
	apt source --download-only "git=$version" >>apt/log 2>&1 ||
		fail "there is no source of git $version: $(tail -n 3 apt/log)"
	dpkg-source -x git_*.dsc source.new >>apt/log 2>&1 ||
		fail "the source cannot be unpacked: $(tail -n 3 apt/log)"
}

# git's tests are told of us, in the runs without hooks, too: test_hook may
# replace a hook, lists of all refs are without the gate's memory, and Apache
# waits longer than a minute.
# shellcheck disable=SC2016 # a variable of theirs
adapt() {
	sed -i 's/^\t\ttest_path_is_missing "\$hook_file"$/\t\t:/' \
		source.new/t/test-lib-functions.sh
	for file in t5411/common-functions.sh t5548-push-porcelain.sh; do
		sed -i 's/show-ref >\([a-z.-]*\) &&/&\n\tsed -i "\/ refs.refgate.\/d" \1 \&\&/' \
			source.new/t/$file
		grep -q 'refs.refgate' source.new/t/$file ||
			fail "$file is not as it was"
	done
	echo 'Timeout 600' >>source.new/t/lib-httpd/apache.conf
}

build() {
	make -C source.new -j"$(nproc)" CFLAGS=-O0 t/helper/test-tool \
		GIT-BUILD-OPTIONS >build.log 2>&1 ||
		fail "test-tool cannot be built: $(tail -n 5 build.log)"
	find source.new -name '*.o' -exec rm {} +
	rm -f source.new/*.a
}

mkdir -p "$1"
cd "$1"
here=$PWD
version=$(dpkg-query -W -f '${Version}' git) ||
	fail "git is not of a Debian package"
if test "$(cat source/debian-version 2>/dev/null)" != "$version"; then
	rm -rf apt git_* source source.new
	download
	adapt
	build
	echo "$version" >source.new/debian-version
	mv source.new source
fi
