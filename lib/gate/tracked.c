/* tracked.c - see tracked.h. */
#include "gate/tracked.h"

#include "gate/scope.h"
#include "gate/value.h"
#include "git/memory.h"

#include <stdlib.h>
#include <string.h>

void tracked_release(struct tracked_list *list)
{
	free(list->items);
	list->items = NULL;
	list->count = list->capacity = 0;
}

static struct tracked *add(struct tracked_list *list, const char *name,
			   struct error *error)
{
	struct tracked *ref = array_more(&list->items, list->count,
					 &list->capacity, sizeof(*ref));

	if (!ref || !name) {
		error_no_memory(error);
		return NULL;
	}
	ref->name = name;
	list->count++;
	return ref;
}

int tracked_add(struct tracked_list *list, const char *name,
		struct error *error)
{
	return add(list, name, error) ? 0 : error->code;
}

static int compare(const void *a, const void *b)
{
	const struct tracked *left = a;
	const struct tracked *right = b;

	return strcmp(left->name, right->name);
}

void tracked_finish(struct tracked_list *list)
{
	size_t kept = 0;

	if (!list->count)
		return;
	qsort(list->items, list->count, sizeof(*list->items), compare);
	for (size_t i = 0; i < list->count; i++) {
		struct tracked *last = kept ? &list->items[kept - 1] : NULL;

		if (last && !compare(last, &list->items[i]))
			last->is_literal |= list->items[i].is_literal;
		else
			list->items[kept++] = list->items[i];
	}
	list->count = kept;
}

int tracked_is_governed(const struct gate_request *request, const char *name,
			struct error *error)
{
	enum match match;

	if (str_starts(str_of(name), MEMORY_PREFIX))
		return 0;
	match = gate_governs(request, name, error);
	return match == MATCH_BROKEN ? error->code : match == MATCH_YES;
}

static int add_governed(struct tracked_list *list,
			const struct gate_request *request, const char *name,
			bool is_literal, struct error *error)
{
	int governed = tracked_is_governed(request, name, error);
	struct tracked *ref;

	if (governed <= 0)
		return governed;
	ref = add(list, name, error);
	if (!ref)
		return error->code;
	ref->is_literal = is_literal;
	return 0;
}

/* An invalid name is structure's business, not the file system's. */
static int add_pushed(struct tracked_list *list,
		      const struct gate_request *request, struct error *error)
{
	int result = 0;

	for (size_t i = 0; !result && i < request->input->count; i++) {
		struct str pushed = request->input->lines[i].ref;
		const char *real = NULL;

		if (!ref_name_is_valid(pushed))
			continue;
		result = refs_resolve_name(&real, request->git_dir, pushed.data,
					   list->arena, error);
		if (!result)
			result = add_governed(list, request, pushed.data, false,
					      error);
		if (!result && strcmp(real, pushed.data) != 0)
			result =
				add_governed(list, request, real, false, error);
	}
	return result;
}

/* "refs/heads/a{b" of "refs/heads/a\{b"; NULL: it is no literal. */
static char *literal_of(const char *alternative, struct arena *arena)
{
	bool is_literal = false;
	size_t size = glob_literal_prefix(alternative, &is_literal);
	char *name = is_literal ?
			     arena_copy(arena,
					str_first(str_of(alternative), size)) :
			     NULL;
	size_t kept = 0;

	for (size_t i = 0; name && i < size; i++) {
		if (name[i] == '\\' && i + 1 < size)
			i++;
		name[kept++] = name[i];
	}
	if (name)
		name[kept] = '\0';
	return name;
}

static int add_literals(struct tracked_list *list,
			const struct gate_request *request,
			const struct glob *glob, struct error *error)
{
	int result = 0;

	for (size_t i = 0; !result && !glob->exclude && i < glob->count; i++) {
		char *name = literal_of(glob->alternatives[i], list->arena);

		if (name && ref_name_is_valid(str_of(name)))
			result = add_governed(list, request, name, true, error);
	}
	return result;
}

static int add_all_literals(struct tracked_list *list,
			    const struct gate_request *request,
			    struct error *error)
{
	int result = 0;

	for (size_t i = 0; i < request->policy_count; i++) {
		const struct policy *policy = request->policies[i];

		for (size_t j = 0; j < policy->ruleset_count; j++) {
			const struct globs *globs =
				&policy->rulesets[j].refs.fixed;

			for (size_t k = 0; !result && k < globs->count; k++)
				result = add_literals(list, request,
						      &globs->items[k], error);
		}
	}
	return result;
}

int tracked_gather(struct tracked_list *list,
		   const struct gate_request *request, struct error *error)
{
	int result = add_pushed(list, request, error);

	if (!result && list->count)
		result = add_all_literals(list, request, error);
	tracked_finish(list);
	return result;
}

struct matching {
	struct tracked_list *list;
	struct error *error;
};

static int add_matching(const struct ref *ref, void *context)
{
	const struct matching *matching = context;
	struct tracked *tracked;
	char *name;

	if (str_starts(str_of(ref->name), MEMORY_PREFIX))
		return 0;
	name = arena_copy(matching->list->arena, str_of(ref->name));
	tracked = add(matching->list, name, matching->error);
	if (!tracked)
		return matching->error->code;
	tracked->found = ref->id;
	return 0;
}

int tracked_add_matching(struct tracked_list *list, struct repo *repo,
			 const struct globs *globs, struct error *error)
{
	struct matching matching = { list, error };

	return refs_each(repo, globs, add_matching, &matching, error);
}

static int look_up(struct oid *out, struct repo *repo, const char *name,
		   struct error *error)
{
	int result = refs_lookup(out, repo, name, error);

	if (result)
		*out = (struct oid){ { 0 } };
	return result;
}

int tracked_look(struct tracked *ref, struct repo *repo, struct arena *arena,
		 struct error *error)
{
	const char *real = NULL;
	int result = refs_resolve(&real, repo, ref->name, arena, error);

	ref->found = (struct oid){ { 0 } };
	if (result || strcmp(real, ref->name) != 0)
		return result;
	result = look_up(&ref->found, repo, ref->name, error);
	return result == ERROR_NOT_FOUND ? 0 : result;
}

int tracked_recall(struct tracked *ref, struct repo *repo,
		   const char *generation, struct arena *arena,
		   struct error *error)
{
	const char *value = value_name(generation, ref->name, arena);
	int result = value ? memory_lookup(&ref->recorded, repo, value, arena,
					   error) :
			     error_no_memory(error);

	ref->is_recorded = !result;
	if (result || oid_equal(&ref->recorded, &memory_deleted))
		ref->recorded = (struct oid){ { 0 } };
	return result == ERROR_NOT_FOUND ? 0 : result;
}
