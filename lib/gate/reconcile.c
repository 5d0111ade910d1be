/* reconcile.c - see reconcile.h. */
#include "gate/reconcile.h"

#include "gate/reconcile_record.h"
#include "gate/reconcile_session.h"

#include <string.h>

#define PRIVATE_MODE 0600
#define SHARED_MODE 0660

void reconcile_init(struct reconcile *reconcile, struct setup *setup,
		    const struct push_input *input, const char *push_id)
{
	*reconcile = (struct reconcile){ .setup = setup,
					 .input = input,
					 .push_id = push_id };
	arena_init(&reconcile->arena);
}

void reconcile_release(struct reconcile *reconcile)
{
	repo_close(reconcile->repo);
	reconcile->repo = NULL;
	arena_release(&reconcile->arena);
}

static struct gate_request request_of(const struct setup *setup,
				      const struct push_input *input)
{
	struct gate_request request = { .input = input };

	setup_request(setup, &request);
	return request;
}

static int open_repo(struct reconcile *it, struct error *error)
{
	const struct repo_options options = { .path = it->setup->git_dir,
					      .config = &it->setup->config };

	return repo_open(&it->repo, &options, error);
}

/* 1: all have what is recorded of them. */
static int is_as_recorded(struct reconcile *it, struct tracked_list *list,
			  struct error *error)
{
	struct generation generation = GENERATION_INIT;
	char name[VALUE_GENERATION_SIZE + 1];
	bool same = true;
	struct oid policy;
	int result =
		memory_lookup(&policy, it->repo, "policy", &it->arena, error);

	if (!result)
		result = generation_read(&generation, it->repo, &it->arena,
					 error);
	if (result)
		return result == ERROR_NOT_FOUND ? 0 : result;
	result = generation_is_of(&generation, it->setup, error);
	if (result <= 0)
		return result;
	result = 0;
	value_generation(name, &policy);
	for (size_t i = 0; !result && same && i < list->count; i++) {
		struct tracked *ref = &list->items[i];

		result = tracked_look(ref, it->repo, &it->arena, error);
		if (!result)
			result = tracked_recall(ref, it->repo, name, &it->arena,
						error);
		same = ref->is_recorded &&
		       oid_equal(&ref->found, &ref->recorded);
	}
	return result ? result : same;
}

/* A push that loaded the policy before it was changed has no say any more. */
static bool is_policy_still_there(const struct setup *setup)
{
	struct error ignored;

	for (size_t i = 0; i < setup->policy_count; i++)
		for (size_t j = 0; j < setup->policies[i]->file_count; j++) {
			const struct policy_file *file =
				&setup->policies[i]->files[j];
			const struct clearance_file cleared = { file->path,
								file->sha256 };

			if (clearance_check_file(&cleared, &ignored))
				return false;
		}
	return true;
}

static const char *real_name(const struct cleared_ref *ref)
{
	return ref->governed ? ref->governed : ref->name.data;
}

/* What explains a value is as good as recorded: it will be. */
static int take_explained(const struct clearance *clearance, int64_t age,
			  void *context)
{
	const struct reconcile_session *session = context;
	const struct cleared_ref *cleared = &clearance->ref;

	(void)age;
	for (size_t i = 0; cleared->name.data && i < session->list->count;
	     i++) {
		struct tracked *ref = &session->list->items[i];

		if (!strcmp(ref->name, real_name(cleared)) &&
		    oid_equal(&ref->found, &cleared->new))
			ref->is_bypassed = false;
	}
	return 0;
}

static int recall(struct reconcile_session *session, struct tracked *ref)
{
	struct reconcile *it = session->reconcile;
	int result = tracked_recall(ref, it->repo, session->store.generation,
				    &it->arena, session->error);

	if (result || ref->is_recorded)
		return result;
	result = generation_read_snapshot(&session->generation, it->repo,
					  session->error);
	if (!result)
		result = snapshot_find(&ref->recorded,
				       &session->generation.snapshot,
				       str_of(ref->name), session->error);
	return result < 0 ? result : 0;
}

/* Which of them were moved past the gate. The order is that of the header. */
int reconcile_compare(struct reconcile_session *session)
{
	struct reconcile *it = session->reconcile;
	struct tracked_list *list = session->list;
	const char *git_dir = it->setup->git_dir;
	bool any = false;
	int result = 0;

	for (size_t i = 0; !result && i < list->count; i++)
		result = tracked_look(&list->items[i], it->repo, &it->arena,
				      session->error);
	for (size_t i = 0; !result && i < list->count; i++) {
		struct tracked *ref = &list->items[i];

		result = recall(session, ref);
		ref->is_bypassed = !oid_equal(&ref->found, &ref->recorded);
		any |= ref->is_bypassed;
	}
	if (result || !any)
		return result;
	result = clearance_each_left(git_dir, &it->arena, take_explained,
				     session, session->error);
	return result ? result :
			clearance_each_landing(git_dir, &it->arena,
					       take_explained, session,
					       session->error);
}

/* A literal one is asked for by every push: not out of the snapshot again. */
static int record_values(struct reconcile_session *session)
{
	struct tracked_list *list = session->list;
	int result = 0;

	for (size_t i = 0; !result && i < list->count; i++) {
		const struct tracked *ref = &list->items[i];

		if (ref->is_bypassed || (ref->is_literal && !ref->is_recorded))
			result = value_put(&session->store, ref->name,
					   &ref->found, session->error);
	}
	return result;
}

/* The policies are others, or nothing is remembered of any. */
static int turn_over(struct reconcile_session *session)
{
	struct reconcile *it = session->reconcile;
	struct generation *before = &session->generation;
	int result = 0;

	if (!is_policy_still_there(it->setup))
		return 0;
	if (generation_exists(before)) {
		result = reconcile_settle_old(session);
		if (!result)
			result = reconcile_record_change(it, before,
							 session->error);
	} else if (session->store.is_known) {
		result = reconcile_record_loss(it, &session->store.known,
					       session->error);
	}
	return result ? result :
			generation_begin(&session->store, it->setup, before,
					 it->repo, session->error);
}

static int settle(struct reconcile_session *session)
{
	int result = reconcile_compare(session);

	if (!result)
		result = reconcile_record_bypassed(
			session->reconcile, session->list, session->error);
	return result ? result : record_values(session);
}

static int settle_or_turn(struct reconcile_session *session)
{
	int same = generation_is_of(&session->generation,
				    session->reconcile->setup, session->error);

	if (same < 0)
		return same;
	return same ? settle(session) : turn_over(session);
}

/* What cannot be compared any more is forgotten all the same. */
static int end(struct reconcile_session *session)
{
	struct error ignored = { 0 };
	struct error *error = session->error;
	int result = 0;

	session->error = &ignored;
	if (generation_exists(&session->generation))
		(void)reconcile_settle_old(session);
	session->error = error;
	result = generation_end(&session->store, session->reconcile->repo,
				error);
	value_forget(&session->store);
	return result;
}

static int under_lock(struct reconcile *it, struct tracked_list *list,
		      int (*work)(struct reconcile_session *session),
		      struct error *error)
{
	mode_t mode = it->setup->shared ? SHARED_MODE : PRIVATE_MODE;
	struct reconcile_session session = { .reconcile = it,
					     .generation = GENERATION_INIT,
					     .store = VALUE_STORE_INIT,
					     .list = list,
					     .error = error };
	int result;

	/* what was read before the lock is held may be no longer so */
	refs_let_go(it->repo);
	result = value_lock(&session.store, it->setup->git_dir, mode,
			    &it->arena, error);
	if (!result)
		result = generation_read(&session.generation, it->repo,
					 &it->arena, error);
	if (!result)
		result = work(&session);
	value_unlock(&session.store);
	generation_release(&session.generation);
	return result;
}

int reconcile_push(struct reconcile *reconcile, struct error *error)
{
	struct gate_request request =
		request_of(reconcile->setup, reconcile->input);
	struct tracked_list list = { .arena = &reconcile->arena };
	int result = tracked_gather(&list, &request, error);

	if (result || !list.count)
		goto out;
	result = open_repo(reconcile, error);
	if (!result) {
		/* held on for the judging, if all is well */
		refs_hold(reconcile->repo);
		result = is_as_recorded(reconcile, &list, error);
	}
	if (result >= 0)
		result = result ? 0 :
				  under_lock(reconcile, &list, settle_or_turn,
					     error);
out:
	tracked_release(&list);
	return result;
}

int reconcile_begin(struct reconcile *reconcile, struct error *error)
{
	struct tracked_list none = { .arena = &reconcile->arena };
	struct oid policy;
	int result = open_repo(reconcile, error);

	if (!result)
		result = memory_lookup(&policy, reconcile->repo, "policy",
				       &reconcile->arena, error);
	return result == ERROR_NOT_FOUND ?
		       under_lock(reconcile, &none, settle_or_turn, error) :
		       result;
}

int reconcile_end(struct reconcile *reconcile, struct error *error)
{
	struct tracked_list none = { .arena = &reconcile->arena };
	int result = open_repo(reconcile, error);

	return result ? result : under_lock(reconcile, &none, end, error);
}

/* What cannot be found out is judged as broken, not here. */
int reconcile_mark(const struct setup *setup, struct cleared_ref *refs,
		   size_t count, struct arena *arena, struct error *error)
{
	struct gate_request request = request_of(setup, NULL);
	struct error ignored;

	for (size_t i = 0; i < count; i++) {
		const char *real = NULL;
		int result;

		if (!ref_name_is_valid(refs[i].name))
			continue;
		result = refs_resolve_name(&real, setup->git_dir,
					   refs[i].name.data, arena, &ignored);
		if (result == ERROR_INTERNAL)
			return error_no_memory(error);
		if (!result && tracked_is_governed(&request, real, &ignored))
			refs[i].governed = real;
	}
	return 0;
}
