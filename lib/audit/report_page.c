/*
 * report_page.c - the page: its head, its sections in the order in which an
 * auditor asks, its footer. Never loads anything: the page says so itself.
 */
#include "audit/report_page.h"

#include "audit/query_show.h"
#include "base/clock.h"
#include "base/paths.h"

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

static void add_head(struct buf *out, const struct report *report)
{
	buf_add_text(
		out,
		"<!doctype html>\n<html lang=\"en\">\n<head>\n"
		"<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" "
		"content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
		"<meta name=\"viewport\" "
		"content=\"width=device-width, initial-scale=1\">\n"
		"<meta name=\"color-scheme\" content=\"light dark\">\n"
		"<meta name=\"robots\" content=\"noindex\">\n"
		"<meta name=\"generator\" content=\"refgate ");
	html_text(out, paths_version);
	buf_add_text(out, "\">\n<title>");
	html_text(out, title_of(report));
	buf_add_text(out, "</title>\n<style>\n");
	buf_add_text(out, page_style);
	buf_add_text(out, page_style_more);
	buf_add_text(out, "</style>\n</head>\n<body>\n");
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

struct section {
	const char *id;
	const char *title;
};

/* In the order in which they are written. */
static const struct section sections[] = {
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

static void add_contents(struct buf *out)
{
	buf_add_text(out, "<nav aria-label=\"Contents\"><ul>");
	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		buf_addf(out, "<li><a href=\"#%s\">%s</a></li>\n",
			 sections[i].id, sections[i].title);
	buf_add_text(out, "</ul></nav>\n");
}

static void open_section(struct buf *out, size_t index)
{
	buf_addf(out,
		 "<section id=\"%s\" aria-labelledby=\"%s-h\">\n"
		 "<h2 id=\"%s-h\">%s</h2>\n",
		 sections[index].id, sections[index].id, sections[index].id,
		 sections[index].title);
}

static void add_sections(struct buf *out, const struct report *report,
			 const struct report_figures *figures)
{
	size_t index = 0;

	open_section(out, index++);
	page_summary(out, report, figures);
	buf_add_text(out, "</section>\n");
	open_section(out, index++);
	page_overrides(out, report);
	buf_add_text(out, "</section>\n");
	open_section(out, index++);
	page_bypasses(out, report);
	buf_add_text(out, "</section>\n");
	open_section(out, index++);
	page_chain(out, report);
	buf_add_text(out, "</section>\n");
	open_section(out, index++);
	page_gate(out, report);
	buf_add_text(out, "</section>\n");
	open_section(out, index++);
	page_debts(out, report, figures);
	buf_add_text(out, "</section>\n");
	open_section(out, index++);
	page_pushes(out, report);
	buf_add_text(out, "</section>\n");
	open_section(out, index++);
	page_hotfixes(out, report, figures);
	buf_add_text(out, "</section>\n");
}

int report_write(struct report *report, struct buf *out, struct error *error)
{
	struct report_figures figures;
	size_t count = sizeof(sections) / sizeof(sections[0]);
	bool good = report_figure(report, &figures);

	if (good) {
		add_head(out, report);
		add_header(out, report);
		add_contents(out);
		buf_add_text(out, "<main>\n");
		add_sections(out, report, &figures);
		buf_add_text(out, "</main>\n<footer>\n");
		open_section(out, count - 2);
		page_made(out, report);
		buf_add_text(out, "</section>\n");
		open_section(out, count - 1);
		page_glossary(out);
		buf_add_text(out, "</section>\n</footer>\n</body>\n</html>\n");
	}
	free(figures.paths);
	return good && !buf_failed(out) ? 0 : error_no_memory(error);
}
