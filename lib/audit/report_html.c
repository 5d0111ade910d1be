/* report_html.c - see report_html.h. Never lets a byte of a record be markup.
 */
#include "audit/report_html.h"

#include "audit/report_stat.h"
#include "base/clock.h"
#include "base/text.h"

#include <string.h>

#define ROWS_FEW 4

static void add_escaped(struct buf *out, struct str shown)
{
	static const char special[] = "&<>\"'";
	static const char *const names[] = { "&amp;", "&lt;", "&gt;", "&quot;",
					     "&#39;" };
	const char *found;

	for (size_t i = 0; i < shown.size; i++) {
		found = shown.data[i] ? strchr(special, shown.data[i]) : NULL;
		if (found)
			buf_add_text(out, names[found - special]);
		else
			buf_add_byte(out, shown.data[i]);
	}
}

void html_str(struct buf *out, struct str s)
{
	struct buf shown = BUF_INIT;

	text_escape_line(&shown, s);
	add_escaped(out, buf_str(&shown));
	out->failed |= buf_failed(&shown);
	buf_release(&shown);
}

void html_text(struct buf *out, const char *text)
{
	html_str(out, str_of(text));
}

void html_code(struct buf *out, const char *text)
{
	buf_add_text(out, "<code>");
	html_text(out, *text ? text : "-");
	buf_add_text(out, "</code>");
}

void html_short(struct buf *out, const char *text, size_t columns)
{
	struct buf shown = BUF_INIT;

	text_escape_fit(&shown, str_of(text), columns);
	add_escaped(out, buf_str(&shown));
	out->failed |= buf_failed(&shown);
	buf_release(&shown);
}

void html_time(struct buf *out, int64_t seconds)
{
	struct buf time = BUF_INIT;
	struct str text;
	size_t date;

	clock_format_seconds(&time, seconds);
	text = buf_str(&time);
	date = str_find_byte(text, 'T');
	buf_add_text(out, "<time datetime=\"");
	html_str(out, text);
	buf_add_text(out, "\"><span>");
	html_str(out, str_first(text, date));
	if (date < text.size) {
		buf_add_text(out, "</span> <span>");
		html_str(out, str_from(text, date + 1));
	}
	buf_add_text(out, "</span></time>");
	out->failed |= buf_failed(&time);
	buf_release(&time);
}

void html_count(struct buf *out, uint64_t count, const char *one,
		const char *more)
{
	stat_format_number(out, count);
	buf_addf(out, " %s", count == 1 ? one : more);
}

void html_times(struct buf *out, uint64_t count)
{
	if (count == 1)
		buf_add_text(out, "once");
	else
		html_count(out, count, "time", "times");
}

struct mark {
	const char *name;
	const char *word;
	const char *shape;
};

/* A triangle, a square, a tick in a circle: told apart without colour. */
static const struct mark marks[MARK_COUNT] = {
	[MARK_ALERT] = { "alert", "Attention",
			 "<path d=\"M8 1.5 15.5 14.5H.5z\"/>"
			 "<path class=\"cut\" d=\"M8 6v4.2M8 11.4v1.4\"/>" },
	[MARK_NOTE] = { "note", "To know",
			"<rect x=\"2\" y=\"2\" width=\"12\" height=\"12\"/>"
			"<path class=\"cut\" d=\"M8 7v4.6M8 4.3v1.5\"/>" },
	[MARK_FINE] = { "fine", "In order",
			"<circle cx=\"8\" cy=\"8\" r=\"6.75\"/>"
			"<path class=\"cut\" d=\"m5 8.3 2.1 2.2L11 5.9\"/>" },
};

void html_mark(struct buf *out, enum html_mark mark)
{
	const struct mark *of = &marks[mark];

	buf_addf(out,
		 "<span class=\"mark %s\"><svg aria-hidden=\"true\" "
		 "viewBox=\"0 0 16 16\" width=\"14\" height=\"14\">%s</svg>"
		 "%s</span>",
		 of->name, of->shape, of->word);
}

void html_none(struct buf *out, const char *text)
{
	buf_add_text(out, "<p class=\"none\">");
	html_text(out, text);
	buf_add_text(out, "</p>\n");
}

static const char *number_class(const struct html_column *column)
{
	return column->is_number ? " class=\"n\"" : "";
}

/* A table that is laid out as blocks keeps its meaning by its roles. */
static void begin(const struct html_table *table, const char *more)
{
	struct buf *out = table->out;

	if (table->stacked) {
		buf_add_text(out, "<table role=\"table\" class=\"stacked\">");
	} else {
		buf_add_text(out, "<div class=\"scroll\" role=\"region\" "
				  "tabindex=\"0\" aria-label=\"");
		html_text(out, table->caption);
		buf_add_text(out, "\"><table role=\"table\">");
	}
	buf_add_text(out, "<caption>");
	html_text(out, table->caption);
	buf_addf(out,
		 "%s</caption>\n<thead role=\"rowgroup\">"
		 "<tr role=\"row\">",
		 more);
	for (size_t i = 0; i < table->count; i++) {
		buf_addf(out, "<th role=\"columnheader\" scope=\"col\"%s>",
			 number_class(&table->columns[i]));
		html_text(out, table->columns[i].name);
		buf_add_text(out, "</th>");
	}
	buf_add_text(out, "</tr></thead>\n<tbody role=\"rowgroup\">");
}

static void end(const struct html_table *table)
{
	buf_add_text(table->out, "\n</tbody></table>");
	buf_add_text(table->out, table->stacked ? "\n" : "</div>\n");
}

void html_table(struct html_table *table, struct buf *out, const char *caption,
		const struct html_column *columns, size_t count, bool stacked)
{
	*table = (struct html_table){ .out = out,
				      .caption = caption,
				      .columns = columns,
				      .count = count,
				      .stacked = stacked };
	begin(table, "");
}

static void end_cell(struct html_table *table)
{
	if (table->in_row && table->at)
		buf_add_text(table->out, table->at == 1 ? "</th>" : "</td>");
}

static void end_row(struct html_table *table)
{
	end_cell(table);
	if (table->in_row)
		buf_add_text(table->out, "</tr>");
	table->in_row = false;
}

void html_row(struct html_table *table)
{
	end_row(table);
	if (table->rows++ == HTML_ROWS_OPEN)
		table->fold_at = table->out->size;
	buf_add_text(table->out, "\n<tr role=\"row\">");
	table->in_row = true;
	table->at = 0;
}

void html_cell(struct html_table *table)
{
	const struct html_column *column = &table->columns[table->at];

	end_cell(table);
	if (table->at++ == 0)
		buf_addf(table->out, "<th role=\"rowheader\" scope=\"row\"%s",
			 number_class(column));
	else
		buf_addf(table->out, "<td role=\"cell\"%s",
			 number_class(column));
	if (table->stacked) {
		buf_add_text(table->out, " data-label=\"");
		html_text(table->out, column->name);
		buf_add_text(table->out, "\"");
	}
	buf_add_text(table->out, ">");
}

void html_cell_text(struct html_table *table, const char *text)
{
	html_cell(table);
	html_text(table->out, *text ? text : "-");
}

void html_cell_number(struct html_table *table, uint64_t number)
{
	html_cell(table);
	stat_format_number(table->out, number);
}

void html_cell_duration(struct html_table *table, int64_t seconds)
{
	html_cell(table);
	stat_format_duration(table->out, seconds);
}

/* The rest becomes a table of its own, since only a whole one can unfold. */
static void fold(struct html_table *table)
{
	struct buf *out = table->out;
	struct buf rest = BUF_INIT;

	buf_add_str(&rest, str_from(buf_str(out), table->fold_at));
	buf_truncate(out, table->fold_at);
	end(table);
	buf_add_text(out, "<details><summary>and ");
	stat_format_number(out, table->rows - HTML_ROWS_OPEN);
	buf_add_text(out, " more</summary>\n");
	begin(table, ", continued");
	buf_add_str(out, buf_str(&rest));
	end(table);
	buf_add_text(out, "</details>\n");
	out->failed |= buf_failed(&rest);
	buf_release(&rest);
}

void html_table_end(struct html_table *table)
{
	end_row(table);
	/* not for a few */
	if (table->stacked && table->rows > HTML_ROWS_OPEN + ROWS_FEW)
		fold(table);
	else
		end(table);
}
