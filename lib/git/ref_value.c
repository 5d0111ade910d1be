/* ref_value.c - see ref_value.h. Never starts libgit2. */
#include "git/ref_value.h"

#include "git/packed_refs.h"
#include "git/ref_files.h"

#define DEPTH_MAX 5 /* as REFS_SYMBOLIC_DEPTH_MAX */

static int find_packed(struct oid *out, const char *common_dir,
		       const char *name, struct error *error)
{
	struct packed_refs refs = { .exists = false };
	struct packed_ref ref;
	int result = packed_refs_refresh(&refs, common_dir, error);

	if (!result)
		result = packed_refs_find(&ref, &refs, str_of(name), error);
	if (result == 1)
		*out = ref.id;
	packed_refs_release(&refs);
	return result;
}

/*
 * Follows symbolic refs to *at. 1: *value is what its file holds, 0: it has
 * no file.
 */
static int follow(struct ref_value *value, const char **at,
		  const char *common_dir, struct arena *arena,
		  struct error *error)
{
	for (int depth = 0; depth <= DEPTH_MAX; depth++) {
		int result =
			ref_file_read(value, common_dir, *at, arena, error);

		if (result <= 0 || !value->target)
			return result;
		*at = value->target;
	}
	return error_set(error, ERROR_BROKEN,
			 "a symbolic ref leads through more than %d refs",
			 DEPTH_MAX);
}

/* Files first: who packs refs removes them last. */
int ref_value_find(struct oid *out, const char *common_dir, const char *name,
		   struct arena *arena, struct error *error)
{
	struct ref_value value = { .target = NULL };
	int result = follow(&value, &name, common_dir, arena, error);

	if (result == 0)
		return find_packed(out, common_dir, name, error);
	if (result == 1)
		*out = value.id;
	return result;
}

int ref_value_name(const char **out, const char *common_dir, const char *name,
		   struct arena *arena, struct error *error)
{
	struct ref_value value = { .target = NULL };
	int result;

	*out = name;
	result = follow(&value, out, common_dir, arena, error);
	return result < 0 ? result : 0;
}
