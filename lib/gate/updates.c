/*
 * updates.c - see updates.h. Never judges.
 */
#include "gate/updates.h"

static enum ref_class ref_classify(const char *name, struct str *short_name)
{
	static const struct {
		const char *prefix;
		enum ref_class class;
	} classes[] = {
		{ "refs/heads/", REF_BRANCH },
		{ "refs/tags/", REF_TAG },
	};
	struct str whole = str_of(name);

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		if (!str_starts(whole, classes[i].prefix))
			continue;
		*short_name = str_from(whole, str_of(classes[i].prefix).size);
		return classes[i].class;
	}
	*short_name = whole;
	return REF_OTHER;
}

static enum update_kind kind_of(const struct oid *old, const struct oid *new)
{
	if (oid_is_zero(new))
		return UPDATE_DELETE;
	return oid_is_zero(old) ? UPDATE_CREATE : UPDATE_CHANGE;
}

static int name_one(struct ref_update *update, const struct push_line *line,
		    const struct gate_request *request, struct arena *arena,
		    struct error *error)
{
	int result = 0;

	update->pushed = line->ref.data;
	update->name = line->ref.data;
	update->claimed_old = line->old;
	update->new = line->new;
	update->kind = kind_of(&line->old, &line->new);
	/* an invalid name is structure's business, not the file system's */
	if (request->remote || !ref_name_is_valid(line->ref))
		result = 0;
	else if (request->opened)
		result = refs_resolve(&update->name, request->opened,
				      update->pushed, arena, error);
	else
		result = refs_resolve_name(&update->name, request->git_dir,
					   update->pushed, arena, error);
	update->class = ref_classify(update->name, &update->short_name);
	return result;
}

int updates_name(struct judgement *judgement,
		 const struct gate_request *request, struct error *error)
{
	const struct push_input *input = request->input;
	struct arena *arena = &judgement->arena;
	size_t count = input->count;
	int result = 0;

	judgement->updates =
		arena_alloc(arena, (count + 1) * sizeof(*judgement->updates));
	judgement->refs =
		arena_alloc(arena, (count + 1) * sizeof(*judgement->refs));
	if (!judgement->updates || !judgement->refs)
		return error_no_memory(error);
	judgement->ref_count = count;
	for (size_t i = 0; !result && i < count; i++) {
		result = name_one(&judgement->updates[i], &input->lines[i],
				  request, arena, error);
		judgement->refs[i].update = &judgement->updates[i];
	}
	return result;
}

static int peel_or_none(struct oid *out, struct repo *repo,
			const struct oid *id, struct error *error)
{
	int result;

	*out = (struct oid){ 0 };
	if (oid_is_zero(id))
		return 0;
	result = refs_peel(out, repo, id, error);
	return result == ERROR_NOT_FOUND ? 0 : result;
}

static int look_up_new(struct ref_update *update, struct repo *repo,
		       struct error *error)
{
	size_t size;
	int result;

	if (oid_is_zero(&update->new))
		return 0;
	result = object_header(repo, &update->new, &update->new_type, &size,
			       error);
	if (result == ERROR_NOT_FOUND)
		return error_set(error, ERROR_BROKEN,
				 "the object that the ref is to point at is "
				 "missing");
	return result ? result :
			peel_or_none(&update->new_commit, repo, &update->new,
				     error);
}

int updates_look_up(struct ref_update *update, struct repo *repo,
		    struct error *error)
{
	int result = refs_lookup(&update->old, repo, update->name, error);

	if (result == ERROR_NOT_FOUND) {
		update->old = (struct oid){ 0 };
		result = 0;
	}
	update->kind = kind_of(&update->old, &update->new);
	if (!result)
		result = peel_or_none(&update->old_commit, repo, &update->old,
				      error);
	return result ? result : look_up_new(update, repo, error);
}

/* A tag that moves always takes something back, as git has it, too. */
int updates_compare(struct ref_update *update, struct graph *graph,
		    struct error *error)
{
	enum match below;

	if (update->kind != UPDATE_CHANGE)
		return 0;
	update->rewinds = true;
	if (update->class == REF_TAG || oid_is_zero(&update->old_commit) ||
	    oid_is_zero(&update->new_commit))
		return 0;
	below = graph_is_ancestor(graph, &update->old_commit,
				  &update->new_commit, error);
	if (below == MATCH_BROKEN)
		return error->code;
	update->rewinds = below == MATCH_NO;
	return 0;
}

bool update_is_stale(const struct ref_update *update)
{
	return !oid_equal(&update->old, &update->claimed_old);
}

int update_steps(struct step **steps, size_t *count, struct graph *graph,
		 const struct ref_update *update, struct error *error)
{
	bool whole;

	*steps = NULL;
	*count = 0;
	if (oid_is_zero(&update->old_commit) ||
	    oid_is_zero(&update->new_commit))
		return 0;
	return graph_steps(steps, count, &whole, graph, &update->old_commit,
			   &update->new_commit, error);
}
