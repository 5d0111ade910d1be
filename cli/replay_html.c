/*
 * replay_html.c - what a replay found, as one page for a browser. Appends
 * text; never loads, never runs, never judges.
 */
#include "replay.h"

#include "audit/report_days.h"
#include "audit/report_frame.h"
#include "audit/report_html.h"
#include "audit/report_svg.h"

#include <stdlib.h>

#define AUTHORS_SHOWN 100
#define SHORT_ID 10
#define SUBJECT_COLUMNS 100
#define TEXT_COLUMNS 300

static const char title[] = "What a policy would have refused";

static void add_header(struct buf *out, const struct replay_result *result)
{
	const struct replay_tally *tally = result->tally;

	buf_addf(out, "<header>\n<h1>%s</h1>\n<p>Policy ", title);
	html_text(out, result->policy);
	buf_add_text(out, ", repository ");
	html_text(out, result->repository);
	buf_add_text(out, ", the pushes of ");
	html_text(out, result->what);
	buf_add_text(out, ".</p>\n<p>");
	if (tally->pushes) {
		buf_add_text(out, "From ");
		html_time(out, tally->first);
		buf_add_text(out, " to ");
		html_time(out, tally->last);
		buf_add_text(out, " (UTC)");
	} else {
		buf_add_text(out, "No push was judged");
	}
	buf_add_text(out, ".</p>\n</header>\n");
}

static void open_item(struct buf *out, enum html_mark mark)
{
	buf_add_text(out, "<li>");
	html_mark(out, mark);
	buf_add_text(out, "<span>");
}

static void close_item(struct buf *out)
{
	buf_add_text(out, "</span></li>\n");
}

static void say_refused(struct buf *out, const struct replay_tally *tally)
{
	open_item(out, tally->refused ? MARK_ALERT : MARK_FINE);
	stat_format_number(out, tally->refused);
	buf_add_text(out, " of ");
	html_count(out, tally->pushes, "push", "pushes");
	buf_add_text(out, " would have been refused (");
	stat_format_share(out, tally->refused, tally->pushes);
	buf_add_text(out, ").");
	close_item(out);
	if (!tally->warned)
		return;
	open_item(out, MARK_NOTE);
	html_count(out, tally->warned, "more push", "more pushes");
	buf_add_text(out, " would have gone in with a warning.");
	close_item(out);
}

static void say_left_out(struct buf *out, const struct replay_tally *tally)
{
	for (size_t i = 0; i < tally->left_out.names.count; i++) {
		open_item(out, MARK_NOTE);
		html_count(out, tally->left_out.items[i].pushes, "push",
			   "pushes");
		buf_add_text(out, " cannot be judged: ");
		html_text(out, replay_name(&tally->left_out, i));
		buf_add_text(out, ".");
		close_item(out);
	}
	if (tally->nameless) {
		open_item(out, MARK_NOTE);
		html_count(out, tally->nameless, "merge does", "merges do");
		buf_add_text(out, " not name the branch here that came in: "
				  "not judged as its landing.");
		close_item(out);
	}
}

static void add_summary(struct buf *out, const struct replay_result *result)
{
	const struct replay_tally *tally = result->tally;

	buf_add_text(out, "<ul class=\"summary\">\n");
	say_refused(out, tally);
	if (tally->trial.size) {
		open_item(out, MARK_NOTE);
		buf_add_text(out, "Rulesets that only evaluate count as if "
				  "they refused: ");
		html_str(out, buf_str(&tally->trial));
		buf_add_text(out, ".");
		close_item(out);
	}
	if (tally->pushes && !tally->governed) {
		open_item(out, MARK_NOTE);
		buf_add_text(out, "No ruleset governs what was pushed.");
		close_item(out);
	}
	say_left_out(out, tally);
	buf_add_text(out, "</ul>\n");
}

static void add_examples(struct buf *out, const struct replay_row *row,
			 bool with_rule)
{
	char hex[OID_HEX_SIZE + 1];

	for (size_t i = 0; i < row->example_count; i++) {
		const struct replay_example *example = &row->examples[i];
		bool deleted = oid_is_zero(&example->commit);

		buf_add_text(out, "<p>");
		oid_format(&example->commit, hex);
		hex[SHORT_ID] = '\0';
		html_code(out, deleted ? "deleted" : hex);
		buf_add_text(out, " ");
		html_short(out, example->subject, SUBJECT_COLUMNS);
		buf_add_text(out, "<br><span class=\"aside\">");
		if (with_rule) {
			html_text(out, example->rule);
			buf_add_text(out, ": ");
		}
		html_short(out, example->text, TEXT_COLUMNS);
		buf_add_text(out, "</span></p>");
	}
}

/* A list of rows as a table. */
struct listing {
	const struct replay_rows *rows;
	const char *caption, *name;
	const char *extra; /* name of one more number, or NULL */
	size_t offset;	   /* of it in struct replay_row; a size_t */
	bool is_rules;
	bool by_name;
	size_t shown; /* 0: all */
	const char *none;
};

static void add_row(struct html_table *table, const struct listing *listing,
		    size_t index)
{
	const struct replay_row *row = &listing->rows->items[index];

	html_row(table);
	html_cell_text(table, replay_name(listing->rows, index));
	html_cell_number(table, row->pushes);
	if (listing->extra)
		html_cell_number(
			table,
			*(const size_t *)(const void *)((const char *)row +
							listing->offset));
	html_cell_number(table, row->findings);
	html_cell_number(table, row->warned);
	html_cell(table);
	add_examples(table->out, row, !listing->is_rules);
}

static size_t add_rows(struct html_table *table, const struct listing *listing,
		       const size_t *order)
{
	size_t shown = 0;

	for (size_t i = 0; i < listing->rows->names.count; i++) {
		const struct replay_row *row = &listing->rows->items[order[i]];

		if (!row->findings && !row->warnings)
			continue;
		if (!listing->shown || shown < listing->shown)
			add_row(table, listing, order[i]);
		shown++;
	}
	return shown;
}

static bool has_any(const struct replay_rows *rows)
{
	for (size_t i = 0; i < rows->names.count; i++)
		if (rows->items[i].findings || rows->items[i].warnings)
			return true;
	return false;
}

static void add_listing(struct buf *out, const struct listing *listing)
{
	const struct html_column columns[] = {
		{ listing->name, false },
		{ "Refused", true },
		{ listing->extra ? listing->extra : "Findings", true },
		{ listing->extra ? "Findings" : "Warned", true },
		{ listing->extra ? "Warned" : "For example", !!listing->extra },
		{ "For example", false },
	};
	size_t *order = replay_order(listing->rows, listing->by_name);
	struct html_table table;
	size_t rows;

	out->failed |= !order;
	if (!order || !has_any(listing->rows)) {
		html_none(out, listing->none);
		free(order);
		return;
	}
	html_table(&table, out, listing->caption, columns,
		   listing->extra ? 6 : 5, true);
	rows = add_rows(&table, listing, order);
	html_table_end(&table);
	if (listing->shown && rows > listing->shown) {
		buf_add_text(out, "<p class=\"aside\">and ");
		stat_format_number(out, rows - listing->shown);
		buf_add_text(out, " more</p>\n");
	}
	free(order);
}

static void add_over_time(struct buf *out, const struct replay_tally *tally)
{
	const struct replay_rows *months = &tally->months;
	size_t count = months->names.count;
	struct report_day *days = calloc(count + 1, sizeof(*days));
	size_t *order = replay_order(months, true);
	const struct report_days figure = { .id = "chart-pushes",
					    .title = "Pushes over time",
					    .days = days,
					    .count = count,
					    .least = STEP_MONTH };

	out->failed |= !days || !order;
	for (size_t i = 0; days && order && i < count; i++) {
		const struct replay_row *row = &months->items[order[i]];

		days[i].day = stat_day(row->time);
		days[i].refused = row->pushes;
		days[i].accepted = row->judged - row->pushes;
	}
	if (days && order)
		report_days_figure(out, &figure);
	free(days);
	free(order);
}

static void add_pair(struct buf *out, const char *name, const char *text)
{
	buf_add_text(out, "<dt>");
	html_text(out, name);
	buf_add_text(out, "</dt><dd>");
	html_text(out, text);
	buf_add_text(out, "</dd>\n");
}

static void add_unjudged(struct buf *out, const struct replay_tally *tally)
{
	if (!tally->unjudged_count && !tally->broken.names.count) {
		html_none(out, "Every rule in force was judged.");
		return;
	}
	buf_add_text(out, "<p>Some rules ask for what is not kept. They count "
			  "nowhere on this page.</p>\n<dl>\n");
	for (size_t i = 0; i < tally->unjudged_count; i++)
		add_pair(out, tally->unjudged[i]->rule,
			 tally->unjudged[i]->reason);
	for (size_t i = 0; i < tally->broken.names.count; i++) {
		const struct replay_row *row = &tally->broken.items[i];

		buf_add_text(out, "<dt>");
		html_text(out, replay_name(&tally->broken, i));
		buf_add_text(out, "</dt><dd>found no answer ");
		html_times(out, row->warnings);
		buf_add_text(out, ": ");
		html_short(out, row->examples[0].text, TEXT_COLUMNS);
		buf_add_text(out, "</dd>\n");
	}
	buf_add_text(out, "</dl>\n");
}

static void add_words(struct buf *out)
{
	static const char *const words[][2] = {
		{ "Alone", "Pushes that this rule refuses and no other: they "
			   "would go in without it." },
		{ "Findings", "What was wrong in pushes that would be "
			      "refused." },
		{ "Refused", "Pushes. One that several rules refuse counts "
			     "with each of them." },
		{ "Warned", "Pushes of which a rule tells something that "
			    "refuses nothing." },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		add_pair(out, words[i][0], words[i][1]);
}

enum {
	SUMMARY,
	TIME,
	RULES,
	AUTHORS,
	MONTHS,
	UNJUDGED,
	MADE,
	SECTIONS
};

static const struct frame_section sections[SECTIONS] = {
	[SUMMARY] = { "summary", "Summary" },
	[TIME] = { "time", "Over time" },
	[RULES] = { "rules", "By rule" },
	[AUTHORS] = { "authors", "By author" },
	[MONTHS] = { "months", "By month" },
	[UNJUDGED] = { "not-judged", "Not judged" },
	[MADE] = { "made", "How this page was made" },
};

static void add_listings(struct buf *out, const struct replay_tally *tally)
{
	static const char none[] = "Nothing was found.";
	const struct listing listings[] = {
		{ &tally->rules, "Rules, those that refuse most first", "Rule",
		  "Alone", offsetof(struct replay_row, alone), true, false, 0,
		  none },
		{ &tally->authors, "Authors, those refused most first",
		  "Author", NULL, 0, false, false, AUTHORS_SHOWN, none },
		{ &tally->months, "Months in which something was found",
		  "Month", "Of", offsetof(struct replay_row, judged), false,
		  true, 0, none },
	};

	for (size_t i = 0; i < sizeof(listings) / sizeof(listings[0]); i++) {
		frame_open(out, &sections[RULES + i]);
		add_listing(out, &listings[i]);
		frame_close(out);
	}
}

void replay_html(struct buf *out, const struct replay_result *result)
{
	const struct replay_tally *tally = result->tally;

	frame_head(out, title);
	add_header(out, result);
	frame_contents(out, sections, SECTIONS);
	buf_add_text(out, "<main>\n");
	frame_open(out, &sections[SUMMARY]);
	add_summary(out, result);
	frame_close(out);
	frame_open(out, &sections[TIME]);
	add_over_time(out, tally);
	frame_close(out);
	add_listings(out, tally);
	frame_open(out, &sections[UNJUDGED]);
	add_unjudged(out, tally);
	frame_close(out);
	buf_add_text(out, "</main>\n<footer>\n");
	frame_open(out, &sections[MADE]);
	buf_add_text(out, "<dl>\n");
	frame_made(out, result->now, result->host);
	add_words(out);
	buf_add_text(out, "</dl>\n");
	frame_close(out);
	frame_end(out);
}
