/*
 * read_flaw.c - see read_flaw.h. A table of libyaml's own words; what is not
 * in it is told as libyaml says it. Never reads YAML.
 */
#include "policy/read_flaw.h"

#include "base/text.h"

#include <string.h>

#define QUOTE_HINT                                                        \
	"put texts that begin with * & ! % @ ` [ { or hold ': ' or ' #' " \
	"in quotes"
#define SHOWN_COLUMNS 60

static struct str line_of(const struct mark *mark)
{
	struct str rest = mark->source->text;
	struct str line = { NULL, 0 };

	for (size_t i = 0; i < mark->line; i++)
		if (!str_next_line(&rest, &line))
			return (struct str){ NULL, 0 };
	return str_ends(line, "\r") ? str_first(line, line.size - 1) : line;
}

/* What stands at the mark, to the end of its line. */
static struct str text_at(const struct mark *mark)
{
	struct str rest = line_of(mark);
	uint32_t codepoint;

	for (size_t i = 1; i < mark->column && rest.size; i++) {
		size_t size = text_decode(rest, &codepoint);

		rest = str_from(rest, size ? size : 1);
	}
	return rest;
}

static size_t word_size(struct str text)
{
	size_t size = 0;

	while (size < text.size && !strchr(" \t,]}[{:\"'", text.data[size]))
		size++;
	return size;
}

typedef const char *hint_maker(const struct read_flaw *flaw,
			       struct arena *arena);

static const char *hint_column(const struct mark *mark, size_t column,
			       const char * or, struct arena *arena)
{
	(void)mark;
	return arena_say(arena, "begin this line with %zu blank%s%s",
			 column - 1, column == 2 ? "" : "s", or);
}

/* Keys of an item stand behind its "- ". */
static const char *hint_item(const struct read_flaw *flaw, struct arena *arena)
{
	struct str text = text_at(&flaw->start);
	size_t skip = str_starts(text, "-");

	while (skip < text.size && text.data[skip] == ' ')
		skip++;
	return hint_column(&flaw->mark, flaw->start.column + skip,
			   ", as the key behind '- ' is", arena);
}

static const char *hint_mapping(const struct read_flaw *flaw,
				struct arena *arena)
{
	return hint_column(&flaw->mark, flaw->start.column,
			   ", as the key that it stands beside", arena);
}

static const char *hint_colon(const struct read_flaw *flaw, struct arena *arena)
{
	struct str line = text_at(&flaw->start);
	size_t size = word_size(line);
	struct str rest = str_trim(str_from(line, size));

	return arena_say(arena, "write '%.*s: %.*s'",
			 STR_ARGS(str_first(line, size)),
			 STR_ARGS(str_first(rest, SHOWN_COLUMNS)));
}

static const char *hint_star(const struct read_flaw *flaw, struct arena *arena)
{
	struct str text = text_at(&flaw->start);

	return arena_say(arena, "write \"%.*s\"",
			 STR_ARGS(str_first(text, word_size(text))));
}

/* The text in single quotes, where \ is a \. */
static const char *hint_escape(const struct read_flaw *flaw,
			       struct arena *arena)
{
	struct str text = str_from(text_at(&flaw->start), 1);

	text = str_first(text, str_find_byte(text, '"'));
	if (!text.size || str_find_byte(text, '\'') < text.size)
		return "put patterns in single quotes";
	return arena_say(arena, "put patterns in single quotes: '%.*s'",
			 STR_ARGS(text));
}

static const char *hint_tab(const struct read_flaw *flaw, struct arena *arena)
{
	struct str line = line_of(&flaw->mark);

	(void)arena;
	while (str_starts(line, " "))
		line = str_from(line, 1);
	return str_starts(line, "\t") ? "indent with spaces, not with tabs" :
					QUOTE_HINT;
}

/* A second colon in a line, or the first of a line that goes on another. */
static const char *hint_quotes(const struct read_flaw *flaw,
			       struct arena *arena)
{
	struct str line = line_of(&flaw->mark);
	struct str before = str_first(line, flaw->mark.column - 1);

	(void)arena;
	return str_find(before, STR(": ")) < before.size ?
		       QUOTE_HINT :
		       "begin this line with as many blanks as the keys that "
		       "it stands beside";
}

static const char *hint_close(const struct read_flaw *flaw, struct arena *arena)
{
	struct str text = text_at(&flaw->start);

	return arena_say(arena, "put a comma between two values, and %s",
			 str_starts(text, "{") ? "} behind the last" :
						 "] behind the last");
}

static const char *hint_end(const struct read_flaw *flaw, struct arena *arena)
{
	struct str text = text_at(&flaw->start);

	return arena_say(arena, "put %s behind its end",
			 str_starts(text, "'") ? "'" : "\"");
}

static const struct kind {
	const char *problem; /* what libyaml's words hold */
	const char *context; /* likewise; NULL: any */
	bool at_start;	     /* told where that began */
	const char *note;    /* of that place; NULL: none */
	const char *text;
	hint_maker *hint;
} kinds[] = {
	{ "expected '-' indicator", NULL, false, "the list begins here",
	  "this line is indented like nothing before it", hint_item },
	{ "expected key", "block mapping", false, "the keys begin here",
	  "this line is indented like nothing before it", hint_mapping },
	{ "could not find expected ':'", NULL, true, NULL,
	  "a key without its colon", hint_colon },
	{ "alphabetic or numeric", NULL, true, NULL,
	  "a text that begins so must be in quotes", hint_star },
	{ "unknown escape", NULL, false, NULL,
	  "in double quotes, a \\ is the beginning of something else",
	  hint_escape },
	{ "cannot start any token", NULL, false, NULL,
	  "nothing can begin with this character", hint_tab },
	{ "mapping values are not allowed", NULL, false, NULL,
	  "a colon where no key can be: in a text without quotes, or in a line "
	  "that is indented too far",
	  hint_quotes },
	{ "',' or '", NULL, false, "it is opened here",
	  "what is opened by [ or { is not closed", hint_close },
	{ "end of stream", "quoted", true, NULL,
	  "a quote is opened and never closed", hint_end },
};

static const struct kind *find_kind(const struct read_flaw *flaw)
{
	const char *problem = flaw->problem ? flaw->problem : "";
	const char *context = flaw->context ? flaw->context : "";

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strstr(problem, kinds[i].problem) &&
		    (!kinds[i].context || strstr(context, kinds[i].context)))
			return &kinds[i];
	return NULL;
}

static bool begins_with_tab(const struct mark *mark)
{
	return str_starts(text_at(mark), "\t");
}

void read_flaw_add(const struct read_flaw *flaw,
		   struct diagnostics *diagnostics)
{
	const struct kind *kind = find_kind(flaw);
	struct read_flaw known = *flaw;

	if (!known.start.line)
		known.start = known.mark;
	if (!kind) {
		diagnostics_add(diagnostics, DIAGNOSTIC_ERROR, flaw->mark, NULL,
				"this is not YAML: %s%s%s",
				flaw->context ? flaw->context : "",
				flaw->context ? ", " : "",
				flaw->problem ? flaw->problem : "");
		return;
	}
	diagnostics_add(diagnostics, DIAGNOSTIC_ERROR,
			kind->at_start ? known.start : known.mark,
			kind->hint(&known, diagnostics->arena), "%s",
			begins_with_tab(&known.mark) ?
				"a tab in front of a line" :
				kind->text);
	if (kind->note && flaw->start.line)
		diagnostics_note(diagnostics, flaw->start, "%s", kind->note);
}

/* "contact: #team": what stands behind the colon is a comment. */
static const char *hint_comment(const struct node *key, struct arena *arena)
{
	struct str rest = text_at(&key->mark);

	rest = str_trim(str_from(rest, str_find_byte(rest, ':')));
	rest = str_trim(str_from(rest, str_starts(rest, ":")));
	if (!str_starts(rest, "#") || str_starts(rest, "# ") ||
	    str_find_byte(rest, '"') < rest.size)
		return NULL;
	return arena_say(arena,
			 "a # begins a comment; if it is the value, write "
			 "'%s: \"%.*s\"'",
			 key->text, STR_ARGS(str_first(rest, SHOWN_COLUMNS)));
}

/* "lines:10" is one text. */
const char *read_flaw_no_value(const struct node *key, struct arena *arena)
{
	struct str text = str_of(key->text);
	size_t colon = str_find_byte(text, ':');
	const char *comment = hint_comment(key, arena);

	if (comment)
		return comment;
	if (colon == 0 || colon + 1 >= text.size)
		return "indent what belongs to it further than the key; write "
		       "~ to remove what was inherited, {} for a rule without "
		       "options";
	return arena_say(arena, "write '%.*s: %s'", (int)colon, key->text,
			 key->text + colon + 1);
}
