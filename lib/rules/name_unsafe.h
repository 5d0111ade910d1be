/*
 * name_unsafe.h - names that are something else on another system: what
 * git's fsck warns of, and what Windows takes for another file or a device.
 * What is .git in disguise is refused before, with the tree.
 */
#ifndef REFGATE_RULES_NAME_UNSAFE_H
#define REFGATE_RULES_NAME_UNSAFE_H

#include "base/str.h"

#include <stdint.h>

/* NULL: safe. Else what follows "the name", static text: "ends in a dot". */
const char *name_unsafe_flaw(struct str name);
/* Whether git reads its own settings there, such as .gitmodules. */
bool name_is_of_git(struct str name);
/* Characters that HFS+ leaves out when it compares names. */
bool name_is_ignored(uint32_t c);

#endif
