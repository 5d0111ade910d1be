/*
 * message.c - asks the rules for their templates. Never writes to a file.
 */
#include "message.h"

#include <string.h>

/* A branch is asked for commits, a tag for its own message. */
static bool is_asked(const struct policy_rule *rule, const char *ref)
{
	bool tag = str_starts(str_of(ref), "refs/tags/");

	if (!rule->rule->template)
		return false;
	return tag ? rule->rule->judge_tag != NULL :
		     rule->rule->judge_commit != NULL;
}

static void add_comment(struct buf *out, const char *ruleset, struct str text)
{
	struct str line;

	buf_addf(out, "#\n# The ruleset %s asks for:\n#\n", ruleset);
	while (str_next_line(&text, &line)) {
		buf_add_text(out, line.size ? "# " : "#");
		buf_add_str(out, line);
		buf_add_byte(out, '\n');
	}
}

static void add_text(struct buf *out, const char *ruleset, struct str text)
{
	if (!text.size || str_find(buf_str(out), text) < out->size)
		return;
	if (out->size) {
		add_comment(out, ruleset, text);
		return;
	}
	buf_add_str(out, text);
	if (!str_ends(text, "\n"))
		buf_add_byte(out, '\n');
}

static int add_ruleset(struct buf *out, const struct policy *policy,
		       const struct ruleset *ruleset,
		       const struct ref_place *place, struct error *error)
{
	struct buf text = BUF_INIT;
	struct arena arena;
	struct vars vars;
	int result;

	arena_init(&arena);
	result = ref_vars_init(&vars, policy, ruleset, place, &arena, error);
	for (size_t i = 0; !result && i < ruleset->rule_count; i++) {
		const struct policy_rule *rule = &ruleset->rules[i];

		if (!is_asked(rule, place->ref))
			continue;
		buf_clear(&text);
		rule->rule->template(rule->options, &vars, &text);
		add_text(out, ruleset->name, buf_str(&text));
	}
	if (!result && (buf_failed(&text) || buf_failed(out)))
		result = error_no_memory(error);
	buf_release(&text);
	vars_release(&vars);
	arena_release(&arena);
	return result;
}

static int add_policy(struct buf *out, const struct policy *policy,
		      const struct ref_place *place, struct error *error)
{
	int result = 0;

	for (size_t i = 0; !result && i < policy->ruleset_count; i++) {
		const struct ruleset *ruleset = &policy->rulesets[i];
		enum match match = ruleset_governs(ruleset, place->ref, error);

		if (match == MATCH_BROKEN)
			result = error->code;
		else if (match == MATCH_YES)
			result =
				add_ruleset(out, policy, ruleset, place, error);
	}
	return result;
}

int message_append(struct buf *out, const struct policy *const *policies,
		   size_t count, const struct ref_place *place,
		   struct error *error)
{
	int result = 0;

	for (size_t i = 0; !result && i < count; i++)
		result = add_policy(out, policies[i], place, error);
	return result;
}
