/*
 * tracked.h - the governed refs whose values are compared with what the
 * gate's memory has of them: which they are, and both values. Never decides
 * what a difference means.
 */
#ifndef REFGATE_GATE_TRACKED_H
#define REFGATE_GATE_TRACKED_H

#include "gate/gate.h"
#include "gate/setup.h"
#include "gate/snapshot.h"

struct tracked {
	const char *name;    /* arena */
	struct oid found;    /* what it has; zero: it is not there */
	struct oid recorded; /* what the memory has; zero likewise */
	bool is_recorded;    /* false: the snapshot is to be asked */
	bool is_literal;     /* a policy names it in full */
	bool is_bypassed;    /* by whoever compares */
};

struct tracked_list {
	struct tracked *items; /* heap */
	size_t count, capacity;
	struct arena *arena;
};

/*
 * 1: a policy governs the ref, by its real name, and it is none of the
 * gate's own; 0: none does.
 */
int tracked_is_governed(const struct gate_request *request, const char *name,
			struct error *error);
/*
 * The governed refs that the push names, as they are named and as what they
 * lead to, and, if there are any, those that the policies name in full.
 */
int tracked_gather(struct tracked_list *list,
		   const struct gate_request *request, struct error *error);
/* Every ref that the globs match, with its value. */
int tracked_add_matching(struct tracked_list *list, struct repo *repo,
			 const struct globs *globs, struct error *error);
int tracked_add(struct tracked_list *list, const char *name,
		struct error *error);
/* By name, each once. */
void tracked_finish(struct tracked_list *list);
void tracked_release(struct tracked_list *list);

/*
 * What the ref has. A symbolic ref has no value of its own: whoever makes one
 * of a governed ref has taken its value away.
 */
int tracked_look(struct tracked *ref, struct repo *repo, struct arena *arena,
		 struct error *error);
/* What the memory has, if it has a value of its own. */
int tracked_recall(struct tracked *ref, struct repo *repo,
		   const char *generation, struct arena *arena,
		   struct error *error);

#endif
