/*
 * report_days.c - see report_days.h. Never leaves a gap: a time without pushes
 * has an empty column.
 */
#include "audit/report_days.h"

#include "audit/report_html.h"
#include "audit/report_svg.h"

#include <stdlib.h>
#include <string.h>

#define BARS_MAX 400

static size_t find_column(struct svg_column *columns, int64_t *starts,
			  size_t *count, enum stat_step step, int64_t day)
{
	while (*count && starts[*count - 1] < stat_step_start(step, day) &&
	       *count < BARS_MAX) {
		starts[*count] = stat_step_next(step, starts[*count - 1]);
		memset(&columns[(*count)++], 0, sizeof(*columns));
	}
	if (!*count) {
		starts[0] = stat_step_start(step, day);
		memset(&columns[(*count)++], 0, sizeof(*columns));
	}
	return *count - 1;
}

static void label(struct svg_column *column, enum stat_step step, int64_t day)
{
	struct buf text = BUF_INIT;
	size_t size;

	stat_step_format(&text, step, day);
	size = text.size < SVG_LABEL_SIZE ? text.size : SVG_LABEL_SIZE - 1;
	memcpy(column->label, buf_text(&text), size);
	buf_release(&text);
}

/* Days as steps, without gaps. */
static size_t gather(const struct report_days *days, struct svg_column *columns,
		     int64_t *starts, enum stat_step step)
{
	size_t count = 0;
	size_t at;

	for (size_t i = 0; i < days->count; i++) {
		const struct report_day *day = &days->days[i];

		at = find_column(columns, starts, &count, step, day->day);
		columns[at].low += day->accepted;
		columns[at].high += day->refused;
	}
	for (size_t i = 0; i < count; i++)
		label(&columns[i], step, starts[i]);
	return count;
}

static const char *step_name(enum stat_step step)
{
	static const char *const names[] = {
		[STEP_DAY] = "Day",
		[STEP_WEEK] = "Week from",
		[STEP_MONTH] = "Month",
		[STEP_YEAR] = "Year",
	};

	return names[step];
}

static const char *step_word(enum stat_step step)
{
	static const char *const words[] = {
		[STEP_DAY] = "day",
		[STEP_WEEK] = "week",
		[STEP_MONTH] = "month",
		[STEP_YEAR] = "year",
	};

	return words[step];
}

static void add_key(struct buf *out)
{
	static const char *const parts[][2] = { { "low", "accepted" },
						{ "high", "refused" } };

	buf_add_text(out, "<ul class=\"key\">");
	for (size_t i = 0; i < 2; i++)
		buf_addf(out,
			 "<li><svg aria-hidden=\"true\" width=\"12\" "
			 "height=\"12\"><rect class=\"%s\" width=\"12\" "
			 "height=\"12\"/></svg>%s (%s part)</li>",
			 parts[i][0], parts[i][1], i ? "upper" : "lower");
	buf_add_text(out, "</ul>\n");
}

static void add_table(struct buf *out, const char *title,
		      const struct svg_column *columns, size_t count,
		      enum stat_step step)
{
	const struct html_column heads[] = { { step_name(step), false },
					     { "Accepted", true },
					     { "Refused", true } };
	struct html_table table;

	buf_add_text(out, "<details><summary>The same as a table</summary>");
	html_table(&table, out, title, heads, 3, false);
	for (size_t i = 0; i < count; i++) {
		html_row(&table);
		html_cell_text(&table, columns[i].label);
		html_cell_number(&table, columns[i].low);
		html_cell_number(&table, columns[i].high);
	}
	html_table_end(&table);
	buf_add_text(out, "</details>");
}

static enum stat_step step_of(const struct report_days *days)
{
	enum stat_step step =
		stat_step(days->days[0].day, days->days[days->count - 1].day);

	return step < days->least ? days->least : step;
}

static void add_chart(struct buf *out, const struct report_days *days,
		      struct svg_column *columns, int64_t *starts)
{
	enum stat_step step = step_of(days);
	struct svg_chart chart = { .id = days->id,
				   .title = days->title,
				   .columns = columns };
	struct buf words = BUF_INIT;

	chart.count = gather(days, columns, starts, step);
	buf_addf(&words,
		 "A column for each %s; the lower part is accepted, "
		 "the upper part refused. The numbers are in the table "
		 "below.",
		 step_word(step));
	chart.words = buf_text(&words);
	buf_add_text(out, "<figure>");
	add_key(out);
	svg_chart(out, &chart);
	add_table(out, days->title, columns, chart.count, step);
	buf_add_text(out, "</figure>\n");
	buf_release(&words);
}

void report_days_figure(struct buf *out, const struct report_days *days)
{
	struct svg_column *columns = calloc(BARS_MAX, sizeof(*columns));
	int64_t *starts = calloc(BARS_MAX, sizeof(*starts));

	if (!columns || !starts)
		out->failed = true;
	else if (days->count)
		add_chart(out, days, columns, starts);
	free(columns);
	free(starts);
}
