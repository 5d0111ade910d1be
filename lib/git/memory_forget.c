/*
 * memory_forget.c - names of the gate's memory go. Never touches packed-refs:
 * it lies where a process that has given up its rights writes nothing.
 */
#include "git/memory.h"

#include "git/common_dir.h"
#include "git/memory_slot.h"
#include "git/packed_refs.h"
#include "git/ref_files.h"

#include <errno.h>
#include <unistd.h>

struct forgetting {
	const char *git_dir;
	const char *common_dir;
	struct packed_refs packed;
	bool hid; /* by a blob that is stored */
	struct arena arena;
};

static int remove_file(struct forgetting *it, const char *ref,
		       struct error *error)
{
	struct memory_slot slot = MEMORY_SLOT_INIT;
	int result =
		memory_slot_init(&slot, it->common_dir, ref, &it->arena, error);

	if (result || (access(slot.path, F_OK) && errno == ENOENT))
		return result;
	result = memory_slot_lock(&slot, MEMORY_LOCK_TRIES, &it->arena, error);
	if (!result)
		result = memory_slot_remove(&slot, it->common_dir, &it->arena,
					    error);
	memory_slot_unlock(&slot);
	return result;
}

static int store_blob(struct forgetting *it, struct error *error)
{
	struct oid id;

	return it->hid ? 0 :
			 memory_store(&id, it->git_dir,
				      str_of(memory_forgotten_text), error);
}

static int put_over(struct forgetting *it, const char *ref, struct error *error)
{
	struct memory_slot slot = MEMORY_SLOT_INIT;
	char line[MEMORY_LINE_SIZE];
	int result = store_blob(it, error);

	if (!result)
		result = memory_slot_init(&slot, it->common_dir, ref,
					  &it->arena, error);
	if (!result)
		result = memory_slot_lock(&slot, MEMORY_LOCK_TRIES, &it->arena,
					  error);
	if (!result)
		result = memory_slot_commit(
			&slot, memory_slot_id(line, &memory_forgotten), error);
	it->hid |= !result;
	memory_slot_unlock(&slot);
	return result;
}

/* A file counts for more than what is packed. */
static int hide(struct forgetting *it, const char *ref, struct error *error)
{
	struct ref_value value = { .target = NULL };
	int found =
		ref_file_read(&value, it->common_dir, ref, &it->arena, error);

	if (found == 1 && !value.target && memory_is_forgotten(&value.id))
		return 0;
	return put_over(it, ref, error);
}

static int forget(struct forgetting *it, const char *name, struct error *error)
{
	struct packed_ref packed;
	const char *ref = NULL;
	int result = memory_full_name(&ref, name, &it->arena, error);

	if (!result)
		result = packed_refs_find(&packed, &it->packed, str_of(ref),
					  error);
	if (result < 0)
		return result;
	return result && !memory_is_forgotten(&packed.id) ?
		       hide(it, ref, error) :
		       remove_file(it, ref, error);
}

static int forget_all(const char *git_dir, const char *const *names,
		      size_t count, bool hides, struct error *error)
{
	struct forgetting it = { .git_dir = git_dir };
	int result;

	arena_init(&it.arena);
	result = common_dir_find(&it.common_dir, git_dir, &it.arena, error);
	if (!result && hides)
		result = packed_refs_refresh(&it.packed, it.common_dir, error);
	for (size_t i = 0; !result && i < count; i++)
		result = forget(&it, names[i], error);
	packed_refs_release(&it.packed);
	arena_release(&it.arena);
	return result ? result : it.hid;
}

int memory_forget(const char *git_dir, const char *const *names, size_t count,
		  struct error *error)
{
	return forget_all(git_dir, names, count, true, error);
}

int memory_forget_files(const char *git_dir, const char *const *names,
			size_t count, struct error *error)
{
	return forget_all(git_dir, names, count, false, error);
}
