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
	const struct report_days days = { .id = "chart-pushes",
					  .title = "Pushes over time",
					  .days = report->days,
					  .count = report->day_count };
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
	if (report->day_count)
		buf_add_text(out, "<h3>Over time</h3>\n");
	report_days_figure(out, &days);
	add_rules(out, report);
	buf_add_text(out, "<h3>By repository</h3>\n");
	add_ranking(out, &repositories);
	buf_add_text(out, "<h3>By person</h3>\n");
	add_ranking(out, &people);
}
