/*
 * diagnostic.c - collects what is wrong in files that people wrote, and
 * shows it with the line and a caret. Never prints and never gives up.
 */
#include "base/diagnostic.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Columns of a line that are shown, and how many of them before the mark. */
#define LINE_COLUMNS 72
#define BEFORE_COLUMNS 48
#define CUT "..."
#define GUTTER 7

static const char out_of_memory[] = "out of memory";

void diagnostics_init(struct diagnostics *diagnostics, struct arena *arena)
{
	/* an item is emptied when it is taken: there is room for many */
	memset(&diagnostics->count, 0,
	       sizeof(*diagnostics) - offsetof(struct diagnostics, count));
	diagnostics->arena = arena;
}

void diagnostics_add(struct diagnostics *diagnostics,
		     enum diagnostic_level level, struct mark mark,
		     const char *hint, const char *format, ...)
{
	struct diagnostic *item;
	struct buf text = BUF_INIT;
	va_list args;

	if (level == DIAGNOSTIC_ERROR)
		diagnostics->errors++;
	else
		diagnostics->warnings++;
	diagnostics->last = NULL;
	if (diagnostics->count == DIAGNOSTICS_MAX)
		return;
	item = &diagnostics->items[diagnostics->count++];
	diagnostics->last = item;
	*item = (struct diagnostic){ .level = level,
				     .code = diagnostics->topic,
				     .mark = mark };
	va_start(args, format);
	buf_vaddf(&text, format, args);
	va_end(args);
	if (!buf_failed(&text))
		item->text = arena_copy(diagnostics->arena, buf_str(&text));
	if (hint)
		item->hint = arena_copy(diagnostics->arena, str_of(hint));
	if (!item->text)
		item->text = out_of_memory;
	buf_release(&text);
}

const char *diagnostics_topic(struct diagnostics *diagnostics, const char *code)
{
	const char *before = diagnostics->topic;

	diagnostics->topic = code;
	return before;
}

void diagnostics_note(struct diagnostics *diagnostics, struct mark mark,
		      const char *format, ...)
{
	struct diagnostic *item = diagnostics->last;
	va_list args;

	if (!item)
		return;
	va_start(args, format);
	item->note = arena_vsay(diagnostics->arena, format, args);
	va_end(args);
	item->note_mark = mark;
}

void diagnostics_origin(struct diagnostics *diagnostics,
			const struct source *source, struct mark mark)
{
	if (diagnostics->origin_count == DIAGNOSTICS_ORIGINS_MAX)
		return;
	diagnostics->origins[diagnostics->origin_count++] =
		(struct diagnostics_origin){ source, mark };
}

/* Place of a source among those that are spoken of. */
static size_t source_rank(const struct diagnostics *diagnostics,
			  const struct source *source)
{
	size_t i = 0;

	while (i < diagnostics->count &&
	       diagnostics->items[i].mark.source != source)
		i++;
	return i;
}

static bool is_before(const struct diagnostics *diagnostics, size_t a, size_t b)
{
	const struct mark *x = &diagnostics->items[a].mark;
	const struct mark *y = &diagnostics->items[b].mark;
	size_t rank_x = source_rank(diagnostics, x->source);
	size_t rank_y = source_rank(diagnostics, y->source);

	if (rank_x != rank_y)
		return rank_x < rank_y;
	if (x->line != y->line)
		return x->line < y->line;
	if (x->column != y->column)
		return x->column < y->column;
	return a < b;
}

static void sort(const struct diagnostics *diagnostics, size_t *order)
{
	size_t i;
	size_t j;

	for (i = 0; i < diagnostics->count; i++) {
		for (j = i; j > 0 && is_before(diagnostics, i, order[j - 1]);
		     j--)
			order[j] = order[j - 1];
		order[j] = i;
	}
}

static struct str find_line(const struct source *source, size_t number)
{
	struct str rest = source->text;
	struct str line = { NULL, 0 };

	while (number-- > 0)
		if (!str_next_line(&rest, &line))
			return (struct str){ NULL, 0 };
	if (str_ends(line, "\r"))
		line.size--;
	return line;
}

/* Bytes of the first `count` characters, or of fewer. */
static size_t characters(struct str s, size_t count)
{
	struct str rest = s;
	uint32_t codepoint;
	size_t size;

	while (count-- > 0 && rest.size) {
		size = text_decode(rest, &codepoint);
		rest = str_from(rest, size ? size : 1);
	}
	return s.size - rest.size;
}

static size_t escaped_columns(struct str s)
{
	struct buf text = BUF_INIT;
	size_t columns;

	text_escape_line(&text, s);
	columns = text_columns(buf_str(&text));
	buf_release(&text);
	return columns;
}

/* The line around the mark; returns the column below which it stands. */
static size_t print_line(struct buf *out, struct str line, size_t at)
{
	struct str before = str_first(line, at);
	struct str behind = str_from(line, at);
	size_t count = text_columns(before);
	bool cut = count > BEFORE_COLUMNS;
	size_t columns;

	/* of a line without end only what can be shown is looked at */
	if (cut)
		before = str_from(before,
				  characters(before, count - BEFORE_COLUMNS));
	behind = str_first(behind, characters(behind, LINE_COLUMNS + 1));
	columns = escaped_columns(before);
	cut = cut || columns > BEFORE_COLUMNS;

	while (columns > BEFORE_COLUMNS - strlen(CUT) && cut) {
		before = str_from(before, characters(before, 1));
		columns = escaped_columns(before);
	}
	if (cut) {
		buf_add_text(out, CUT);
		columns += strlen(CUT);
	}
	text_escape_line(out, before);
	text_escape_fit(out, behind, LINE_COLUMNS - columns);
	buf_add_byte(out, '\n');
	return columns;
}

static void add_times(struct buf *out, char byte, size_t count)
{
	while (count-- > 0)
		buf_add_byte(out, byte);
}

static void print_source(struct buf *out, const struct mark *mark)
{
	struct str line = find_line(mark->source, mark->line);
	struct str marked;
	size_t before;
	size_t width;
	size_t at;

	if (!line.data)
		return;
	at = characters(line, mark->column ? mark->column - 1 : 0);
	buf_addf(out, "%*zu | ", GUTTER, mark->line);
	before = print_line(out, line, at);
	marked = str_from(line, at);
	marked = str_first(marked, characters(marked, mark->length));
	width = escaped_columns(marked);
	if (width > LINE_COLUMNS - before)
		width = LINE_COLUMNS - before;
	buf_addf(out, "%*s | ", GUTTER, "");
	add_times(out, ' ', before);
	buf_add_byte(out, '^');
	add_times(out, '~', width ? width - 1 : 0);
	buf_add_byte(out, '\n');
}

static void print_place(struct buf *out, const struct mark *mark)
{
	if (!mark->source)
		return;
	text_escape_line(out, str_of(mark->source->path));
	if (mark->line)
		buf_addf(out, ":%zu:%zu", mark->line, mark->column);
	buf_add_text(out, ": ");
}

static void print_text(struct buf *out, const char *word, const char *text)
{
	buf_addf(out, "%s: ", word);
	text_escape_line(out, str_of(text));
}

static void print_note(struct buf *out, const struct mark *mark,
		       const char *text)
{
	print_place(out, mark);
	print_text(out, "note", text);
	buf_add_byte(out, '\n');
	if (mark->source && mark->line)
		print_source(out, mark);
}

static void print_one(struct buf *out, const struct diagnostic *item)
{
	const struct mark *mark = &item->mark;
	bool warns = item->level == DIAGNOSTIC_WARNING;

	print_place(out, mark);
	print_text(out, warns ? "warning" : "error", item->text);
	if (warns && item->code)
		buf_addf(out, " [%s]", item->code);
	buf_add_byte(out, '\n');
	if (mark->source && mark->line)
		print_source(out, mark);
	if (item->note)
		print_note(out, &item->note_mark, item->note);
	if (item->hint) {
		print_text(out, "hint", item->hint);
		buf_add_byte(out, '\n');
	}
}

/* Once for each file: why it is read at all. */
static void print_origin(struct buf *out, const struct diagnostics *diagnostics,
			 const struct source *source)
{
	for (size_t i = 0; source && i < diagnostics->origin_count; i++)
		if (diagnostics->origins[i].source == source) {
			print_note(out, &diagnostics->origins[i].mark,
				   "it is read because of this");
			return;
		}
}

void diagnostics_print(const struct diagnostics *diagnostics, struct buf *out)
{
	size_t total = diagnostics->errors + diagnostics->warnings;
	const struct source *source = NULL;
	size_t order[DIAGNOSTICS_MAX];
	size_t i;

	sort(diagnostics, order);
	for (i = 0; i < diagnostics->count; i++) {
		const struct diagnostic *item = &diagnostics->items[order[i]];

		print_one(out, item);
		if (item->mark.source != source)
			print_origin(out, diagnostics, item->mark.source);
		source = item->mark.source;
	}
	if (total > diagnostics->count)
		buf_addf(out, "%zu more are not shown\n",
			 total - diagnostics->count);
}

static void add_count(struct buf *out, size_t count, const char *word)
{
	if (count)
		buf_addf(out, "%s%zu %s%s", out->size ? ", " : "", count, word,
			 count == 1 ? "" : "s");
}

void diagnostics_sum(const struct diagnostics *diagnostics, struct buf *out)
{
	const struct source *source = NULL;
	struct buf line = BUF_INIT;
	size_t files = 0;

	add_count(&line, diagnostics->errors, "error");
	add_count(&line, diagnostics->warnings, "warning");
	for (size_t i = 0; i < diagnostics->count; i++) {
		const struct mark *mark = &diagnostics->items[i].mark;

		if (!mark->source ||
		    source_rank(diagnostics, mark->source) != i)
			continue;
		source = mark->source;
		files++;
	}
	if (source && files == 1) {
		buf_add_text(&line, " in ");
		text_escape_line(&line, str_of(source->path));
	} else if (files) {
		buf_addf(&line, " in %zu files", files);
	}
	if (line.size)
		buf_add_byte(&line, '\n');
	buf_add_str(out, buf_str(&line));
	buf_release(&line);
}
