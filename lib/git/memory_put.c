/*
 * memory_put.c - names of the gate's memory come, as git's own refs do. Never
 * starts libgit2.
 */
#include "git/memory.h"

#include "git/common_dir.h"
#include "git/memory_slot.h"
#include "git/ref_value.h"

static int check_new(const char *common_dir, const char *ref,
		     struct arena *arena, struct error *error)
{
	struct oid id;
	int found = ref_value_find(&id, common_dir, ref, arena, error);

	if (found == 1 && !memory_is_forgotten(&id))
		return error_set(error, ERROR_BROKEN,
				 "the gate remembers %s already", ref);
	return found < 0 ? found : 0;
}

enum put {
	PUT_ANY,
	PUT_NEW,  /* only if it is not there */
	PUT_VALUE /* the folder is not synced */
};

static int put(const char *git_dir, const char *name, const struct oid *id,
	       enum put how, struct error *error)
{
	char line[MEMORY_LINE_SIZE];
	const struct str data = memory_slot_id(line, id);
	const char *common_dir = NULL;
	const char *ref = NULL;
	struct memory_slot slot = MEMORY_SLOT_INIT;
	struct arena arena;
	int result;

	arena_init(&arena);
	result = memory_full_name(&ref, name, &arena, error);
	if (!result)
		result = common_dir_find(&common_dir, git_dir, &arena, error);
	if (!result)
		result =
			memory_slot_init(&slot, common_dir, ref, &arena, error);
	if (!result)
		result = memory_slot_lock(&slot, MEMORY_LOCK_TRIES, &arena,
					  error);
	if (!result && how == PUT_NEW)
		result = check_new(common_dir, ref, &arena, error);
	if (!result)
		result = how == PUT_VALUE ?
				 memory_slot_rename(&slot, data, error) :
				 memory_slot_commit(&slot, data, error);
	memory_slot_unlock(&slot);
	arena_release(&arena);
	return result;
}

int memory_put(const char *git_dir, const char *name, const struct oid *blob,
	       bool only_new, struct error *error)
{
	return put(git_dir, name, blob, only_new ? PUT_NEW : PUT_ANY, error);
}

int memory_put_value(const char *git_dir, const char *name,
		     const struct oid *value, struct error *error)
{
	return put(git_dir, name, value, PUT_VALUE, error);
}
