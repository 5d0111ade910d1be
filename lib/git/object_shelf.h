/*
 * object_shelf.h - small objects of a push that are walked and are to be judged
 * when many others have been read: copies, one behind the other. What was put
 * there is never written again, so that a further process may look at it, or
 * put it there.
 */
#ifndef REFGATE_GIT_OBJECT_SHELF_H
#define REFGATE_GIT_OBJECT_SHELF_H

#include "git/object_cache.h"

#define OBJECT_SHELF_SIZE_MAX 1024 /* of one object, bytes */
#define OBJECT_SHELF_WAYS 8	   /* places that an id may have */

struct shelf_place {
	uint32_t mark;	     /* a part of the id */
	_Atomic uint32_t at; /* of its bytes, from 1; 0: free */
};

struct object_shelf {
	struct shelf_place *places; /* a mapping, with bytes; NULL: closed */
	size_t place_count;	    /* a power of two */
	unsigned char *bytes;
	size_t size; /* of bytes */
	size_t used; /* by those that this process put there */
};

/*
 * Room for `size` bytes, taken as they are used. `shared`: with processes that
 * begin later, one of which may put objects there. False: no memory.
 */
bool object_shelf_open(struct object_shelf *out, size_t size, bool shared);
/* For one more of any size that it takes. */
bool object_shelf_has_room(const struct object_shelf *shelf);
/* Room and a place for that one. */
bool object_shelf_takes(const struct object_shelf *shelf, const struct oid *id);
/* False: it is too large, or there is no room. */
bool object_shelf_put(struct object_shelf *shelf, const struct oid *id,
		      enum object_type type, struct str data);
/* A copy with one holder, the caller. NULL: it is not there. */
struct content *object_shelf_get(const struct object_shelf *shelf,
				 const struct oid *id);
void object_shelf_close(struct object_shelf *shelf); /* also one not opened */

#endif
