/*
 * report_summary.c - the first thing that is read: sentences with numbers,
 * what asks for attention first. Never says that all is well of what it does
 * not know.
 */
#include "audit/report_page.h"

/* Appends a sentence and says how it is to be marked; MARK_COUNT: none. */
typedef enum html_mark sentence(struct buf *out, const struct report *report,
				const struct report_figures *figures);

static enum html_mark say_chain(struct buf *out, const struct report *report,
				const struct report_figures *figures)
{
	struct report_proof proof = page_proof(report);

	(void)figures;
	if (proof.broken) {
		html_count(out, proof.broken, "log is", "logs are");
		buf_add_text(out, " broken: lines were changed, lost or "
				  "added.");
		return MARK_ALERT;
	}
	if (proof.not_verified) {
		buf_add_text(out, "The log was not verified: it came as a "
				  "stream.");
		return MARK_NOTE;
	}
	if (!proof.verified)
		return MARK_COUNT;
	buf_add_text(out, "The log is consistent: no line was changed, lost or "
			  "added");
	if (proof.not_anchored) {
		buf_add_text(out, ", as far as a log without an anchor can "
				  "show.");
		return MARK_NOTE;
	}
	buf_add_text(out, ", and it is anchored.");
	return MARK_FINE;
}

static enum html_mark say_bypassed(struct buf *out, const struct report *report,
				   const struct report_figures *figures)
{
	(void)figures;
	if (!report->bypassed_refs) {
		buf_add_text(out, "Nothing was moved past the gate.");
		return MARK_FINE;
	}
	html_count(out, report->bypassed_refs, "ref was", "refs were");
	buf_add_text(out, " moved past the gate.");
	return MARK_ALERT;
}

static enum html_mark say_overrides(struct buf *out,
				    const struct report *report,
				    const struct report_figures *figures)
{
	uint64_t total = report->lists[LIST_OVERRIDES].total;

	(void)figures;
	if (!total) {
		buf_add_text(out, "No rule was overridden.");
		return MARK_FINE;
	}
	buf_add_text(out, "Rules were overridden ");
	html_times(out, total);
	buf_add_text(out, ".");
	return MARK_ALERT;
}

static enum html_mark say_gate(struct buf *out, const struct report *report,
			       const struct report_figures *figures)
{
	uint64_t broken = report->lists[LIST_BROKEN].total;

	(void)figures;
	if (report->removed) {
		buf_add_text(out, "The gate was taken out ");
		html_times(out, report->removed);
		buf_add_text(out, ". ");
	}
	if (broken) {
		html_count(out, broken, "push", "pushes");
		buf_add_text(out, " could not be judged and so ");
		buf_add_text(out, broken == 1 ? "was" : "were");
		buf_add_text(out, " refused.");
	}
	return report->removed || broken ? MARK_ALERT : MARK_COUNT;
}

static enum html_mark say_debts(struct buf *out, const struct report *report,
				const struct report_figures *figures)
{
	(void)report;
	if (figures->overdue) {
		html_count(out, figures->overdue, "follow-up is",
			   "follow-ups are");
		buf_add_text(out, " overdue");
		if (figures->open > figures->overdue) {
			buf_add_text(out, ", and ");
			html_count(out, figures->open - figures->overdue,
				   "more is open", "more are open");
		}
		buf_add_text(out, ".");
		return MARK_ALERT;
	}
	if (!figures->open) {
		buf_add_text(out, "No follow-up is open.");
		return MARK_FINE;
	}
	html_count(out, figures->open, "follow-up is", "follow-ups are");
	buf_add_text(out, " open, none is overdue.");
	return MARK_NOTE;
}

static enum html_mark say_rules(struct buf *out, const struct report *report,
				const struct report_figures *figures)
{
	(void)figures;
	if (report->policies_changed) {
		buf_add_text(out, "The rules changed ");
		html_times(out, report->policies_changed);
		buf_add_text(out, ". ");
	}
	if (report->imports) {
		html_count(out, report->imports, "push was", "pushes were");
		buf_add_text(out, " let in as an import. ");
	}
	if (report->lists[LIST_RECOVERIES].total) {
		buf_add_text(out, "The log was recovered ");
		html_times(out, report->lists[LIST_RECOVERIES].total);
		buf_add_text(out, ".");
	}
	return report->policies_changed || report->imports ||
			       report->lists[LIST_RECOVERIES].total ?
		       MARK_NOTE :
		       MARK_COUNT;
}

static enum html_mark say_pushes(struct buf *out, const struct report *report,
				 const struct report_figures *figures)
{
	uint64_t all = report->accepted + report->refused;

	(void)figures;
	html_count(out, all, "push was judged", "pushes were judged");
	if (!all) {
		buf_add_text(out, ".");
		return MARK_NOTE;
	}
	buf_add_text(out, ": ");
	stat_format_number(out, report->accepted);
	buf_add_text(out, " accepted, ");
	stat_format_number(out, report->refused);
	buf_add_text(out, " refused (");
	stat_format_share(out, report->refused, all);
	buf_add_text(out, ").");
	return MARK_NOTE;
}

static enum html_mark say_trial(struct buf *out, const struct report *report,
				const struct report_figures *figures)
{
	(void)figures;
	if (!report->evaluated)
		return MARK_COUNT;
	html_count(out, report->evaluated, "push came", "pushes came");
	buf_add_text(out, " while the rules were on trial, which refuses "
			  "nothing.");
	return MARK_ALERT;
}

static enum html_mark say_hotfixes(struct buf *out, const struct report *report,
				   const struct report_figures *figures)
{
	if (!report->hotfix_count)
		return MARK_COUNT;
	html_count(out, figures->hotfixes, "hotfix has", "hotfixes have");
	buf_add_text(out, " landed");
	if (figures->landing.count) {
		buf_add_text(out, "; median time from first push ");
		stat_format_duration(out, figures->landing.median);
	}
	buf_add_text(out, ".");
	if (figures->path_count) {
		buf_add_text(out, " ");
		html_count(out, figures->path_count, "path was", "paths were");
		buf_add_text(out, " fixed again within 30 days.");
	}
	return MARK_NOTE;
}

static enum html_mark say_frequency(struct buf *out,
				    const struct report *report,
				    const struct report_figures *figures)
{
	(void)report;
	if (!figures->beyond)
		return MARK_COUNT;
	html_count(out, figures->beyond, "hotfix", "hotfixes");
	buf_add_text(out, " landed beyond the number that was planned.");
	return MARK_ALERT;
}

struct line {
	sentence *say;
	const char *section;
	const char *more; /* what the link says */
};

static const struct line lines[] = {
	{ say_chain, "chain", "State of the log" },
	{ say_bypassed, "bypassed", "Moved past the gate" },
	{ say_gate, "gate", "The gate and its rules" },
	{ say_overrides, "overrides", "Overrides" },
	{ say_debts, "follow-ups", "Follow-ups" },
	{ say_frequency, "hotfixes", "Hotfixes" },
	{ say_trial, "pushes", "Pushes" },
	{ say_pushes, "pushes", "Pushes" },
	{ say_hotfixes, "hotfixes", "Hotfixes" },
	{ say_rules, "gate", "The gate and its rules" },
};

void page_summary(struct buf *out, const struct report *report,
		  const struct report_figures *figures)
{
	struct buf text = BUF_INIT;

	buf_add_text(out, "<ul class=\"summary\">\n");
	for (int mark = 0; mark < MARK_COUNT; mark++)
		for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
			buf_clear(&text);
			if ((int)lines[i].say(&text, report, figures) != mark)
				continue;
			buf_add_text(out, "<li>");
			html_mark(out, (enum html_mark)mark);
			buf_add_text(out, "<span>");
			buf_add_str(out, str_trim(buf_str(&text)));
			buf_addf(out, " <a href=\"#%s\">%s</a></span></li>\n",
				 lines[i].section, lines[i].more);
		}
	buf_add_text(out, "</ul>\n");
	out->failed |= buf_failed(&text);
	buf_release(&text);
}
