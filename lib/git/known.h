/*
 * known.h - what a rule takes for known, seen from the graph's own files:
 * painting goes from the newest commit down and never paints what no tip
 * holds.
 */
#ifndef REFGATE_GIT_KNOWN_H
#define REFGATE_GIT_KNOWN_H

#include "git/node.h"

/* Seconds that clocks are trusted to when painting is to stop. */
#define CLOCK_SLOP (24 * 3600)

/* Refs are read in tiers, the cheap ones first. */
enum known_tier {
	TIER_TIPS = 0,
	TIER_LITERAL, /* refs that globs name literally */
	TIER_PATTERN,
};

struct known_source;

struct known {
	struct graph *graph;
	struct known *next;
	unsigned char *painted; /* one bit a node */
	size_t painted_size;	/* bytes */
	struct queue queue;	/* painted, their parents not yet looked at */
	uint32_t *tips;
	size_t tip_count;
	size_t tip_capacity;
	struct known_source *sources;
	enum known_tier tier; /* the last one that was read */
	bool has_new_tip;     /* then new commits may be known as well */
};

/* NULL-safe; takes it off the graph's list. */
void known_free(struct known *known);
bool known_holds(const struct known *known, uint32_t node);
/* Whether all that it holds is painted: unpainted is then unknown. */
bool known_is_complete(const struct known *known);
bool known_has_tier(const struct known *known);
int known_open_tier(struct known *known, struct error *error);
int known_open_tiers(struct known *known, struct error *error);
/* Paints the parents of the newest waiting commit; there must be one. */
int known_paint_next(struct known *known, struct error *error);
/*
 * Whether painting on may reach a commit of that time: no when all that
 * waits is older by more than CLOCK_SLOP.
 */
bool known_may_reach(const struct known *known, int64_t time);
/* Whether the commit is certainly unknown. */
bool known_denies(const struct known *known, uint32_t node);

#endif
