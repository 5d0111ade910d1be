/*
 * report_pushes.c - what was refused: over time, by rule, by repository, by
 * person. Never shows more than the largest of them, and sums up the rest.
 */
#include "audit/report_page.h"

#include "audit/report_svg.h"
#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

#define ROWS_SHOWN 10
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
static size_t gather(const struct report *report, struct svg_column *columns,
		     int64_t *starts, enum stat_step step)
{
	size_t count = 0;
	size_t at;

	for (size_t i = 0; i < report->day_count; i++) {
		const struct report_day *day = &report->days[i];

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

static void add_time_table(struct buf *out, const struct svg_column *columns,
			   size_t count, enum stat_step step)
{
	const struct html_column heads[] = { { step_name(step), false },
					     { "Accepted", true },
					     { "Refused", true } };
	struct html_table table;

	buf_add_text(out, "<details><summary>The same as a table</summary>");
	html_table(&table, out, "Pushes over time", heads, 3, false);
	for (size_t i = 0; i < count; i++) {
		html_row(&table);
		html_cell_text(&table, columns[i].label);
		html_cell_number(&table, columns[i].low);
		html_cell_number(&table, columns[i].high);
	}
	html_table_end(&table);
	buf_add_text(out, "</details>");
}

static void add_over_time(struct buf *out, const struct report *report)
{
	struct svg_column *columns = calloc(BARS_MAX, sizeof(*columns));
	int64_t *starts = calloc(BARS_MAX, sizeof(*starts));
	struct svg_chart chart = { .id = "chart-pushes",
				   .title = "Pushes over time",
				   .columns = columns };
	struct buf words = BUF_INIT;
	enum stat_step step;

	if (!columns || !starts || !report->day_count) {
		out->failed |= !columns || !starts;
		goto out;
	}
	step = stat_step(report->days[0].day,
			 report->days[report->day_count - 1].day);
	chart.count = gather(report, columns, starts, step);
	buf_addf(&words,
		 "A column for each %s; the lower part is accepted, "
		 "the upper part refused. The numbers are in the table "
		 "below.",
		 step_word(step));
	chart.words = buf_text(&words);
	buf_add_text(out, "<h3>Over time</h3>\n<figure>");
	add_key(out);
	svg_chart(out, &chart);
	add_time_table(out, columns, chart.count, step);
	buf_add_text(out, "</figure>\n");
out:
	buf_release(&words);
	free(columns);
	free(starts);
}

/* A table of the largest rows of a tally. */
struct ranking {
	const struct tally *tally;
	const char *caption;
	const struct html_column *columns;
	size_t column_count;
	const enum report_who *counters; /* as many as columns, but three */
	size_t counter_count;
	unsigned mask; /* what the order and the bar are made of */
	const char *nameless;
};

static void add_ranked(struct html_table *table, const struct ranking *ranking,
		       const char *name, const struct tally_row *row,
		       uint64_t whole)
{
	uint64_t refused = row->counts[WHO_REFUSED];
	uint64_t all = row->counts[WHO_ACCEPTED] + refused;

	html_row(table);
	html_cell_text(table, *name ? name : ranking->nameless);
	for (size_t i = 0; i < ranking->counter_count; i++)
		html_cell_number(table, row->counts[ranking->counters[i]]);
	html_cell(table);
	stat_format_share(table->out, refused, all);
	html_cell(table);
	svg_bar(table->out, row->counts[WHO_ACCEPTED], refused, whole);
}

static void sum_up(struct tally_row *sum, const struct tally_row *row)
{
	for (size_t i = 0; i < TALLY_COUNTERS; i++)
		sum->counts[i] += row->counts[i];
}

static void add_ranking(struct buf *out, const struct ranking *ranking)
{
	struct tally_row others = { 0 };
	struct html_table table;
	struct buf name = BUF_INIT;
	const struct tally_row *row;
	uint64_t whole;
	size_t *order;
	size_t count;

	if (!tally_order(ranking->tally, ranking->mask, &order, &count)) {
		out->failed = true;
		return;
	}
	whole = count ? tally_sum(&ranking->tally->rows[order[0]],
				  ranking->mask) :
			0;
	html_table(&table, out, ranking->caption, ranking->columns,
		   ranking->column_count, false);
	for (size_t i = 0; i < count; i++) {
		row = &ranking->tally->rows[order[i]];
		if (i < ROWS_SHOWN)
			add_ranked(&table, ranking,
				   tally_name(ranking->tally, order[i]), row,
				   whole);
		else
			sum_up(&others, row);
	}
	if (count > ROWS_SHOWN) {
		buf_addf(&name, "%zu others", count - ROWS_SHOWN);
		if (tally_sum(&others, ranking->mask) > whole)
			whole = tally_sum(&others, ranking->mask);
		add_ranked(&table, ranking, buf_text(&name), &others, whole);
	}
	html_table_end(&table);
	buf_release(&name);
	free(order);
}

static const struct html_column who_columns[] = {
	{ "Who", false },      { "Accepted", true },	  { "Refused", true },
	{ "Overrides", true }, { "Share refused", true }, { "Pushes", false },
};

static const struct html_column where_columns[] = {
	{ "Repository", false }, { "Accepted", true },	    { "Refused", true },
	{ "Hotfixes", true },	 { "Share refused", true }, { "Pushes", false },
};

static void add_rule(struct html_table *table, const char *name,
		     const struct tally_row *row, uint64_t whole)
{
	html_row(table);
	html_cell_text(table, name);
	html_cell_number(table, row->counts[RULE_REFUSED]);
	html_cell_number(table, row->counts[RULE_WARNED]);
	html_cell_number(table, row->counts[RULE_OVERRIDDEN]);
	html_cell(table);
	svg_bar(table->out, 0, row->counts[RULE_REFUSED], whole);
}

/* In the order of `mask`; `only_refusing` or only those that never refuse. */
static void add_rule_rows(struct html_table *table, const struct tally *rules,
			  unsigned mask, bool only_refusing, uint64_t whole)
{
	size_t *order;
	size_t count;

	if (!tally_order(rules, mask, &order, &count)) {
		table->out->failed = true;
		return;
	}
	if (!whole && count)
		whole = rules->rows[order[0]].counts[RULE_REFUSED];
	for (size_t i = 0; i < count; i++)
		if (only_refusing ||
		    !rules->rows[order[i]].counts[RULE_REFUSED])
			add_rule(table, tally_name(rules, order[i]),
				 &rules->rows[order[i]], whole);
	free(order);
}

static void add_rules(struct buf *out, const struct report *report)
{
	static const struct html_column columns[] = {
		{ "Rule", false },	     { "Refused", true },
		{ "Warned", true },	     { "Overridden", true },
		{ "Pushes refused", false },
	};
	const struct tally *rules = &report->rules;
	struct html_table table;

	buf_add_text(out, "<h3>By rule</h3>\n");
	if (!rules->count) {
		html_none(out, "No rule refused, warned or was overridden.");
		return;
	}
	buf_add_text(out, "<p class=\"aside\">A push that several rules refuse "
			  "counts with each of them.</p>\n");
	html_table(&table, out, "Rules, those that refused most first", columns,
		   5, false);
	add_rule_rows(&table, rules, 1u << RULE_REFUSED, true, 0);
	add_rule_rows(&table, rules, 1u << RULE_WARNED | 1u << RULE_OVERRIDDEN,
		      false, 1);
	html_table_end(&table);
}

static void add_words(struct buf *out, const struct report *report)
{
	uint64_t all = report->accepted + report->refused;

	buf_add_text(out, "<p>");
	html_count(out, all, "push was judged", "pushes were judged");
	buf_add_text(out, ": ");
	stat_format_number(out, report->accepted);
	buf_add_text(out, " accepted, ");
	stat_format_number(out, report->refused);
	buf_add_text(out, " refused (");
	stat_format_share(out, report->refused, all);
	buf_add_text(out, "). ");
	if (report->check_only) {
		html_count(out, report->check_only, "more only asked",
			   "more only asked");
		buf_add_text(out, " what would happen. ");
	}
	if (report->evaluated) {
		html_count(out, report->evaluated, "was", "were");
		buf_add_text(out, " judged while the rules were on trial: "
				  "nothing was refused then. ");
	}
	if (report->days_left_out) {
		html_count(out, report->days_left_out, "is", "are");
		buf_add_text(out, " not in the chart: there are too many "
				  "days.");
	}
	buf_add_text(out, "</p>\n");
}

void page_pushes(struct buf *out, const struct report *report)
{
	static const enum report_who of_people[] = { WHO_ACCEPTED, WHO_REFUSED,
						     WHO_OVERRIDES };
	static const enum report_who of_places[] = { WHO_ACCEPTED, WHO_REFUSED,
						     WHO_HOTFIXES };
	const unsigned pushes = 1u << WHO_ACCEPTED | 1u << WHO_REFUSED;
	const struct ranking people = {
		&report->people, "Pushers with the most pushes",
		who_columns,	 6,
		of_people,	 3,
		pushes,		 "not proven"
	};
	const struct ranking repositories = {
		&report->repositories,
		"Repositories with the most pushes",
		where_columns,
		6,
		of_places,
		3,
		pushes,
		"no name"
	};

	if (!report->accepted && !report->refused) {
		html_none(out, "No push was judged in this time.");
		return;
	}
	add_words(out, report);
	add_over_time(out, report);
	add_rules(out, report);
	buf_add_text(out, "<h3>By repository</h3>\n");
	add_ranking(out, &repositories);
	buf_add_text(out, "<h3>By person</h3>\n");
	add_ranking(out, &people);
}
