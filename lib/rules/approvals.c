/*
 * approvals.c - refuses what comes into a ref without so many people's
 * approval, given on this server before the push. Never takes a message's or
 * a host's word for one.
 */
#include "rules/approvals_rule.h"

#include <string.h>

#define REQUIRED_MAX 100
#define PEOPLE "author", "committer", "pusher"

static const char *const not_by_choices[] = { PEOPLE };
static const char *const by_choices[] = { "signer", "pusher", NULL };

static const struct option extra_rows[] = {
	{ .key = "name",
	  .type = OPTION_TEXT,
	  .offset = offsetof(struct approvals_extra, name),
	  .flags = OPTION_REQUIRED,
	  .help = "what it is for, for people: security, tests" },
	{ .key = "paths",
	  .type = OPTION_GLOBS,
	  .offset = offsetof(struct approvals_extra, paths),
	  .help = "asked for only when one of these paths changes" },
	{ .key = "from",
	  .type = OPTION_GROUPS,
	  .offset = offsetof(struct approvals_extra, from),
	  .flags = OPTION_REQUIRED,
	  .effect = EFFECT_BOUNDS,
	  .help = "who may approve: members of these groups" },
	{ .key = "required",
	  .type = OPTION_INTEGER,
	  .offset = offsetof(struct approvals_extra, required),
	  .fallback = "1",
	  .min = 1,
	  .max = REQUIRED_MAX,
	  .effect = EFFECT_TIGHTENS,
	  .unit = "approvals",
	  .help = "how many of them" },
	{ .key = "bypassable",
	  .type = OPTION_BOOL,
	  .offset = offsetof(struct approvals_extra, bypassable),
	  .fallback = "true",
	  .effect = EFFECT_LOOSENS,
	  .help = "whether an override reaches it" },
	{ .key = NULL },
};
static const struct option_table extra_table = {
	extra_rows, sizeof(struct approvals_extra)
};

static const struct option rows[] = {
	{ .key = "required",
	  .type = OPTION_INTEGER,
	  .offset = offsetof(struct approvals_rule, required),
	  .fallback = "1",
	  .min = 0,
	  .max = REQUIRED_MAX,
	  .effect = EFFECT_TIGHTENS,
	  .unit = "approvals",
	  .help = "how many people must have approved" },
	{ .key = "from",
	  .type = OPTION_GROUPS,
	  .offset = offsetof(struct approvals_rule, from),
	  .effect = EFFECT_BOUNDS,
	  .help = "who may approve: members of these groups; unset: whoever "
		  "is trusted" },
	{ .key = "not-by",
	  .type = OPTION_TEXTS,
	  .offset = offsetof(struct approvals_rule, not_by),
	  .fallback = "[author, committer]",
	  .effect = EFFECT_TIGHTENS,
	  .help = "whose approval does not count: author, committer (of what "
		  "goes in), pusher" },
	{ .key = "by",
	  .type = OPTION_CHOICE,
	  .offset = offsetof(struct approvals_rule, by),
	  .fallback = "signer",
	  .choices = by_choices,
	  .help = "who vouches for an approval: whoever signs it, or pushes "
		  "it" },
	{ .key = "within",
	  .type = OPTION_DURATION,
	  .offset = offsetof(struct approvals_rule, within),
	  .min = 1,
	  .effect = EFFECT_BOUNDS,
	  .help = "how old an approval may be" },
	{ .key = "extra",
	  .type = OPTION_RECORDS,
	  .offset = offsetof(struct approvals_rule, extra),
	  .record = &extra_table,
	  .effect = EFFECT_TIGHTENS,
	  .help = "further approvals, by other people, of some changes or of "
		  "all" },
	{ .key = NULL },
};
static const struct option_table table = { rows,
					   sizeof(struct approvals_rule) };

static void complain(const struct rule_check *check, const char *hint,
		     const char *text)
{
	diagnostics_add(check->diagnostics, DIAGNOSTIC_ERROR, check->mark, hint,
			"%s", text);
}

static bool is_choice(const char *word)
{
	for (size_t i = 0;
	     i < sizeof(not_by_choices) / sizeof(not_by_choices[0]); i++)
		if (!strcmp(word, not_by_choices[i]))
			return true;
	return false;
}

static void check(void *rule_options, const struct rule_check *check)
{
	const struct approvals_rule *rule = rule_options;
	const struct approvals_extra *extra = rule->extra.items;

	for (size_t i = 0; i < rule->not_by.count; i++)
		if (!is_choice(rule->not_by.items[i]))
			complain(check,
				 "it is one of author, committer, pusher",
				 "'not-by' names somebody else");
	if (rule->from.kind == AUDIENCE_GROUPS && !rule->from.count)
		complain(check, "leave it out to take everybody",
			 "'from' names no group: nobody could approve");
	for (size_t i = 0; i < rule->extra.count; i++)
		if (!extra[i].from.count)
			complain(check, NULL,
				 "'from' of an 'extra' names no group: nobody "
				 "could approve");
	if (!rule->required && !rule->extra.count)
		complain(check, "leave the rule out, or ask for one",
			 "'required: 0' without 'extra' asks for nothing");
}

static struct approvals_part part_of(const struct approvals_rule *rule,
				     size_t index)
{
	const struct approvals_extra *extra = rule->extra.items;

	if (!index)
		return (struct approvals_part){ .from = &rule->from,
						.required = rule->required,
						.bypassable = true };
	extra += index - 1;
	return (struct approvals_part){
		.name = extra->name,
		.paths = ref_globs_is_empty(&extra->paths) ? NULL :
							     &extra->paths,
		.from = &extra->from,
		.required = extra->required,
		.bypassable = extra->bypassable,
	};
}

static bool counts(const struct approvals_case *it,
		   const struct approvals_lack *lack,
		   const struct approval *item)
{
	return !item->withdraws && !item->fault &&
	       approval_is_from(lack->part.from, it->context, item->signer);
}

static int count_part(struct signer_set *set, struct approvals_case *it,
		      const struct approvals_lack *lack)
{
	const char *what = NULL;
	int result = 0;

	for (size_t i = 0; !result && i < it->count; i++) {
		const struct approval *item = &it->items[i];

		if (!counts(it, lack, item))
			continue;
		result = approvals_exclude(&what, it, item->signer);
		if (!result && !what)
			signer_set_add(set, item->signer, it->context);
	}
	return result;
}

static int judge_part(struct approvals_lack *lack, struct approvals_case *it)
{
	const struct step *step = &it->steps[it->index];
	struct signer_set by = { 0 };
	struct str path = { NULL, 0 };
	bool asked = true;
	int result = 0;

	if (lack->part.paths)
		result = approvals_touch(&asked, &path, it, lack->part.paths);
	if (!result && asked)
		result = count_part(&by, it, lack);
	if (result || !asked || (int64_t)by.count >= lack->part.required)
		return result;
	if (lack->steps++)
		return 0;
	lack->by = by;
	lack->path = path;
	lack->is_merged = !oid_is_zero(&it->merged);
	lack->is_by_hand = step->is_merge && !lack->is_merged;
	lack->commit = lack->is_merged ? it->merged : step->to;
	return approvals_describe(lack, it);
}

static int judge_step(struct approvals_lack *lacks, size_t count,
		      struct approvals_case *it)
{
	const struct step *step = &it->steps[it->index];
	size_t mark;
	int result = approvals_gather(it, &step->to);

	mark = it->count;
	if (it->index >= it->end)
		return result;
	if (!result)
		result = approvals_find_merged(it);
	if (!result && !oid_is_zero(&it->merged))
		result = approvals_gather(it, &it->merged);
	for (size_t i = 0; !result && i < count; i++)
		result = judge_part(&lacks[i], it);
	approvals_forget(it, mark);
	return result;
}

/* The newest step first: an approval covers all that is below its commit. */
static int judge_steps(struct approvals_case *it)
{
	size_t count = 1 + it->rule->extra.count;
	struct approvals_lack *lacks =
		arena_alloc(it->context->arena, count * sizeof(*lacks));
	int result = lacks ? 0 : error_no_memory(it->error);

	for (size_t i = 0; lacks && i < count; i++)
		lacks[i].part = part_of(it->rule, i);
	for (size_t i = it->step_count; !result && i-- > it->first;) {
		it->index = i;
		result = judge_step(lacks, count, it);
		if (!result)
			result = graph_check_deadline(it->context->graph,
						      it->error);
	}
	return result ? result : approvals_report(it, lacks, count);
}

static int judge_update(const void *rule_options,
			const struct rule_context *context, struct error *error)
{
	const struct ref_update *update = context->update;
	struct approvals_case it;
	int result;

	if (update->kind == UPDATE_DELETE)
		return 0;
	if (oid_is_zero(&update->new_commit)) {
		finding_add(context,
			    "\"%.*s\" is no commit, and only commits "
			    "can be approved",
			    STR_ARGS(update->short_name));
		return 0;
	}
	result = approvals_open(&it, rule_options, context, error);
	if (!result)
		result = judge_steps(&it);
	approvals_close(&it);
	return result;
}

static int approvers(const void *rule_options,
		     int (*each)(const struct approvers *approvers, void *data),
		     void *data)
{
	const struct approvals_rule *rule = rule_options;
	int result = 0;

	for (size_t i = 0; !result && i <= rule->extra.count; i++) {
		const struct approvals_part part = part_of(rule, i);
		const struct approvers people = {
			part.from, rule->by == APPROVALS_BY_PUSHER
		};

		if (part.required)
			result = each(&people, data);
	}
	return result;
}

const struct rule rule_approvals = {
	.id = "approvals",
	.summary = "what comes in without so many people's approval",
	.options = &table,
	.traits = RULE_TOLD_LAST,
	.check = check,
	.judge_update = judge_update,
	.approvers = approvers,
	.repair = approvals_repair,
};
