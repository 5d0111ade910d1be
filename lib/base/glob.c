/*
 * glob.c - compiles ref and path globs: all that can be wrong is found here.
 * Never matches.
 */
#include "base/glob.h"

#include "base/buf.h"
#include "base/glob_atom.h"

#include <string.h>

static const char *find_flaw(struct str s)
{
	const char *flaw = NULL;
	size_t depth = 0;
	size_t at = 0;
	size_t end;

	if (s.size == 0)
		return "it is empty";
	if (s.data[0] == '!')
		return "only one ! may stand in front";
	if (str_find_byte(s, '\0') < s.size)
		return "it holds a NUL byte";
	for (; at < s.size && !flaw; at = end) {
		end = glob_atom_end(s, at);
		if (end == GLOB_NONE)
			return s.data[at] == '[' ? "a [ is not closed" :
						   "it ends in a backslash";
		if (s.data[at] == '[')
			flaw = glob_class_flaw(
				str_first(str_from(s, at), end - at));
		else if (s.data[at] == '{')
			depth++;
		else if (s.data[at] == '}' && depth-- == 0)
			return "a } closes nothing (write \\} for the byte)";
	}
	if (!flaw && depth > 0)
		flaw = "a { is not closed";
	return flaw;
}

/* Offset of the first "{", or s.size. The glob has no flaw. */
static size_t find_brace(struct str s)
{
	size_t at = 0;

	while (at < s.size && s.data[at] != '{')
		at = glob_atom_end(s, at);
	return at;
}

/* End of the branch at `at`: its "," or the "}" that closes the braces. */
static size_t branch_end(struct str s, size_t at)
{
	size_t depth = 0;

	for (;; at = glob_atom_end(s, at)) {
		if (s.data[at] == '{')
			depth++;
		if (depth == 0 && (s.data[at] == ',' || s.data[at] == '}'))
			return at;
		if (s.data[at] == '}')
			depth--;
	}
}

static size_t braces_end(struct str s, size_t at)
{
	do
		at = branch_end(s, at + 1);
	while (s.data[at] == ',');
	return at + 1;
}

/* Adds s once for each branch of its first braces; returns how often. */
static size_t expand_first(struct buf *out, struct str s)
{
	size_t open = find_brace(s);
	size_t count = 0;
	size_t start = open;
	size_t close;
	size_t end;

	if (open == s.size) {
		buf_add(out, s.data, s.size);
		buf_add_byte(out, '\0');
		return 1;
	}
	close = braces_end(s, open);
	for (; start + 1 < close; start = end) {
		end = branch_end(s, start + 1);
		buf_add_str(out, str_first(s, open));
		buf_add(out, s.data + start + 1, end - start - 1);
		buf_add_str(out, str_from(s, close));
		buf_add_byte(out, '\0');
		count++;
	}
	return count;
}

/* Expands the first braces of each item of `in`, items ending in NUL. */
static size_t expand_round(struct buf *out, struct str in)
{
	size_t count = 0;
	size_t size;

	while (in.size && count <= GLOB_ALTERNATIVES_MAX && !buf_failed(out)) {
		size = str_find_byte(in, '\0');
		count += expand_first(out, str_first(in, size));
		in = str_from(in, size + 1);
	}
	return count;
}

static int store(struct glob *out, struct str items, size_t count,
		 struct arena *arena, struct error *error)
{
	size_t size;
	size_t i;

	out->alternatives = arena_alloc(arena, count * sizeof(char *));
	if (!out->alternatives)
		return error_no_memory(error);
	for (i = 0; i < count; i++) {
		size = str_find_byte(items, '\0');
		out->alternatives[i] =
			arena_copy(arena, str_first(items, size));
		if (!out->alternatives[i])
			return error_no_memory(error);
		items = str_from(items, size + 1);
	}
	out->count = count;
	return 0;
}

static int expand(struct glob *out, struct str s, struct arena *arena,
		  struct error *error)
{
	struct buf items = BUF_INIT;
	struct buf next = BUF_INIT;
	size_t count = 1;
	struct buf spare;
	int result = 0;
	bool more;

	buf_add_str(&items, s);
	buf_add_byte(&items, '\0');
	do {
		buf_clear(&next);
		count = expand_round(&next, buf_str(&items));
		if (count > GLOB_ALTERNATIVES_MAX) {
			result = error_set(error, ERROR_USAGE,
					   "its braces give more than %d "
					   "alternatives",
					   GLOB_ALTERNATIVES_MAX);
			goto out;
		}
		if (buf_failed(&items) || buf_failed(&next)) {
			result = error_no_memory(error);
			goto out;
		}
		more = !str_equal(buf_str(&items), buf_str(&next));
		spare = items;
		items = next;
		next = spare;
	} while (more);
	result = store(out, buf_str(&items), count, arena, error);
out:
	buf_release(&items);
	buf_release(&next);
	return result;
}

int glob_compile(struct glob *out, struct str text, struct arena *arena,
		 struct error *error)
{
	struct str s = text;
	const char *flaw;
	int result;

	memset(out, 0, sizeof(*out));
	if (text.size > GLOB_SIZE_MAX)
		return error_set(error, ERROR_USAGE,
				 "a glob is longer than %d bytes",
				 GLOB_SIZE_MAX);
	if (str_starts(text, "!")) {
		out->exclude = true;
		s = str_from(text, 1);
	}
	flaw = find_flaw(s);
	if (flaw)
		return error_set(error, ERROR_USAGE, "%s: the glob \"%.*s\"",
				 flaw, STR_ARGS(text));
	out->text = arena_copy(arena, text);
	if (!out->text)
		return error_no_memory(error);
	result = expand(out, s, arena, error);
	if (result)
		memset(out, 0, sizeof(*out));
	return result;
}

size_t glob_literal_prefix(const char *alternative, bool *is_literal)
{
	struct str s = str_of(alternative);
	size_t at = 0;

	while (at < s.size && !strchr("*?[", s.data[at]))
		at = glob_atom_end(s, at);
	*is_literal = at == s.size;
	return at;
}

void glob_quote(struct buf *out, struct str s)
{
	size_t i;

	for (i = 0; i < s.size; i++) {
		if (s.data[i] && strchr("*?[]{},!\\", s.data[i]))
			buf_add_byte(out, '\\');
		buf_add_byte(out, s.data[i]);
	}
}

bool globs_reach_beyond(const struct globs *globs, const char *prefix)
{
	for (size_t i = 0; i < globs->count; i++)
		for (size_t j = 0; j < globs->items[i].count; j++)
			if (!str_starts(str_of(globs->items[i].alternatives[j]),
					prefix))
				return true;
	return false;
}

static bool reaches_into(const char *alternative, struct str prefix)
{
	bool ignored;
	struct str head = { alternative,
			    glob_literal_prefix(alternative, &ignored) };
	size_t least = head.size < prefix.size ? head.size : prefix.size;

	return str_common_head(head, prefix) == least ||
	       str_find_byte(head, '\\') < head.size;
}

bool globs_reach_into(const struct globs *globs, const char *prefix)
{
	for (size_t i = 0; i < globs->count; i++) {
		const struct glob *glob = &globs->items[i];

		for (size_t j = 0; !glob->exclude && j < glob->count; j++)
			if (reaches_into(glob->alternatives[j], str_of(prefix)))
				return true;
	}
	return false;
}
