/*
 * page.h - a page for a terminal, in Markdown or as JSON, from the same calls.
 * The one place where such a page is escaped.
 */
#ifndef REFGATE_CLI_PAGE_H
#define REFGATE_CLI_PAGE_H

#include "base/json.h"

struct page {
	struct buf *out; /* borrowed */
	bool markdown;
	/*
	 * Borrowed, within an array of sections: each heading begins one,
	 * {"heading", "content": [{"text"}, {"item"}, {"code", "language"}]},
	 * with texts and items in Markdown. NULL: no JSON.
	 */
	struct json *json;
	bool in_section; /* of JSON */
};

void page_title(struct page *page, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void page_heading(struct page *page, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* A paragraph; `text` may have several lines, each is one. */
void page_text(struct page *page, struct str text);
/* A name with a value and a remark, both of which may be empty. */
void page_row(struct page *page, unsigned level, const char *name,
	      struct str value, struct str remark);
/* Lines as they are. */
void page_code(struct page *page, const char *language, struct str text);
/* Ends the last section of JSON; nothing else has an end. */
void page_end(struct page *page);

/*
 * Markdown that is escaped already, on one line: a paragraph, an item of a
 * list. Not for a terminal.
 */
void page_inline(struct page *page, struct str markdown);
void page_item(struct page *page, struct str markdown);
/* Appends a stranger's text to such a line: as a code span, or as words. */
void page_add_span(struct buf *out, struct str text);
void page_add_words(struct buf *out, struct str text);

#endif
