/*
 * ref_cache.h - loose refs and folders of them, each read once while
 * refs_hold() asks for it, and for REF_CACHE_SECONDS at most: an answer is
 * never older. For lib/git/ref*.c only.
 *
 * Packed refs are not kept, but whether a name without a file is one of them:
 * who packs refs removes their files last, so packed-refs must be looked at
 * after the file.
 */
#ifndef REFGATE_GIT_REF_CACHE_H
#define REFGATE_GIT_REF_CACHE_H

#include "git/packed_refs.h"
#include "git/ref_files.h"

#include <stdint.h>

#define REF_CACHE_SECONDS 1
#define REF_CACHE_REFS_MAX 1024 /* further ones are read anew */
#define REF_CACHE_FOLDERS_MAX 64
#define REF_CACHE_ENTRIES_MAX 128 /* of a folder */

struct held_ref {
	struct held_ref *next;
	const char *name;
	bool is_loose;
	struct ref_value value; /* if it is */
	bool was_asked;		/* for among the packed ones */
	bool is_packed;
	struct packed_ref packed; /* if it is; without its name */
};

struct folder_entry {
	const char *name;
	unsigned char type; /* DT_..., readdir(3) */
};

struct held_folder {
	struct held_folder *next;
	const char *path;
	struct folder_entry entries[REF_CACHE_ENTRIES_MAX];
	size_t count;
};

struct ref_cache {
	bool on;
	int64_t until; /* clock_monotonic() */
	struct arena arena;
	struct held_ref *refs[REF_CACHE_REFS_MAX]; /* by hash, chained */
	size_t ref_count;
	struct held_folder *folders;
	size_t folder_count;
};

void ref_cache_set(struct ref_cache *cache, bool on); /* forgets all */
void ref_cache_release(struct ref_cache *cache);
/* Forgets what is too old. Not while anything of it is in use. */
void ref_cache_tick(struct ref_cache *cache);

/* As ref_file_read(). */
int ref_cache_loose(struct ref_value *out, struct ref_cache *cache,
		    const char *directory, const char *name,
		    struct arena *arena, struct error *error);
/*
 * As packed_refs_find(), after packed_refs_refresh(); out->name is not set.
 */
int ref_cache_packed(struct packed_ref *out, struct ref_cache *cache,
		     struct packed_refs *packed, const char *common_dir,
		     const char *name, struct error *error);

/* NULL: it is to be read. */
const struct held_folder *ref_cache_folder(const struct ref_cache *cache,
					   const char *path);
/* To be filled and kept; NULL: nothing is to be kept. */
struct held_folder *ref_cache_begin(struct ref_cache *cache, const char *path);
/* Any error or too many entries: *folder becomes NULL. */
void ref_cache_entry(struct ref_cache *cache, struct held_folder **folder,
		     const char *name, unsigned char type);
void ref_cache_keep(struct ref_cache *cache, struct held_folder *folder);

#endif
