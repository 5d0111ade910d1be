/*
 * object_shelf.c - see object_shelf.h. Never reads a repository, nor believes
 * what another process wrote to be in its bounds.
 */
#include "git/object_shelf.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>

/* A place for so many bytes each. More places take longer to look at. */
#define BYTES_EACH 512
#define PLACES_MIN 1024

struct entry {
	struct oid id;
	uint16_t size;
	uint16_t type;
	char data[];
};

static size_t places_for(size_t size)
{
	size_t count = PLACES_MIN;

	while (count < size / BYTES_EACH)
		count *= 2;
	return count;
}

static size_t mapping_size(const struct object_shelf *shelf)
{
	return shelf->place_count * sizeof(*shelf->places) + shelf->size;
}

bool object_shelf_open(struct object_shelf *out, size_t size, bool shared)
{
	struct object_shelf shelf = { .place_count = places_for(size),
				      .size = size };
	void *memory = mmap(NULL, mapping_size(&shelf), PROT_READ | PROT_WRITE,
			    (shared ? MAP_SHARED : MAP_PRIVATE) | MAP_ANONYMOUS,
			    -1, 0);

	*out = (struct object_shelf){ .places = NULL };
	if (memory == MAP_FAILED)
		return false;
	shelf.places = memory;
	shelf.bytes = (unsigned char *)(shelf.places + shelf.place_count);
	*out = shelf;
	return true;
}

static struct shelf_place *places_of(const struct object_shelf *shelf,
				     const struct oid *id)
{
	size_t sets = shelf->place_count / OBJECT_SHELF_WAYS;
	size_t set = (size_t)(id->bytes[0] | id->bytes[1] << 8) % sets;

	return shelf->places + set * OBJECT_SHELF_WAYS;
}

static uint32_t mark_of(const struct oid *id)
{
	uint32_t mark;

	memcpy(&mark, id->bytes + OID_SIZE - sizeof(mark), sizeof(mark));
	return mark;
}

static size_t entry_size(size_t size)
{
	const size_t unit = sizeof(uint32_t);

	return (offsetof(struct entry, data) + size + unit - 1) / unit * unit;
}

static bool read_entry(struct entry *out, const struct object_shelf *shelf,
		       size_t from)
{
	if (from > shelf->size || shelf->size - from < sizeof(*out))
		return false;
	memcpy(out, shelf->bytes + from, sizeof(*out));
	return out->size <= shelf->size - from - sizeof(*out);
}

static struct content *copy_of(const struct object_shelf *shelf, size_t from,
			       const struct oid *id)
{
	struct content *content;
	struct entry entry;

	if (!read_entry(&entry, shelf, from) || !oid_equal(&entry.id, id))
		return NULL;
	content = content_new(entry.size);
	if (!content)
		return NULL;
	content->id = entry.id;
	content->type = (enum object_type)entry.type;
	content->shelved = true;
	memcpy(content->data, shelf->bytes + from + sizeof(entry), entry.size);
	return content;
}

struct content *object_shelf_get(const struct object_shelf *shelf,
				 const struct oid *id)
{
	const struct shelf_place *places =
		shelf->places ? places_of(shelf, id) : NULL;
	uint32_t mark = mark_of(id);

	for (size_t way = 0; places && way < OBJECT_SHELF_WAYS; way++) {
		uint32_t at = atomic_load_explicit(&places[way].at,
						   memory_order_acquire);
		struct content *content = NULL;

		if (!at)
			break;
		if (places[way].mark == mark)
			content = copy_of(shelf, at - 1, id);
		if (content)
			return content;
	}
	return NULL;
}

/* NULL: none, or it is there, as far as its mark tells. */
static struct shelf_place *free_place(const struct object_shelf *shelf,
				      const struct oid *id)
{
	struct shelf_place *places = places_of(shelf, id);
	uint32_t mark = mark_of(id);

	for (size_t way = 0; way < OBJECT_SHELF_WAYS; way++) {
		if (!atomic_load_explicit(&places[way].at,
					  memory_order_relaxed))
			return &places[way];
		if (places[way].mark == mark)
			break;
	}
	return NULL;
}

bool object_shelf_has_room(const struct object_shelf *shelf)
{
	return shelf->places &&
	       shelf->size - shelf->used >= entry_size(OBJECT_SHELF_SIZE_MAX);
}

bool object_shelf_takes(const struct object_shelf *shelf, const struct oid *id)
{
	return object_shelf_has_room(shelf) && free_place(shelf, id);
}

bool object_shelf_put(struct object_shelf *shelf, const struct oid *id,
		      enum object_type type, struct str data)
{
	struct entry entry = { *id, (uint16_t)data.size, (uint16_t)type };
	size_t size = entry_size(data.size);
	struct shelf_place *place;
	unsigned char *to;

	if (!shelf->places || data.size > OBJECT_SHELF_SIZE_MAX ||
	    size > shelf->size - shelf->used)
		return false;
	place = free_place(shelf, id);
	if (!place)
		return false;
	to = shelf->bytes + shelf->used;
	memcpy(to, &entry, sizeof(entry));
	memcpy(to + sizeof(entry), data.data, data.size);
	place->mark = mark_of(id);
	/* whoever sees the place sees what it leads to */
	atomic_store_explicit(&place->at, (uint32_t)shelf->used + 1,
			      memory_order_release);
	shelf->used += size;
	return true;
}

void object_shelf_close(struct object_shelf *shelf)
{
	if (shelf->places)
		munmap(shelf->places, mapping_size(shelf));
	*shelf = (struct object_shelf){ .places = NULL };
}
