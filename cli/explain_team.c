/*
 * explain_team.c - `refgate explain` without a rule or a ref: all of a policy
 * as one page, in the order in which a hotfix lives. Never judges a push.
 */
#include "explain_team.h"

#include "base/text.h"
#include "explain_sample.h"

#include <stdlib.h>
#include <string.h>

#define TAGS "refs/tags/"
#define SHORT_HASH 8

/* An index into the kinds, or their count. */
static size_t find_kind(const struct team *team, const struct policy *policy,
			const char *refs, const char *name)
{
	size_t i = 0;

	for (; i < team->kind_count; i++) {
		const struct team_kind *kind = &team->kinds[i];

		if (kind->policy != policy)
			continue;
		if (!strcmp(kind->refs, refs) ||
		    (name && kind->names[0] && !strcmp(kind->names[0], name)))
			break;
	}
	return i;
}

static void find_names(struct team *team, struct team_kind *kind)
{
	size_t count = 0;
	size_t index = 0;
	const char *name;

	while (count < TEAM_NAMES_MAX &&
	       (name = sample_ref(team->about, kind->policy, kind->ruleset,
				  index++, &team->arena)) != NULL)
		if (!count || strcmp(name, kind->names[0]) != 0)
			kind->names[count++] = name;
}

/* Rules for landings are told where something lands. */
static void drop_landings(struct explained_list *list)
{
	size_t kept = 0;

	for (size_t i = 0; i < list->count; i++)
		if (!list->items[i].ruleset ||
		    !list->items[i].ruleset->has_merging)
			list->items[kept++] = list->items[i];
	list->count = kept;
}

static bool holds(const struct explained_list *list, const char *id)
{
	return team_next(list, id, NULL) != NULL;
}

static int fill_kind(struct team *team, struct team_kind *kind,
		     struct error *error)
{
	struct explain_ref there = *team->about;
	int result;

	find_names(team, kind);
	there.place.ref = kind->names[0] ? kind->names[0] : "";
	result = explain_collect(&kind->rules, &there, error);
	drop_landings(&kind->rules);
	kind->is_tag = kind->names[0] &&
		       str_starts(str_of(kind->names[0]), TAGS);
	kind->is_work = !kind->is_tag && (holds(&kind->rules, "start-point") ||
					  holds(&kind->rules, "ref-name"));
	return result;
}

static int add_kind(struct team *team, const struct policy *policy,
		    const struct ruleset *ruleset, struct error *error)
{
	struct buf refs = BUF_INIT;
	struct team_kind *kind;
	const char *text;
	int result = 0;

	ref_globs_describe(&ruleset->refs, &refs);
	text = arena_copy(&team->arena, buf_str(&refs));
	buf_release(&refs);
	if (!text)
		return error_no_memory(error);
	if (find_kind(team, policy, text, NULL) < team->kind_count)
		return 0;
	kind = array_more(&team->kinds, team->kind_count, &team->kind_capacity,
			  sizeof(*kind));
	if (!kind)
		return error_no_memory(error);
	*kind = (struct team_kind){ .policy = policy,
				    .ruleset = ruleset,
				    .refs = text };
	result = fill_kind(team, kind, error);
	/* other globs for the same refs: their rules are told already */
	if (!result && kind->names[0] &&
	    find_kind(team, policy, text, kind->names[0]) < team->kind_count)
		free(kind->rules.items);
	else
		team->kind_count++;
	return result;
}

static int find_kinds(struct team *team, struct error *error)
{
	int result = 0;

	for (size_t i = 0; !result && i < team->about->policy_count; i++) {
		const struct policy *policy = team->about->policies[i];

		for (size_t k = 0; !result && k < policy->ruleset_count; k++)
			if (!policy->rulesets[k].has_merging &&
			    policy->rulesets[k].enforcement != ENFORCE_DISABLED)
				result = add_kind(team, policy,
						  &policy->rulesets[k], error);
	}
	return result;
}

static void say_kind(struct buf *line, const struct team_kind *kind)
{
	const char *what = kind->is_tag	 ? ": tags " :
			   kind->is_work ? ": branches for work, " :
					   ": branches ";

	page_add_words(line, str_of(kind->ruleset->name));
	buf_add_text(line, what);
	page_add_span(line, str_of(kind->refs));
	for (size_t i = 0; i < TEAM_NAMES_MAX && kind->names[i]; i++) {
		buf_add_text(line, i ? " or " : ", such as ");
		page_add_span(line, str_of(team_short(kind->names[i])));
	}
}

static void put_head(struct team *team)
{
	const struct explain_ref *about = team->about;
	struct buf line = BUF_INIT;

	page_title(team->page, "How changes get in");
	for (size_t i = 0; i < about->policy_count; i++) {
		const struct policy *policy = about->policies[i];

		buf_add_text(&line, i ? " The policy " :
					"The server judges each push by the "
					"policy ");
		page_add_words(&line, str_of(policy->name));
		buf_addf(&line, " (%.*s). Questions: ", SHORT_HASH,
			 policy->hash);
		page_add_words(&line, str_of(policy->contact));
		buf_add_byte(&line, '.');
	}
	team_put_text(team, &line);
	page_inline(team->page,
		    STR("Below is the life of a branch, with the commands to "
			"be pasted. A word in CAPITALS is yours to fill in."));
	page_heading(team->page, "Kinds of branches and tags");
	for (size_t i = 0; i < team->kind_count; i++) {
		say_kind(&line, &team->kinds[i]);
		team_put_item(team, &line);
	}
	buf_release(&line);
}

static int put_work(struct team_life *life, struct error *error)
{
	int result;

	team_put_branch(life);
	result = team_put_commits(life, error);
	team_put_rules(life, &life->kind->rules,
		       "What is judged at each push:");
	team_put_approvals(life);
	team_put_landing(life);
	team_put_tag(life);
	team_put_debts(life);
	team_put_end(life);
	team_put_override(life);
	return result;
}

/* Work first: the others are where it goes. */
static int put_kinds(struct team *team, bool work, struct error *error)
{
	int result = 0;

	for (size_t i = 0; !result && i < team->kind_count; i++) {
		const struct team_kind *kind = &team->kinds[i];
		struct team_life life;

		if (kind->is_work != work)
			continue;
		result = team_life_init(&life, team, kind, error);
		if (!result && work)
			result = put_work(&life, error);
		else if (!result)
			team_put_kind(&life);
		team_life_release(&life);
	}
	return result;
}

static int put_trial(struct team *team, struct error *error)
{
	struct team_life life;
	size_t i = 0;
	int result;

	while (i < team->kind_count && !team->kinds[i].is_work)
		i++;
	if (i == team->kind_count) {
		team_put_trial(team, NULL);
		return 0;
	}
	result = team_life_init(&life, team, &team->kinds[i], error);
	if (!result)
		team_put_trial(team, &life);
	team_life_release(&life);
	return result;
}

static int put_page(struct team *team, struct error *error)
{
	int result;

	put_head(team);
	team_put_setup(team);
	result = put_kinds(team, true, error);
	if (!result)
		result = put_kinds(team, false, error);
	team_put_always(team);
	team_put_warnings(team);
	if (!result)
		result = put_trial(team, error);
	team_put_asking(team);
	page_end(team->page);
	return result;
}

static void add_kinds_json(struct json *json, const struct team *team)
{
	json_array_begin(json, "kinds");
	for (size_t i = 0; i < team->kind_count; i++) {
		const struct team_kind *kind = &team->kinds[i];

		json_object_begin(json, NULL);
		json_text(json, "ruleset", kind->ruleset->name);
		json_text(json, "refs", kind->refs);
		json_text(json, "example", kind->names[0]);
		json_array_begin(json, "rules");
		for (size_t k = 0; k < kind->rules.count; k++)
			json_text(json, NULL,
				  kind->rules.items[k].rule->rule->id);
		json_array_end(json);
		json_object_end(json);
	}
	json_array_end(json);
}

static int put_json(struct team *team, struct json *json, struct error *error)
{
	const struct explain_ref *about = team->about;
	int result;

	json_object_begin(json, NULL);
	json_array_begin(json, "policies");
	for (size_t i = 0; i < about->policy_count; i++) {
		json_object_begin(json, NULL);
		json_text(json, "name", about->policies[i]->name);
		json_text(json, "hash", about->policies[i]->hash);
		json_text(json, "contact", about->policies[i]->contact);
		json_object_end(json);
	}
	json_array_end(json);
	add_kinds_json(json, team);
	json_array_begin(json, "sections");
	result = put_page(team, error);
	json_array_end(json);
	json_object_end(json);
	buf_add_byte(json->out, '\n');
	return result;
}

int explain_team(struct buf *out, enum console_format format,
		 const struct explain_ref *about, struct error *error)
{
	struct page page = { .out = out, .markdown = true };
	struct team team = { .about = about, .page = &page };
	struct json json;
	int result;

	arena_init(&team.arena);
	json_init(&json, out);
	if (format == FORMAT_JSON)
		page.json = &json;
	result = find_kinds(&team, error);
	if (!result)
		result = page.json ? put_json(&team, &json, error) :
				     put_page(&team, error);
	if (!result && buf_failed(out))
		result = error_no_memory(error);
	for (size_t i = 0; i < team.kind_count; i++)
		free(team.kinds[i].rules.items);
	free(team.kinds);
	arena_release(&team.arena);
	return result;
}
