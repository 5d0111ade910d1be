/*
 * excerpt.h - the offending line of a finding, with carets under what is
 * wrong with it.
 */
#ifndef REFGATE_GATE_EXCERPT_H
#define REFGATE_GATE_EXCERPT_H

#include "gate/sheet.h"
#include "rules/finding.h"

/* Nothing is written where there is none. A long line is shown in part. */
void excerpt_render(struct sheet *sheet, const struct excerpt *excerpt,
		    size_t indent);

#endif
