/*
 * pack_entry.h - one entry of a pack: its head, and what it holds deflated.
 * For lib/git/ only.
 *
 * Format: git's gitformat-pack(5).
 */
#ifndef REFGATE_GIT_PACK_ENTRY_H
#define REFGATE_GIT_PACK_ENTRY_H

#include "git/pack.h"

struct pack_entry {
	unsigned type; /* enum object_type, unless it is a delta */
	size_t size;   /* as the head says; of a delta: its own */
	uint64_t offset;
	const unsigned char *data; /* deflated */
	uint64_t base;		   /* offset, of a delta */
};

/* Maps the pack, if nobody has. False: it is none that we read. */
bool pack_open(struct pack *pack);
/* Of a pack that is open. False: no entry begins there, or an odd one. */
bool pack_entry_read(struct pack_entry *entry, struct pack *pack,
		     uint64_t offset);
bool pack_entry_is_delta(const struct pack_entry *entry);
/* Bytes from its data to the end of all entries. */
size_t pack_entry_room(const struct pack *pack, const struct pack_entry *entry);
/* `out` has entry->size bytes. False: damaged, or of another size. */
bool pack_entry_inflate(unsigned char *out, struct packs *packs,
			struct pack *pack, const struct pack_entry *entry);

#endif
