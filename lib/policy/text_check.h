/*
 * text_check.h - whether the bytes of a policy file are what an admin can
 * have seen: UTF-8 without controls and invisible characters.
 */
#ifndef REFGATE_POLICY_TEXT_CHECK_H
#define REFGATE_POLICY_TEXT_CHECK_H

#include "base/diagnostic.h"

/* Each bad character is said, with its place. False: do not parse it. */
bool text_check(const struct source *source, struct diagnostics *diagnostics);
/* What is wrong with a text after its escapes; NULL: nothing. */
const char *text_flaw(struct str text);

/*
 * Whether nothing but the block that begins at the start of `line`, counted
 * from 1, follows in a block mapping: no later line could begin a key. The
 * text has passed text_check(), so it has no line ends that YAML alone sees.
 */
bool text_is_last_block(struct str text, size_t line);

#endif
