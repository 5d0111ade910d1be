/*
 * freeze.c - the rule freeze: times in which a ref does not move. Goes by the
 * time of receiving, never by the dates of commits.
 */
#include "rules/allow.h"
#include "rules/freeze_window.h"

#include "base/clock.h"

/* Windows that follow each other: their end is looked for so often. */
#define WINDOWS_CHAINED 100

struct freeze {
	struct records windows; /* struct freeze_window */
	struct audience allow;
};

static const struct option window_rows[] = {
	{ .key = "from",
	  .type = OPTION_TEXT,
	  .offset = offsetof(struct freeze_window, from),
	  .flags = OPTION_REQUIRED,
	  .help = "a date and time (RFC 3339), or a time of the day "
		  "(\"22:00\")",
	  .example = "2026-12-20T00:00:00Z" },
	{ .key = "to",
	  .type = OPTION_TEXT,
	  .offset = offsetof(struct freeze_window, to),
	  .flags = OPTION_REQUIRED,
	  .help = "likewise; not in the window itself",
	  .example = "2027-01-07T00:00:00Z" },
	{ .key = "days",
	  .type = OPTION_TEXTS,
	  .offset = offsetof(struct freeze_window, days),
	  .help = "with times of the day: mon, tue, wed, thu, fri, sat, sun; "
		  "unset: each" },
	{ .key = "zone",
	  .type = OPTION_TEXT,
	  .offset = offsetof(struct freeze_window, zone),
	  .help = "with times of the day: UTC (if unset), +02:00, or a name: "
		  "Europe/Berlin" },
	{ .key = "reason",
	  .type = OPTION_TEXT,
	  .offset = offsetof(struct freeze_window, reason),
	  .effect = EFFECT_WORDS,
	  .help = "what for, for people" },
	{ .key = NULL },
};
static const struct option_table window_table = {
	window_rows, sizeof(struct freeze_window)
};

static const struct option options[] = {
	{ .key = "windows",
	  .type = OPTION_RECORDS,
	  .offset = offsetof(struct freeze, windows),
	  .flags = OPTION_REQUIRED | OPTION_WHOLE,
	  .record = &window_table,
	  .effect = EFFECT_TIGHTENS,
	  .help = "when nothing moves" },
	{ .key = "allow",
	  .type = OPTION_GROUPS,
	  .offset = offsetof(struct freeze, allow),
	  .effect = EFFECT_LOOSENS,
	  .help = "who may all the same: members of these groups" },
	{ .key = NULL },
};
static const struct option_table table = { options, sizeof(struct freeze) };

static void check(void *rule_options, const struct rule_check *check)
{
	const struct freeze *rule = rule_options;
	const struct freeze_window *windows = rule->windows.items;

	for (size_t i = 0; i < rule->windows.count; i++) {
		const char *hint;
		const char *flaw = freeze_window_flaw(&windows[i], &hint);

		if (flaw)
			diagnostics_add(check->diagnostics, DIAGNOSTIC_ERROR,
					check->mark, hint,
					"window %zu of 'freeze': %s", i + 1,
					flaw);
	}
}

/* The first window that holds. BROKEN: its zone went away. */
static enum match find_window(const struct freeze_window **out,
			      const struct freeze *rule, int64_t time,
			      int64_t *end, struct error *error)
{
	const struct freeze_window *windows = rule->windows.items;

	for (size_t i = 0; i < rule->windows.count; i++) {
		enum match match = freeze_window_holds(&windows[i], time, end);

		*out = &windows[i];
		if (match == MATCH_BROKEN)
			error_set(error, ERROR_BROKEN,
				  "the time zone \"%s\" cannot be read",
				  windows[i].zone ? windows[i].zone : "UTC");
		if (match != MATCH_NO)
			return match;
	}
	return MATCH_NO;
}

/* One may begin where another ends. */
static enum match find_end(int64_t *end, const struct freeze *rule,
			   struct error *error)
{
	const struct freeze_window *next;
	enum match match = MATCH_YES;

	for (size_t i = 0; match == MATCH_YES && i < WINDOWS_CHAINED; i++) {
		int64_t later = *end;

		match = find_window(&next, rule, *end, &later, error);
		if (match == MATCH_YES && later <= *end)
			break;
		if (match == MATCH_YES)
			*end = later;
	}
	return match == MATCH_BROKEN ? MATCH_BROKEN : MATCH_YES;
}

static void add_reason(struct buf *out, const struct freeze_window *window,
		       const struct vars *vars)
{
	struct error ignored = { 0 };
	struct buf text = BUF_INIT;

	if (!window->reason)
		return;
	buf_add_text(out, ": ");
	if (vars_expand(vars, window->reason, VARS_PLAIN, &text, &ignored))
		buf_add_text(out, window->reason);
	else
		buf_add_str(out, buf_str(&text));
	buf_release(&text);
}

/* "\"main\" is frozen until 2026-12-27T00:00:00Z: year's end" */
static void report(const struct freeze *rule,
		   const struct rule_context *context,
		   const struct freeze_window *window, int64_t end)
{
	struct buf text = BUF_INIT;
	struct finding *finding;

	clock_format_seconds(&text, end);
	add_reason(&text, window, context->vars);
	finding = finding_add(context, "\"%.*s\" is frozen until %s",
			      STR_ARGS(context->update->short_name),
			      buf_text(&text));
	buf_clear(&text);
	freeze_window_describe(window, &text);
	finding_row(context, finding, "window", buf_str(&text));
	buf_clear(&text);
	allow_names(&rule->allow, &text);
	finding_row(context, finding, "may", buf_str(&text));
	buf_clear(&text);
	clock_format_seconds(&text, end);
	if (finding)
		finding->draft = arena_copy(context->arena, buf_str(&text));
	buf_release(&text);
}

static int judge_update(const void *rule_options,
			const struct rule_context *context, struct error *error)
{
	const struct freeze *rule = rule_options;
	const struct freeze_window *window;
	int64_t end = 0;
	enum match match =
		find_window(&window, rule, context->now, &end, error);

	if (match == MATCH_NO)
		return 0;
	if (match == MATCH_YES && rule->allow.kind == AUDIENCE_GROUPS) {
		match = audience_has_pusher(&rule->allow, context, error);
		if (match == MATCH_YES)
			return 0;
	}
	if (match != MATCH_BROKEN)
		match = find_end(&end, rule, error);
	if (match == MATCH_BROKEN)
		return error->code;
	report(rule, context, window, end);
	return 0;
}

static void repair_freeze(struct repair *repair,
			  const struct repair_request *request)
{
	const struct freeze *rule = request->options;
	const char *end = request->findings[0]->draft;
	struct buf names = BUF_INIT;

	if (!end)
		return;
	allow_names(&rule->allow, &names);
	if (rule->allow.kind == AUDIENCE_GROUPS && rule->allow.count)
		repair_text(repair,
			    "push it again at %s, or ask somebody of %s to "
			    "push it",
			    end, buf_text(&names));
	else
		repair_text(repair, "push it again at %s", end);
	buf_release(&names);
}

const struct rule rule_freeze = {
	.id = "freeze",
	.summary = "changes at times when nothing is to move",
	.options = &table,
	.check = check,
	.judge_update = judge_update,
	.repair = repair_freeze,
};
