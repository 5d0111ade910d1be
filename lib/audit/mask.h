/*
 * mask.h - people in the log as keyed hashes: the same person has the same
 * hash wherever the same key is, and nobody without it can tell whose it is.
 */
#ifndef REFGATE_AUDIT_MASK_H
#define REFGATE_AUDIT_MASK_H

#include "audit/log.h"
#include "base/arena.h"

#define MASK_NAME_SIZE 32   /* hex digits of a name that is a member */
#define MASK_WORD "person:" /* and this many digits, inside a text */
#define MASK_WORD_DIGITS 12

/*
 * The event as options->identity_key wants it, in `arena`: user, approvers
 * and their keys are hashes; the address is left out; in texts a hash stands
 * for names that `options` or the event knows, for whatever looks like an
 * email address, and for keys. Names of refs, repositories, rulesets and
 * groups stay. ERROR_BROKEN: the key cannot be had.
 */
int mask_event(struct event *out, const struct event *event,
	       const struct log_options *options, struct arena *arena,
	       struct error *error);

/*
 * What user.hash is of somebody with that login. ERROR_NOT_FOUND: there is
 * no such key file; ERROR_BROKEN: it is no key.
 */
int mask_name(const char *key_file, const char *name,
	      char out[MASK_NAME_SIZE + 1], struct error *error);

/*
 * Puts those of `people` into `out`, which has room for all, that stand in
 * `text`, plain or JSON; returns how many.
 */
size_t mask_find(const char **out, const char *const *people, size_t count,
		 struct str text);

#endif
