/*
 * test_push.c - `push`, `tag` and `delete` of a case.
 */
#include "test_change.h"

#include "test_text.h"

#include "policy/test_keys.h"

#include <string.h>

#define DEFAULT_MESSAGE "Change the source\n"

/* A file of its own, so that no two commits conflict. */
static const struct node *default_files(struct world *world,
					struct error *error)
{
	struct arena *arena = &world->arena;
	const struct mark nowhere = { .source = NULL };
	size_t number = ++world->commits;
	const char *path = arena_printf(arena, "src/change_%zu.c", number);
	const char *text = arena_printf(arena, "int change_%zu;", number);
	struct node *files = node_scalar(arena, "", nowhere);
	struct node *file = node_scalar(arena, text, nowhere);

	if (file)
		file->key = node_scalar(arena, path, nowhere);
	if (!path || !text || !files || !file || !file->key) {
		error_no_memory(error);
		return NULL;
	}
	files->kind = NODE_MAPPING;
	node_append(files, file);
	return files;
}

static int set_parents(const struct act *act, const struct node *parents,
		       struct object_commit *commit, struct error *error)
{
	const struct node *item = parents;

	if (parents->kind == NODE_SEQUENCE)
		item = parents->first;
	commit->parent_count = 0;
	commit->base = NULL;
	for (; item;
	     item = parents->kind == NODE_SEQUENCE ? item->next : NULL) {
		if (commit->parent_count == OBJECT_PARENTS_MAX)
			return error_set(error, ERROR_USAGE,
					 "too many parents");
		const char *parent = act_commit(act, item->text, error);

		if (!parent)
			return error->code;
		commit->parents[commit->parent_count++] = parent;
	}
	if (commit->parent_count)
		commit->base = commit->parents[0];
	return 0;
}

static int make_commit(const struct act *act, const struct node *node,
		       const char **tip, struct error *error)
{
	struct world *world = act->world;
	struct object_commit commit = { .base = *tip };
	const struct node *message = act_get(act, "commit", node, "message");
	const struct node *parents = node_get(node, "parents");
	const char *id = plan_text(node_get(node, "id"));
	int result;

	if (*tip)
		commit.parents[commit.parent_count++] = *tip;
	result = parents ? set_parents(act, parents, &commit, error) : 0;
	if (!result)
		result = act_sign(act, "commit", node, &commit, error);
	if (result)
		return result;
	commit.files[0] = act_get(act, "commit", node, "files");
	if (!commit.files[0])
		commit.files[0] = default_files(world, error);
	commit.message = text_lines(
		world, message ? message->text : DEFAULT_MESSAGE, error);
	if (!commit.files[0] || !commit.message)
		return error->code;
	*tip = object_commit(world, &commit, error);
	if (!*tip)
		return error->code;
	return id ? world_name(world, id, *tip, error) : 0;
}

/* Where the commits start; NULL without an error: nowhere. */
static int find_start(const struct act *act, const struct node *push,
		      const char *ref, const char **start, struct error *error)
{
	const char *from = plan_text(node_get(push, "from"));

	if (from) {
		*start = node_get(push, "commits") || act->world->branch ?
				 act_commit(act, from, error) :
				 world_commit(act->world, from, error);
		return *start ? 0 : error->code;
	}
	*start = world_value(act->world, ref);
	if (!*start)
		*start = world_value(act->world, WORLD_MAIN);
	return 0;
}

int change_push(struct ref_change *out, const struct act *act,
		struct error *error)
{
	const struct node *push = node_get(act->node, "push");
	const struct node *commits = node_get(push, "commits");
	int result;

	out->ref = act_ref(act, node_get(push, "ref")->text, error);
	if (!out->ref)
		return error->code;
	if (node_is(node_get(push, "delete"), "true")) {
		out->oid = WORLD_ZERO;
		return 0;
	}
	result = find_start(act, push, out->ref, &out->oid, error);
	for (const struct node *node = commits ? commits->first : NULL;
	     !result && node; node = node->next)
		result = make_commit(act, node, &out->oid, error);
	if (!result && !out->oid)
		result = error_set(error, ERROR_USAGE,
				   "there is nothing to push to %s", out->ref);
	return result;
}

static const char *tag_name(const struct act *act, const char *name)
{
	return str_starts(str_of(name), "refs/") ?
		       name :
		       arena_printf(&act->world->arena, "refs/tags/%s", name);
}

static int change_tag(struct ref_change *out, const struct act *act,
		      struct error *error)
{
	struct object_commit made = { .base = NULL };
	struct object_tag tag = { .name = NULL };
	const char *full = tag_name(act, node_get(act->node, "tag")->text);
	const char *on = plan_text(act_get(act, "tag", act->node, "on"));
	const struct node *message = act_get(act, "tag", act->node, "message");
	int result;

	if (!full)
		return error_no_memory(error);
	out->ref = act_ref(act, full, error);
	tag.target = act_commit(act, on ? on : WORLD_MAIN, error);
	if (!out->ref || !tag.target)
		return error->code;
	out->oid = tag.target;
	if (!message)
		return 0;
	result = act_sign(act, "tag", act->node, &made, error);
	if (result)
		return result;
	tag.name = act->world->tag ? act->world->tag : "tag";
	tag.message = text_lines(act->world, message->text, error);
	tag.tagger = made.committer;
	tag.signer = made.signer;
	out->oid = tag.message ? object_tag(act->world, &tag, error) : NULL;
	return out->oid ? 0 : error->code;
}

static int change_delete(struct ref_change *out, const struct act *act,
			 struct error *error)
{
	out->ref = act_ref(act, node_get(act->node, "delete")->text, error);
	out->oid = WORLD_ZERO;
	return out->ref ? 0 : error->code;
}

static const struct verb {
	const char *key;
	int (*make)(struct ref_change *out, const struct act *act,
		    struct error *error);
} verbs[] = {
	{ "push", change_push },
	{ "merge", change_merge },
	{ "revert", change_revert },
	{ "cherry-pick", change_pick },
	{ "tag", change_tag },
	{ "approve", change_approve },
	{ "authorize", change_authorize },
	/* also a key of authorize */
	{ "delete", change_delete },
};

int change_make(struct ref_change *out, const struct act *act,
		struct error *error)
{
	const struct node *push = node_get(act->node, "push");
	const char *id = plan_text(node_get(act->node, "id"));
	int result = ERROR_INTERNAL;

	*out = (struct ref_change){ .ref = NULL };
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		if (node_get(act->node, verbs[i].key)) {
			result = verbs[i].make(out, act, error);
			break;
		}
	if (result)
		return result;
	if (!id)
		id = plan_text(node_get(push, "id"));
	out->force = node_is(node_get(act->node, "force"), "true") ||
		     node_is(node_get(push, "force"), "true");
	return id ? world_name(act->world, id, out->oid, error) : 0;
}
