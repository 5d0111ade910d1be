/*
 * import_ruleset.c - where the rules of a ruleset that is imported are
 * written, and how it is told what cannot be. Knows no rule.
 */
#include "policy/import_ruleset.h"

#include "policy/import_text.h"

#include <stdarg.h>
#include <string.h>

void import_ruleset_release(struct import_ruleset *ruleset)
{
	buf_release(&ruleset->notes);
	buf_release(&ruleset->denied);
	for (size_t i = 0; i < IMPORT_PARTS_MAX; i++)
		buf_release(&ruleset->parts[i].rules);
}

void import_tell(struct import_ruleset *ruleset, struct buf *out, size_t indent,
		 struct mark mark, const char *format, ...)
{
	struct buf text = BUF_INIT;
	va_list args;

	va_start(args, format);
	buf_vaddf(&text, format, args);
	va_end(args);
	diagnostics_add(ruleset->diagnostics, DIAGNOSTIC_WARNING, mark, NULL,
			"%s", buf_text(&text));
	import_comment(out, indent, "%s", buf_text(&text));
	buf_release(&text);
}

static bool part_has(const struct import_part *part, const char *id)
{
	for (size_t i = 0; i < part->count; i++)
		if (strcmp(part->ids[i], id) == 0)
			return true;
	return part->count == IMPORT_PART_RULES_MAX;
}

struct buf *import_ruleset_place(struct import_ruleset *ruleset, const char *id,
				 struct mark mark)
{
	struct import_part *part;
	size_t i = 0;

	while (i < IMPORT_PARTS_MAX && part_has(&ruleset->parts[i], id))
		i++;
	if (i == IMPORT_PARTS_MAX) {
		diagnostics_add(ruleset->diagnostics, DIAGNOSTIC_ERROR, mark,
				NULL, "too many rules of this kind");
		return NULL;
	}
	if (ruleset->part_count <= i)
		ruleset->part_count = i + 1;
	part = &ruleset->parts[i];
	part->ids[part->count++] = id;
	return &part->rules;
}

bool import_ruleset_has(const struct import_ruleset *ruleset, const char *id)
{
	return part_has(&ruleset->parts[0], id);
}

const char *import_string(struct import_ruleset *ruleset,
			  const struct node *node, const char *what)
{
	if (node && node->kind == NODE_SCALAR && !node->plain)
		return node->text;
	if (node)
		diagnostics_add(ruleset->diagnostics, DIAGNOSTIC_ERROR,
				node->mark, NULL, "%s is a string", what);
	return NULL;
}

bool import_is_word(const char *words, const char *word)
{
	size_t size = strlen(word);

	for (const char *at = words; size && (at = strstr(at, word)) != NULL;
	     at++)
		if ((at == words || at[-1] == ' ') &&
		    (at[size] == ' ' || !at[size]))
			return !strchr(word, ' ');
	return false;
}
