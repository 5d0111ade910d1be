/*
 * group.h - findings of one rule on one ref, told together: a headline, the
 * commits under it, what was wanted, the repair.
 */
#ifndef REFGATE_GATE_GROUP_H
#define REFGATE_GATE_GROUP_H

#include "gate/judgement.h"
#include "gate/sheet.h"

struct finding_group {
	const struct judged **items; /* heap */
	size_t count, capacity;
	size_t shown; /* of them; the rest is only counted */
};

void group_release(struct finding_group *group);
/* Same ref, same rule of the same ruleset, same verdict, both of commits
 * or both of the whole. */
bool group_takes(const struct judged *first, const struct judged *other);
struct repair;
struct repair_line;

#define ENDING_LINES_MAX 64

/* What the repairs of a ref's groups leave for the end. */
struct ending {
	const struct repair_line *lines[ENDING_LINES_MAX];
	size_t count;
	const struct repair_line *push;
	bool rewritten; /* a repair gives commits new ids */
	bool moved;	/* or other places, too */
};

void ending_render(struct sheet *sheet, const struct ending *ending);

/* The commands that mend what the group found, behind those of `ending`. */
void group_repair(struct repair *repair, struct judgement *judgement,
		  const struct finding_group *group, struct ending *ending);
/* `mend`: with its whole repair. `ending` NULL: the group is alone, its repair
 * is told to the end. */
void group_render(struct sheet *sheet, struct judgement *judgement,
		  const struct finding_group *group, const char *contact,
		  bool mend, struct ending *ending);

#endif
