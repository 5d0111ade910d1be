/*
 * pattern_list.c - lists of patterns as OpenSSH matches them, in time that
 * no pattern can blow up. Never matches by an exclusion alone.
 */
#include "trust/pattern_list.h"

#include "trust/allowed_signers.h"

/* Cuts the next pattern off *rest; false at the end of the list. */
static bool next_pattern(struct str *rest, struct str *pattern)
{
	size_t comma = str_find_byte(*rest, ',');

	if (!rest->data)
		return false;
	*pattern = str_first(*rest, comma);
	if (comma == rest->size)
		*rest = (struct str){ NULL, 0 };
	else
		*rest = str_from(*rest, comma + 1);
	return true;
}

static bool cut_negation(struct str *pattern)
{
	if (!str_starts(*pattern, "!"))
		return false;
	*pattern = str_from(*pattern, 1);
	return true;
}

/* The last "*" is the only one that has to be tried again. */
static bool matches(struct str pattern, struct str name)
{
	size_t star = pattern.size;
	size_t resume = 0;
	size_t at = 0;
	size_t i = 0;

	while (i < name.size) {
		if (at < pattern.size && pattern.data[at] == '*') {
			star = at++;
			resume = i;
		} else if (at < pattern.size &&
			   (pattern.data[at] == '?' ||
			    pattern.data[at] == name.data[i])) {
			at++;
			i++;
		} else if (star < pattern.size) {
			at = star + 1;
			i = ++resume;
		} else {
			return false;
		}
	}
	while (at < pattern.size && pattern.data[at] == '*')
		at++;
	return at == pattern.size;
}

bool pattern_list_matches(struct str list, struct str name)
{
	struct str pattern = { NULL, 0 };
	bool matched = false;
	bool excludes;

	while (next_pattern(&list, &pattern)) {
		excludes = cut_negation(&pattern);
		if (pattern.size > PATTERN_SIZE_MAX)
			return false;
		if (!matches(pattern, name))
			continue;
		if (excludes)
			return false;
		matched = true;
	}
	return matched;
}

static const char *pattern_flaw(struct str pattern)
{
	if (pattern.size == 0)
		return "an empty pattern";
	if (pattern.size > PATTERN_SIZE_MAX)
		return "a pattern of more than 1022 bytes";
	if (str_trim(pattern).size != pattern.size)
		return "a blank around a pattern";
	return NULL;
}

const char *pattern_list_flaw(struct str list, struct str *where)
{
	struct str rest = list;
	struct str pattern = { NULL, 0 };
	bool includes = false;
	const char *flaw = NULL;

	if (list.size == 0)
		flaw = "an empty pattern";
	while (!flaw && next_pattern(&rest, &pattern)) {
		*where = pattern;
		if (!cut_negation(&pattern))
			includes = true;
		flaw = pattern_flaw(pattern);
	}
	if (flaw && list.size)
		return flaw;
	*where = list;
	if (!flaw && !includes)
		flaw = "only excluding patterns, which match nothing";
	return flaw;
}

bool pattern_list_is_literal(struct str list)
{
	size_t i;

	for (i = 0; i < list.size; i++)
		if (list.data[i] == '*' || list.data[i] == '?' ||
		    list.data[i] == ',' || list.data[i] == '!')
			return false;
	return true;
}
