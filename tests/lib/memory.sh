# shellcheck shell=sh
# What the gate remembers, for tests with real pushes. Source it after
# push.sh:
#
#   memory_hash NAME           as the gate hashes names of branches
#   memory_names SERVER [PREFIX]  all below refs/refgate/PREFIX; without it
#                              all but what it remembers of refs themselves
#   memory_text SERVER NAME    of refs/refgate/NAME
#   memory_age SERVER PREFIX AGE  lets what is there be so old ("3 days")

# The length goes in front, in 8 bytes; names in tests are short.
memory_hash() {
	{
		printf '\0\0\0\0\0\0\0'
		printf '%b' "\\0$(printf '%o' "${#1}")"
		printf '%s' "$1"
	} | sha256sum | cut -c 1-32
}

memory_names() {
	git --git-dir="$WORK/$1.git" for-each-ref --format='%(refname)' \
		"refs/refgate/${2:-}" |
		if test -n "${2:-}"; then
			cat
		else
			grep -v '^refs/refgate/\(policy$\|snapshot$\|value/\)'
		fi
}

memory_text() {
	g "$1.git" cat-file blob "refs/refgate/$2" 2>&1
}

memory_age() {
	memory_time=$(date -u -d "$3 ago" +%Y-%m-%dT%H:%M:%SZ)
	for memory_ref in $(memory_names "$1" "$2"); do
		memory_blob=$(memory_text "$1" "${memory_ref#refs/refgate/}" |
			sed "s/^time .*/time $memory_time/" |
			g "$1.git" hash-object -w --stdin)
		g "$1.git" update-ref "$memory_ref" "$memory_blob" ||
			die "$memory_ref cannot be made old"
	done
}
