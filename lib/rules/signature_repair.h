/*
 * signature_repair.h - how to sign what was not signed, or not well. Never
 * runs a command.
 */
#ifndef REFGATE_RULES_SIGNATURE_REPAIR_H
#define REFGATE_RULES_SIGNATURE_REPAIR_H

#include "rules/repair.h"

/* struct rule.repair of signature, tag-signature and push-certificate. */
void signature_repair_commits(struct repair *repair,
			      const struct repair_request *request);
void signature_repair_tag(struct repair *repair,
			  const struct repair_request *request);
void signature_repair_push(struct repair *repair,
			   const struct repair_request *request);

#endif
