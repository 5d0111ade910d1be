/*
 * message.h - the message template of a ref, of all rulesets that govern it.
 */
#ifndef REFGATE_CLI_MESSAGE_H
#define REFGATE_CLI_MESSAGE_H

#include "ref_vars.h"

/*
 * Appends the template; nothing where no rule asks for one. What further
 * rulesets want stands behind it as comments, which git strips.
 */
int message_append(struct buf *out, const struct policy *const *policies,
		   size_t count, const struct ref_place *place,
		   struct error *error);

#endif
