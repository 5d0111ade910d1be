/*
 * follow_up.c - tells of what earlier landings and overrides still owe when
 * the next branch comes: a back-merge, a tag, a report, a review. Never
 * counts what the same push brings.
 */
#include "rules/follow_up.h"

#include "git/memory.h"
#include "rules/memo.h"
#include "rules/repair.h"

/* What is looked at before a push; the rest is told of, no more. */
#define DEBTS_MAX 200
#define REVIEW_SECONDS 5

static const char *const by_choices[] = { "merge", "cherry-pick", NULL };
static const char *const after_choices[] = { "landing", "override", NULL };

static const struct option evidence_rows[] = {
	{ .key = "merged-into",
	  .type = OPTION_GLOBS,
	  .offset = offsetof(struct evidence, merged_into),
	  .help = "every open one of these refs holds the branch" },
	{ .key = "by",
	  .type = OPTION_CHOICE,
	  .offset = offsetof(struct evidence, by),
	  .fallback = "merge",
	  .choices = by_choices,
	  .help = "with merged-into: by a merge, or also by cherry-picks" },
	{ .key = "path",
	  .type = OPTION_GLOB,
	  .offset = offsetof(struct evidence, path),
	  .help = "a file is there" },
	{ .key = "ref",
	  .type = OPTION_GLOB,
	  .offset = offsetof(struct evidence, ref),
	  .help = "with path: on this ref" },
	{ .key = "must-match",
	  .type = OPTION_PATTERNS,
	  .offset = offsetof(struct evidence, must_match),
	  .pattern_flags = REGEX_MULTILINE,
	  .effect = EFFECT_TIGHTENS,
	  .help = "with path: what it says" },
	{ .key = "tag",
	  .type = OPTION_TEXT,
	  .offset = offsetof(struct evidence, tag),
	  .help = "a tag of this name is there, or was" },
	{ .key = "approval",
	  .type = OPTION_GROUPS,
	  .offset = offsetof(struct evidence, approval),
	  .help = "one of these groups approved the commit that landed" },
	{ .key = NULL },
};
static const struct option_table evidence_table = { evidence_rows,
						    sizeof(struct evidence) };

static const struct option item_rows[] = {
	{ .key = "name",
	  .type = OPTION_TEXT,
	  .offset = offsetof(struct follow_up_item, name),
	  .flags = OPTION_REQUIRED,
	  .help = "what is owed, for people" },
	{ .key = "within",
	  .type = OPTION_DURATION,
	  .offset = offsetof(struct follow_up_item, within),
	  .flags = OPTION_REQUIRED,
	  .min = 1,
	  .effect = EFFECT_BOUNDS,
	  .help = "how long after" },
	{ .key = "after",
	  .type = OPTION_CHOICE,
	  .offset = offsetof(struct follow_up_item, after),
	  .fallback = "landing",
	  .choices = after_choices,
	  .help = "what it is owed for" },
	{ .key = "evidence",
	  .type = OPTION_RECORD,
	  .offset = offsetof(struct follow_up_item, evidence),
	  .flags = OPTION_REQUIRED,
	  .record = &evidence_table,
	  .help = "what shows that it was done; one kind" },
	{ .key = NULL },
};
static const struct option_table item_table = { item_rows,
						sizeof(struct follow_up_item) };

static const struct option options[] = {
	{ .key = "items",
	  .type = OPTION_RECORDS,
	  .offset = offsetof(struct follow_up, items),
	  .flags = OPTION_REQUIRED | OPTION_WHOLE,
	  .record = &item_table,
	  .effect = EFFECT_TIGHTENS,
	  .help = "what is owed" },
	{ .key = NULL },
};
static const struct option_table table = { options, sizeof(struct follow_up) };

static int count_kinds(const struct evidence *evidence)
{
	return !ref_globs_is_empty(&evidence->merged_into) +
	       !ref_globs_is_empty(&evidence->path) + (evidence->tag != NULL) +
	       (evidence->approval.kind == AUDIENCE_GROUPS);
}

static void check_item(const struct follow_up_item *item,
		       const struct rule_check *check)
{
	bool has_path = !ref_globs_is_empty(&item->evidence.path);
	const char *flaw = NULL;

	if (count_kinds(&item->evidence) != 1)
		flaw = "write one of merged-into, path, tag, approval";
	else if (has_path == ref_globs_is_empty(&item->evidence.ref))
		flaw = "path and ref belong together";
	else if (!has_path && item->evidence.must_match.count)
		flaw = "must-match belongs to path";
	if (flaw)
		diagnostics_add(check->diagnostics, DIAGNOSTIC_ERROR,
				check->mark, flaw,
				"'%s' does not say what shows that it was done",
				item->name ? item->name : "follow-up");
}

static void check(void *rule_options, const struct rule_check *check)
{
	const struct follow_up *rule = rule_options;
	const struct follow_up_item *items = rule->items.items;

	for (size_t i = 0; i < rule->items.count; i++)
		check_item(&items[i], check);
}

/* New branches and landings are told; the rest of the day is not. */
static bool is_asked(const struct rule_context *context)
{
	const struct ref_update *update = context->update;

	if (context->landing)
		return true;
	return update->class == REF_BRANCH && update->kind == UPDATE_CREATE;
}

struct review {
	const struct follow_up *rule;
	const struct rule_context *context;
	struct error *error;
	struct deadline deadline;
	size_t count;
};

/* 1: unpaid, 0: paid, or not asked for. */
static int look_at(const struct follow_up_item *item, struct review *review,
		   struct debt *debt)
{
	enum match paid;

	if (item->after != debt->after)
		return 0;
	debt->lacks = NULL;
	paid = evidence_is_there(&item->evidence, review->context, debt,
				 review->error);
	if (paid == MATCH_BROKEN)
		return review->error->code;
	return paid == MATCH_NO;
}

static bool is_overdue(const struct follow_up_item *item,
		       const struct review *review, const struct debt *debt)
{
	return review->context->now - debt->time > item->within;
}

/* 1: something is owed still. What is overdue is told. */
static int tell_overdue(struct review *review, struct debt *debt)
{
	const struct follow_up_item *items = review->rule->items.items;
	bool owes = false;

	for (size_t i = 0; i < review->rule->items.count; i++) {
		int result;

		if (!is_overdue(&items[i], review, debt))
			continue;
		result = look_at(&items[i], review, debt);
		if (result < 0)
			return result;
		if (result)
			follow_up_report(review->context, &items[i], debt);
		owes |= result > 0;
	}
	return owes;
}

/* 1: something is owed still that is not due yet. */
static int find_undue(struct review *review, struct debt *debt)
{
	const struct follow_up_item *items = review->rule->items.items;
	int result = 0;

	for (size_t i = 0; !result && i < review->rule->items.count; i++)
		if (!is_overdue(&items[i], review, debt))
			result = look_at(&items[i], review, debt);
	return result;
}

static int settle(struct review *review, struct debt *debt)
{
	const struct rule_context *context = review->context;
	enum match gone = debt_is_void(debt, context, review->error);
	bool own = debt_is_own(debt, context);
	int owes = 0;

	if (gone == MATCH_BROKEN)
		return review->error->code;
	if (gone == MATCH_NO)
		owes = tell_overdue(review, debt);
	if (!owes && own && gone == MATCH_NO)
		owes = find_undue(review, debt);
	if (owes || !own)
		return owes < 0 ? owes : 0;
	if (gone == MATCH_NO &&
	    follow_up_tell_closed(review->rule, context, debt, review->error))
		return review->error->code;
	return memo_add(context, MEMO_FORGET, debt->memory, STR(""),
			review->error);
}

/* 1: that was all there is time for. */
static int review_debt(const char *name, struct str text, void *data)
{
	struct review *review = data;
	struct debt debt;
	int result =
		debt_read(&debt, name, text, review->context, review->error);

	if (result <= 0)
		return result;
	if (review->count++ == DEBTS_MAX ||
	    deadline_passed(&review->deadline)) {
		vars_release(debt.vars);
		return 1;
	}
	result = settle(review, &debt);
	vars_release(debt.vars);
	return result;
}

static void tell_of_more(const struct review *review)
{
	struct finding *finding = finding_add(
		review->context, "so much is owed that not all was looked at");

	if (finding)
		finding->warns = true;
}

static int judge_update(const void *rule_options,
			const struct rule_context *context, struct error *error)
{
	struct review review = {
		.rule = rule_options,
		.context = context,
		.error = error,
		.deadline = { clock_monotonic() +
			      REVIEW_SECONDS * USEC_PER_SECOND },
	};
	int result;

	if (!is_asked(context))
		return 0;
	result = memory_each(context->repo, DEBT_PREFIX, context->arena,
			     review_debt, &review, error);
	if (result > 0)
		tell_of_more(&review);
	return result < 0 ? result : 0;
}

static int remember(const void *rule_options,
		    const struct rule_context *context, struct error *error)
{
	int result;

	if (!context->landing || !context->step || !context->ruleset)
		return 0;
	result = debt_open(context, error);
	return result ? result :
			follow_up_tell_opened(rule_options, context,
					      context->landing, AFTER_LANDING,
					      context->vars, error);
}

/* Whoever is to review what has landed may say so. */
static int approvers(const void *rule_options,
		     int (*each)(const struct approvers *approvers, void *data),
		     void *data)
{
	const struct follow_up *rule = rule_options;
	const struct follow_up_item *items = rule->items.items;
	int result = 0;

	for (size_t i = 0; !result && i < rule->items.count; i++) {
		const struct audience *groups = &items[i].evidence.approval;

		if (groups->kind == AUDIENCE_GROUPS)
			result = each(&(struct approvers){ groups, false },
				      data);
	}
	return result;
}

const struct rule rule_follow_up = {
	.id = "follow-up",
	.summary = "further branches while an earlier one still owes something",
	.options = &table,
	.traits = RULE_WARNS,
	.check = check,
	.judge_update = judge_update,
	.remember = remember,
	.approvers = approvers,
	.repair = follow_up_repair,
};
