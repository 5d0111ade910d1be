/*
 * repeats.h - findings of rules that could not judge because a tree is
 * malformed: structure says so of that tree, and to mend it is all there is to
 * do. Other findings that could not be judged are none of these.
 */
#ifndef REFGATE_GATE_REPEATS_H
#define REFGATE_GATE_REPEATS_H

#include "gate/judgement.h"

/* Fills in struct judged.repeats; none, where memory is short. */
void repeats_mark(struct judgement *judgement);
/* All of the items repeat structure. */
bool repeats_all(const struct judged *const *items, size_t count);

#endif
