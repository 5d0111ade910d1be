/*
 * ref_name.c - which names git takes for refs (git-check-ref-format(1)).
 * Never says whether a name is wise.
 */
#include "git/push.h"

static bool is_forbidden_byte(char byte)
{
	if ((unsigned char)byte <= ' ' || byte == 0x7f)
		return true;
	return byte == '~' || byte == '^' || byte == ':' || byte == '?' ||
	       byte == '*' || byte == '[' || byte == '\\';
}

static bool is_level(struct str level)
{
	size_t i;

	if (level.size == 0 || level.data[0] == '.' || str_ends(level, ".lock"))
		return false;
	for (i = 0; i < level.size; i++)
		if (is_forbidden_byte(level.data[i]))
			return false;
	return true;
}

bool ref_name_is_valid(struct str name)
{
	struct str rest = name;
	size_t levels = 0;
	size_t slash;

	if (name.size == 0 || name.size > PUSH_REF_SIZE_MAX ||
	    str_ends(name, "/") || str_ends(name, "."))
		return false;
	if (str_find(name, STR("..")) < name.size ||
	    str_find(name, STR("@{")) < name.size)
		return false;
	for (; rest.size; rest = str_from(rest, slash + 1)) {
		slash = str_find_byte(rest, '/');
		if (!is_level(str_first(rest, slash)))
			return false;
		levels++;
	}
	return levels > 1;
}
