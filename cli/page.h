/*
 * page.h - a page for a terminal or in Markdown, from the same calls. The
 * one place where such a page is escaped.
 */
#ifndef REFGATE_CLI_PAGE_H
#define REFGATE_CLI_PAGE_H

#include "base/buf.h"

struct page {
	struct buf *out; /* borrowed */
	bool markdown;
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

#endif
