/*
 * pack_fixture.h - a pack made entry by entry, with deltas as somebody might
 * make them, and its index. Ids are whatever the test says. For tests only.
 */
#ifndef REFGATE_TESTS_PACK_FIXTURE_H
#define REFGATE_TESTS_PACK_FIXTURE_H

#include "base/buf.h"
#include "git/object.h"

#define PACK_FIXTURE_MAX 4096

struct pack_fixture {
	struct buf pack;
	struct oid ids[PACK_FIXTURE_MAX];
	size_t offsets[PACK_FIXTURE_MAX];
	size_t count;
};

void pack_fixture_init(struct pack_fixture *fixture);
void pack_fixture_add(struct pack_fixture *fixture, const struct oid *id,
		      enum object_type type, struct str data);
/* A difference from an entry that is there. */
void pack_fixture_add_delta(struct pack_fixture *fixture, const struct oid *id,
			    size_t base, struct str delta);
/* A difference from an object, which may come later. */
void pack_fixture_add_delta_by_id(struct pack_fixture *fixture,
				  const struct oid *id, const struct oid *base,
				  struct str delta);
/* As pack-1.pack and pack-1.idx of that folder. */
void pack_fixture_write(struct pack_fixture *fixture, const char *folder);
void pack_fixture_release(struct pack_fixture *fixture);

/* The pieces of a delta. */
void delta_fixture_begin(struct buf *delta, size_t base, size_t result);
void delta_fixture_copy(struct buf *delta, size_t offset, size_t count);
void delta_fixture_own(struct buf *delta, struct str bytes);
/*
 * Pieces of any size, by rand(3), of the base where they are to be found in it;
 * `stays`: in the same place.
 */
void delta_fixture_any(struct buf *delta, struct str base, struct str result,
		       bool stays);

#endif
