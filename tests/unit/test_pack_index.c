/*
 * test_pack_index.c - ids in a pack's index, however they are spread. Whoever
 * pushes may make them so that they all begin alike.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/pack_index.h"

#include "base/buf.h"
#include "scratch.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNT 200000u
#define FAN_OUT 256
/* One by one it would take minutes. */
#define SECONDS 30

typedef void id_maker(struct oid *id, unsigned number);

static void put_32(unsigned char *at, unsigned number)
{
	for (int i = 0; i < 4; i++)
		at[i] = (unsigned char)(number >> (24 - 8 * i));
}

static void spread(struct oid *id, unsigned number)
{
	(void)number;
	for (size_t i = 0; i < OID_SIZE; i++)
		id->bytes[i] = (unsigned char)rand();
}

static void alike(struct oid *id, unsigned number)
{
	memset(id->bytes, 0xab, OID_SIZE);
	put_32(id->bytes + OID_SIZE - 4, number);
}

/* Both ends of what begins with one byte, and nothing between them. */
static void at_both_ends(struct oid *id, unsigned number)
{
	memset(id->bytes, number % 2 ? 0xff : 0, OID_SIZE);
	id->bytes[0] = 7;
	put_32(id->bytes + OID_SIZE - 4, number);
}

/* Half as many in each further half. */
static void doubling(struct oid *id, unsigned number)
{
	spread(id, number);
	id->bytes[0] = 0;
	put_32(id->bytes + 1, (unsigned)rand() >> number % 31);
}

static int in_order(const void *a, const void *b)
{
	return memcmp(a, b, OID_SIZE);
}

static void add_32(struct buf *buf, unsigned number)
{
	unsigned char bytes[4];

	put_32(bytes, number);
	buf_add(buf, bytes, sizeof(bytes));
}

/* *ids: heap, sorted. */
static void make_index(struct oid **ids, id_maker *maker)
{
	struct buf index = BUF_INIT;
	unsigned below = 0;

	srand(1);
	*ids = calloc(COUNT, sizeof(**ids));
	assert_non_null(*ids);
	for (unsigned i = 0; i < COUNT; i++)
		maker(&(*ids)[i], i);
	qsort(*ids, COUNT, sizeof(**ids), in_order);
	buf_add(&index, "\377tOc\0\0\0\2", 8);
	for (unsigned byte = 0; byte < FAN_OUT; byte++) {
		while (below < COUNT && (*ids)[below].bytes[0] <= byte)
			below++;
		add_32(&index, below);
	}
	buf_add(&index, *ids, COUNT * sizeof(**ids));
	for (unsigned i = 0; i < COUNT; i++)
		add_32(&index, 0); /* checksums */
	for (unsigned i = 0; i < COUNT; i++)
		add_32(&index, i);
	for (unsigned i = 0; i < 2 * OID_SIZE; i++)
		buf_add_byte(&index, 0);
	scratch_write("x.idx", buf_str(&index));
	buf_release(&index);
}

static bool is_among(const struct oid *ids, const struct oid *id)
{
	return bsearch(id, ids, COUNT, sizeof(*ids), in_order) != NULL;
}

static void assert_all_found(const struct pack_index *index,
			     const struct oid *ids)
{
	alarm(SECONDS);
	for (unsigned i = 0; i < COUNT; i++) {
		struct oid other = ids[i];
		uint64_t offset;
		size_t at;

		assert_true(pack_index_place(&at, index, &ids[i]));
		assert_memory_equal(&ids[at], &ids[i], OID_SIZE);
		assert_true(pack_index_find(&offset, index, &ids[i]));
		assert_int_equal(offset, at);
		other.bytes[i % OID_SIZE] ^= 0x80;
		assert_int_equal(pack_index_place(&at, index, &other),
				 is_among(ids, &other));
	}
	alarm(0);
}

static void assert_found(id_maker *maker)
{
	struct pack_index index;
	struct oid *ids;

	make_index(&ids, maker);
	assert_true(pack_index_open(&index, "x.idx"));
	assert_int_equal(index.count, COUNT);
	assert_all_found(&index, ids);
	pack_index_refine(&index);
	assert_non_null(index.fine);
	assert_all_found(&index, ids);
	pack_index_close(&index);
	free(ids);
}

static void test_spread(void **state)
{
	(void)state;
	assert_found(spread);
}

static void test_made_alike(void **state)
{
	(void)state;
	assert_found(alike);
	assert_found(at_both_ends);
	assert_found(doubling);
}

#define IN_SCRATCH(test) \
	cmocka_unit_test_setup_teardown(test, scratch_set_up, scratch_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_SCRATCH(test_spread),
		IN_SCRATCH(test_made_alike),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
