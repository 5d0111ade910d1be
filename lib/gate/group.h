/*
 * group.h - findings of one rule on one ref, told together: a headline, the
 * commits under it, what was wanted, the repair.
 */
#ifndef REFGATE_GATE_GROUP_H
#define REFGATE_GATE_GROUP_H

#include "gate/ending.h"
#include "gate/judgement.h"

struct finding_group {
	const struct judged **items; /* heap */
	size_t count, capacity;
	size_t total; /* with those that are folded */
	size_t shown; /* of the items; the rest is only counted */
};

void group_release(struct finding_group *group);
/* Same ref, same rule of the same ruleset, same verdict, both of commits
 * or both of the whole. */
bool group_takes(const struct judged *first, const struct judged *other);
/* How many commits it is about. */
size_t group_commits(const struct finding_group *group);
/* One more item; false: memory is short. */
bool group_add(struct finding_group *group, const struct judged *judged);
/* The commands that mend what the group found, behind those of `ending`. */
void group_repair(struct repair *repair, struct judgement *judgement,
		  const struct finding_group *group, struct ending *ending);
/* `mend`: with its whole repair. `ending` NULL: the group is alone, its repair
 * is told to the end. */
void group_render(struct sheet *sheet, struct judgement *judgement,
		  const struct finding_group *group, const char *contact,
		  bool mend, struct ending *ending);

#endif
