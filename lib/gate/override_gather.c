/*
 * override_gather.c - the authorisations of an incident that serve an update:
 * of this commit, for this ref, not used before, by nobody who made it.
 */
#include "gate/override_case.h"

#include <string.h>

#define COMMIT_BYTES_MAX (1u << 20)

static int note_resolved(struct str path, void *data)
{
	bool *resolved = data;

	(void)path;
	*resolved = true;
	return 0;
}

static int read_merge(struct exit_case *it, struct oid *tip)
{
	const struct ref_update *update = it->context.update;
	const struct commit_links *links;
	struct object object = { 0 };
	struct commit commit;
	struct flaw flaw;
	bool resolved = false;
	const struct merge_review review = { NULL, note_resolved, &resolved };
	enum match clean = MATCH_NO;
	int result = graph_links(&links, it->gate->graph, &update->new_commit,
				 it->error);

	if (result || links->parent_count != 2 ||
	    !oid_equal(&links->parents[0], &update->old_commit))
		return result;
	*tip = links->parents[1];
	result = object_read(&object, it->context.repo, &update->new_commit,
			     COMMIT_BYTES_MAX, it->error);
	if (!result &&
	    !commit_read(&commit, &update->new_commit, object.data, &flaw))
		clean = commit_is_clean_merge(it->gate->graph, it->context.repo,
					      &commit, &review, it->error);
	object_release(&object);
	if (clean == MATCH_YES && !resolved) {
		it->serve_count = 2;
		it->makers.merge = update->new_commit;
	}
	return clean == MATCH_BROKEN ? it->error->code : result;
}

/*
 * What a tag has to be of: the new value; what goes, of a deletion; or the
 * tip that a merge brings in, if that adds nothing: no path was resolved by
 * hand.
 */
static int find_served(struct exit_case *it)
{
	const struct ref_update *update = it->context.update;

	it->serves[0] = update->kind == UPDATE_DELETE ? update->old :
							update->new;
	it->serve_count = 1;
	if (update->kind != UPDATE_CHANGE || update->class != REF_BRANCH ||
	    update->new_type != OBJECT_COMMIT)
		return 0;
	return read_merge(it, &it->serves[1]);
}

static bool serves(const struct exit_case *it,
		   const struct authorisation *authorisation)
{
	bool deletes = it->context.update->kind == UPDATE_DELETE;

	if (oid_is_zero(&authorisation->new) != deletes)
		return false;
	for (size_t i = 0; i < it->serve_count; i++)
		if (oid_equal(&it->serves[i],
			      &authorisation->statement->target))
			return true;
	return false;
}

static void note_fault(struct exit_case *it, const struct statement *statement,
		       const char *what)
{
	const char *name = strrchr(statement->ref, '/');

	if (it->fault_count < OVERRIDE_FAULTS_SHOWN)
		it->faults[it->fault_count++] =
			arena_say(it->context.arena, "%s: %s",
				  name ? name + 1 : statement->ref, what);
}

/* *what: why it does not serve this update now. */
static int check(const char **what, struct exit_case *it,
		 const struct authorisation *authorisation)
{
	struct signer signer = authorisation->statement->signature.signer;
	int result = 0;

	*what = NULL;
	if (!serves(it, authorisation))
		*what = it->context.update->kind == UPDATE_DELETE ?
				"it is not for this deletion" :
				"it is for another commit";
	else
		result = override_check_use(what, authorisation, it->incident,
					    &it->context, it->error);
	return result || *what ?
		       result :
		       override_exclude(what, &it->makers, signer, it->error);
}

/* One that cannot be judged counts for nothing, and stops nobody else. */
static int consider(const struct statement *statement, void *data)
{
	struct exit_case *it = data;
	struct authorisation *authorisation =
		arena_alloc(it->context.arena, sizeof(*authorisation));
	const char *what = NULL;
	int result;

	if (!authorisation)
		return error_no_memory(it->error);
	result = authorisation_read(authorisation, &what, statement,
				    str_of(it->incident), it->policy,
				    &it->context, it->error);
	if (result == ERROR_BROKEN) {
		what = arena_say(it->context.arena, "it cannot be judged: %s",
				 it->error->text);
		result = 0;
	}
	if (!result && !authorisation_covers_ref(authorisation,
						 it->context.update->name)) {
		it->other_count++;
		return 0;
	}
	if (!result && !what)
		result = check(&what, it, authorisation);
	if (result)
		return result;
	if (what)
		note_fault(it, statement, what);
	else
		it->items[it->count++] = authorisation;
	return 0;
}

int override_gather(struct exit_case *it)
{
	const char *prefix;
	int result = find_served(it);

	if (!result && !it->limit)
		result = authorisation_check_incident(&it->limit,
						      str_of(it->incident),
						      it->policy, &it->context,
						      it->error);
	if (result || it->limit)
		return result;
	result = override_check_count(&it->limit, it->policy, it->incident,
				      &it->context, it->error);
	if (result || it->limit)
		return result;
	prefix = arena_printf(it->context.arena, AUTHORISATION_PREFIX "%s/",
			      it->incident);
	return prefix ? statement_each(&it->context, prefix, false, consider,
				       it, it->error) :
			error_no_memory(it->error);
}
