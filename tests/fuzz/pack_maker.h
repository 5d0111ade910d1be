/*
 * pack_maker.h - a pack and its index, made of entries and deltas that any
 * bytes describe.
 */
#ifndef REFGATE_TESTS_PACK_MAKER_H
#define REFGATE_TESTS_PACK_MAKER_H

#include "base/buf.h"
#include "git/oid.h"

#define PACK_MAKER_ENTRIES_MAX 24

struct pack_maker {
	struct str rest; /* what describes the entries */
	struct buf pack, index;
	size_t offsets[PACK_MAKER_ENTRIES_MAX];
	size_t count;
};

/* The next byte of `rest`; 0 behind its end. */
unsigned pack_maker_take(struct pack_maker *maker);
/*
 * An entry is its type, what it builds on, a lie about its size, its size (two
 * bytes), and that many bytes. The id of the nth is 10 n, zeros, n.
 */
void pack_maker_make(struct pack_maker *maker, struct str text);
/* As pack-1.pack and pack-1.idx of the folder. */
void pack_maker_write(const struct pack_maker *maker);
void pack_maker_release(struct pack_maker *maker);

#endif
