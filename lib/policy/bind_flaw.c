/*
 * bind_flaw.c - tells of a pattern that does not compile: what is wrong, at
 * its place in the file, and in which variable. Never compiles one for use.
 */
#include "policy/bind.h"

#include "base/text.h"

#include <string.h>

#define OPENING "(?:" /* before what stands for a variable */
#define VALUE_COLUMNS 60

/* What was meant, by PCRE2's words for what was written. */
static const struct cure {
	const char *words;
	const char *hint;
} cures[] = {
	{ "missing closing parenthesis",
	  "close it with ), or write \\( for a literal (" },
	{ "unmatched closing parenthesis", "write \\) for a literal )" },
	{ "missing terminating ]",
	  "close it with ], or write \\[ for a literal [" },
	{ "quantifier does not follow",
	  "write \\* \\+ \\? for literal ones, and .* for any text" },
	{ "\\ at end of pattern", "write \\\\ for a literal \\" },
	{ "unrecognized character follows \\", "write \\\\ for a literal \\" },
	{ "range out of order",
	  "put a literal - at the end of the class: [a-z_-]" },
	{ "unrecognized character after (?",
	  "write (?:...) for a group, (?<name>...) for a variable" },
};

static const char *hint_for(const char *message)
{
	for (size_t i = 0; i < sizeof(cures) / sizeof(cures[0]); i++)
		if (strstr(message, cures[i].words))
			return cures[i].hint;
	return NULL;
}

/* Of the pattern's own part of the text. */
static size_t written_offset(const struct expansion *text, size_t offset)
{
	size_t written = offset;

	for (size_t i = 0; i < text->part_count; i++) {
		const struct expansion_part *part = &text->parts[i];

		if (offset < part->end)
			return offset < part->start ? written : part->offset;
		written -= part->end - part->start;
		written += part->size;
	}
	return written;
}

/* The first variable that is wrong by itself; its flaw is *inner. */
static const struct expansion_part *find_guilty(const struct expansion *text,
						struct regex_flaw *inner)
{
	struct str whole = str_of(text->text);
	struct regex *regex;
	int result;

	for (size_t i = 0; i < text->part_count; i++) {
		const struct expansion_part *part = &text->parts[i];
		struct str own = str_first(str_from(whole, part->start),
					   part->end - part->start);

		result = regex_new(&regex, own, 0, inner);
		regex_free(regex);
		if (result)
			return part;
	}
	return NULL;
}

static struct mark mark_in_var(const struct binder *binder,
			       const struct node *var, size_t offset)
{
	size_t before = strlen(OPENING);

	if (strchr(var->text, '$'))
		return var->mark;
	offset -= offset < before ? offset : before;
	if (offset > strlen(var->text))
		offset = strlen(var->text);
	return bind_mark_at(binder, var, offset);
}

static void blame(struct binder *binder, const struct node *node,
		  const struct expansion_part *part,
		  const struct regex_flaw *flaw)
{
	struct mark mark = bind_mark_at(binder, node, part->offset);
	struct buf value = BUF_INIT;

	if (mark.length == 1)
		mark.length = part->size;
	text_escape_fit(&value, str_of(part->var->text), VALUE_COLUMNS);
	bind_error(binder, mark, hint_for(flaw->message),
		   "the pattern is wrong in ${%s}: %s", part->var->key->text,
		   flaw->message);
	diagnostics_note(binder->diagnostics,
			 mark_in_var(binder, part->var, flaw->offset),
			 "${%s} is '%s'", part->var->key->text,
			 buf_text(&value));
	buf_release(&value);
}

void bind_flaw(struct binder *binder, const struct node *node,
	       const struct expansion *text, const struct regex_flaw *flaw)
{
	const char *topic = diagnostics_topic(binder->diagnostics, "pattern");
	struct regex_flaw inner;
	const struct expansion_part *part = find_guilty(text, &inner);
	struct mark mark = node->mark;

	if (part) {
		blame(binder, node, part, &inner);
	} else {
		if (!text->dynamic &&
		    (text->part_count || !strstr(node->text, "${")))
			mark = bind_mark_at(binder, node,
					    written_offset(text, flaw->offset));
		bind_error(binder, mark, hint_for(flaw->message),
			   "the pattern is wrong: %s", flaw->message);
	}
	diagnostics_topic(binder->diagnostics, topic);
}
