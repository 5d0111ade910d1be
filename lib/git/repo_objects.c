/*
 * repo_objects.c - reads the objects of a repository and of a quarantine.
 * Never writes, never takes memory for more than was asked for.
 */
#include "git/repo_state.h"

#include <git2.h>
#include <string.h>

/* What is looked for, and what was found. */
struct search {
	struct oid id;
	size_t limit; /* of the content */
	bool header_only;
	enum object_type type;
	size_t size;
	struct content *content; /* NULL: only the header was read */
	bool is_old;		 /* not from the quarantine */
	bool broken;		 /* some copy cannot be read */
};

static struct content *found(struct search *search, struct content *content)
{
	content->id = search->id;
	content->type = search->type;
	search->content = content;
	return content;
}

static int read_loose(struct search *search, struct loose *loose)
{
	struct content *content = content_new(loose->size);
	int r;

	if (!content)
		return ERROR_INTERNAL;
	r = loose_read(loose, content->data);
	if (!r)
		found(search, content);
	else
		content_drop(content);
	return r;
}

/* What came along with the header may as well be kept. */
static bool is_worth_reading(const struct search *search,
			     const struct loose *loose)
{
	return !search->header_only ||
	       (loose_is_small(loose) && loose->size <= OBJECT_CACHE_SIZE_MAX);
}

static int try_loose(struct search *search, const struct object_store *store)
{
	struct loose loose;
	int r = object_store_open_loose(&loose, store, &search->id);

	if (!r) {
		search->type = loose.type;
		search->size = loose.size;
		if (search->size > search->limit)
			r = ERROR_LIMIT;
	}
	if (!r && is_worth_reading(search, &loose)) {
		r = read_loose(search, &loose);
		/* the header is all that was asked for */
		if (r == ERROR_BROKEN && search->header_only)
			r = 0;
	}
	loose_close(&loose);
	if (r != ERROR_BROKEN)
		return r;
	search->broken = true;
	return ERROR_NOT_FOUND;
}

static int adopt(struct search *search, void *data, size_t size)
{
	struct content *content = content_adopt(data, size);

	if (content)
		found(search, content);
	else
		git_odb_backend_data_free(NULL, data);
	return content ? 0 : ERROR_INTERNAL;
}

/* What our own reader does not make out. */
static int try_odd(struct search *search, const struct object_store *store)
{
	git_odb_backend *packs = store->odd;
	git_object_t type = GIT_OBJECT_INVALID;
	void *data = NULL;
	git_oid id;
	int r;

	if (!packs)
		return ERROR_NOT_FOUND;
	memcpy(id.id, search->id.bytes, OID_SIZE);
	r = packs->read_header(&search->size, &type, packs, &id);
	if (!r && search->size > search->limit)
		return ERROR_LIMIT;
	if (!r && !search->header_only)
		r = packs->read(&data, &search->size, &type, packs, &id);
	search->type = (enum object_type)type;
	if (r && r != GIT_ENOTFOUND)
		search->broken = true;
	if (r)
		return ERROR_NOT_FOUND;
	return search->header_only ? 0 : adopt(search, data, search->size);
}

static int try_packs(struct search *search, struct object_store *store)
{
	struct content *content = NULL;
	struct pack_place place;
	int r;

	if (!store->packs || !packs_find(&place, store->packs, &search->id))
		return try_odd(search, store);
	r = pack_read(search->header_only ? NULL : &content, &search->type,
		      &search->size, store->packs, &place, search->limit);
	if (r == ERROR_BROKEN)
		return object_store_open_odd(store) ? ERROR_BROKEN :
						      try_odd(search, store);
	if (content)
		found(search, content);
	return r;
}

/* Where nobody has looked for packs yet. */
static int try_more_packs(struct search *search, struct object_store *store)
{
	if (store->looked)
		return ERROR_NOT_FOUND;
	return object_store_look(store) ? ERROR_BROKEN :
					  try_packs(search, store);
}

enum part {
	OPEN_PACKS, /* first: they cost no system call */
	LOOSE,
	FURTHER_PACKS, /* last: they may be never needed */
	PART_COUNT,
};

static int try_part(struct search *search, struct object_store *store,
		    enum part part)
{
	switch (part) {
	case OPEN_PACKS:
		return try_packs(search, store);
	case LOOSE:
		return try_loose(search, store);
	case FURTHER_PACKS:
		return try_more_packs(search, store);
	case PART_COUNT:
		break;
	}
	return ERROR_NOT_FOUND;
}

/*
 * In packs that are open the quarantine is first, as most of a large push is
 * new. Else it is last: most of what a small push asks for was there before.
 * Of what is in both git has compared the content.
 */
static size_t store_in_turn(const struct repo *repo, enum part part,
			    size_t turn)
{
	return part == OPEN_PACKS ? turn : (turn + 1) % repo->store_count;
}

static int search_stores(struct search *search, struct repo *repo)
{
	int r = ERROR_NOT_FOUND;

	for (enum part part = 0; part < PART_COUNT; part++)
		for (size_t turn = 0; turn < repo->store_count; turn++) {
			size_t i = store_in_turn(repo, part, turn);
			struct object_store *store = &repo->stores[i];

			if (!store->path)
				continue;
			r = try_part(search, store, part);
			if (r == ERROR_NOT_FOUND)
				continue;
			search->is_old = i != QUARANTINE;
			return r;
		}
	return r;
}

/* ERROR_BROKEN: not of this object, but of where it could be. */
static int search_all(struct search *search, struct repo *repo)
{
	int r = repo->is_unreadable ? ERROR_BROKEN :
				      search_stores(search, repo);

	if (r != ERROR_NOT_FOUND)
		return r;
	/* Somebody may have repacked in the meantime. */
	for (size_t i = 0; i < repo->store_count; i++)
		object_store_refresh(&repo->stores[i]);
	search->broken = false;
	return search_stores(search, repo);
}

static int too_large(const struct oid *id, size_t size, size_t limit,
		     struct error *error)
{
	char hex[OID_HEX_SIZE + 1];

	return error_set(error, ERROR_LIMIT,
			 "object %s has %zu bytes, more than the %zu that are "
			 "read",
			 oid_format(id, hex), size, limit);
}

static int search_report(const struct search *search, int r,
			 struct error *error)
{
	char hex[OID_HEX_SIZE + 1];

	oid_format(&search->id, hex);
	if (r == ERROR_INTERNAL)
		return error_no_memory(error);
	if (r == ERROR_LIMIT)
		return too_large(&search->id, search->size, search->limit,
				 error);
	if (r == ERROR_BROKEN)
		return error_set(error, ERROR_BROKEN,
				 "the objects cannot be opened");
	if (search->broken)
		return error_set(error, ERROR_BROKEN,
				 "object %s cannot be read: it is damaged",
				 hex);
	return error_set(error, ERROR_NOT_FOUND, "object %s is missing", hex);
}

/* Keeps what was read for the next who asks. */
static void keep(struct repo *repo, const struct search *search)
{
	struct content *content = search->content;

	if (!content)
		return;
	content->was_asked = content->had = search->is_old;
	content->sound = content->sound || sound_has(&repo->sound, &search->id);
	object_cache_add(&repo->cache, content);
}

static void hand_out(struct object *out, struct content *content)
{
	out->type = content->type;
	out->data = (struct str){ content->data, content->size };
	out->handle = content;
}

/* The caller is one of its holders. NULL: it has to be read. */
static struct content *find_kept(struct repo *repo, const struct oid *id)
{
	struct content *content = object_cache_find(&repo->cache, id);

	if (content) {
		content_hold(content);
		return content;
	}
	content = object_shelf_get(&repo->shelf, id);
	if (!content)
		content = object_shelf_get(&repo->survey.ahead, id);
	if (content)
		object_cache_add(&repo->cache, content);
	return content;
}

int object_read(struct object *out, struct repo *repo, const struct oid *id,
		size_t limit, struct error *error)
{
	struct search search = { .id = *id, .limit = limit };
	struct content *kept = find_kept(repo, id);
	int r;

	*out = (struct object){ OBJECT_NONE, { NULL, 0 }, NULL };
	if (kept && kept->size > limit) {
		r = too_large(id, kept->size, limit, error);
		content_drop(kept);
		return r;
	}
	if (kept) {
		hand_out(out, kept);
		return 0;
	}
	r = search_all(&search, repo);
	if (r)
		return search_report(&search, r, error);
	keep(repo, &search);
	hand_out(out, search.content);
	return 0;
}

int object_header(struct repo *repo, const struct oid *id,
		  enum object_type *type, size_t *size, struct error *error)
{
	struct search search = { .id = *id,
				 .limit = SIZE_MAX,
				 .header_only = true };
	const struct content *kept = object_cache_find(&repo->cache, id);
	int r;

	if (kept) {
		*type = kept->type;
		*size = kept->size;
		return 0;
	}
	r = search_all(&search, repo);
	if (r)
		return search_report(&search, r, error);
	*type = search.type;
	*size = search.size;
	keep(repo, &search);
	content_drop(search.content);
	return 0;
}

void object_release(struct object *object)
{
	if (!object)
		return;
	content_drop(object->handle);
	*object = (struct object){ OBJECT_NONE, { NULL, 0 }, NULL };
}

static bool has_packed(const struct object_store *store, const struct oid *id)
{
	struct pack_place place;
	git_oid object;

	if (store->packs && packs_find(&place, store->packs, id))
		return true;
	memcpy(object.id, id->bytes, OID_SIZE);
	return store->odd && store->odd->exists(store->odd, &object);
}

static int look_for_part(struct object_store *store, const struct oid *id,
			 enum part part)
{
	switch (part) {
	case OPEN_PACKS:
		break;
	case LOOSE:
		return object_store_look_loose(store, id);
	case FURTHER_PACKS:
		if (!store->looked && object_store_look(store))
			return ERROR_BROKEN;
		break;
	case PART_COUNT:
		return ERROR_NOT_FOUND;
	}
	return has_packed(store, id) ? 0 : ERROR_NOT_FOUND;
}

static bool has_part(struct repo *repo, struct object_store *store,
		     const struct oid *id, enum part part)
{
	int result = look_for_part(store, id, part);

	/* from now on nothing is read any more; repo_check_answers() */
	if (result == ERROR_BROKEN)
		repo->is_unreadable = true;
	return result != ERROR_NOT_FOUND;
}

static bool had_object(struct repo *repo, const struct oid *id)
{
	for (enum part part = 0; part < PART_COUNT; part++)
		for (size_t i = QUARANTINE + 1; i < repo->store_count; i++)
			if (has_part(repo, &repo->stores[i], id, part))
				return true;
	return false;
}

bool repo_had_object(struct repo *repo, const struct oid *id)
{
	struct content *kept;
	bool had;

	if (!repo->stores[QUARANTINE].path)
		return true;
	kept = object_cache_find(&repo->cache, id);
	if (kept && kept->was_asked)
		return kept->had;
	had = had_object(repo, id);
	if (kept) {
		kept->was_asked = true;
		kept->had = had;
	}
	return had;
}
