/*
 * ref_name.c - which names git takes for refs (git-check-ref-format(1)).
 * Never says whether a name is wise.
 */
#include "git/push.h"

static bool is_forbidden_byte(char byte)
{
	if ((unsigned char)byte <= ' ')
		return true;
	switch (byte) {
	case '~':
	case '^':
	case ':':
	case '?':
	case '*':
	case '[':
	case '\\':
	case 0x7f:
		return true;
	default:
		return false;
	}
}

static bool is_forbidden_pair(char first, char second)
{
	return (first == '.' && second == '.') ||
	       (first == '@' && second == '{');
}

static bool is_level(struct str level)
{
	return level.size && level.data[0] != '.' && !str_ends(level, ".lock");
}

bool ref_name_is_valid(struct str name)
{
	size_t begin = 0; /* of the level */
	size_t levels = 0;
	char before = '/';

	if (name.size == 0 || name.size > PUSH_REF_SIZE_MAX ||
	    str_ends(name, "."))
		return false;
	for (size_t i = 0; i <= name.size; i++) {
		char byte = i < name.size ? name.data[i] : '/';

		if (is_forbidden_byte(byte) || is_forbidden_pair(before, byte))
			return false;
		before = byte;
		if (byte != '/')
			continue;
		if (!is_level(str_first(str_from(name, begin), i - begin)))
			return false;
		begin = i + 1;
		levels++;
	}
	return levels > 1;
}
