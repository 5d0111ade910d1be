/*
 * report_gate.c - how far the log itself is proven, and what happened to the
 * gate and its rules. Never calls a log good that was not verified.
 */
#include "audit/report_page.h"

#include "audit/query_show.h"

#include <inttypes.h>
#include <string.h>

#define HASH_SHOWN 12

struct report_proof page_proof(const struct report *report)
{
	struct report_proof proof = { 0 };

	for (size_t i = 0; i < report->chain_count; i++) {
		const struct log_verdict *verdict = report->chains[i].verdict;

		if (!verdict) {
			proof.not_verified++;
			continue;
		}
		proof.verified++;
		proof.broken += verdict->flaw || *report->chains[i].anchor_flaw;
		proof.not_anchored += !verdict->anchored.to;
	}
	return proof;
}

static uint64_t missing(const struct report_chain *chain)
{
	uint64_t span = chain->last ? chain->last - chain->first + 1 : 0;

	return span > chain->records ? span - chain->records : 0;
}

static void add_flaw(struct buf *out, const struct log_verdict *verdict)
{
	buf_add_text(out, "<p class=\"late\">Broken: ");
	html_text(out, verdict->flaw);
	if (verdict->missing_from)
		buf_addf(out, " (records %" PRIu64 " to %" PRIu64 ")",
			 verdict->missing_from, verdict->missing_to);
	buf_addf(out, "</p><p class=\"aside\">line %" PRIu64 " of ",
		 verdict->flaw_line);
	html_text(out, verdict->file);
	buf_addf(out, "; consistent to %" PRIu64 "</p>",
		 verdict->last_sequence);
}

static void add_proven(struct buf *out, const struct report_chain *chain)
{
	const struct log_verdict *verdict = chain->verdict;
	uint64_t gaps = missing(chain);

	if (verdict && verdict->flaw) {
		add_flaw(out, verdict);
		return;
	}
	if (verdict) {
		buf_add_text(out, "<p>consistent ");
		if (verdict->first_sequence > 1)
			buf_addf(out, "from %" PRIu64 " ",
				 verdict->first_sequence);
		buf_addf(out, "to %" PRIu64 "</p>", verdict->last_sequence);
		return;
	}
	buf_add_text(out, "<p>not verified</p>");
	if (gaps) {
		buf_add_text(out, "<p class=\"late\">");
		html_count(out, gaps, "number is not there",
			   "numbers are not there");
		buf_add_text(out, "</p>");
	}
}

static void add_anchored(struct buf *out, const struct report_chain *chain)
{
	const struct log_anchored *anchored = &chain->verdict->anchored;

	if (anchored->to) {
		buf_addf(out, "<p>to %" PRIu64 " by ", anchored->to);
		html_text(out, anchored->by);
		buf_add_text(out, "</p><p class=\"aside\">");
		html_time(out, anchored->time);
		buf_add_text(out, "</p>");
	} else {
		buf_add_text(out, "not anchored");
	}
	if (*chain->anchor_flaw) {
		buf_add_text(out, "<p class=\"late\">");
		html_text(out, chain->anchor_flaw);
		buf_add_text(out, "</p>");
	}
}

static void add_chain(struct html_table *table, const struct report *report,
		      size_t index)
{
	const struct report_chain *chain = &report->chains[index];
	const char *id = tally_name(&report->chain_ids, index);
	struct buf *out = table->out;

	html_row(table);
	html_cell(table);
	buf_add_text(out, "<p>");
	html_text(out, tally_name(&report->repositories, chain->repository));
	buf_add_text(out, " on ");
	html_text(out, tally_name(&report->hosts, chain->host));
	buf_add_text(out, "</p><p class=\"aside\">");
	html_text(out, *id ? id : "no chain");
	buf_add_text(out, "</p>");
	html_cell(table);
	buf_addf(out, "%" PRIu64 " to %" PRIu64, chain->first, chain->last);
	html_cell(table);
	add_proven(out, chain);
	html_cell(table);
	if (chain->verdict)
		add_anchored(out, chain);
	else
		buf_add_text(out, "not known");
	html_cell(table);
	if (chain->verdict) {
		html_count(out, chain->verdict->rotations, "rotation",
			   "rotations");
		buf_add_text(out, ", ");
		html_count(out, chain->verdict->recoveries, "recovery",
			   "recoveries");
	} else {
		buf_add_text(out, "not known");
	}
}

static void explain_proof(struct buf *out, const struct report *report)
{
	struct report_proof proof = page_proof(report);

	buf_add_text(out, "<p>");
	if (proof.verified && !proof.broken)
		buf_add_text(out, "Each line holds the hash of the line "
				  "before, and all of them fit. ");
	if (proof.broken)
		buf_add_text(out, "What lies behind the break cannot be relied "
				  "on: ask who has write access to the log. ");
	if (proof.not_verified)
		buf_add_text(out,
			     "Records that came as a stream are not verified: "
			     "their lines are not the ones that were written. "
			     "Run refgate log verify --store, or refgate "
			     "log verify where the log was written. ");
	if (proof.not_anchored)
		buf_add_text(out, "Without an anchor a log cannot show that "
				  "its end was cut off, or that all of it was "
				  "written anew.");
	buf_add_text(out, "</p>\n");
}

/* Time, place and message of the records of a list. */
static void add_messages(struct buf *out, const struct report_lines *list,
			 const char *caption, const char *who)
{
	const struct html_column columns[] = { { "When", false },
					       { "Repository", false },
					       { who, false },
					       { "What", false } };
	struct html_table table;

	page_not_all(out, list->count, list->total);
	html_table(&table, out, caption, columns, 4, true);
	for (size_t i = 0; i < list->count; i++) {
		json_t *record = page_record(&list->items[i]);

		html_row(&table);
		html_cell(&table);
		html_time(out, list->items[i].time);
		html_cell_text(&table,
			       query_text(record, "refgate.repository"));
		html_cell(&table);
		page_user(out, record);
		html_cell_text(&table, query_text(record, "message"));
		json_decref(record);
	}
	html_table_end(&table);
}

void page_chain(struct buf *out, const struct report *report)
{
	static const struct html_column columns[] = {
		{ "Log of", false }, { "Records", false },
		{ "Proven", false }, { "Anchored", false },
		{ "Breaks", false },
	};
	const struct report_lines *list = &report->lists[LIST_RECOVERIES];
	struct html_table table;

	if (!report->chain_count) {
		html_none(out, "There is no record, so there is no chain.");
		return;
	}
	explain_proof(out, report);
	html_table(&table, out, "Chains that were read", columns, 5, true);
	for (size_t i = 0; i < report->chain_count && i < REPORT_KEPT; i++)
		add_chain(&table, report, i);
	html_table_end(&table);
	buf_add_text(out, "<h3>Recoveries</h3>\n");
	if (list->count)
		add_messages(out, list, "What the log says happened to it",
			     "Pusher");
	else
		html_none(out, "No recovery in this time: no line was torn or "
			       "lost.");
}

static const char *short_hash(const char *text)
{
	size_t size = strlen("sha256:");

	return strncmp(text, "sha256:", size) == 0 ? text + size : text;
}

static void add_version(struct buf *out, const json_t *record, const char *path)
{
	const char *version = short_hash(query_text(record, path));

	buf_add_text(out, "<code>");
	html_str(out, *version ? str_first(str_of(version), HASH_SHOWN) :
				 STR("unknown"));
	buf_add_text(out, "</code>");
}

static void add_change(struct html_table *table, const struct report_line *line)
{
	json_t *record = page_record(line);
	const char *action = query_text(record, "event.action");
	struct buf *out = table->out;

	html_row(table);
	html_cell(table);
	html_time(out, line->time);
	html_cell_text(table, query_text(record, "refgate.repository"));
	html_cell(table);
	if (!strcmp(action, "policy-changed"))
		buf_add_text(out, "the next push");
	else
		page_user(out, record);
	html_cell_text(table, action);
	html_cell(table);
	buf_add_text(out, "<p>");
	html_text(out, query_text(record, "message"));
	buf_add_text(out, "</p>");
	if (!strcmp(action, "policy-changed")) {
		buf_add_text(out, "<p class=\"aside\">");
		if (*query_text(record, "refgate.policy_was")) {
			add_version(out, record, "refgate.policy_was");
			buf_add_text(out, " &rarr; ");
		}
		add_version(out, record, "rule.version");
		buf_add_text(out, "</p>");
	}
	json_decref(record);
}

void page_gate(struct buf *out, const struct report *report)
{
	static const struct html_column columns[] = {
		{ "When", false },  { "Repository", false }, { "By", false },
		{ "Event", false }, { "What", false },
	};
	const struct report_lines *changes = &report->lists[LIST_CHANGES];
	const struct report_lines *broken = &report->lists[LIST_BROKEN];
	struct html_table table;

	buf_add_text(out, "<h3>Pushes that could not be judged</h3>\n");
	if (broken->count)
		add_messages(out, broken,
			     "Refused because the gate could not judge",
			     "Pusher");
	else
		html_none(out, "Every push could be judged.");
	buf_add_text(out, "<h3>Changes of the rules and of the gate</h3>\n");
	if (!changes->count) {
		html_none(out, "The rules did not change, and the gate was "
			       "neither installed nor removed.");
		return;
	}
	buf_add_text(out, "<p>A changed policy is noticed with the next push, "
			  "whose pusher need not be who changed it.</p>\n");
	page_not_all(out, changes->count, changes->total);
	html_table(&table, out, "Changes, the newest first", columns, 5, true);
	for (size_t i = 0; i < changes->count; i++)
		add_change(&table, &changes->items[i]);
	html_table_end(&table);
}
