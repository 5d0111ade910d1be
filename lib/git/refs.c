/*
 * refs.c - the refs of a server by name and by glob, read from their files.
 * Never passes over a broken ref.
 */
#include "git/refs.h"

#include "base/buf.h"
#include "git/common_dir.h"
#include "git/push.h"
#include "git/ref_list.h"
#include "git/repo_state.h"

#include <string.h>

#define PEEL_DEPTH_MAX 16
#define PEEL_TAG_SIZE_MAX (64u << 20)

static bool is_head(const char *name)
{
	return strcmp(name, "HEAD") == 0;
}

static int check_name(const char *name, struct error *error)
{
	if (is_head(name) || ref_name_is_valid(str_of(name)))
		return 0;
	return error_set(error, ERROR_BROKEN, "the name of a ref is not valid");
}

static int too_deep(const char *name, struct error *error)
{
	return error_set(error, ERROR_BROKEN,
			 "the symbolic ref %s leads through more than %d refs",
			 name, REFS_SYMBOLIC_DEPTH_MAX);
}

/* `repo` NULL: nobody has opened it. */
static int read_name(struct ref_value *out, struct repo *repo,
		     const char *git_dir, const char *common_dir,
		     const char *name, struct arena *arena, struct error *error)
{
	/* a work tree's own: not for the cache */
	if (is_head(name))
		return ref_file_read(out, git_dir, name, arena, error);
	if (!repo)
		return ref_file_read(out, common_dir, name, arena, error);
	return ref_cache_loose(out, &repo->refs, common_dir, name, arena,
			       error);
}

static int resolve(const char **out, struct repo *repo, const char *git_dir,
		   const char *common_dir, const char *name,
		   struct arena *arena, struct error *error)
{
	struct ref_value value = { .target = NULL };
	const char *at = name;

	for (int depth = 0; depth <= REFS_SYMBOLIC_DEPTH_MAX; depth++) {
		int r = read_name(&value, repo, git_dir, common_dir, at, arena,
				  error);

		if (r < 0)
			return r;
		if (r == 0 || !value.target) {
			*out = at;
			return 0;
		}
		at = value.target;
	}
	return too_deep(name, error);
}

int refs_resolve_name(const char **out, const char *git_dir, const char *name,
		      struct arena *arena, struct error *error)
{
	const char *common_dir = NULL;
	int r;

	*out = NULL;
	r = check_name(name, error);
	if (!r)
		r = common_dir_find(&common_dir, git_dir, arena, error);
	return r ? r :
		   resolve(out, NULL, git_dir, common_dir, name, arena, error);
}

int refs_resolve(const char **out, struct repo *repo, const char *name,
		 struct arena *arena, struct error *error)
{
	int r = check_name(name, error);

	*out = NULL;
	ref_cache_tick(&repo->refs);
	return r ? r :
		   resolve(out, repo, repo->git_dir, repo->common_dir, name,
			   arena, error);
}

void refs_hold(struct repo *repo)
{
	if (!repo->refs.on)
		ref_cache_set(&repo->refs, true);
}

void refs_let_go(struct repo *repo)
{
	ref_cache_set(&repo->refs, false);
}

static int find_packed(struct oid *out, struct repo *repo, const char *name,
		       struct error *error)
{
	struct packed_ref ref;
	int r;

	r = ref_cache_packed(&ref, &repo->refs, &repo->packed, repo->common_dir,
			     name, error);
	if (r == 1)
		*out = ref.id;
	return r;
}

/* `at` is a name of this repository. */
static int lookup(struct oid *out, struct repo *repo, const char *name,
		  const char *at, struct arena *arena, struct error *error)
{
	struct ref_value value = { .target = NULL };
	int depth;
	int r;

	for (depth = 0; depth <= REFS_SYMBOLIC_DEPTH_MAX; depth++) {
		r = read_name(&value, repo, repo->git_dir, repo->common_dir, at,
			      arena, error);
		if (r == 1 && value.target) {
			at = value.target;
			continue;
		}
		if (r == 1)
			*out = value.id;
		else if (r == 0)
			r = find_packed(out, repo, at, error);
		if (r == 0)
			return error_set(error, ERROR_NOT_FOUND,
					 "there is no ref %s", name);
		return r == 1 ? 0 : r;
	}
	return too_deep(name, error);
}

void refs_assume(struct repo *repo, const struct ref *assumed, size_t count)
{
	repo->assumed = assumed;
	repo->assumed_count = count;
}

static const struct ref *find_assumed(const struct repo *repo, const char *name)
{
	size_t i;

	for (i = 0; i < repo->assumed_count; i++)
		if (!strcmp(repo->assumed[i].name, name))
			return &repo->assumed[i];
	return NULL;
}

static int lookup_assumed(struct oid *out, const struct ref *assumed,
			  struct error *error)
{
	if (oid_is_zero(&assumed->id))
		return error_set(error, ERROR_NOT_FOUND, "there is no ref %s",
				 assumed->name);
	*out = assumed->id;
	return 0;
}

int refs_lookup(struct oid *out, struct repo *repo, const char *name,
		struct error *error)
{
	const struct ref *assumed = find_assumed(repo, name);
	struct arena arena;
	const char *local;
	int r;

	if (assumed)
		return lookup_assumed(out, assumed, error);
	ref_cache_tick(&repo->refs);
	arena_init(&arena);
	r = check_name(name, error);
	if (r)
		goto out;
	local = ref_local_name(repo, name, &arena);
	r = local ? lookup(out, repo, name, local, &arena, error) :
		    error_no_memory(error);
out:
	arena_release(&arena);
	return r;
}

/* The literal bytes at the beginning of an alternative, without "\". */
static char *literal_prefix(const char *alternative, bool *is_literal,
			    struct arena *arena)
{
	size_t size = glob_literal_prefix(alternative, is_literal);
	char *prefix = arena_copy(arena, (struct str){ alternative, size });
	size_t kept = 0;
	size_t i;

	for (i = 0; prefix && i < size; i++) {
		if (prefix[i] == '\\' && i + 1 < size)
			i++;
		prefix[kept++] = prefix[i];
	}
	if (prefix)
		prefix[kept] = '\0';
	return prefix;
}

static int add_alternative(struct ref_list *list, const char *alternative,
			   struct error *error)
{
	bool is_literal = false;
	char *prefix = literal_prefix(alternative, &is_literal, list->arena);

	if (!prefix)
		return error_no_memory(error);
	return is_literal ? ref_list_add_name(list, prefix, error) :
			    ref_list_add(list, prefix, error);
}

static int collect(struct ref_list *list, const struct globs *globs,
		   struct error *error)
{
	const struct glob *glob;
	size_t i;
	size_t j;
	int r = 0;

	for (i = 0; !r && i < globs->count; i++) {
		glob = &globs->items[i];
		for (j = 0; !r && !glob->exclude && j < glob->count; j++)
			r = add_alternative(list, glob->alternatives[j], error);
	}
	return r;
}

/* In place of what is there. */
static int add_assumed(struct ref_list *list, struct error *error)
{
	const struct repo *repo = list->repo;
	size_t kept = 0;
	size_t i;
	int r = 0;

	if (!repo->assumed_count)
		return 0;
	for (i = 0; i < list->count; i++)
		if (!find_assumed(repo, list->items[i].name))
			list->items[kept++] = list->items[i];
	list->count = kept;
	for (i = 0; !r && i < repo->assumed_count; i++)
		if (!oid_is_zero(&repo->assumed[i].id) &&
		    globs_match(list->globs, str_of(repo->assumed[i].name)))
			r = ref_list_add_value(list, &repo->assumed[i], error);
	return r;
}

int refs_each(struct repo *repo, const struct globs *globs,
	      int (*each)(const struct ref *ref, void *context), void *context,
	      struct error *error)
{
	struct ref_list list = { .repo = repo, .globs = globs };
	struct arena arena;
	struct ref ref;
	size_t i;
	int r;

	arena_init(&arena);
	list.arena = &arena;
	r = collect(&list, globs, error);
	if (!r)
		r = add_assumed(&list, error);
	if (!r)
		ref_list_finish(&list);
	for (i = 0; !r && i < list.count; i++) {
		ref.name = list.items[i].name;
		ref.id = list.items[i].id;
		ref.peeled = list.items[i].peeled;
		r = each(&ref, context);
	}
	ref_list_release(&list);
	arena_release(&arena);
	return r;
}

int refs_each_below(struct repo *repo, const char *prefix,
		    int (*each)(const struct ref *ref, void *context),
		    void *context, struct error *error)
{
	struct buf pattern = BUF_INIT;
	struct glob glob = { 0 };
	const struct globs globs = { &glob, 1 };
	struct arena arena;
	int r;

	arena_init(&arena);
	glob_quote(&pattern, str_of(prefix));
	buf_add_byte(&pattern, '*');
	r = buf_failed(&pattern) ?
		    error_no_memory(error) :
		    glob_compile(&glob, buf_str(&pattern), &arena, error);
	if (!r)
		r = refs_each(repo, &globs, each, context, error);
	buf_release(&pattern);
	arena_release(&arena);
	return r;
}

int refs_any(struct repo *repo, const char *prefix, const char *likely,
	     struct error *error)
{
	struct ref_list list = { .repo = repo, .first_only = true };
	struct arena arena;
	int r = 0;

	arena_init(&arena);
	list.arena = &arena;
	if (likely && str_starts(str_of(likely), prefix))
		r = ref_list_add_name(&list, likely, error);
	if (!r && !list.count)
		r = ref_list_add(&list, prefix, error);
	if (!r)
		r = list.count > 0;
	ref_list_release(&list);
	arena_release(&arena);
	return r;
}

/* As git reads it: old tags may hold anything below. */
static int tag_target(struct oid *id, struct str raw, struct error *error)
{
	struct str line = { NULL, 0 };

	if (str_next_line(&raw, &line) && str_starts(line, "object ") &&
	    oid_parse(id, str_from(line, 7)))
		return 0;
	return error_set(error, ERROR_BROKEN, "a tag does not name an object");
}

int refs_peel(struct oid *out, struct repo *repo, const struct oid *id,
	      struct error *error)
{
	enum object_type type = OBJECT_NONE;
	struct object object;
	struct oid at = *id;
	size_t size = 0;
	int depth;
	int r = 0;

	for (depth = 0; depth < PEEL_DEPTH_MAX; depth++) {
		r = object_header(repo, &at, &type, &size, error);
		if (r || type != OBJECT_TAG)
			break;
		r = object_read(&object, repo, &at, PEEL_TAG_SIZE_MAX, error);
		if (!r)
			r = tag_target(&at, object.data, error);
		object_release(&object);
		if (r)
			break;
	}
	if (!r && type == OBJECT_TAG)
		return error_set(error, ERROR_BROKEN,
				 "a tag of tags is nested more than %d deep",
				 PEEL_DEPTH_MAX);
	if (!r && type != OBJECT_COMMIT)
		return error_set(error, ERROR_NOT_FOUND,
				 "the ref leads to a %s, not to a commit",
				 object_type_name(type));
	*out = at;
	return r;
}
