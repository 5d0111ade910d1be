/* reconcile_old.c - see reconcile_session.h. Never begins what comes next. */
#include "gate/reconcile_record.h"
#include "gate/reconcile_session.h"

#include <stdlib.h>
#include <string.h>

static int list_old_globs(struct reconcile_session *session,
			  struct tracked_list *list)
{
	struct reconcile *it = session->reconcile;
	struct str rest = session->generation.snapshot.globs;
	struct globs globs;
	int found = 0;
	int result = 0;

	while (!result &&
	       (found = snapshot_next_ruleset(&globs, &rest, &it->arena,
					      session->error)) == 1)
		result = tracked_add_matching(list, it->repo, &globs,
					      session->error);
	return found < 0 ? found : result;
}

static int list_old_refs(struct reconcile_session *session,
			 struct tracked_list *list)
{
	struct arena *arena = &session->reconcile->arena;
	struct str rest = session->generation.snapshot.refs;
	struct str name;
	struct oid id;
	int found = 0;
	int result = 0;

	while (!result && (found = snapshot_next_ref(&name, &id, &rest,
						     session->error)) == 1)
		result = tracked_add(list, arena_copy(arena, name),
				     session->error);
	return found < 0 ? found : result;
}

/* Names of the memory: "value/<generation>/<hash>". */
struct names {
	struct arena *arena;
	const char **items; /* heap; sorted */
	size_t count, capacity;
	bool out_of_memory;
};

struct nameless {
	struct reconcile_session *session;
	struct tracked_list *list;
	struct names known; /* of the list, and of what is on its way out */
};

static void add_name(struct names *names, const char *name)
{
	const char **place = name ? array_more(&names->items, names->count,
					       &names->capacity,
					       sizeof(*place)) :
				    NULL;

	names->out_of_memory |= !place;
	if (place) {
		*place = name;
		names->count++;
	}
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What is on its way out by an accepted push is accounted for, too. */
static int add_deletion(const struct clearance *clearance, int64_t age,
			void *context)
{
	const struct cleared_ref *cleared = &clearance->ref;
	struct nameless *it = context;

	(void)age;
	if (cleared->governed && oid_is_zero(&cleared->new))
		add_name(&it->known,
			 value_name(it->session->store.generation,
				    cleared->governed, it->known.arena));
	return 0;
}

static int take_name(const char *name, const struct oid *id, void *context)
{
	struct nameless *it = context;
	struct arena *arena = it->known.arena;
	struct tracked *ref;
	char *copy;

	if (oid_equal(id, &memory_deleted) ||
	    bsearch(&name, it->known.items, it->known.count, sizeof(name),
		    compare_names))
		return 0;
	copy = arena_printf(arena, MEMORY_PREFIX "%s", name);
	if (!copy || tracked_add(it->list, copy, it->session->error))
		return error_no_memory(it->session->error);
	ref = &it->list->items[it->list->count - 1];
	ref->recorded = *id;
	ref->is_bypassed = true;
	return 0;
}

static int take_present(const struct ref *ref, void *context)
{
	struct nameless *it = context;

	add_name(&it->known, value_name(it->session->store.generation,
					ref->name, it->known.arena));
	return 0;
}

/* A ref that nobody governs may have a value: post-receive cannot know. */
static int add_present(struct nameless *it)
{
	struct glob glob = { 0 };
	const struct globs all = { &glob, 1 };
	int result = glob_compile(&glob, STR("refs/**"), it->known.arena,
				  it->session->error);

	return result ? result :
			refs_each(it->session->reconcile->repo, &all,
				  take_present, it, it->session->error);
}

static int list_known(struct nameless *it)
{
	struct reconcile_session *session = it->session;
	const char *git_dir = session->reconcile->setup->git_dir;
	int result;

	for (size_t i = 0; i < it->list->count; i++)
		add_name(&it->known,
			 value_name(session->store.generation,
				    it->list->items[i].name, it->known.arena));
	result = clearance_each_left(git_dir, it->known.arena, add_deletion, it,
				     session->error);
	if (!result)
		result = clearance_each_landing(git_dir, it->known.arena,
						add_deletion, it,
						session->error);
	if (!result)
		result = add_present(it);
	if (!result && it->known.out_of_memory)
		result = error_no_memory(session->error);
	if (!result && it->known.count)
		qsort(it->known.items, it->known.count,
		      sizeof(*it->known.items), compare_names);
	return result;
}

/* Values of refs that are not there, and were not when it began. */
static int add_nameless(struct reconcile_session *session,
			struct tracked_list *list)
{
	struct arena *arena = &session->reconcile->arena;
	struct nameless it = { .session = session,
			       .list = list,
			       .known = { .arena = arena } };
	char *prefix =
		arena_printf(arena, "value/%s/", session->store.generation);
	int result = prefix ? list_known(&it) : error_no_memory(session->error);

	if (!result)
		result = memory_each_name(session->reconcile->repo, prefix,
					  arena, take_name, &it,
					  session->error);
	free(it.known.items);
	return result;
}

int reconcile_settle_old(struct reconcile_session *session)
{
	struct tracked_list *list = session->list;
	struct tracked_list old = { .arena = &session->reconcile->arena };
	int result = generation_read_snapshot(
		&session->generation, session->reconcile->repo, session->error);

	if (!result)
		result = list_old_refs(session, &old);
	if (!result)
		result = list_old_globs(session, &old);
	tracked_finish(&old);
	session->list = &old;
	if (!result)
		result = reconcile_compare(session);
	if (!result)
		result = add_nameless(session, &old);
	if (!result)
		result = reconcile_record_bypassed(session->reconcile, &old,
						   session->error);
	session->list = list;
	tracked_release(&old);
	return result;
}
