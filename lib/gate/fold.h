/*
 * fold.h - what the commits of one scope lack: of each rule, verdict and topic
 * so many findings are kept, and the rest is counted with the last of them. So
 * memory, answer and log are bounded, however much is wrong. Never folds what
 * could not be judged, nor what no override reaches.
 */
#ifndef REFGATE_GATE_FOLD_H
#define REFGATE_GATE_FOLD_H

#include "gate/judgement.h"

struct fold_group;

struct fold {
	size_t kept_max;	   /* of each group; 0: all are kept */
	struct fold_group *groups; /* heap */
	size_t count, capacity;
	struct arena apart; /* of findings that are likely to be folded */
	size_t mark;	    /* findings before the call of the rule */
	size_t beside;	    /* what else was there */
};

void fold_init(struct fold *fold, size_t kept_max);
void fold_release(struct fold *fold); /* NULL-safe */

/*
 * Before a rule is called: the arena for what it finds. The judgement's place
 * says which rule it is.
 */
struct arena *fold_begin(struct fold *fold, struct judgement *judgement);
/* After it, when the verdicts stand; whatever it answered. */
void fold_end(struct fold *fold, struct judgement *judgement);

#endif
