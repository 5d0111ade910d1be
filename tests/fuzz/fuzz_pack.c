/*
 * fuzz_pack.c - packs and their indexes out of any bytes, as they are or made
 * of entries and deltas that any bytes describe: each object is the same
 * whatever was read before it, and what libgit2 reads is the same, too.
 */
#include "fuzz.h"

#include "base/error.h"
#include "git/pack.h"
#include "git/startup.h"
#include "pack_maker.h"

#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <string.h>

#define AS_IT_IS 1
#define LIMIT (256u << 10)
#define OBJECTS_MAX 64

/* Two bytes that say how long the index is, the index, the pack. */
static void take(struct pack_maker *maker, struct str text)
{
	size_t size = maker->rest.size;

	maker->rest = text;
	size = (size_t)pack_maker_take(maker) << 8;
	size |= pack_maker_take(maker);
	buf_add_str(&maker->index, str_first(maker->rest, size));
	buf_add_str(&maker->pack, str_from(maker->rest, size));
}

static struct content *read_one(int *result, struct packs *packs,
				const struct oid *id)
{
	struct pack_place place;
	struct content *content = NULL;
	enum object_type type, type_again;
	size_t size, size_again;
	int head;

	*result = ERROR_NOT_FOUND;
	if (!packs_find(&place, packs, id))
		return NULL;
	head = pack_read(NULL, &type, &size, packs, &place, LIMIT);
	*result = pack_read(&content, &type_again, &size_again, packs, &place,
			    LIMIT);
	expect(*result == 0 || *result == ERROR_BROKEN ||
	       *result == ERROR_LIMIT);
	expect(*result || !head);
	if (!*result) {
		expect(content && content->size == size_again);
		expect(content->type == type_again && size <= LIMIT);
		expect(type == type_again && size == size_again);
	}
	return content;
}

static void check_same(const struct content *one, const struct content *two)
{
	expect(one->type == two->type && one->size == two->size);
	expect(!one->size || !memcmp(one->data, two->data, one->size));
}

static void check_libgit2(git_odb_backend *backend, const struct oid *id,
			  const struct content *content)
{
	git_object_t type;
	void *data = NULL;
	size_t size;
	git_oid oid;

	memcpy(oid.id, id->bytes, OID_SIZE);
	if (!backend || backend->read(&data, &size, &type, backend, &oid))
		return;
	expect((int)type == (int)content->type && size == content->size);
	expect(!size || !memcmp(data, content->data, size));
	git_odb_backend_data_free(backend, data);
}

/* With nothing in memory; and after all that stand before it, or behind. */
static void check_object(struct packs *packs, const struct oid *id,
			 git_odb_backend *backend)
{
	struct packs *fresh = packs_new();
	int result, alone;
	struct content *content = read_one(&result, packs, id);
	struct content *other;

	expect(fresh && !packs_look(fresh, fuzz_folder()));
	other = read_one(&alone, fresh, id);
	/* a base that is known still reaches further than a chain may */
	expect(result == alone || !result);
	if (content && other)
		check_same(content, other);
	if (content)
		check_libgit2(backend, id, content);
	content_drop(content);
	content_drop(other);
	packs_free(fresh);
}

static void check_all(git_odb_backend *backend)
{
	struct packs *packs = packs_new();
	struct pack_index index;
	size_t count;

	expect(packs && !packs_look(packs, fuzz_folder()));
	if (!pack_index_open(&index, fuzz_path("pack-1.idx")))
		goto out;
	count = index.count < OBJECTS_MAX ? index.count : OBJECTS_MAX;
	for (size_t i = 0; i < 2 * count; i++) {
		size_t at = i < count ? i : 2 * count - 1 - i;
		struct oid id;

		memcpy(id.bytes, index.ids + at * OID_SIZE, OID_SIZE);
		check_object(packs, &id, backend);
	}
	pack_index_close(&index);
out:
	packs_free(packs);
}

FUZZ_TARGET(pack)
{
	struct pack_maker maker = { .pack = BUF_INIT, .index = BUF_INIT };
	struct str text = { (const char *)data + 1, size ? size - 1 : 0 };
	git_odb_backend *backend = NULL;
	struct error error;

	if (!size)
		return 0;
	if (data[0] & AS_IT_IS)
		take(&maker, text);
	else
		pack_maker_make(&maker, text);
	pack_maker_write(&maker);
	expect(!git_start(&error));
	if (git_odb_backend_one_pack(&backend, fuzz_path("pack-1.idx")))
		backend = NULL;
	check_all(backend);
	if (backend)
		backend->free(backend);
	git_stop();
	pack_maker_release(&maker);
	return 0;
}
