/*
 * presets.h - the shipped policies, by name.
 */
#ifndef REFGATE_POLICY_PRESETS_H
#define REFGATE_POLICY_PRESETS_H

#include "policy/extend.h"

/*
 * The file of the preset that `name` (a scalar) gives, in the policy's
 * arena. NULL: there is none; diagnostics say so.
 */
const char *preset_path(struct load *load, const struct node *name);

#endif
