/*
 * fuzz_pack.c - packs and their indexes out of any bytes, as they are or made
 * of entries and deltas that any bytes describe: each object is the same
 * whatever was read before it, and what libgit2 reads is the same, too.
 */
#include "fuzz.h"

#include "base/buf.h"
#include "base/error.h"
#include "git/pack.h"
#include "git/startup.h"

#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <string.h>
#include <zlib.h>

#define AS_IT_IS 1
#define LIMIT (256u << 10)
#define ENTRIES_MAX 24
#define PAYLOAD_MAX 1024
#define OBJECTS_MAX 64
#define OFFSET_DELTA 6
#define ID_DELTA 7

struct maker {
	struct str rest; /* what describes the entries */
	struct buf pack, index;
	size_t offsets[ENTRIES_MAX];
	size_t count;
};

static unsigned take_byte(struct maker *maker)
{
	unsigned byte = maker->rest.size ? (unsigned char)maker->rest.data[0] :
					   0;

	maker->rest = str_from(maker->rest, 1);
	return byte;
}

static void add_32(struct buf *out, size_t number)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_add_byte(out, (char)(number >> shift & 0xff));
}

static void add_head(struct buf *out, unsigned type, size_t size)
{
	unsigned byte = type << 4 | (size & 15);

	for (size >>= 4; size; size >>= 7) {
		buf_add_byte(out, (char)(byte | 0x80));
		byte = size & 0x7f;
	}
	buf_add_byte(out, (char)byte);
}

static void id_of(unsigned char id[OID_SIZE], size_t entry)
{
	memset(id, 0, OID_SIZE);
	id[0] = (unsigned char)(entry * 10);
	id[OID_SIZE - 1] = (unsigned char)entry;
}

/* The last entries before this one are what it may build on; or it not. */
static void add_base(struct maker *maker, unsigned type, unsigned which)
{
	size_t here = maker->offsets[maker->count];
	size_t base = maker->count ? which % (maker->count + 1) : 0;
	size_t back = here - (base ? maker->offsets[base - 1] : which);
	unsigned char bytes[OID_SIZE];
	size_t at = sizeof(bytes);

	if (type == ID_DELTA) {
		id_of(bytes, which % ENTRIES_MAX);
		buf_add(&maker->pack, bytes, sizeof(bytes));
		return;
	}
	bytes[--at] = (unsigned char)(back & 0x7f);
	while (back >>= 7)
		bytes[--at] = (unsigned char)(0x80 | (--back & 0x7f));
	buf_add(&maker->pack, bytes + at, sizeof(bytes) - at);
}

/* A size that is not true, where the highest bit says so. */
static void add_entry(struct maker *maker)
{
	unsigned type = take_byte(maker) & 7;
	unsigned which = take_byte(maker);
	unsigned lie = take_byte(maker);
	size_t size = (size_t)take_byte(maker) << 2;
	struct str payload;
	unsigned char out[2 * PAYLOAD_MAX];
	uLongf room = sizeof(out);

	size += take_byte(maker) & 3;
	payload =
		str_first(maker->rest, size < PAYLOAD_MAX ? size : PAYLOAD_MAX);
	maker->rest = str_from(maker->rest, payload.size);
	maker->offsets[maker->count] = maker->pack.size;
	size = payload.size;
	if (lie & 0x80)
		size ^= (size_t)(lie & 0x7f) << (which & 31);
	add_head(&maker->pack, type, size);
	if (type == OFFSET_DELTA || type == ID_DELTA)
		add_base(maker, type, which);
	expect(compress2(out, &room, (const Bytef *)payload.data, payload.size,
			 1) == Z_OK);
	buf_add(&maker->pack, out, room);
	maker->count++;
}

static void add_index(struct maker *maker)
{
	static const unsigned char none[2 * OID_SIZE] = { 0 };
	unsigned char id[OID_SIZE];

	buf_add(&maker->index, "\377tOc\0\0\0\2", 8);
	for (size_t byte = 0; byte < 256; byte++) {
		size_t below = byte / 10 + 1;

		add_32(&maker->index,
		       below < maker->count ? below : maker->count);
	}
	for (size_t i = 0; i < maker->count; i++) {
		id_of(id, i);
		buf_add(&maker->index, id, sizeof(id));
	}
	for (size_t i = 0; i < maker->count; i++)
		add_32(&maker->index, 0);
	for (size_t i = 0; i < maker->count; i++)
		add_32(&maker->index, maker->offsets[i]);
	buf_add(&maker->index, none, sizeof(none));
}

static void make(struct maker *maker, struct str text)
{
	static const unsigned char none[OID_SIZE] = { 0 };

	maker->rest = text;
	buf_add(&maker->pack, "PACK\0\0\0\2", 8);
	add_32(&maker->pack, 0);
	while (maker->rest.size && maker->count < ENTRIES_MAX)
		add_entry(maker);
	buf_add(&maker->pack, none, sizeof(none));
	if (maker->pack.size > 12)
		maker->pack.data[11] = (char)maker->count;
	add_index(maker);
}

/* Two bytes that say how long the index is, the index, the pack. */
static void take(struct maker *maker, struct str text)
{
	size_t size = maker->rest.size;

	maker->rest = text;
	size = (size_t)take_byte(maker) << 8;
	size |= take_byte(maker);
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
	struct maker maker = { .pack = BUF_INIT, .index = BUF_INIT };
	struct str text = { (const char *)data + 1, size ? size - 1 : 0 };
	git_odb_backend *backend = NULL;
	struct error error;

	if (!size)
		return 0;
	if (data[0] & AS_IT_IS)
		take(&maker, text);
	else
		make(&maker, text);
	fuzz_write(fuzz_path("pack-1.idx"), buf_str(&maker.index));
	fuzz_write(fuzz_path("pack-1.pack"), buf_str(&maker.pack));
	expect(!git_start(&error));
	if (git_odb_backend_one_pack(&backend, fuzz_path("pack-1.idx")))
		backend = NULL;
	check_all(backend);
	if (backend)
		backend->free(backend);
	git_stop();
	buf_release(&maker.pack);
	buf_release(&maker.index);
	return 0;
}
