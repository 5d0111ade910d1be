/*
 * glob_match.c - matches names. Never fails, never recurses and never takes
 * more than about (size of the glob) x (size of the name) steps.
 */
#include "base/glob.h"

#include "base/glob_atom.h"

#include <string.h>

static unsigned char fold(unsigned char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte + 32) : byte;
}

/* Does the atom [at, end) of the glob, which is no star, match the byte? */
static bool atom_matches(struct str glob, size_t at, size_t end,
			 unsigned char byte, bool any_case)
{
	struct str atom = str_first(str_from(glob, at), end - at);
	unsigned char wanted = (unsigned char)atom.data[atom.size - 1];

	if (atom.data[0] == '?')
		return byte != '/';
	if (atom.data[0] != '[')
		return any_case ? fold(wanted) == fold(byte) : wanted == byte;
	if (byte == '/')
		return false;
	if (!any_case || fold(byte) < 'a' || fold(byte) > 'z')
		return glob_class_has(atom, byte);
	return glob_class_has(atom, fold(byte)) ||
	       glob_class_has(atom, (unsigned char)(fold(byte) - 32));
}

/*
 * Where to go on after a mismatch. Only the last "*" and the last "**" ever
 * need another try: an earlier one that takes more leaves less to choose
 * from.
 */
struct walk {
	struct str glob;
	struct str name;
	size_t at;	 /* in the glob */
	size_t pos;	 /* in the name */
	size_t star;	 /* behind the last "*", or GLOB_NONE */
	size_t star_pos; /* where the name goes on behind it */
	size_t deep;	 /* behind the last "**", or GLOB_NONE */
	size_t deep_pos; /* where the name goes on behind it */
	bool levels;	 /* that one stands for whole levels */
	bool first;	 /* no "*" since the last "**" */
	size_t hopeless; /* up to here the first "*" behind "**" failed */
};

/* At the end of the glob a star takes all the rest, if it may. */
static void take_rest(struct walk *walk, bool with_slashes)
{
	struct str rest = str_from(walk->name, walk->pos);

	if (walk->at < walk->glob.size)
		return;
	if (with_slashes || str_find_byte(rest, '/') == rest.size)
		walk->pos = walk->name.size;
}

/* Takes the stars at the place; false if they cannot lead anywhere. */
static bool take_stars(struct walk *walk)
{
	size_t start = walk->at;
	bool after_slash = start == 0 || walk->glob.data[start - 1] == '/';
	struct str rest;

	while (walk->at < walk->glob.size && walk->glob.data[walk->at] == '*')
		walk->at++;
	if (walk->at - start > 1) {
		walk->levels = after_slash && walk->at < walk->glob.size &&
			       walk->glob.data[walk->at] == '/';
		if (walk->levels)
			walk->at++;
		walk->deep = walk->at;
		walk->deep_pos = walk->pos;
		walk->star = GLOB_NONE;
		walk->first = true;
		walk->hopeless = GLOB_NONE;
		if (!walk->levels)
			take_rest(walk, true);
		return true;
	}
	if (walk->first && walk->deep != GLOB_NONE) {
		/* From here on in this level it was tried before. */
		if (walk->hopeless != GLOB_NONE && walk->pos <= walk->hopeless)
			return false;
		rest = str_from(walk->name, walk->pos);
		walk->hopeless = walk->pos + str_find_byte(rest, '/');
	}
	walk->first = false;
	walk->star = walk->at;
	walk->star_pos = walk->pos;
	take_rest(walk, false);
	return true;
}

/* After a mismatch: the last star takes one more. False: no star can. */
static bool try_again(struct walk *walk)
{
	struct str rest;

	if (walk->star != GLOB_NONE && walk->star_pos < walk->name.size &&
	    walk->name.data[walk->star_pos] != '/') {
		walk->at = walk->star;
		walk->pos = ++walk->star_pos;
		return true;
	}
	if (walk->deep == GLOB_NONE || walk->deep_pos >= walk->name.size)
		return false;
	if (walk->levels) {
		rest = str_from(walk->name, walk->deep_pos);
		walk->deep_pos += str_find_byte(rest, '/');
		if (walk->deep_pos >= walk->name.size)
			return false;
	}
	walk->pos = ++walk->deep_pos;
	walk->at = walk->deep;
	walk->star = GLOB_NONE;
	walk->first = true;
	return true;
}

/* One step along both; false is a mismatch. */
static bool step(struct walk *walk, bool any_case)
{
	size_t end;

	if (walk->at == walk->glob.size)
		return false;
	if (walk->glob.data[walk->at] == '*')
		return take_stars(walk);
	if (walk->pos == walk->name.size)
		return false;
	end = glob_atom_end(walk->glob, walk->at);
	if (!atom_matches(walk->glob, walk->at, end,
			  (unsigned char)walk->name.data[walk->pos], any_case))
		return false;
	walk->at = end;
	walk->pos++;
	return true;
}

static bool is_literal(char byte)
{
	return byte && byte != '*' && byte != '?' && byte != '[' &&
	       byte != '\\';
}

/* Bytes that both begin with, none of them special: names mostly differ. */
static size_t skip_literal(const char *glob, struct str name, bool any_case)
{
	size_t at = 0;

	while (at < name.size && is_literal(glob[at]) &&
	       (glob[at] == name.data[at] ||
		(any_case && fold((unsigned char)glob[at]) ==
				     fold((unsigned char)name.data[at]))))
		at++;
	return at;
}

static bool alternative_matches(const char *alternative, struct str name,
				bool any_case)
{
	size_t same = skip_literal(alternative, name, any_case);
	struct walk walk = {
		.glob = { alternative, same },
		.name = name,
		.at = same,
		.pos = same,
		.star = GLOB_NONE,
		.deep = GLOB_NONE,
		.hopeless = GLOB_NONE,
	};

	if (is_literal(alternative[same]) ||
	    (!alternative[same] && same < name.size))
		return false;
	walk.glob.size += strlen(alternative + same);
	while (walk.at < walk.glob.size || walk.pos < name.size)
		if (!step(&walk, any_case) && !try_again(&walk))
			return false;
	return true;
}

static bool matches(const struct glob *glob, struct str name, bool any_case)
{
	size_t i;

	for (i = 0; i < glob->count; i++)
		if (alternative_matches(glob->alternatives[i], name, any_case))
			return true;
	return false;
}

static bool any_matches(const struct globs *globs, struct str name,
			bool any_case)
{
	bool result = false;
	size_t i;

	for (i = 0; i < globs->count; i++) {
		if (!matches(&globs->items[i], name, any_case))
			continue;
		if (globs->items[i].exclude)
			return false;
		result = true;
	}
	return result;
}

bool glob_match(const struct glob *glob, struct str name)
{
	return matches(glob, name, false);
}

bool globs_match(const struct globs *globs, struct str name)
{
	return any_matches(globs, name, false);
}

bool globs_match_ascii_case(const struct globs *globs, struct str name)
{
	return any_matches(globs, name, true);
}
