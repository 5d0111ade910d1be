/*
 * names.c - keeps the names that a ref gives, and reads ${name}. Never
 * expands.
 */
#include "policy/names.h"

#include <stdint.h>
#include <string.h>

static const struct late_name builtins[] = {
	{ "ref", "refs/heads/x" }, { "branch", "x" },	     { "tag", "x" },
	{ "pusher", "x" },	   { "date", "2026-01-31" },
};

void names_builtin(struct late_names *names)
{
	*names = (struct late_names){ .count = 0 };
	for (size_t i = 0; i < sizeof(builtins) / sizeof(builtins[0]); i++)
		names_add(names, builtins[i].name, builtins[i].sample);
}

const struct late_name *names_find(const struct late_names *names,
				   struct str name)
{
	for (size_t i = 0; names && i < names->count; i++)
		if (str_is(name, names->items[i].name))
			return &names->items[i];
	return NULL;
}

bool names_add(struct late_names *names, const char *name, const char *sample)
{
	if (names_find(names, str_of(name)))
		return true;
	if (names->count == VARS_MAX)
		return false;
	names->items[names->count++] = (struct late_name){ name, sample };
	return true;
}

static bool is_name_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || byte == '_' || byte == '-';
}

size_t names_reference(struct str s, struct str *name)
{
	size_t end = 2;

	if (!str_starts(s, "${"))
		return 0;
	while (end < s.size && is_name_byte(s.data[end]))
		end++;
	if (end == 2 || end == s.size || s.data[end] != '}' ||
	    end - 2 > NAME_SIZE_MAX)
		return SIZE_MAX;
	*name = (struct str){ s.data + 2, end - 2 };
	return end + 1;
}
