/*
 * report_page.c - the page: its head, its sections in the order in which an
 * auditor asks, its footer. Never counts.
 */
#include "audit/report_page.h"

#include "audit/query_show.h"
#include "audit/report_frame.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define HASH_SHOWN 12

json_t *page_record(const struct report_line *line)
{
	return json_loadb(line->text, line->size, JSON_ALLOW_NUL, NULL);
}

void page_user(struct buf *out, const json_t *record)
{
	const char *name = query_text(record, "user.name");
	const char *hash = query_text(record, "user.hash");

	if (!*name)
		name = query_text(record, "user.email");
	if (*name) {
		html_text(out, name);
	} else if (*hash) {
		buf_add_text(out, "person:");
		html_str(out, str_first(str_of(hash), HASH_SHOWN));
	} else {
		buf_add_text(out, "not proven");
	}
}

void page_not_all(struct buf *out, uint64_t shown, uint64_t total)
{
	if (shown >= total)
		return;
	buf_add_text(out, "<p class=\"aside\">The newest ");
	stat_format_number(out, shown);
	buf_add_text(out, " of ");
	stat_format_number(out, total);
	buf_add_text(out, " are listed.</p>\n");
}

const char *page_branch(const char *name)
{
	size_t size = strlen("refs/heads/");

	return strncmp(name, "refs/heads/", size) == 0 ? name + size : name;
}

static const char *title_of(const struct report *report)
{
	return report->options->title ? report->options->title : "Audit report";
}

/* What the page is about: which repositories, which time. */
static void add_header(struct buf *out, const struct report *report)
{
	const struct report_options *options = report->options;
	size_t repositories = report->repositories.count;

	buf_add_text(out, "<header>\n<h1>");
	html_text(out, title_of(report));
	buf_add_text(out, "</h1>\n<p>");
	if (options->repository || repositories == 1) {
		buf_add_text(out, "Repository ");
		html_text(out, options->repository ?
				       options->repository :
				       tally_name(&report->repositories, 0));
	} else {
		html_count(out, repositories, "repository", "repositories");
	}
	buf_add_text(out, ", what was pushed, refused and let past the rules."
			  "</p>\n<p>");
	if (options->since || report->records) {
		buf_add_text(out, "From ");
		html_time(out, options->since ? options->since : report->first);
		buf_add_text(out, " to ");
		html_time(out, report_end(report));
		buf_add_text(out, " (UTC)");
	} else {
		buf_add_text(out, "No record was found");
	}
	buf_add_text(out, ".</p>\n</header>\n");
}

/* In the order in which they are written. */
static const struct frame_section sections[] = {
	{ "summary", "Summary" },
	{ "overrides", "Overrides" },
	{ "bypassed", "Moved past the gate" },
	{ "chain", "State of the log" },
	{ "gate", "The gate and its rules" },
	{ "follow-ups", "Follow-ups" },
	{ "pushes", "Pushes" },
	{ "hotfixes", "Hotfixes" },
	{ "made", "How this page was made" },
	{ "glossary", "Words used here" },
};

static void add_sections(struct buf *out, const struct report *report,
			 const struct report_figures *figures)
{
	size_t index = 0;

	frame_open(out, &sections[index++]);
	page_summary(out, report, figures);
	frame_close(out);
	frame_open(out, &sections[index++]);
	page_overrides(out, report);
	frame_close(out);
	frame_open(out, &sections[index++]);
	page_bypasses(out, report);
	frame_close(out);
	frame_open(out, &sections[index++]);
	page_chain(out, report);
	frame_close(out);
	frame_open(out, &sections[index++]);
	page_gate(out, report);
	frame_close(out);
	frame_open(out, &sections[index++]);
	page_debts(out, report, figures);
	frame_close(out);
	frame_open(out, &sections[index++]);
	page_pushes(out, report);
	frame_close(out);
	frame_open(out, &sections[index++]);
	page_hotfixes(out, report, figures);
	frame_close(out);
}

int report_write(struct report *report, struct buf *out, struct error *error)
{
	struct report_figures figures;
	size_t count = sizeof(sections) / sizeof(sections[0]);
	bool good = report_figure(report, &figures);

	if (good) {
		frame_head(out, title_of(report));
		add_header(out, report);
		frame_contents(out, sections, count);
		buf_add_text(out, "<main>\n");
		add_sections(out, report, &figures);
		buf_add_text(out, "</main>\n<footer>\n");
		frame_open(out, &sections[count - 2]);
		page_made(out, report);
		frame_close(out);
		frame_open(out, &sections[count - 1]);
		page_glossary(out);
		frame_close(out);
		frame_end(out);
	}
	free(figures.paths);
	return good && !buf_failed(out) ? 0 : error_no_memory(error);
}
