/*
 * report_take.h - the records that a report shows one by one, or whose refs
 * tell of hotfixes and follow-ups. For lib/audit only.
 */
#ifndef REFGATE_AUDIT_REPORT_TAKE_H
#define REFGATE_AUDIT_REPORT_TAKE_H

#include "audit/report_data.h"
#include "audit/report_head.h"

/* Counts the line, and keeps it if it is among the newest. */
int report_keep(struct report_lines *lines, int64_t time, struct str line,
		struct error *error);
/* The newest first, at most REPORT_KEPT. */
void report_lines_settle(struct report_lines *lines);
/*
 * Landings and follow-ups in the refs. `counts`: the record lies in the time
 * that is reported; follow-ups of before are minded, too.
 */
int report_take_refs(struct report *report, const struct report_head *head,
		     struct str line, bool counts, struct error *error);

#endif
