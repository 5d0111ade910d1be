/*
 * tree_name.c - finds names that would leave a work tree or reach into .git
 * on some file system (git's path.c is_ntfs_dotgit, utf8.c is_hfs_dotgit).
 * Never looks at modes or order.
 */
#include "git/tree_name.h"

#include "base/text.h"

const char tree_name_is_git[] =
	"a name that is .git or that some system takes for it";

static bool starts_ascii_case(struct str s, struct str prefix)
{
	return str_equal_ascii_case(str_first(s, prefix.size), prefix);
}

/* NTFS drops dots and blanks at the end, ":" begins a stream's name. */
static bool is_ntfs_git(struct str name)
{
	if (starts_ascii_case(name, STR(".git")))
		name = str_from(name, 4);
	else if (starts_ascii_case(name, STR("git~1")))
		name = str_from(name, 5);
	else
		return false;
	while (name.size && (name.data[0] == '.' || name.data[0] == ' '))
		name = str_from(name, 1);
	return name.size == 0 || name.data[0] == ':' || name.data[0] == '\\';
}

static bool is_ignored_by_hfs(uint32_t c)
{
	return (c >= 0x200c && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
	       (c >= 0x206a && c <= 0x206f) || c == 0xfeff;
}

/* The next character that HFS+ sees; 0: the end, or not UTF-8. */
static uint32_t next_hfs(struct str *rest)
{
	uint32_t c = 0;
	size_t size;

	while ((size = text_decode(*rest, &c)) > 0) {
		*rest = str_from(*rest, size);
		if (!is_ignored_by_hfs(c))
			return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
	}
	return 0;
}

static bool is_hfs_git(struct str name)
{
	return next_hfs(&name) == '.' && next_hfs(&name) == 'g' &&
	       next_hfs(&name) == 'i' && next_hfs(&name) == 't' &&
	       next_hfs(&name) == 0;
}

/* On Windows "\" divides names as well. */
static bool is_git_somewhere(struct str name)
{
	size_t at;

	do {
		if (is_ntfs_git(name))
			return true;
		at = str_find_byte(name, '\\');
		name = str_from(name, at + (at < name.size));
	} while (name.size);
	return false;
}

const char *tree_name_flaw(struct str name)
{
	if (name.size == 0)
		return "an entry without a name";
	if (name.size > TREE_NAME_SIZE_MAX)
		return "a name of more than 4096 bytes";
	if (str_find_byte(name, '/') < name.size)
		return "a name with a slash";
	if (str_is(name, "."))
		return "an entry named .";
	if (str_is(name, ".."))
		return "an entry named ..";
	if (is_git_somewhere(name) || is_hfs_git(name))
		return tree_name_is_git;
	return NULL;
}
