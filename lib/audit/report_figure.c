/*
 * report_figure.c - the figures that the summary and the sections share.
 * Never counts a branch twice that lands again within a month: a release
 * takes in what main took in.
 */
#include "audit/report_page.h"

#include "audit/report_take.h"

#include <stdlib.h>
#include <string.h>

static int compare_hotfixes(const void *a, const void *b)
{
	const struct report_hotfix *x = a;
	const struct report_hotfix *y = b;

	if (x->repository != y->repository)
		return x->repository < y->repository ? -1 : 1;
	if (x->branch != y->branch)
		return x->branch < y->branch ? -1 : 1;
	return x->time < y->time ? -1 : x->time > y->time;
}

static int compare_times(const void *a, const void *b)
{
	const struct report_hotfix *x = a;
	const struct report_hotfix *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return compare_hotfixes(a, b);
}

/* Leaves each branch once, in order of time. */
static void settle_hotfixes(struct report *report)
{
	struct report_hotfix *items = report->hotfixes;
	size_t kept = 0;
	int64_t last = 0;

	if (!report->hotfix_count)
		return;
	qsort(items, report->hotfix_count, sizeof(*items), compare_hotfixes);
	for (size_t i = 0; i < report->hotfix_count; i++) {
		bool again =
			kept && items[i].branch == items[kept - 1].branch &&
			items[i].repository == items[kept - 1].repository &&
			items[i].time - last <= REPORT_MONTH;

		last = items[i].time;
		if (!again)
			items[kept++] = items[i];
	}
	report->hotfix_count = kept;
	qsort(items, kept, sizeof(*items), compare_times);
}

/* Of the same repository within the time of the rule, this one included. */
static size_t count_before(const struct report *report, size_t index)
{
	const struct report_hotfix *items = report->hotfixes;
	size_t count = 1;

	for (size_t i = index; i-- > 0;) {
		if (items[index].time - items[i].time >= items[index].per)
			break;
		count += items[i].repository == items[index].repository;
	}
	return count;
}

static bool figure_hotfixes(struct report *report,
			    struct report_figures *figures)
{
	int64_t *values = calloc(report->hotfix_count + 1, sizeof(*values));
	size_t count = 0;

	if (!values)
		return false;
	for (size_t i = 0; i < report->hotfix_count; i++) {
		const struct report_hotfix *hotfix = &report->hotfixes[i];

		if (hotfix->max > 0 && hotfix->per > 0 &&
		    count_before(report, i) > (size_t)hotfix->max)
			figures->beyond++;
		if (!hotfix->seen)
			continue;
		values[count] = hotfix->time - hotfix->seen;
		figures->landing_classes[stat_class(values[count++])]++;
	}
	figures->hotfixes = report->hotfix_count;
	figures->landing = stat_spread(values, count);
	free(values);
	return true;
}

static bool is_within(const struct report *report, int64_t time)
{
	return time &&
	       (!report->options->since || time >= report->options->since);
}

static void figure_debts(const struct report *report,
			 struct report_figures *figures)
{
	for (size_t i = 0; i < report->debt_count; i++) {
		const struct report_debt *debt = &report->debts[i];

		figures->opened += debt->seen &&
				   is_within(report, debt->opened);
		figures->closed += is_within(report, debt->closed);
		figures->open += !debt->closed;
		figures->overdue += !debt->closed && debt->due &&
				    debt->due < report_end(report);
	}
}

bool report_figure(struct report *report, struct report_figures *figures)
{
	memset(figures, 0, sizeof(*figures));
	for (size_t i = 0; i < LIST_COUNT; i++)
		report_lines_settle(&report->lists[i]);
	settle_hotfixes(report);
	figure_debts(report, figures);
	return figure_hotfixes(report, figures) &&
	       report_figure_paths(report, figures);
}
