/*
 * excerpt.c - see excerpt.h. Never decides what is at fault.
 */
#include "gate/excerpt.h"
#include "base/text.h"

#define EXCERPT_COLUMNS 58
/* What is shown of a line before a place that lies far behind. */
#define BEFORE_COLUMNS 30
#define CUT "..."

static bool is_continuation(char byte)
{
	return ((unsigned char)byte & 0xC0) == 0x80;
}

/* Where to begin so that the place is seen. */
static size_t first_shown(const struct excerpt *excerpt)
{
	struct str line = excerpt->line;
	size_t from = 0;

	if (excerpt->column + sizeof(CUT) > EXCERPT_COLUMNS)
		from = excerpt->column - BEFORE_COLUMNS;
	while (from && from < line.size && is_continuation(line.data[from]))
		from--;
	return from;
}

static void add_times(struct buf *out, char byte, size_t times)
{
	while (times--)
		buf_add_byte(out, byte);
}

static size_t columns_of(struct str s)
{
	struct buf safe = BUF_INIT;
	size_t columns;

	text_escape_line(&safe, s);
	columns = text_columns(buf_str(&safe));
	buf_release(&safe);
	return columns;
}

static void render_carets(struct sheet *sheet, size_t indent, size_t before,
			  size_t carets)
{
	struct buf line = BUF_INIT;

	if (before >= EXCERPT_COLUMNS)
		return;
	if (carets > EXCERPT_COLUMNS - before)
		carets = EXCERPT_COLUMNS - before;
	add_times(&line, ' ', indent);
	buf_add_text(&line, "| ");
	add_times(&line, ' ', before);
	add_times(&line, '^', carets ? carets : 1);
	sheet_line(sheet, SHEET_PLAIN, buf_str(&line));
	buf_release(&line);
}

void excerpt_render(struct sheet *sheet, const struct excerpt *excerpt,
		    size_t indent)
{
	size_t from = first_shown(excerpt);
	struct str shown = str_from(excerpt->line, from);
	struct str before = str_first(shown, excerpt->column - from);
	struct str part =
		str_first(str_from(shown, before.size), excerpt->length);
	size_t cut = from ? sizeof(CUT) - 1 : 0;
	struct buf line = BUF_INIT;

	if (!excerpt->line.data)
		return;
	add_times(&line, ' ', indent);
	buf_add_text(&line, from ? "| " CUT : "| ");
	text_escape_fit(&line, shown, EXCERPT_COLUMNS - cut);
	sheet_line(sheet, SHEET_PLAIN, buf_str(&line));
	buf_release(&line);
	if (excerpt->length)
		render_carets(sheet, indent, cut + columns_of(before),
			      columns_of(part));
}
