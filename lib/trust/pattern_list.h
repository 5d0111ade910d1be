/*
 * pattern_list.h - what can be wrong with a list of patterns (ssh_config(5),
 * PATTERNS). For lib/trust/ only; pattern_list_matches() is in
 * allowed_signers.h.
 */
#ifndef REFGATE_TRUST_PATTERN_LIST_H
#define REFGATE_TRUST_PATTERN_LIST_H

#include "base/str.h"

/* OpenSSH takes no longer one; bytes. */
#define PATTERN_SIZE_MAX 1022

/* Why a list does not say what was meant, and where; NULL: nothing. */
const char *pattern_list_flaw(struct str list, struct str *where);
/* One name: no wildcard, no negation, no list. */
bool pattern_list_is_literal(struct str list);

#endif
