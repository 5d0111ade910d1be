/*
 * rules.c - the table of all rules, made from rules.def, and what they have
 * in common. Never knows a rule by its name.
 */
#include "rules/rule.h"

#include <string.h>

#define RULE(name, id) extern const struct rule rule_##name;
#include "rules/rules.def"
#undef RULE

const struct rule *const rules_all[] = {
#define RULE(name, id) &rule_##name,
#include "rules/rules.def"
#undef RULE
};

const size_t rules_count = sizeof(rules_all) / sizeof(rules_all[0]);

static const char *const severities[] = { "error", "warning", NULL };

static const struct option exempt_options[] = {
	{ .key = "merges",
	  .type = OPTION_BOOL,
	  .offset = offsetof(struct exempt, merges),
	  .fallback = "false",
	  .effect = EFFECT_LOOSENS,
	  .help = "clean merges that bring in something new" },
	{ .key = "reverts",
	  .type = OPTION_BOOL,
	  .offset = offsetof(struct exempt, reverts),
	  .fallback = "false",
	  .effect = EFFECT_LOOSENS,
	  .help = "true reverts of an earlier commit, at most 30 days old" },
	{ .key = "picks-of",
	  .type = OPTION_GLOBS,
	  .offset = offsetof(struct exempt, picks_of),
	  .effect = EFFECT_LOOSENS,
	  .help = "commits with the same patch as a commit of these refs" },
	{ .key = "pushers",
	  .type = OPTION_GROUPS,
	  .offset = offsetof(struct exempt, pushers),
	  .effect = EFFECT_LOOSENS,
	  .help = "whatever members of these groups push" },
	{ .key = NULL },
};

static const struct option_table exempt_table = { exempt_options,
						  sizeof(struct exempt) };

#define SEVERITY(otherwise)                                       \
	{                                                         \
		.key = "severity", .type = OPTION_CHOICE,         \
		.offset = offsetof(struct rule_common, severity), \
		.fallback = (otherwise), .choices = severities,   \
		.effect = EFFECT_LOOSENS,                         \
		.help = "whether a violation refuses or warns"    \
	}
#define OTHERS                                                  \
	{ .key = "bypassable",                                  \
	  .type = OPTION_BOOL,                                  \
	  .offset = offsetof(struct rule_common, bypassable),   \
	  .fallback = "true",                                   \
	  .effect = EFFECT_LOOSENS,                             \
	  .help = "whether an override can reach this rule" },  \
		{ .key = "help",                                \
		  .type = OPTION_TEXT,                          \
		  .offset = offsetof(struct rule_common, help), \
		  .effect = EFFECT_WORDS,                       \
		  .help = "text shown with a violation" },      \
		{ .key = "url",                                 \
		  .type = OPTION_TEXT,                          \
		  .offset = offsetof(struct rule_common, url),  \
		  .effect = EFFECT_WORDS,                       \
		  .help = "page shown with a violation" },      \
	{                                                       \
		.key = "exempt", .type = OPTION_RECORD,         \
		.offset = offsetof(struct rule_common, exempt), \
		.record = &exempt_table,                        \
		.help = "what the rule does not judge"          \
	}

static const struct option common_options[] = { SEVERITY("error"),
						OTHERS,
						{ .key = NULL } };

/* Of RULE_WARNS. */
static const struct option warning_options[] = { SEVERITY("warning"),
						 OTHERS,
						 { .key = NULL } };

const struct option_table rule_common_options = { common_options,
						  sizeof(struct rule_common) };
static const struct option_table rule_warning_options = {
	warning_options, sizeof(struct rule_common)
};

const struct option_table *rule_common_table(const struct rule *rule)
{
	return rule->traits & RULE_WARNS ? &rule_warning_options :
					   &rule_common_options;
}

const struct rule *rule_by_id(const char *id)
{
	size_t i;

	for (i = 0; i < rules_count; i++)
		if (strcmp(rules_all[i]->id, id) == 0)
			return rules_all[i];
	return NULL;
}

int change_lines(const struct line_count **out, const struct change *change,
		 size_t index, enum counted how, struct repo *repo,
		 struct error *error)
{
	const struct change_path *path = &change->paths[index];
	int result;

	*out = &change->counts[index];
	if (change->counted[index] >= how)
		return 0;
	change->counted[index] = COUNTED_NOT;
	result = (how == COUNTED_ALL ? lines_count : lines_count_most)(
		&change->counts[index], repo, &path->old, &path->new, error);
	if (result)
		return error_context(error, "%.*s", STR_ARGS(path->path));
	change->counted[index] = how;
	return 0;
}
