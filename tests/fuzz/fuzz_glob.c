/*
 * fuzz_glob.c - globs, and names that they are held against: the same answer
 * as a plain matcher gives that tries everything.
 */
#include "fuzz.h"

#include "base/buf.h"
#include "base/glob.h"

#include <string.h>

/* The plain one takes time as the third power of these. */
#define PLAIN_SIZE_MAX 48

struct plain {
	struct str glob; /* without braces */
	struct str name;
	/* failed before, by the places in both */
	bool failed[PLAIN_SIZE_MAX + 1][PLAIN_SIZE_MAX + 1];
};

static bool try_plain(struct plain *plain, size_t at, size_t pos);

static unsigned char member(struct str glob, size_t *at)
{
	if (glob.data[*at] == '\\')
		(*at)++;
	return (unsigned char)glob.data[(*at)++];
}

/* At "["; *at gets behind the "]". */
static bool class_holds(struct str glob, size_t *at, unsigned char byte)
{
	bool negated = glob.data[*at + 1] == '!' || glob.data[*at + 1] == '^';
	bool found = false;
	size_t first = *at += negated ? 2 : 1;

	while (glob.data[*at] != ']' || *at == first) {
		unsigned char low = member(glob, at), high = low;

		if (glob.data[*at] == '-' && glob.data[*at + 1] != ']') {
			(*at)++;
			high = member(glob, at);
		}
		found |= byte >= low && byte <= high;
	}
	(*at)++;
	return found != negated;
}

static bool try_stars(struct plain *plain, size_t at, size_t pos)
{
	struct str glob = plain->glob, name = plain->name;
	size_t end = at;
	bool deep, levels;

	while (end < glob.size && glob.data[end] == '*')
		end++;
	deep = end - at > 1;
	levels = deep && (!at || glob.data[at - 1] == '/') && end < glob.size &&
		 glob.data[end] == '/';
	end += levels;
	for (size_t to = pos; to <= name.size; to++) {
		bool at_level = to == pos || name.data[to - 1] == '/';

		if ((!levels || at_level) && try_plain(plain, end, to))
			return true;
		if (!deep && to < name.size && name.data[to] == '/')
			return false;
	}
	return false;
}

static bool try_atom(struct plain *plain, size_t at, size_t pos)
{
	struct str glob = plain->glob;
	unsigned char byte = (unsigned char)plain->name.data[pos];
	bool fits = byte != '/';

	if (glob.data[at] == '?')
		at++;
	else if (glob.data[at] == '[')
		fits &= class_holds(glob, &at, byte);
	else
		fits = member(glob, &at) == byte;
	return fits && try_plain(plain, at, pos + 1);
}

static bool try_plain(struct plain *plain, size_t at, size_t pos)
{
	bool *failed = &plain->failed[at][pos];
	bool found;

	if (at == plain->glob.size)
		return pos == plain->name.size;
	if (*failed)
		return false;
	if (plain->glob.data[at] == '*')
		found = try_stars(plain, at, pos);
	else
		found = pos < plain->name.size && try_atom(plain, at, pos);
	*failed = !found;
	return found;
}

/* Behind the piece at `at`, of a glob that is sound. */
static size_t piece_end(struct str glob, size_t at)
{
	size_t first;

	if (glob.data[at] == '\\')
		return at + 2;
	if (glob.data[at] != '[')
		return at + 1;
	at += glob.data[at + 1] == '!' || glob.data[at + 1] == '^' ? 2 : 1;
	for (first = at; glob.data[at] != ']' || at == first;)
		(void)member(glob, &at);
	return at + 1;
}

/* Of the first braces: "{", each "," of theirs, "}"; returns how many. */
static size_t find_braces(struct str glob, size_t marks[PLAIN_SIZE_MAX])
{
	size_t count = 0, depth = 0;

	for (size_t at = 0; at < glob.size; at = piece_end(glob, at)) {
		char byte = glob.data[at];

		depth += byte == '{';
		if (depth == 1 && (byte == '{' || byte == ',' || byte == '}'))
			marks[count++] = at;
		depth -= depth && byte == '}';
		if (count && !depth)
			break;
	}
	return count;
}

static bool plain_matches(struct str glob, struct str name)
{
	size_t marks[PLAIN_SIZE_MAX];
	size_t count = find_braces(glob, marks);
	struct plain plain = { .glob = glob, .name = name };
	bool found = false;

	if (!count)
		return try_plain(&plain, 0, 0);
	for (size_t i = 0; i + 1 < count; i++) {
		struct buf one = BUF_INIT;

		buf_add_str(&one, str_first(glob, marks[0]));
		buf_add_str(&one, str_first(str_from(glob, marks[i] + 1),
					    marks[i + 1] - marks[i] - 1));
		buf_add_str(&one, str_from(glob, marks[count - 1] + 1));
		found |= plain_matches(buf_str(&one), name);
		buf_release(&one);
	}
	return found;
}

static void check_quoted(struct str name, struct arena *arena)
{
	struct buf quoted = BUF_INIT;
	struct error error;
	struct glob glob;

	glob_quote(&quoted, name);
	if (name.size && quoted.size <= GLOB_SIZE_MAX &&
	    str_find_byte(name, '\0') == name.size) {
		expect(!glob_compile(&glob, buf_str(&quoted), arena, &error));
		expect(glob.count == 1 && glob_match(&glob, name));
	}
	buf_release(&quoted);
}

static void check_prefix(const struct glob *glob, struct str name)
{
	bool is_literal;

	for (size_t i = 0; i < glob->count; i++) {
		struct str text = str_of(glob->alternatives[i]);
		size_t size = glob_literal_prefix(text.data, &is_literal);

		expect(size <= text.size);
		expect(!is_literal || size == text.size);
	}
	if (glob->count == 1 && !strchr(glob->alternatives[0], '\\') &&
	    glob_match(glob, name))
		expect(str_equal(
			str_first(name,
				  glob_literal_prefix(glob->alternatives[0],
						      &is_literal)),
			str_first(str_of(glob->alternatives[0]),
				  glob_literal_prefix(glob->alternatives[0],
						      &is_literal))));
}

static void check(const struct glob *glob, struct str text, struct str name)
{
	struct globs list = { (struct glob *)(uintptr_t)glob, 1 };
	bool matches = glob_match(glob, name);

	expect(glob->count > 0 && glob->count <= GLOB_ALTERNATIVES_MAX);
	expect(globs_match(&list, name) == (matches && !glob->exclude));
	expect(!globs_match(&list, name) ||
	       globs_match_ascii_case(&list, name));
	check_prefix(glob, name);
	if (glob->exclude)
		text = str_from(text, 1);
	if (text.size <= PLAIN_SIZE_MAX && name.size <= PLAIN_SIZE_MAX)
		expect(plain_matches(text, name) == matches);
}

FUZZ_TARGET(glob)
{
	struct str parts[2];
	struct error error;
	struct arena arena;
	struct glob glob;

	fuzz_split((struct str){ (const char *)data, size }, parts, 2);
	arena_init(&arena);
	if (!glob_compile(&glob, parts[0], &arena, &error))
		check(&glob, parts[0], parts[1]);
	check_quoted(parts[1], &arena);
	arena_release(&arena);
	return 0;
}
