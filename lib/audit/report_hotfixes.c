/*
 * report_hotfixes.c - hotfixes: how many, how fast, how large, and what was
 * fixed again. Never draws a limit that does not fit the columns.
 */
#include "audit/report_page.h"

#include "audit/query_show.h"
#include "audit/report_svg.h"
#include "base/clock.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define MONTHS_MAX 240
#define PATHS_SHOWN 20
#define MONTH_LEAST (28 * STAT_DAY)
#define MONTH_MOST (31 * STAT_DAY)

/* The newest one that a rule has limited. */
static const struct report_hotfix *limited(const struct report *report)
{
	for (size_t i = report->hotfix_count; i-- > 0;)
		if (report->hotfixes[i].max > 0 && report->hotfixes[i].per > 0)
			return &report->hotfixes[i];
	return NULL;
}

/* A line needs one repository, and a time of about a month. */
static uint64_t line_of(const struct report *report)
{
	const struct report_hotfix *hotfix = limited(report);

	if (!hotfix || hotfix->per < MONTH_LEAST || hotfix->per > MONTH_MOST)
		return 0;
	for (size_t i = 0; i < report->hotfix_count; i++)
		if (report->hotfixes[i].repository != hotfix->repository)
			return 0;
	return (uint64_t)hotfix->max;
}

static size_t gather_months(const struct report *report,
			    struct svg_column *columns, uint64_t line)
{
	int64_t month =
		stat_step_start(STEP_MONTH, stat_day(report->hotfixes[0].time));
	size_t count = 1;

	for (size_t i = 0; i < report->hotfix_count; i++) {
		int64_t day = stat_day(report->hotfixes[i].time);

		while (stat_step_next(STEP_MONTH, month) <= day &&
		       count < MONTHS_MAX) {
			month = stat_step_next(STEP_MONTH, month);
			count++;
		}
		if (line && columns[count - 1].low >= line)
			columns[count - 1].high++;
		else
			columns[count - 1].low++;
	}
	month = stat_step_start(STEP_MONTH, stat_day(report->hotfixes[0].time));
	for (size_t i = 0; i < count; i++) {
		struct buf text = BUF_INIT;

		stat_step_format(&text, STEP_MONTH, month);
		memcpy(columns[i].label, buf_text(&text),
		       text.size < SVG_LABEL_SIZE ? text.size :
						    SVG_LABEL_SIZE - 1);
		buf_release(&text);
		month = stat_step_next(STEP_MONTH, month);
	}
	return count;
}

static void add_month_table(struct buf *out, const struct svg_column *columns,
			    size_t count)
{
	static const struct html_column heads[] = { { "Month", false },
						    { "Hotfixes", true } };
	struct html_table table;

	buf_add_text(out, "<details><summary>The same as a table</summary>");
	html_table(&table, out, "Hotfixes that landed, by month", heads, 2,
		   false);
	for (size_t i = 0; i < count; i++) {
		html_row(&table);
		html_cell_text(&table, columns[i].label);
		html_cell_number(&table, columns[i].low + columns[i].high);
	}
	html_table_end(&table);
	buf_add_text(out, "</details>");
}

/* What the frequency rule says, in words. */
static void add_limit(struct buf *out, const struct report *report,
		      const struct report_figures *figures)
{
	const struct report_hotfix *hotfix = limited(report);

	if (!hotfix)
		return;
	buf_add_text(out, "<p>Planned are at most ");
	stat_format_number(out, (uint64_t)hotfix->max);
	buf_add_text(out, " within ");
	stat_format_duration(out, hotfix->per);
	buf_add_text(out, " in a repository, by the newest "
			  "frequency rule. ");
	html_count(out, figures->beyond, "landing went", "landings went");
	buf_add_text(out, " beyond what was planned.</p>\n");
}

static void add_months(struct buf *out, const struct report *report,
		       const struct report_figures *figures)
{
	struct svg_column *columns = calloc(MONTHS_MAX, sizeof(*columns));
	struct buf name = BUF_INIT;
	struct svg_chart chart = { .id = "chart-hotfixes",
				   .title = "Hotfixes by month",
				   .columns = columns };

	if (!columns) {
		out->failed = true;
		return;
	}
	chart.line = line_of(report);
	chart.count = gather_months(report, columns, chart.line);
	buf_addf(&name, "planned: %" PRIu64, chart.line);
	chart.line_name = buf_text(&name);
	chart.words = chart.line ?
			      "A column for each month; the line is what is "
			      "planned, and what stands above it has another "
			      "colour. The numbers are in the table below." :
			      "A column for each month. The numbers are in the "
			      "table below.";
	buf_add_text(out, "<h3>By month</h3>\n");
	add_limit(out, report, figures);
	buf_add_text(out, "<figure>");
	svg_chart(out, &chart);
	add_month_table(out, columns, chart.count);
	buf_add_text(out, "</figure>\n");
	buf_release(&name);
	free(columns);
}

static void add_speed(struct buf *out, const struct report_figures *figures)
{
	static const struct html_column columns[] = {
		{ "From first push to landing", false },
		{ "Hotfixes", true },
		{ "Share", true },
		{ "Compared", false },
	};
	const struct stat_spread *landing = &figures->landing;
	struct html_table table;
	size_t most = 0;

	buf_add_text(out, "<h3>Time from first push to landing</h3>\n");
	if (!landing->count) {
		html_none(out, "Of no hotfix both times are known.");
		return;
	}
	buf_add_text(out, "<p>Median ");
	stat_format_duration(out, landing->median);
	buf_add_text(out, "; 90 of 100 within ");
	stat_format_duration(out, landing->ninety);
	buf_add_text(out, "; the longest took ");
	stat_format_duration(out, landing->most);
	buf_add_text(out, ".");
	if (landing->count < figures->hotfixes)
		buf_addf(out, " Of %zu the first push is not known.",
			 figures->hotfixes - landing->count);
	buf_add_text(out, "</p>\n");
	for (size_t i = 0; i < STAT_CLASSES; i++)
		if (figures->landing_classes[i] > most)
			most = figures->landing_classes[i];
	html_table(&table, out, "How long hotfixes took to land", columns, 4,
		   false);
	for (size_t i = 0; i < STAT_CLASSES; i++) {
		html_row(&table);
		html_cell_text(&table, stat_class_name(i));
		html_cell_number(&table, figures->landing_classes[i]);
		html_cell(&table);
		stat_format_share(out, figures->landing_classes[i],
				  landing->count);
		html_cell(&table);
		svg_bar(out, figures->landing_classes[i], 0, most);
	}
	html_table_end(&table);
}

static void add_paths(struct buf *out, const struct report *report,
		      const struct report_figures *figures)
{
	static const struct html_column columns[] = {
		{ "Path", false },	    { "Repository", false },
		{ "Within 30 days", true }, { "In all", true },
		{ "First", false },	    { "Last", false },
	};
	struct html_table table;

	buf_add_text(out, "<h3>Hotfix after hotfix on the same paths</h3>\n");
	if (!figures->path_count) {
		html_none(out, "No path was fixed twice within 30 days.");
		return;
	}
	buf_add_text(out, "<p>A path that was fixed again within 30 days may "
			  "mean that the first fix was none.</p>\n");
	if (figures->path_count > PATHS_SHOWN)
		buf_addf(out,
			 "<p class=\"aside\">The first %d of %zu are "
			 "listed.</p>\n",
			 PATHS_SHOWN, figures->path_count);
	html_table(&table, out, "Paths, those fixed most often first", columns,
		   6, false);
	for (size_t i = 0; i < figures->path_count && i < PATHS_SHOWN; i++) {
		const struct report_path *path = &figures->paths[i];
		const char *name = tally_name(&report->paths, path->path);

		html_row(&table);
		html_cell(&table);
		html_code(out, *name ? name : ".");
		html_cell_text(&table, tally_name(&report->repositories,
						  path->repository));
		html_cell_number(&table, path->most);
		html_cell_number(&table, path->landings);
		html_cell(&table);
		html_time(out, path->first);
		html_cell(&table);
		html_time(out, path->last);
	}
	html_table_end(&table);
}

struct measure {
	const char *name;
	size_t offset;
};

static void add_measure(struct html_table *table, const struct report *report,
			const struct measure *measure, int64_t *values)
{
	struct stat_spread spread;
	size_t count = 0;
	int64_t value;

	for (size_t i = 0; i < report->hotfix_count; i++) {
		memcpy(&value,
		       (const char *)&report->hotfixes[i] + measure->offset,
		       sizeof(value));
		if (value >= 0)
			values[count++] = value;
	}
	spread = stat_spread(values, count);
	html_row(table);
	html_cell_text(table, measure->name);
	html_cell_number(table, (uint64_t)spread.median);
	html_cell_number(table, (uint64_t)spread.ninety);
	html_cell_number(table, (uint64_t)spread.most);
	html_cell_number(table, count);
}

static void add_size(struct buf *out, const struct report *report)
{
	static const struct html_column columns[] = {
		{ "A hotfix has", false }, { "Median", true },
		{ "90 of 100", true },	   { "Largest", true },
		{ "Known of", true },
	};
	static const struct measure measures[] = {
		{ "Commits", offsetof(struct report_hotfix, commits) },
		{ "Files", offsetof(struct report_hotfix, files) },
		{ "Lines", offsetof(struct report_hotfix, lines) },
	};
	int64_t *values = calloc(report->hotfix_count + 1, sizeof(*values));
	struct html_table table;

	if (!values) {
		out->failed = true;
		return;
	}
	buf_add_text(out, "<h3>Size</h3>\n");
	html_table(&table, out, "How large hotfixes were", columns, 5, false);
	for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++)
		add_measure(&table, report, &measures[i], values);
	html_table_end(&table);
	free(values);
}

void page_hotfixes(struct buf *out, const struct report *report,
		   const struct report_figures *figures)
{
	if (!report->hotfix_count) {
		html_none(out, "No hotfix landed in this time.");
		return;
	}
	buf_add_text(out, "<p>");
	html_count(out, figures->hotfixes, "hotfix has", "hotfixes have");
	buf_add_text(out, " landed; a branch that landed on several refs "
			  "within 30 days is one.");
	if (report->hotfixes_left_out) {
		buf_add_text(out, " ");
		stat_format_number(out, report->hotfixes_left_out);
		buf_add_text(out, " more are not in these figures.");
	}
	buf_add_text(out, "</p>\n");
	add_months(out, report, figures);
	add_speed(out, figures);
	add_paths(out, report, figures);
	add_size(out, report);
	page_landings(out, report);
}
