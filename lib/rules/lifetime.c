/*
 * lifetime.c - the rule lifetime: branches that have been on the server for
 * longer than they may be. Goes by when the server first saw them, never by
 * the dates of commits.
 */
#include "base/clock.h"
#include "rules/repair.h"
#include "rules/seen.h"

#define BRANCHES "refs/heads/"

struct lifetime {
	int64_t max; /* seconds */
};

static const struct option options[] = {
	{ .key = "max",
	  .type = OPTION_DURATION,
	  .offset = offsetof(struct lifetime, max),
	  .flags = OPTION_REQUIRED,
	  .min = 1,
	  .effect = EFFECT_BOUNDS,
	  .help = "how long a branch may be there, from its first push on" },
	{ .key = NULL },
};

static const struct option_table table = { options, sizeof(struct lifetime) };

/* What is judged: the branch that lands, or the one that is pushed to. */
static const char *branch_of(const struct rule_context *context)
{
	if (context->landing)
		return context->landing;
	return context->update->class == REF_BRANCH &&
			       context->update->kind == UPDATE_CHANGE ?
		       context->update->name :
		       NULL;
}

static void add_time(const struct rule_context *context,
		     struct finding *finding, const char *label, int64_t time)
{
	struct buf text = BUF_INIT;

	clock_format_seconds(&text, time);
	finding_row(context, finding, label, buf_str(&text));
	buf_release(&text);
}

static void report(const struct lifetime *rule,
		   const struct rule_context *context, const char *branch,
		   int64_t seen)
{
	struct str name = str_of(branch);
	struct buf text = BUF_INIT;
	struct finding *finding;

	if (str_starts(name, BRANCHES))
		name = str_from(name, sizeof(BRANCHES) - 1);
	buf_add_byte(&text, '"');
	buf_add_str(&text, name);
	buf_add_text(&text, "\" is ");
	clock_format_age(&text, (uint64_t)(context->now - seen));
	buf_add_text(&text, " old; it was to land within ");
	clock_format_duration(&text, rule->max);
	finding = finding_add(context, "%s", buf_text(&text));
	add_time(context, finding, "seen", seen);
	add_time(context, finding, "due", seen + rule->max);
	buf_release(&text);
}

static int judge_update(const void *rule_options,
			const struct rule_context *context, struct error *error)
{
	const struct lifetime *rule = rule_options;
	const char *branch = branch_of(context);
	int64_t seen = 0;
	int result = branch ? seen_first(&seen, context, branch, error) : 0;

	if (result < 0)
		return result;
	if (result && context->now - seen > rule->max)
		report(rule, context, branch, seen);
	return 0;
}

static int remember(const void *rule_options,
		    const struct rule_context *context, struct error *error)
{
	(void)rule_options;
	return seen_remember(context, error);
}

/* What lands late is not mended by another name. */
static void repair_lifetime(struct repair *repair,
			    const struct repair_request *request)
{
	const char *name;

	if (request->landing) {
		repair_text(repair,
			    "begin a new branch for what is still needed of "
			    "%s, and land that",
			    request->landing);
		return;
	}
	name = repair_short_name(repair, request->update);
	repair->phase = REPAIR_LAST;
	repair_text(repair, "land what is on the server as it is; what is "
			    "still to be done goes to a new branch, by a name "
			    "for NEW-NAME:");
	repair_command(repair, "git", "switch", "-c", "NEW-NAME", name, NULL);
	repair->phase = REPAIR_PUSH;
	repair_command(repair, "git", "push", "-u", "origin", "NEW-NAME", NULL);
}

const struct rule rule_lifetime = {
	.id = "lifetime",
	.summary = "branches that have been there for too long",
	.options = &table,
	.traits = RULE_WARNS | RULE_SEEN,
	.judge_update = judge_update,
	.remember = remember,
	.repair = repair_lifetime,
};
