/*
 * record_findings.h - findings as the auditor's log has them: whole keys, ids
 * in place of subjects, those that were folded as a number. Never writes.
 */
#ifndef REFGATE_GATE_RECORD_FINDINGS_H
#define REFGATE_GATE_RECORD_FINDINGS_H

#include "audit/event.h"
#include "gate/judgement.h"

/* Fills in the event's findings, in `arena`. */
int record_findings(struct event *event, const struct judgement *judgement,
		    struct arena *arena, struct error *error);
/* How many of the event's findings the judgement's one became, in order. */
size_t record_findings_of(const struct judgement *judgement, size_t index);

#endif
