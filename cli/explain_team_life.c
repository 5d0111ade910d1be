/*
 * explain_team_life.c - where a branch of a kind starts, lands and is tagged,
 * by its rules. Never looks at branches that are there.
 */
#include "explain_option.h"
#include "explain_sample.h"
#include "explain_team.h"

#include "gate/ref_vars.h"
#include "rules/follow_up.h"

#include <stdlib.h>
#include <string.h>

#define HEADS "refs/heads/"
#define TAGS "refs/tags/"

const char *team_short(const char *ref)
{
	return ref_vars_short_name(ref).data;
}

const struct explained *team_next(const struct explained_list *list,
				  const char *rule,
				  const struct explained *after)
{
	size_t from = after ? (size_t)(after - list->items) + 1 : 0;

	for (size_t i = from; i < list->count; i++)
		if (!strcmp(list->items[i].rule->rule->id, rule))
			return &list->items[i];
	return NULL;
}

/* What the branch's name gives, to the ruleset of its landing too. */
static int add_captures(struct vars *vars, const struct team_life *life,
			const struct policy *policy, struct error *error)
{
	int result = 0;
	bool named;

	for (size_t i = 0; !result && i < policy->ruleset_count; i++) {
		const struct ruleset *ruleset = &policy->rulesets[i];

		if (!ruleset->has_merging &&
		    ruleset_governs(ruleset, life->ref, error) == MATCH_YES)
			result = ref_vars_captures(
				vars, ruleset, ref_vars_short_name(life->ref),
				&named, error);
	}
	return result;
}

int team_vars(struct vars *vars, const struct team_life *life,
	      const struct explained *item, struct error *error)
{
	struct ref_place place = life->team->about->place;
	bool lands = item->ruleset && item->ruleset->has_merging;
	int result;

	place.ref = lands && life->target ? life->target : life->ref;
	vars_init(vars, item->policy->pattern_slots, &life->team->arena);
	result = ref_vars_builtins(vars, place.ref, place.pusher, 0, error);
	return result ? result : add_captures(vars, life, item->policy, error);
}

const char *team_ref_of(const struct team_life *life,
			const struct explained *item,
			const struct ref_globs *globs)
{
	const char *usual = life->team->about->default_ref;
	struct error ignored = { 0 };
	const char *found = NULL;
	struct buf name = BUF_INIT;
	struct vars vars;

	if (!team_vars(&vars, life, item, &ignored) && usual &&
	    ref_globs_match(globs, &vars, str_of(usual), &ignored) == MATCH_YES)
		found = usual;
	else if (sample_of_list(&name, globs, &vars, SAMPLE_WORD))
		found = arena_copy(&life->team->arena, buf_str(&name));
	vars_release(&vars);
	buf_release(&name);
	return found;
}

/* The release before: what a branch with the next patch version starts from. */
static const char *find_base(const struct team_life *life,
			     const struct explained *item)
{
	struct error ignored = { 0 };
	const char *base = NULL;
	const struct var *var;
	struct vars vars;
	long patch = 0;
	size_t dot;

	if (!team_vars(&vars, life, item, &ignored) &&
	    (var = vars_get(&vars, STR("version"))) != NULL) {
		dot = var->value.size;
		while (dot && var->value.data[dot - 1] != '.')
			dot--;
		if (dot)
			patch = strtol(var->value.data + dot, NULL, 10);
		if (patch > 0)
			base = arena_printf(&life->team->arena, "v%.*s%ld",
					    (int)dot, var->value.data,
					    patch - 1);
	}
	vars_release(&vars);
	return base;
}

static const char *find_start(const struct team_life *life)
{
	const struct explained *item =
		team_next(&life->kind->rules, "start-point", NULL);
	const struct ref_globs *from = item ? option_globs(item->rule, "from") :
					      NULL;
	const char *version = item ? option_choice(item->rule, "version") :
				     NULL;
	const char *ref;

	if (!from)
		return NULL;
	if (version && !strcmp(version, "next-patch"))
		return find_base(life, item);
	ref = team_ref_of(life, item, from);
	if (ref && str_starts(str_of(ref), HEADS))
		return arena_printf(&life->team->arena, "origin/%s",
				    team_short(ref));
	return ref ? team_short(ref) : NULL;
}

/* The ruleset that judges landings of it knows where that is. */
static const char *find_target(const struct team_life *life,
			       struct error *error)
{
	const struct explain_ref *about = life->team->about;

	for (size_t i = 0; i < about->policy_count; i++) {
		const struct policy *policy = about->policies[i];

		for (size_t k = 0; k < policy->ruleset_count; k++) {
			const struct ruleset *ruleset = &policy->rulesets[k];
			struct explained item = { policy, ruleset, NULL };
			struct vars vars;
			enum match match = MATCH_NO;

			if (!ruleset->has_merging ||
			    ruleset->enforcement == ENFORCE_DISABLED)
				continue;
			if (!team_vars(&vars, life, &item, error))
				match = ref_globs_match(&ruleset->merging,
							&vars,
							str_of(life->ref),
							error);
			vars_release(&vars);
			if (match == MATCH_YES)
				return team_ref_of(life, &item, &ruleset->refs);
		}
	}
	return NULL;
}

/* Rulesets for the landings of others are none of its business. */
static int drop_others(struct team_life *life, struct error *error)
{
	size_t kept = 0;

	for (size_t i = 0; i < life->landing.count; i++) {
		const struct explained *item = &life->landing.items[i];
		enum match match = MATCH_YES;
		struct vars vars;

		if (item->ruleset && item->ruleset->has_merging) {
			match = MATCH_BROKEN;
			if (!team_vars(&vars, life, item, error))
				match = ref_globs_match(&item->ruleset->merging,
							&vars,
							str_of(life->ref),
							error);
			vars_release(&vars);
		}
		if (match == MATCH_BROKEN)
			return error->code;
		if (match == MATCH_YES)
			life->landing.items[kept++] = *item;
	}
	life->landing.count = kept;
	return 0;
}

static int find_landing(struct team_life *life, struct error *error)
{
	struct explain_ref there = *life->team->about;
	const char *target = find_target(life, error);
	int result;

	if (!target && life->start &&
	    str_starts(str_of(life->start), "origin/"))
		target = arena_printf(&life->team->arena, HEADS "%s",
				      life->start + strlen("origin/"));
	life->target = target;
	if (!target)
		return error->code;
	there.place.ref = target;
	result = explain_collect(&life->landing, &there, error);
	return result ? result : drop_others(life, error);
}

/* As a debt names it, else as the rule that asks for the merge's tag. */
static const char *debt_tag(const struct team_life *life)
{
	const struct explained *item = NULL;
	const char *found = NULL;

	while ((item = team_next(&life->landing, "follow-up", item)) != NULL) {
		const struct follow_up *rule = item->rule->options;
		const struct follow_up_item *items = rule->items.items;
		struct error ignored = { 0 };
		struct buf name = BUF_INIT;
		struct vars vars;
		bool known = !team_vars(&vars, life, item, &ignored);

		for (size_t i = 0; known && i < rule->items.count; i++)
			if (!found && items[i].evidence.tag &&
			    !vars_expand(&vars, items[i].evidence.tag,
					 VARS_PLAIN, &name, &ignored))
				found = arena_copy(&life->team->arena,
						   buf_str(&name));
		vars_release(&vars);
		buf_release(&name);
	}
	return found;
}

int team_life_init(struct team_life *out, struct team *team,
		   const struct team_kind *kind, struct error *error)
{
	int result;

	*out = (struct team_life){ .team = team, .kind = kind };
	out->ref = kind->names[0] ? kind->names[0] : HEADS "BRANCH";
	out->branch = team_short(out->ref);
	out->start = find_start(out);
	result = find_landing(out, error);
	if (!result)
		out->tag = debt_tag(out);
	return result;
}

void team_life_release(struct team_life *life)
{
	free(life->landing.items);
}
