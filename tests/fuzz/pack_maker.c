/* pack_maker.c - see pack_maker.h. Never makes an index out of order. */
#include "pack_maker.h"

#include "fuzz.h"

#include <string.h>
#include <zlib.h>

#define PAYLOAD_MAX 1024
#define OFFSET_DELTA 6
#define ID_DELTA 7

unsigned pack_maker_take(struct pack_maker *maker)
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
static void add_base(struct pack_maker *maker, unsigned type, unsigned which)
{
	size_t here = maker->offsets[maker->count];
	size_t base = maker->count ? which % (maker->count + 1) : 0;
	size_t back = here - (base ? maker->offsets[base - 1] : which);
	unsigned char bytes[OID_SIZE];
	size_t at = sizeof(bytes);

	if (type == ID_DELTA) {
		id_of(bytes, which % PACK_MAKER_ENTRIES_MAX);
		buf_add(&maker->pack, bytes, sizeof(bytes));
		return;
	}
	bytes[--at] = (unsigned char)(back & 0x7f);
	while (back >>= 7)
		bytes[--at] = (unsigned char)(0x80 | (--back & 0x7f));
	buf_add(&maker->pack, bytes + at, sizeof(bytes) - at);
}

/* A size that is not true, where the highest bit says so. */
static void add_entry(struct pack_maker *maker)
{
	unsigned type = pack_maker_take(maker) & 7;
	unsigned which = pack_maker_take(maker);
	unsigned lie = pack_maker_take(maker);
	size_t size = (size_t)pack_maker_take(maker) << 2;
	struct str payload;
	unsigned char out[2 * PAYLOAD_MAX];
	uLongf room = sizeof(out);

	size += pack_maker_take(maker) & 3;
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

static void add_index(struct pack_maker *maker)
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

void pack_maker_make(struct pack_maker *maker, struct str text)
{
	static const unsigned char none[OID_SIZE] = { 0 };

	maker->rest = text;
	buf_add(&maker->pack, "PACK\0\0\0\2", 8);
	add_32(&maker->pack, 0);
	while (maker->rest.size && maker->count < PACK_MAKER_ENTRIES_MAX)
		add_entry(maker);
	buf_add(&maker->pack, none, sizeof(none));
	if (maker->pack.size > 12)
		maker->pack.data[11] = (char)maker->count;
	add_index(maker);
}

void pack_maker_write(const struct pack_maker *maker)
{
	fuzz_write(fuzz_path("pack-1.idx"), buf_str(&maker->index));
	fuzz_write(fuzz_path("pack-1.pack"), buf_str(&maker->pack));
}

void pack_maker_release(struct pack_maker *maker)
{
	buf_release(&maker->pack);
	buf_release(&maker->index);
}
