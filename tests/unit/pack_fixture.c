/* pack_fixture.c - see pack_fixture.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "pack_fixture.h"

#include "scratch.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define OFFSET_DELTA 6
#define ID_DELTA 7
#define COPY_MAX 0xffffff
#define OWN_MAX 127

static void add_32(struct buf *out, size_t number)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_add_byte(out, (char)(number >> shift & 0xff));
}

static void add_head(struct pack_fixture *fixture, const struct oid *id,
		     unsigned type, size_t size)
{
	unsigned byte = type << 4 | (size & 15);

	assert_true(fixture->count < PACK_FIXTURE_MAX);
	fixture->ids[fixture->count] = *id;
	fixture->offsets[fixture->count++] = fixture->pack.size;
	for (size >>= 4; size; size >>= 7) {
		buf_add_byte(&fixture->pack, (char)(byte | 0x80));
		byte = size & 0x7f;
	}
	buf_add_byte(&fixture->pack, (char)byte);
}

static void add_data(struct pack_fixture *fixture, struct str data)
{
	uLongf room = compressBound(data.size);
	unsigned char *out = malloc(room);

	assert_non_null(out);
	assert_int_equal(compress2(out, &room, (const Bytef *)data.data,
				   data.size, 1),
			 Z_OK);
	buf_add(&fixture->pack, out, room);
	free(out);
}

void pack_fixture_init(struct pack_fixture *fixture)
{
	memset(fixture, 0, sizeof(*fixture));
	buf_add(&fixture->pack, "PACK\0\0\0\2\0\0\0\0", 12);
}

void pack_fixture_add(struct pack_fixture *fixture, const struct oid *id,
		      enum object_type type, struct str data)
{
	add_head(fixture, id, type, data.size);
	add_data(fixture, data);
}

void pack_fixture_add_delta(struct pack_fixture *fixture, const struct oid *id,
			    size_t base, struct str delta)
{
	size_t back = fixture->pack.size - fixture->offsets[base];
	unsigned char bytes[10];
	size_t at = sizeof(bytes);

	add_head(fixture, id, OFFSET_DELTA, delta.size);
	bytes[--at] = (unsigned char)(back & 0x7f);
	while (back >>= 7)
		bytes[--at] = (unsigned char)(0x80 | (--back & 0x7f));
	buf_add(&fixture->pack, bytes + at, sizeof(bytes) - at);
	add_data(fixture, delta);
}

void pack_fixture_add_delta_by_id(struct pack_fixture *fixture,
				  const struct oid *id, const struct oid *base,
				  struct str delta)
{
	add_head(fixture, id, ID_DELTA, delta.size);
	buf_add(&fixture->pack, base->bytes, OID_SIZE);
	add_data(fixture, delta);
}

struct entry {
	struct oid id;
	size_t offset;
};

static int by_id(const void *a, const void *b)
{
	const struct entry *one = a;
	const struct entry *other = b;

	return memcmp(one->id.bytes, other->id.bytes, OID_SIZE);
}

static void add_fan_out(struct buf *index, const struct entry *entries,
			size_t count)
{
	size_t below = 0;

	for (size_t byte = 0; byte < 256; byte++) {
		while (below < count && entries[below].id.bytes[0] <= byte)
			below++;
		add_32(index, below);
	}
}

static void write_index(const struct pack_fixture *fixture, const char *path)
{
	static const unsigned char none[2 * OID_SIZE] = { 0 };
	struct entry *entries = calloc(fixture->count + 1, sizeof(*entries));
	struct buf index = BUF_INIT;

	assert_non_null(entries);
	for (size_t i = 0; i < fixture->count; i++)
		entries[i] =
			(struct entry){ fixture->ids[i], fixture->offsets[i] };
	qsort(entries, fixture->count, sizeof(*entries), by_id);
	buf_add(&index, "\377tOc\0\0\0\2", 8);
	add_fan_out(&index, entries, fixture->count);
	for (size_t i = 0; i < fixture->count; i++)
		buf_add(&index, entries[i].id.bytes, OID_SIZE);
	for (size_t i = 0; i < fixture->count; i++)
		add_32(&index, 0);
	for (size_t i = 0; i < fixture->count; i++)
		add_32(&index, entries[i].offset);
	buf_add(&index, none, sizeof(none));
	scratch_write(path, buf_str(&index));
	buf_release(&index);
	free(entries);
}

void pack_fixture_write(struct pack_fixture *fixture, const char *folder)
{
	static const unsigned char none[OID_SIZE] = { 0 };
	struct buf path = BUF_INIT;

	buf_addf(&path, "%s/pack-1.pack", folder);
	buf_add(&fixture->pack, none, sizeof(none));
	scratch_write(buf_text(&path), buf_str(&fixture->pack));
	buf_clear(&path);
	buf_addf(&path, "%s/pack-1.idx", folder);
	write_index(fixture, buf_text(&path));
	buf_release(&path);
}

void pack_fixture_release(struct pack_fixture *fixture)
{
	buf_release(&fixture->pack);
	fixture->count = 0;
}

static void add_size(struct buf *delta, size_t size)
{
	for (; size > 0x7f; size >>= 7)
		buf_add_byte(delta, (char)(0x80 | (size & 0x7f)));
	buf_add_byte(delta, (char)size);
}

void delta_fixture_begin(struct buf *delta, size_t base, size_t result)
{
	buf_clear(delta);
	add_size(delta, base);
	add_size(delta, result);
}

void delta_fixture_copy(struct buf *delta, size_t offset, size_t count)
{
	size_t at = delta->size;
	unsigned present = 0x80;

	assert_true(count && count <= COPY_MAX);
	buf_add_byte(delta, 0);
	for (unsigned i = 0; i < 4; i++)
		if (offset >> 8 * i & 0xff) {
			present |= 1u << i;
			buf_add_byte(delta, (char)(offset >> 8 * i & 0xff));
		}
	for (unsigned i = 0; i < 3; i++)
		if (count >> 8 * i & 0xff) {
			present |= 0x10u << i;
			buf_add_byte(delta, (char)(count >> 8 * i & 0xff));
		}
	delta->data[at] = (char)present;
}

void delta_fixture_own(struct buf *delta, struct str bytes)
{
	while (bytes.size) {
		struct str piece = str_first(bytes, OWN_MAX);

		buf_add_byte(delta, (char)piece.size);
		buf_add_str(delta, piece);
		bytes = str_from(bytes, piece.size);
	}
}

static unsigned any_below(unsigned most)
{
	return (unsigned)rand() % most;
}

/* Where so much of `piece` stands in `base`, from somewhere on; or nowhere. */
static bool find(size_t *at, struct str base, struct str piece)
{
	size_t from = base.size ? any_below((unsigned)base.size) : 0;

	for (size_t i = 0; i < base.size; i++) {
		*at = (from + i) % base.size;
		if (*at + piece.size <= base.size &&
		    !memcmp(base.data + *at, piece.data, piece.size))
			return true;
	}
	return false;
}

void delta_fixture_any(struct buf *delta, struct str base, struct str result,
		       bool stays)
{
	size_t at = 0;

	delta_fixture_begin(delta, base.size, result.size);
	while (at < result.size) {
		size_t left = result.size - at;
		size_t size = 1 + any_below(left < 90 ? (unsigned)left : 90);
		struct str piece = { result.data + at, size };
		size_t place = at;

		if (stays) {
			while (size &&
			       (at + size > base.size ||
				memcmp(base.data + at, piece.data, size) != 0))
				size--;
			piece.size = size ? size : 1;
		}
		if (stays ? size > 0 :
			    any_below(8) && find(&place, base, piece))
			delta_fixture_copy(delta, place, piece.size);
		else
			delta_fixture_own(delta, piece);
		at += piece.size;
	}
}
