/*
 * structure_neighbours.c - names that stand in the way of governed ones or
 * are taken for them. Never looks at what exists.
 */
#include "base/text.h"
#include "gate/structure.h"

/* "refs/heads/hotfix" of "refs/heads/hotfix/": a whole level of it. */
static bool is_path_prefix(struct str name, struct str whole)
{
	return name.size < whole.size && whole.data[name.size] == '/' &&
	       str_equal(name, str_first(whole, name.size));
}

/* Two refs of which one is a folder of the other cannot both be. */
static bool blocks(struct str name, const char *alternative)
{
	bool literal;
	size_t size = glob_literal_prefix(alternative, &literal);
	struct str prefix = str_first(str_of(alternative), size);

	return is_path_prefix(name, prefix) ||
	       (literal && is_path_prefix(prefix, name));
}

/* NULL: stands in the way of nothing. */
static const char *find_blocked(struct str name, const struct ruleset *ruleset)
{
	const struct globs *globs = &ruleset->refs.fixed;

	for (size_t i = 0; i < globs->count; i++)
		for (size_t j = 0; j < globs->items[i].count; j++)
			if (!globs->items[i].exclude &&
			    blocks(name, globs->items[i].alternatives[j]))
				return globs->items[i].alternatives[j];
	return NULL;
}

static const char *check_blocking(const struct ref_update *update,
				  const struct ruleset *ruleset,
				  struct arena *arena)
{
	const char *blocked = find_blocked(str_of(update->name), ruleset);

	if (!blocked)
		return NULL;
	return arena_say(arena, "a ref of this name would rule out \"%s\"",
			 blocked);
}

static const char *find_twin(struct str name, const struct globs *globs)
{
	for (size_t i = 0; i < globs->count; i++) {
		const struct globs one = { &globs->items[i], 1 };

		if (globs_match_ascii_case(&one, name))
			return globs->items[i].text;
	}
	return "a governed one";
}

static const char *check_case_twin(const struct ref_update *update,
				   const struct ruleset *ruleset,
				   struct arena *arena)
{
	const struct globs *globs = &ruleset->refs.fixed;
	struct str name = str_of(update->name);

	if (update->kind != UPDATE_CREATE || globs_match(globs, name) ||
	    !globs_match_ascii_case(globs, name))
		return NULL;
	return arena_say(arena,
			 "the name differs from \"%s\" only in upper and lower "
			 "case",
			 find_twin(name, globs));
}

const char *structure_neighbours(const struct ref_update *update,
				 const struct gate_request *request,
				 struct arena *arena)
{
	const char *what = NULL;

	if (update->kind == UPDATE_DELETE)
		return NULL;
	for (size_t i = 0; i < request->policy_count; i++) {
		const struct policy *policy = request->policies[i];

		for (size_t j = 0; !what && j < policy->ruleset_count; j++)
			what = check_blocking(update, &policy->rulesets[j],
					      arena);
		for (size_t j = 0; !what && j < policy->ruleset_count; j++)
			what = check_case_twin(update, &policy->rulesets[j],
					       arena);
	}
	return what;
}
