/*
 * mend.h - repairs of what the gate itself refuses, beside those of the
 * rules.
 */
#ifndef REFGATE_GATE_MEND_H
#define REFGATE_GATE_MEND_H

#include "rules/repair.h"

/* By struct finding.topic, enum structure_topic. */
void mend_structure(struct repair *repair,
		    const struct repair_request *request);
void mend_unmatched(struct repair *repair,
		    const struct repair_request *request);
void mend_stale(struct repair *repair, const struct repair_request *request);

#endif
