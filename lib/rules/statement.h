/*
 * statement.h - what a person said about a commit by a tag: approvals
 * (refs/approvals/<commit>/<name>) and authorisations
 * (refs/overrides/<incident>/<name>). Reads and verifies; never judges.
 */
#ifndef REFGATE_RULES_STATEMENT_H
#define REFGATE_RULES_STATEMENT_H

#include "rules/rule.h"

#define STATEMENT_SIZE_MAX (64u << 10)
#define STATEMENTS_MAX 256 /* of one commit or incident that are looked at */
/* How far a statement's own time may be ahead of ours, seconds. */
#define STATEMENT_AHEAD_MAX 600

struct statement {
	const char *ref;   /* full name; in the arena */
	struct oid id;	   /* of the tag object */
	struct oid target; /* direct */
	struct tag tag;	   /* slices of the arena */
	struct message message;
	struct signature signature;
	/*
	 * A sentence without a final stop why this is no statement at all: no
	 * tag object, no tagger, a trailer twice (but for Ref); NULL:
	 * well-formed so far. What the tag is of, and the signature, are
	 * looked at apart.
	 */
	const char *flaw;
};

/*
 * 0 and *out, flawed or not. `verify`: also its signature, by the context's
 * trust; else, and with a flaw, that is SIGNATURE_MISSING. ERROR_BROKEN: the
 * object or the trust cannot be read.
 */
int statement_read(struct statement *out, const struct rule_context *context,
		   const char *ref, const struct oid *id, bool verify,
		   struct error *error);
/* The trailer's value, trimmed; data NULL: there is none. Tokens compare
 * without case. */
struct str statement_value(const struct statement *statement,
			   const char *token);
/* How often the token is there; more than once only "Ref". */
size_t statement_count(const struct statement *statement, const char *token);
/* Whether one of the token's values is that. */
bool statement_names(const struct statement *statement, const char *token,
		     const char *value);

/*
 * What every statement must say: it is for this repository, it names a ref,
 * its time is not ahead of ours, it is of the tag's own target by its full
 * id under `token` ("Approve", "New"; NULL: not asked). A sentence, its flaw
 * first, or NULL: all is well.
 */
const char *statement_check(const struct statement *statement,
			    const struct rule_context *context,
			    const char *token);

/*
 * Every one directly below `prefix` ("refs/approvals/<hex>/"), in the
 * context's arena. ERROR_BROKEN if there are more than STATEMENTS_MAX: what
 * is not looked at may be a withdrawal.
 */
int statement_each(const struct rule_context *context, const char *prefix,
		   bool verify,
		   int (*each)(const struct statement *statement,
			       void *context),
		   void *data, struct error *error);

/* Distinct people, however many keys or names they use. */
struct signer_set {
	struct signer *items; /* arena */
	size_t count;
};
bool signer_set_has(const struct signer_set *set, struct signer signer);
/* False: already there (or nobody, or memory is short). */
bool signer_set_add(struct signer_set *set, struct signer signer,
		    const struct rule_context *context);

#endif
