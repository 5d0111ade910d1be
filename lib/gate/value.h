/*
 * value.h - the last recorded value of each governed ref, in the gate's
 * memory, under one lock for all of them. Knows no policy and starts no
 * libgit2: post-receive records, reconcile.h compares.
 *
 * A value is the ref refs/refgate/value/<generation>/<hash of the name>: it
 * points at what the ref pointed at, or at memory_deleted. <generation> is
 * the beginning of the id that refs/refgate/policy has: whatever belongs to
 * an earlier one is not found any more (generation.h).
 *
 * The lock is <git_dir>/refgate/values, which also holds what
 * refs/refgate/policy was last: so it is noticed if that memory is gone; and
 * behind it a byte if there is something to be swept.
 */
#ifndef REFGATE_GATE_VALUE_H
#define REFGATE_GATE_VALUE_H

#include "base/arena.h"
#include "base/error.h"
#include "git/oid.h"

#include <sys/types.h>

#define VALUE_PREFIX "value/"
#define VALUE_GENERATION_SIZE 16
#define VALUE_LOCK_SECONDS 10

struct value_store {
	const char *git_dir;
	const char *common_dir; /* arena */
	struct arena *arena;
	int lock; /* -1: not held */
	/* of refs/refgate/policy; empty: there is none yet */
	char generation[VALUE_GENERATION_SIZE + 1];
	bool is_known;	  /* there was a memory, says the lock's file */
	struct oid known; /* that one; zero: not readable */
	bool is_swept;	  /* false: see value_ask_sweep() */
};

#define VALUE_STORE_INIT    \
	{                   \
		.lock = -1, \
	}

/*
 * Waits for the lock and reads which generation it is. `mode`: of the file,
 * if it has to be made. ERROR_BROKEN. Hold it while nothing is printed.
 */
int value_lock(struct value_store *out, const char *git_dir, mode_t mode,
	       struct arena *arena, struct error *error);
void value_unlock(struct value_store *store); /* also if it is not held */

/* The memory's name of a ref's value; NULL if memory is short. */
const char *value_name(const char *generation, const char *ref,
		       struct arena *arena);
/* `out` gets VALUE_GENERATION_SIZE digits and a NUL. */
void value_generation(char *out, const struct oid *policy);

/*
 * What value_put() would write, in the store's arena: 1, or 0 for nothing.
 */
struct memory_entry;
int value_entry(struct memory_entry *out, const struct value_store *store,
		const char *ref, const struct oid *value, struct error *error);
/*
 * The same of a ref that had landed so when somebody died, and has moved since:
 * where the value of before is still recorded, this one is, so that the
 * move does not go unseen.
 */
int value_entry_missed(struct memory_entry *out,
		       const struct value_store *store, const char *ref,
		       const struct oid *old, const struct oid *landed,
		       struct error *error);
/*
 * Records that value (zero: gone) of a ref, by its real name. Under the lock,
 * and only if the ref has it: else whoever has moved it on records it. Before
 * the first generation there is nothing to record in.
 */
int value_put(const struct value_store *store, const char *ref,
	      const struct oid *value, struct error *error);
/* The same of a ref that may be symbolic, whether it is governed or not. */
int value_put_pushed(const struct value_store *store, const char *ref,
		     const struct oid *value, struct error *error);
/* What refs/refgate/policy is now, for `known` of the next ones. */
int value_mark(const struct value_store *store, const struct oid *policy,
	       struct error *error);

/*
 * Lets the next post-receive take out of packed-refs what is forgotten, and
 * the values of generations before its own: pre-receive, which has given up
 * its rights, cannot. Nothing is told if it fails; needs no lock.
 */
void value_ask_sweep(const char *git_dir, struct arena *arena);
/* If that was asked for. What fails is left to the next one. */
void value_sweep(const struct value_store *store);

/* There is no memory any more, and that is as it should be. */
void value_forget(const struct value_store *store);

#endif
