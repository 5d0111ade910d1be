/*
 * report_html.h - pieces of a page of HTML: text, times, tables. Everything
 * that came from a record goes through html_text(). For lib/audit and
 * cli/replay_html*.c.
 */
#ifndef REFGATE_AUDIT_REPORT_HTML_H
#define REFGATE_AUDIT_REPORT_HTML_H

#include "base/buf.h"

#include <stdint.h>

/* Escaped for text and for quoted attributes; on one line, controls shown. */
void html_str(struct buf *out, struct str s);
void html_text(struct buf *out, const char *text);
void html_code(struct buf *out, const char *text);
/* At most `columns` characters, with "..." where something was cut off. */
void html_short(struct buf *out, const char *text, size_t columns);
void html_time(struct buf *out, int64_t seconds); /* 2026-11-20 09:00:01Z */
/* "1 override", "2,000 overrides". */
void html_count(struct buf *out, uint64_t count, const char *one,
		const char *more);
void html_times(struct buf *out, uint64_t count); /* "once", "3 times" */

/* How much something asks for attention: a shape and a word. */
enum html_mark {
	MARK_ALERT,
	MARK_NOTE,
	MARK_FINE,
	MARK_COUNT
};
void html_mark(struct buf *out, enum html_mark mark);
/* A paragraph for a section with nothing in it. */
void html_none(struct buf *out, const char *text);

struct html_column {
	const char *name;
	bool is_number;
};

#define HTML_COLUMNS_MAX 10

/*
 * A table, cell by cell; what is open is closed by the next call. On narrow
 * screens a table of many words becomes a block a row (`stacked`), the others
 * scroll by themselves. Of a long one of many words the rows behind the first
 * HTML_ROWS_OPEN unfold.
 */
#define HTML_ROWS_OPEN 15
struct html_table {
	struct buf *out;
	const char *caption;
	const struct html_column *columns;
	size_t count;
	bool stacked;
	bool in_row;
	size_t at; /* of the row */
	size_t rows;
	size_t fold_at; /* of `out`, where the rows begin that unfold */
};
void html_table(struct html_table *table, struct buf *out, const char *caption,
		const struct html_column *columns, size_t count, bool stacked);
void html_row(struct html_table *table);
/* The next cell; the first one of a row is its header. */
void html_cell(struct html_table *table);
void html_cell_text(struct html_table *table, const char *text);
void html_cell_number(struct html_table *table, uint64_t number);
void html_cell_duration(struct html_table *table, int64_t seconds);
void html_table_end(struct html_table *table);

#endif
