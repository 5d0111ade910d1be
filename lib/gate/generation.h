/*
 * generation.h - the policies in force, as the gate's memory has them, and
 * the governed refs as they were when that began. A new generation begins
 * with the first push, and whenever a policy, a trust file or the branch that
 * HEAD names is another: so a ref that nobody governed meanwhile is never
 * taken for one that was moved past the gate. Never judges.
 *
 *   refs/refgate/policy    policy <hash>    of the repository's policy
 *                          floor <hash>     of the floor, if there is one
 *                          head <ref>       if HEAD names one
 *                          time <time>
 *                          generation <n>   from 1
 *                          snapshot <blob>  snapshot.h
 *   refs/refgate/snapshot  that blob
 */
#ifndef REFGATE_GATE_GENERATION_H
#define REFGATE_GATE_GENERATION_H

#include "gate/setup.h"
#include "gate/snapshot.h"
#include "gate/value.h"
#include "git/memory.h"

struct generation {
	struct str text; /* of refs/refgate/policy; empty: there is none */
	struct snapshot snapshot;
	struct object blob; /* that it is in */
};

#define GENERATION_INIT                                        \
	{                                                      \
		.text = { NULL, 0 }, .blob = {.handle = NULL } \
	}

/* 0, also if there is none yet. The text is in `arena`. */
int generation_read(struct generation *out, struct repo *repo,
		    struct arena *arena, struct error *error);
/* When it is first asked for: it may be large. */
int generation_read_snapshot(struct generation *generation, struct repo *repo,
			     struct error *error);
void generation_release(struct generation *generation);

bool generation_exists(const struct generation *generation);
/* Whether its policies are these. Negative: memory is short. */
int generation_is_of(const struct generation *generation,
		     const struct setup *setup, struct error *error);
/*
 * What is another, for people ("the policy", "the floor", ...), and
 * ",\"policy_was\":..." for the log; both in `arena`, NULL if memory is
 * short.
 */
const char *generation_change(const struct generation *before,
			      const struct setup *setup, struct arena *arena);
const char *generation_was(const struct generation *before,
			   const struct setup *setup, struct arena *arena);

/*
 * Begins one, under the lock of `store`, whose generation it becomes. What
 * `before` remembered of values is forgotten.
 */
int generation_begin(struct value_store *store, const struct setup *setup,
		     const struct generation *before, struct repo *repo,
		     struct error *error);

/* Forgets it and all values: nobody guards the refs from now on. */
int generation_end(struct value_store *store, struct repo *repo,
		   struct error *error);

#endif
