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
#define FENCE_MIN 3

/* What Markdown takes for more than itself within a line. */
#define MARKS "\\`*_[]<>|~&"

void page_add_words(struct buf *out, struct str text)
{
	struct buf plain = BUF_INIT;
	struct str rest;

	text_escape_line(&plain, text);
	rest = buf_str(&plain);
	/* at the start of a line it would be a heading or a list */
	if (rest.size && strchr("#+-", rest.data[0]))
		buf_add_byte(out, '\\');
	for (size_t i = 0; i < rest.size; i++) {
		if (strchr(MARKS, rest.data[i]))
			buf_add_byte(out, '\\');
		buf_add_byte(out, rest.data[i]);
	}
	out->failed |= buf_failed(&plain);
	buf_release(&plain);
}

/* The most backquotes that stand in a row. */
static size_t longest_run(struct str text)
{
	size_t longest = 0;
	size_t run = 0;

	for (size_t i = 0; i < text.size; i++) {
		run = text.data[i] == '`' ? run + 1 : 0;
		longest = run > longest ? run : longest;
	}
	return longest;
}

static void add_fence(struct buf *out, size_t size)
{
	for (size_t i = 0; i < size; i++)
		buf_add_byte(out, '`');
}

/* Backquotes inside ask for more around. */
void page_add_span(struct buf *out, struct str text)
{
	size_t run = longest_run(text);
	const char *gap = run || !text.size ? " " : "";

	add_fence(out, run + 1);
	buf_add_text(out, gap);
	text_escape_line(out, text);
	buf_add_text(out, gap);
	add_fence(out, run + 1);
}

static void add_words(struct page *page, struct str text)
{
	if (page->markdown)
		page_add_words(page->out, text);
	else
		text_escape_line(page->out, text);
}

/* Blocks of Markdown are apart by one empty line. */
static void set_apart(struct page *page)
{
	struct str before = buf_str(page->out);

	if (before.size && !str_ends(before, "\n\n"))
		buf_add_byte(page->out, '\n');
}

__attribute__((format(printf, 3, 0))) static void
add_headline(struct page *page, const char *marks, const char *format,
	     va_list args)
{
	struct buf text = BUF_INIT;

	buf_vaddf(&text, format, args);
	if (page->markdown)
		set_apart(page);
	else if (page->out->size)
		buf_add_byte(page->out, '\n');
	if (page->markdown)
		buf_add_text(page->out, marks);
	add_words(page, buf_str(&text));
	buf_add_text(page->out, page->markdown ? "\n\n" : "\n");
	if (buf_failed(&text))
		page->out->failed = true;
	buf_release(&text);
}

void page_end(struct page *page)
{
	if (!page->json || !page->in_section)
		return;
	json_array_end(page->json);
	json_object_end(page->json);
	page->in_section = false;
}

__attribute__((format(printf, 2, 0))) static void
begin_section(struct page *page, const char *format, va_list args)
{
	struct buf text = BUF_INIT;

	page_end(page);
	buf_vaddf(&text, format, args);
	json_object_begin(page->json, NULL);
	json_str(page->json, "heading", buf_str(&text));
	json_array_begin(page->json, "content");
	page->in_section = true;
	page->out->failed |= buf_failed(&text);
	buf_release(&text);
}

void page_title(struct page *page, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (page->json)
		begin_section(page, format, args);
	else
		add_headline(page, "# ", format, args);
	va_end(args);
}

void page_heading(struct page *page, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (page->json)
		begin_section(page, format, args);
	else
		add_headline(page, "## ", format, args);
	va_end(args);
}

/* {"text": ...}, with what there is to be said of a code block. */
static void add_content(struct page *page, const char *key, struct str text,
			const char *language)
{
	json_object_begin(page->json, NULL);
	json_str(page->json, key, text);
	if (language)
		json_text(page->json, "language", language);
	json_object_end(page->json);
}

static void wrap(struct page *page, size_t indent, size_t hang, struct str text)
{
	struct sheet sheet = { page->out, "" };

	sheet_wrap(&sheet, SHEET_PLAIN, indent, hang, text);
}

void page_inline(struct page *page, struct str markdown)
{
	if (page->json) {
		add_content(page, "text", markdown, NULL);
		return;
	}
	set_apart(page);
	buf_add_str(page->out, markdown);
	buf_add_byte(page->out, '\n');
}

void page_item(struct page *page, struct str markdown)
{
	struct str before = buf_str(page->out);
	size_t line = before.size;

	if (page->json) {
		add_content(page, "item", markdown, NULL);
		return;
	}
	while (line > 1 && before.data[line - 2] != '\n')
		line--;
	/* a list of its own, or the next of the one before */
	if (line && !str_starts(str_from(before, line - 1), "- "))
		set_apart(page);
	buf_add_text(page->out, "- ");
	buf_add_str(page->out, markdown);
	buf_add_byte(page->out, '\n');
}

void page_text(struct page *page, struct str text)
{
	struct str line;

	while (str_next_line(&text, &line)) {
		if (!line.size)
			continue;
		if (page->markdown) {
			page_add_words(page->out, line);
			buf_add_text(page->out, "\n\n");
		} else {
			wrap(page, INDENT, 0, line);
		}
	}
}

static void add_item(struct page *page, unsigned level, const char *name,
		     struct str value, struct str remark)
{
	struct buf *out = page->out;

	buf_addf(out, "%*s- ", (int)(level * INDENT), "");
	page_add_span(out, str_of(name));
	if (value.size) {
		buf_add_text(out, ": ");
		page_add_span(out, value);
	}
	if (remark.size) {
		buf_add_text(out, " - ");
		page_add_words(out, remark);
	}
	buf_add_byte(out, '\n');
}

/* The name, padded, then the value; the remark on lines of its own. */
static void add_columns(struct page *page, unsigned level, const char *name,
			struct str value, struct str remark)
{
	size_t indent = ((size_t)level + 1) * INDENT;
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
	size_t fence = longest_run(text) + 1;
	struct str line;

	if (page->json) {
		add_content(page, "code", text, language);
		return;
	}
	fence = fence < FENCE_MIN ? FENCE_MIN : fence;
	if (page->markdown) {
		set_apart(page);
		add_fence(page->out, fence);
		buf_addf(page->out, "%s\n", language);
	}
	while (str_next_line(&text, &line)) {
		if (!page->markdown && line.size)
			buf_addf(page->out, "%*s", INDENT, "");
		text_escape_line(page->out, line);
		buf_add_byte(page->out, '\n');
	}
	if (page->markdown) {
		add_fence(page->out, fence);
		buf_add_byte(page->out, '\n');
	}
}
