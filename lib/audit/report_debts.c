/*
 * report_debts.c - follow-ups that hotfixes and overrides owe: how many came
 * and went, how long they took, and which are open. Never calls one overdue
 * whose time is not known.
 */
#include "audit/report_page.h"

#include <stdlib.h>

struct item_figures {
	size_t opened, closed, open, overdue;
	struct stat_spread delay;
	size_t classes[STAT_CLASSES];
};

static bool is_within(const struct report *report, int64_t time)
{
	return time &&
	       (!report->options->since || time >= report->options->since);
}

static bool is_overdue(const struct report *report,
		       const struct report_debt *debt)
{
	return !debt->closed && debt->due && debt->due < report_end(report);
}

static struct item_figures figure(const struct report *report, size_t item,
				  int64_t *delays)
{
	struct item_figures out = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < report->debt_count; i++) {
		const struct report_debt *debt = &report->debts[i];

		if (debt->item != item)
			continue;
		out.opened += debt->seen && is_within(report, debt->opened);
		out.open += !debt->closed;
		out.overdue += is_overdue(report, debt);
		if (!is_within(report, debt->closed))
			continue;
		out.closed++;
		if (debt->opened && debt->closed >= debt->opened)
			delays[count++] = debt->closed - debt->opened;
	}
	for (size_t i = 0; i < count; i++)
		out.classes[stat_class(delays[i])]++;
	out.delay = stat_spread(delays, count);
	return out;
}

static void add_item(struct html_table *table, const struct report *report,
		     size_t item, int64_t *delays)
{
	struct item_figures figures = figure(report, item, delays);

	html_row(table);
	html_cell_text(table, tally_name(&report->items, item));
	html_cell_number(table, figures.opened);
	html_cell_number(table, figures.closed);
	html_cell_number(table, figures.open);
	html_cell_number(table, figures.overdue);
	if (figures.delay.count) {
		html_cell_duration(table, figures.delay.median);
		html_cell_duration(table, figures.delay.ninety);
	} else {
		html_cell_text(table, "-");
		html_cell_text(table, "-");
	}
}

static void add_waits(struct buf *out, const struct report *report,
		      int64_t *delays)
{
	struct html_column columns[1 + STAT_CLASSES] = { { "Follow-up",
							   false } };
	struct html_table table;

	for (size_t i = 0; i < STAT_CLASSES; i++)
		columns[1 + i] =
			(struct html_column){ stat_class_name(i), true };
	html_table(&table, out,
		   "Follow-ups that were closed, by how long they "
		   "took",
		   columns, 1 + STAT_CLASSES, false);
	for (size_t i = 0; i < report->items.count; i++) {
		struct item_figures figures = figure(report, i, delays);

		html_row(&table);
		html_cell_text(&table, tally_name(&report->items, i));
		for (size_t j = 0; j < STAT_CLASSES; j++)
			html_cell_number(&table, figures.classes[j]);
	}
	html_table_end(&table);
}

static void add_items(struct buf *out, const struct report *report,
		      bool any_closed)
{
	static const struct html_column columns[] = {
		{ "Follow-up", false }, { "Opened", true },  { "Closed", true },
		{ "Open", true },	{ "Overdue", true }, { "Median", true },
		{ "90 of 100", true },
	};
	int64_t *delays = calloc(report->debt_count + 1, sizeof(*delays));
	struct html_table table;

	if (!delays) {
		out->failed = true;
		return;
	}
	html_table(&table, out, "Follow-ups, and how long they took to close",
		   columns, 7, false);
	for (size_t i = 0; i < report->items.count; i++)
		add_item(&table, report, i, delays);
	html_table_end(&table);
	if (any_closed)
		add_waits(out, report, delays);
	free(delays);
}

/* Those without a time last. */
static int compare_due(const void *a, const void *b)
{
	const struct report_debt *x = *(const struct report_debt *const *)a;
	const struct report_debt *y = *(const struct report_debt *const *)b;
	int64_t left = x->due ? x->due : INT64_MAX;
	int64_t right = y->due ? y->due : INT64_MAX;

	if (left != right)
		return left < right ? -1 : 1;
	return x->opened < y->opened ? -1 : x->opened > y->opened;
}

static void add_state(struct buf *out, const struct report *report,
		      const struct report_debt *debt)
{
	int64_t end = report_end(report);

	if (!debt->due) {
		buf_add_text(out, "open");
	} else if (is_overdue(report, debt)) {
		buf_add_text(out, "<span class=\"late\">overdue by ");
		stat_format_duration(out, end - debt->due);
		buf_add_text(out, "</span>");
	} else {
		buf_add_text(out, "due in ");
		stat_format_duration(out, debt->due - end);
	}
}

static void add_open(struct html_table *table, const struct report *report,
		     const struct report_debt *debt)
{
	struct buf *out = table->out;

	html_row(table);
	html_cell(table);
	if (debt->due)
		html_time(out, debt->due);
	else
		buf_add_text(out, "no time was set");
	html_cell(table);
	add_state(out, report, debt);
	html_cell_text(table, tally_name(&report->items, debt->item));
	html_cell(table);
	html_code(out,
		  page_branch(tally_name(&report->branches, debt->branch)));
	html_cell_text(table,
		       tally_name(&report->repositories, debt->repository));
	html_cell(table);
	html_time(out, debt->opened);
}

static void add_open_ones(struct buf *out, const struct report *report)
{
	static const struct html_column columns[] = {
		{ "Due", false },	 { "State", false },
		{ "Follow-up", false },	 { "Branch", false },
		{ "Repository", false }, { "Opened", false },
	};
	const struct report_debt **open =
		calloc(report->debt_count + 1, sizeof(*open));
	struct html_table table;
	size_t count = 0;

	if (!open) {
		out->failed = true;
		return;
	}
	for (size_t i = 0; i < report->debt_count; i++)
		if (!report->debts[i].closed)
			open[count++] = &report->debts[i];
	if (count)
		qsort(open, count, sizeof(*open), compare_due);
	if (count > REPORT_KEPT)
		buf_addf(out,
			 "<p class=\"aside\">The first %d of %zu are "
			 "listed.</p>\n",
			 REPORT_KEPT, count);
	if (count) {
		html_table(&table, out,
			   "Open follow-ups, the first to be due "
			   "first",
			   columns, 6, true);
		for (size_t i = 0; i < count && i < REPORT_KEPT; i++)
			add_open(&table, report, open[i]);
		html_table_end(&table);
	}
	free(open);
}

void page_debts(struct buf *out, const struct report *report,
		const struct report_figures *figures)
{
	if (!report->debt_count) {
		html_none(out, "No follow-up was opened or closed in this "
			       "time.");
		return;
	}
	buf_add_text(out, "<p>");
	html_count(out, figures->opened, "follow-up was opened",
		   "follow-ups were opened");
	buf_add_text(out, ", and ");
	html_count(out, figures->closed, "was closed", "were closed");
	buf_add_text(out, ". At the end of this time ");
	html_count(out, figures->open, "is open", "are open");
	buf_add_text(out, ", of which ");
	html_count(out, figures->overdue, "is overdue", "are overdue");
	buf_add_text(out, ".</p>\n");
	add_items(out, report, figures->closed > 0);
	if (!figures->open)
		html_none(out, "No follow-up is open.");
	add_open_ones(out, report);
}
