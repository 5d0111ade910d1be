/*
 * overlap.c - compares globs by what they begin with, and literal ones by
 * matching. Never says no where a name could match both.
 */
#include "policy/overlap.h"

#include "base/buf.h"

#include <string.h>

/* The literal beginning, without its backslashes. */
static void add_prefix(struct buf *out, const char *alternative,
		       bool *is_literal)
{
	size_t size = glob_literal_prefix(alternative, is_literal);

	for (size_t i = 0; i < size; i++) {
		if (alternative[i] == '\\' && i + 1 < size)
			i++;
		buf_add_byte(out, alternative[i]);
	}
	/* "a/" and "**": the whole level, with its slash, may be left out. */
	if (!*is_literal && out->size && alternative[size] == '*' &&
	    alternative[size + 1] == '*' && buf_text(out)[out->size - 1] == '/')
		buf_truncate(out, out->size - 1);
}

static bool is_prefix(struct str a, struct str b)
{
	return a.size <= b.size &&
	       (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static bool alternatives_overlap(const struct glob *a, const char *x,
				 const struct glob *b, const char *y)
{
	struct buf p = BUF_INIT;
	struct buf q = BUF_INIT;
	bool x_literal = false;
	bool y_literal = false;
	bool overlap;

	add_prefix(&p, x, &x_literal);
	add_prefix(&q, y, &y_literal);
	if (buf_failed(&p) || buf_failed(&q))
		overlap = true;
	else if (x_literal)
		overlap = glob_match(b, buf_str(&p));
	else if (y_literal)
		overlap = glob_match(a, buf_str(&q));
	else
		overlap = is_prefix(buf_str(&p), buf_str(&q)) ||
			  is_prefix(buf_str(&q), buf_str(&p));
	buf_release(&p);
	buf_release(&q);
	return overlap;
}

static bool glob_overlap(const struct glob *a, const struct glob *b)
{
	if (a->exclude || b->exclude)
		return false;
	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; j < b->count; j++)
			if (alternatives_overlap(a, a->alternatives[i], b,
						 b->alternatives[j]))
				return true;
	return false;
}

bool globs_overlap(const struct globs *a, const struct globs *b)
{
	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; j < b->count; j++)
			if (glob_overlap(&a->items[i], &b->items[j]))
				return true;
	return false;
}

bool globs_overlap_prefix(const struct globs *globs, struct str prefix)
{
	for (size_t i = 0; i < globs->count; i++) {
		const struct glob *glob = &globs->items[i];

		for (size_t j = 0; !glob->exclude && j < glob->count; j++) {
			struct buf p = BUF_INIT;
			bool literal = false;
			bool overlap;

			add_prefix(&p, glob->alternatives[j], &literal);
			overlap = is_prefix(prefix, buf_str(&p)) ||
				  (!literal && is_prefix(buf_str(&p), prefix));
			buf_release(&p);
			if (overlap)
				return true;
		}
	}
	return false;
}

bool globs_all_below(const struct globs *globs, struct str prefix)
{
	bool any = false;

	for (size_t i = 0; i < globs->count; i++) {
		const struct glob *glob = &globs->items[i];

		for (size_t j = 0; !glob->exclude && j < glob->count; j++) {
			if (!str_starts(str_of(glob->alternatives[j]),
					prefix.data))
				return false;
			any = true;
		}
	}
	return any;
}
