/* landed_memory.c - see landed_memory.h. Never judges. */
#include "gate/landed_memory.h"

#include "git/memory.h"

#include <unistd.h>

/* Somebody died with it; else it may long have been recorded by others. */
static bool is_unfinished(const struct clearance *landed)
{
	return landed->taken && !access(landed->path, F_OK);
}

static int list_entries(struct memory_entry *out, size_t *count,
			const struct value_store *values,
			const struct clearance *landed, struct error *error)
{
	const struct cleared_ref *ref = &landed->ref;
	int result;

	for (size_t i = 0; i < ref->memo_count; i++)
		out[(*count)++] =
			(struct memory_entry){ .name = ref->memos[i].name,
					       .id = ref->memos[i].blob };
	if (!ref->governed)
		return 0;
	result = is_unfinished(landed) ?
			 value_entry_missed(&out[*count], values, ref->governed,
					    &ref->old, &ref->new, error) :
			 value_entry(&out[*count], values, ref->governed,
				     &ref->new, error);
	*count += result == 1;
	return result < 0 ? result : 0;
}

int landed_remember(struct memory_pending *pending,
		    const struct value_store *values,
		    const struct clearance *landed, size_t count,
		    struct error *error)
{
	struct memory_entry *entries;
	size_t most = 0;
	size_t used = 0;
	int result = 0;

	for (size_t i = 0; i < count; i++)
		most += landed[i].ref.memo_count + 1;
	entries = arena_alloc(pending->arena, (most + 1) * sizeof(*entries));
	if (!entries)
		return error_no_memory(error);
	for (size_t i = 0; !result && i < count; i++)
		result =
			list_entries(entries, &used, values, &landed[i], error);
	return result ? result :
			memory_put_many(values->git_dir, entries, used, pending,
					error);
}
