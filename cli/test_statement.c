/*
 * test_statement.c - `approve` and `authorize` of a case: the tags that
 * people sign, as plain git makes them.
 */
#include "test_change.h"

#include "test_text.h"

#include <stdlib.h>
#include <string.h>

#define LASTING_SECONDS 3600
#define FILLED_IN "As the test case says."

/* A trailer that the case does not write itself. */
static void add_trailer(struct buf *out, const struct act *act,
			const char *token, const char *value)
{
	if (!node_get(node_get(act->node, "trailers"), token))
		buf_addf(out, "%s: %s\n", token, value);
}

static int add_written(struct buf *out, const struct act *act,
		       struct error *error)
{
	const struct node *trailers = node_get(act->node, "trailers");
	const char *text;

	for (const struct node *item = trailers ? trailers->first : NULL; item;
	     item = item->next) {
		if (node_is_null(item))
			continue;
		text = text_expand(act->world, item->text, error);
		if (!text)
			return error->code;
		buf_addf(out, "%s: %s\n", item->key->text, text);
	}
	return 0;
}

static int add_refs(struct buf *out, const struct act *act, const char **first,
		    struct error *error)
{
	const struct node *list = node_get(act->node, "ref");
	const struct node *item = list;
	const char *ref;

	*first = WORLD_MAIN;
	if (!list) {
		add_trailer(out, act, "Ref", WORLD_MAIN);
		return 0;
	}
	*first = NULL;
	if (list->kind == NODE_SEQUENCE)
		item = list->first;
	for (; item; item = list->kind == NODE_SEQUENCE ? item->next : NULL) {
		ref = world_ref(act->world, item->text, error);
		if (!ref)
			return error->code;
		*first = *first ? *first : ref;
		add_trailer(out, act, "Ref", ref);
	}
	if (!*first)
		return error_set(error, ERROR_USAGE, "'ref' is empty");
	return 0;
}

static void add_rules(struct buf *out, const struct act *act)
{
	const struct node *list = node_get(act->node, "rules");
	const struct node *item = list;
	struct buf rules = BUF_INIT;

	if (list && list->kind == NODE_SEQUENCE)
		item = list->first;
	for (; item; item = list->kind == NODE_SEQUENCE ? item->next : NULL)
		buf_addf(&rules, "%s%s", rules.size ? ", " : "", item->text);
	add_trailer(out, act, "Rules", rules.size ? buf_text(&rules) : "all");
	out->failed |= rules.failed;
	buf_release(&rules);
}

static int add_expires(struct buf *out, const struct act *act,
		       struct error *error)
{
	const struct node *said = node_get(act->node, "expires");
	int64_t seconds = world_now(act->world) + LASTING_SECONDS;
	struct buf time = BUF_INIT;
	const char *date;

	if (said) {
		date = act_date(act, said, error);
		if (!date)
			return error->code;
		seconds = strtoll(date + 1, NULL, 10);
	}
	clock_format_seconds(&time, seconds);
	add_trailer(out, act, "Expires", buf_text(&time));
	out->failed |= time.failed;
	buf_release(&time);
	return 0;
}

/* What the policy wants to be told. */
static void add_required(struct buf *out, const struct act *act)
{
	const struct pattern_map *map =
		&act->world->ground->policy->override.require;

	for (size_t i = 0; i < map->count; i++)
		add_trailer(out, act, map->items[i].name, FILLED_IN);
}

/* Signs and places it below `prefix`. */
static int place(struct ref_change *out, const struct act *act,
		 const char *prefix, const char *target, struct buf *text,
		 struct error *error)
{
	struct world *world = act->world;
	const char *at = plan_text(node_get(act->node, "at"));
	struct object_tag tag = { .name = "statement", .target = target };
	int result = add_written(text, act, error);

	if (!result)
		result = act_signer(act, node_get(act->node, "signed-by"),
				    act->who, &tag.signer, error);
	if (result)
		return result;
	tag.tagger.name = act->who->name;
	tag.tagger.email = act->who->email;
	tag.tagger.date = act_date(act, node_get(act->node, "date"), error);
	tag.message = buf_failed(text) ? NULL : buf_text(text);
	out->ref = arena_printf(&world->arena, "%s/%s", prefix,
				at ? at : act->who->word);
	if (!tag.message || !out->ref)
		return error_no_memory(error);
	if (!tag.tagger.date)
		return error->code;
	out->oid = object_tag(world, &tag, error);
	return out->oid ? 0 : error->code;
}

static int add_head(struct buf *out, const struct act *act,
		    const char *fallback, struct error *error)
{
	const char *said = plan_text(node_get(act->node, "message"));
	const char *text = said ? text_lines(act->world, said, error) :
				  fallback;

	if (!text)
		return error->code;
	buf_addf(out, "%s\n", text);
	return 0;
}

int change_approve(struct ref_change *out, const struct act *act,
		   struct error *error)
{
	struct arena *arena = &act->world->arena;
	bool withdraw = node_is(node_get(act->node, "withdraw"), "true");
	const char *target =
		act_commit(act, node_get(act->node, "approve")->text, error);
	const char *prefix;
	struct buf text = BUF_INIT;
	const char *ref;
	int result = target ? 0 : error->code;

	if (!result)
		result = add_head(&text, act,
				  withdraw ? "Withdraw\n" : "Approve\n", error);
	if (!result) {
		add_trailer(&text, act, withdraw ? "Withdraw" : "Approve",
			    target);
		add_trailer(&text, act, "Repository", WORLD_NAME);
		result = add_refs(&text, act, &ref, error);
	}
	if (!result) {
		prefix = arena_printf(arena, "refs/approvals/%s", target);
		result = prefix ?
				 place(out, act, prefix, target, &text, error) :
				 error_no_memory(error);
	}
	buf_release(&text);
	return result;
}

static int add_authorisation(struct buf *text, const struct act *act,
			     const char *incident, const char **target,
			     struct error *error)
{
	const char *on = plan_text(node_get(act->node, "on"));
	bool deletes = node_is(node_get(act->node, "delete"), "true");
	const char *ref;
	int result = add_head(text, act, "Override\n", error);

	if (result)
		return result;
	add_trailer(text, act, "Override", incident);
	add_trailer(text, act, "Repository", WORLD_NAME);
	result = add_refs(text, act, &ref, error);
	if (result)
		return result;
	*target = world_commit(act->world, on ? on : ref, error);
	if (!*target)
		return error->code;
	add_trailer(text, act, "New", deletes ? WORLD_ZERO : *target);
	add_rules(text, act);
	add_required(text, act);
	return add_expires(text, act, error);
}

int change_authorize(struct ref_change *out, const struct act *act,
		     struct error *error)
{
	const char *incident = node_get(act->node, "authorize")->text;
	const char *target = NULL;
	struct buf text = BUF_INIT;
	const char *prefix;
	int result = add_authorisation(&text, act, incident, &target, error);

	if (!result) {
		prefix = arena_printf(&act->world->arena, "refs/overrides/%s",
				      incident);
		result = prefix ?
				 place(out, act, prefix, target, &text, error) :
				 error_no_memory(error);
	}
	buf_release(&text);
	return result;
}
