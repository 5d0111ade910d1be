/*
 * freeze_window.h - times in which nothing moves: from one date to another,
 * or each week from one hour to another.
 */
#ifndef REFGATE_RULES_FREEZE_WINDOW_H
#define REFGATE_RULES_FREEZE_WINDOW_H

#include "rules/option.h"

struct freeze_window {
	const char *from; /* both RFC 3339, or both "HH:MM" */
	const char *to;
	struct texts days; /* mon ... sun; none: each */
	const char *zone;  /* zone.h; NULL: UTC */
	const char *reason;
};

/* NULL, or what is wrong with it; *hint: what should be there. */
const char *freeze_window_flaw(const struct freeze_window *window,
			       const char **hint);
/*
 * YES: the time is in it, and *end is when it ends. BROKEN: its zone is not
 * known.
 */
enum match freeze_window_holds(const struct freeze_window *window, int64_t time,
			       int64_t *end);
/* "22:00 to 06:00 fri, sat (Europe/Berlin)" */
void freeze_window_describe(const struct freeze_window *window,
			    struct buf *out);

#endif
