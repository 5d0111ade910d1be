/*
 * report_svg.h - charts as inline SVG, laid out in per cent of their width,
 * so that their words stay readable on a phone. Functions of plain values;
 * no script, no style of their own. For lib/audit and cli/replay_html*.c.
 */
#ifndef REFGATE_AUDIT_REPORT_SVG_H
#define REFGATE_AUDIT_REPORT_SVG_H

#include "base/buf.h"

#include <stdint.h>

#define SVG_LABEL_SIZE 16

struct svg_column {
	char label[SVG_LABEL_SIZE];
	uint64_t low, high; /* the upper part stands on the lower one */
};

struct svg_chart {
	const char *id;	   /* unique on the page */
	const char *title; /* plain text, as `words` */
	const char *words; /* what it shows, for who cannot see it */
	const struct svg_column *columns;
	size_t count;
	uint64_t line; /* drawn across; 0: none */
	const char *line_name;
};

void svg_chart(struct buf *out, const struct svg_chart *chart);
/* A bar for a cell: two parts of `whole`; the table has the numbers. */
void svg_bar(struct buf *out, uint64_t low, uint64_t high, uint64_t whole);

#endif
