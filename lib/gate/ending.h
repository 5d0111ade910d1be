/*
 * ending.h - the commands of a repair as they are told: those of one group of
 * findings at once, those that would be undone by other groups at the end.
 */
#ifndef REFGATE_GATE_ENDING_H
#define REFGATE_GATE_ENDING_H

#include "gate/sheet.h"
#include "rules/repair.h"

#define ENDING_LINES_MAX 64

/* What the repairs of a ref's groups leave for the end. */
struct ending {
	const struct repair_line *lines[ENDING_LINES_MAX];
	size_t count;
	const struct repair_line *push;
	bool rewritten; /* a repair gives commits new ids */
	bool moved;	/* or other places, too */
	bool anew;	/* one of both, by what is no warning */
};

void ending_render(struct sheet *sheet, const struct ending *ending);
/*
 * Without `mend` only what is of use the next time. `ending` gets what is for
 * the end; NULL: all is told now.
 */
void repair_render(struct sheet *sheet, const struct repair *repair, bool mend,
		   struct ending *ending);

#endif
