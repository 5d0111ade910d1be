/*
 * pack.h - reads the objects of one object directory's packs. What it cannot
 * read (another version, damage, anything odd) it leaves to libgit2, which
 * says what is wrong. Takes no lock and keeps no file open. For lib/git/ only.
 *
 * Format: git's gitformat-pack(5).
 */
#ifndef REFGATE_GIT_PACK_H
#define REFGATE_GIT_PACK_H

#include "git/object_cache.h"
#include "git/pack_index.h"

#include <zlib.h>

/* Contents that others are a difference from. */
#define PACK_BASES_MAX 1024
#define PACK_BASES_BYTES_MAX (8u << 20)
/* Of packs, as they are mapped, so many bytes stay in memory. */
#define PACK_READ_KEPT (16u << 20)
/* Of those of a push, which are read in their order, as a rule. */
#define PACK_PUSHED_KEPT (4u << 20)
/* What comes into memory with one page: the kernel's fault-around. */
#define PACK_WINDOW_SIZE (64u << 10)

struct pack {
	char *path; /* heap */
	struct pack_index index;
	struct pack_map map; /* opened when it is read */
	unsigned char *seen; /* heap; a bit for each window of it in memory */
	size_t seen_count;
	bool unreadable;
};

struct pack_base {
	const struct pack *pack;
	uint64_t offset;
	struct content *content; /* NULL: a free place */
};

struct packs {
	struct pack **items; /* heap */
	size_t count, capacity;
	bool complete;	 /* what is in none of them is in no pack */
	z_stream stream; /* for the beginning of an entry */
	bool started;
	struct libdeflate_decompressor *whole; /* for a whole one; or NULL */
	size_t in_memory;		       /* bytes of windows */
	size_t in_memory_max;		       /* PACK_READ_KEPT */
	size_t bases_bytes;
	size_t turn;		 /* of the base that goes next */
	struct pack_base *bases; /* PACK_BASES_MAX; NULL: none was kept */
};

struct packs *packs_new(void); /* NULL: no memory */
/*
 * Finds what has come into the object directory's folder "pack" since the
 * last time. What has gone from there can be read on. ERROR_BROKEN: the folder
 * cannot be read.
 */
int packs_look(struct packs *packs, const char *folder);
void packs_free(struct packs *packs); /* NULL-safe */

struct pack_place {
	struct pack *pack;
	uint64_t offset;
};
bool packs_find(struct pack_place *out, struct packs *packs,
		const struct oid *id);
/*
 * ERROR_LIMIT: larger than `limit`, with its *size. `content` may be NULL:
 * then only type and size are read. ERROR_BROKEN: for libgit2 to say.
 */
int pack_read(struct content **content, enum object_type *type, size_t *size,
	      struct packs *packs, const struct pack_place *place,
	      size_t limit);
/*
 * That much of it has been read, as far as it reaches. Gives the packs' memory
 * back when there is much of it; they can be read on.
 */
void packs_count_read(struct packs *packs, struct pack *pack, uint64_t offset,
		      uint64_t size);
/* Gives back what is in memory of it. */
void pack_forget(struct pack *pack);

/* The caller holds what it gets; NULL: not there. */
struct content *packs_find_base(struct packs *packs, const struct pack *pack,
				uint64_t offset);
void packs_keep_base(struct packs *packs, const struct pack *pack,
		     uint64_t offset, struct content *content);

#endif
