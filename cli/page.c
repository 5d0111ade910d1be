/*
 * page.c - lays out pages. Never knows what they say.
 */
#include "page.h"

#include "base/text.h"
#include "gate/sheet.h"

#include <stdarg.h>
#include <string.h>

#define NAME_COLUMNS 20
#define INDENT 2

static void add_headline(struct page *page, const char *marks,
			 const char *format, va_list args)
{
	struct buf text = BUF_INIT;

	buf_vaddf(&text, format, args);
	if (page->out->size)
		buf_add_byte(page->out, '\n');
	if (page->markdown)
		buf_add_text(page->out, marks);
	text_escape_line(page->out, buf_str(&text));
	buf_add_text(page->out, page->markdown ? "\n\n" : "\n");
	if (buf_failed(&text))
		page->out->failed = true;
	buf_release(&text);
}

void page_title(struct page *page, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_headline(page, "# ", format, args);
	va_end(args);
}

void page_heading(struct page *page, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_headline(page, "## ", format, args);
	va_end(args);
}

static void wrap(struct page *page, size_t indent, size_t hang, struct str text)
{
	struct sheet sheet = { page->out, "" };

	sheet_wrap(&sheet, SHEET_PLAIN, indent, hang, text);
}

void page_text(struct page *page, struct str text)
{
	struct str line;

	while (str_next_line(&text, &line)) {
		if (!line.size)
			continue;
		if (page->markdown) {
			text_escape_line(page->out, line);
			buf_add_text(page->out, "\n\n");
		} else {
			wrap(page, INDENT, 0, line);
		}
	}
}

static bool holds(struct str text, char byte)
{
	return str_find_byte(text, byte) < text.size;
}

/* A code span: backquotes inside ask for two around. */
static void add_span(struct buf *out, struct str text)
{
	const char *fence = holds(text, '`') ? "``" : "`";
	const char *gap = holds(text, '`') ? " " : "";

	buf_addf(out, "%s%s", fence, gap);
	text_escape_line(out, text);
	buf_addf(out, "%s%s", gap, fence);
}

static void add_item(struct page *page, unsigned level, const char *name,
		     struct str value, struct str remark)
{
	struct buf *out = page->out;

	buf_addf(out, "%*s- ", (int)(level * INDENT), "");
	add_span(out, str_of(name));
	if (value.size) {
		buf_add_text(out, ": ");
		add_span(out, value);
	}
	if (remark.size) {
		buf_add_text(out, " - ");
		text_escape_line(out, remark);
	}
	buf_add_byte(out, '\n');
}

/* The name, padded, then the value; the remark on lines of its own. */
static void add_columns(struct page *page, unsigned level, const char *name,
			struct str value, struct str remark)
{
	size_t indent = (level + 1) * INDENT;
	size_t used = indent + text_columns(str_of(name));
	struct buf *out = page->out;

	buf_addf(out, "%*s", (int)indent, "");
	text_escape_line(out, str_of(name));
	if (value.size) {
		buf_addf(out, "%*s",
			 used < NAME_COLUMNS ? (int)(NAME_COLUMNS - used) : 1,
			 "");
		buf_add_byte(out, ' ');
		text_escape_line(out, value);
	}
	buf_add_byte(out, '\n');
	if (remark.size)
		wrap(page, indent + INDENT, 0, remark);
}

void page_row(struct page *page, unsigned level, const char *name,
	      struct str value, struct str remark)
{
	if (page->markdown)
		add_item(page, level, name, value, remark);
	else
		add_columns(page, level, name, value, remark);
}

void page_code(struct page *page, const char *language, struct str text)
{
	struct str line;

	if (page->markdown)
		buf_addf(page->out, "%s```%s\n",
			 str_ends(buf_str(page->out), "\n\n") ? "" : "\n",
			 language);
	while (str_next_line(&text, &line)) {
		if (!page->markdown && line.size)
			buf_addf(page->out, "%*s", INDENT, "");
		text_escape_line(page->out, line);
		buf_add_byte(page->out, '\n');
	}
	if (page->markdown)
		buf_add_text(page->out, "```\n");
}
