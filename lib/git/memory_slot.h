/*
 * memory_slot.h - a file that is written beside itself, under a lock file as
 * git's own, and then takes its own place. For lib/git/memory_*.c only.
 */
#ifndef REFGATE_GIT_MEMORY_SLOT_H
#define REFGATE_GIT_MEMORY_SLOT_H

#include "base/arena.h"
#include "base/error.h"
#include "git/oid.h"

#include <stdbool.h>

/* Others hold such a lock for milliseconds: four seconds. */
#define MEMORY_LOCK_TRIES 400
#define MEMORY_LINE_SIZE (OID_HEX_SIZE + 2)

struct memory_slot {
	const char *path;
	const char *lock;
	int fd;	      /* -1: not locked */
	bool is_name; /* of the gate's memory */
};

#define MEMORY_SLOT_INIT  \
	{                 \
		.fd = -1, \
	}

/* *out: "refs/refgate/<name>", in `arena`. ERROR_BROKEN: it is no name. */
int memory_full_name(const char **out, const char *name, struct arena *arena,
		     struct error *error);
/* The slot of a ref, or of "packed-refs"; its paths are in `arena`. */
int memory_slot_init(struct memory_slot *slot, const char *common_dir,
		     const char *name, struct arena *arena,
		     struct error *error);
/*
 * Makes the folders that are missing and the lock file, as open as they are.
 * ERROR_BROKEN: somebody else has it for so many tries.
 */
int memory_slot_lock(struct memory_slot *slot, unsigned tries,
		     struct arena *arena, struct error *error);
void memory_slot_unlock(struct memory_slot *slot); /* also if it is not held */
/*
 * Under the lock, which is gone then. Whole after a crash: the new file, or
 * what was there before.
 */
int memory_slot_rename(struct memory_slot *slot, struct str data,
		       struct error *error);
/* The same, durable on return. */
int memory_slot_commit(struct memory_slot *slot, struct str data,
		       struct error *error);
/* Under the lock, which is gone then: the ref's file, and empty folders. */
int memory_slot_remove(struct memory_slot *slot, const char *common_dir,
		       struct arena *arena, struct error *error);
/* What the file of a ref holds that is this id; in `line`. */
struct str memory_slot_id(char line[MEMORY_LINE_SIZE], const struct oid *id);

#endif
