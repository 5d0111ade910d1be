/*
 * authorisation.h - a person's word that a commit may go in although rules
 * refuse it: a signed tag, refs/overrides/<incident>/<name>. Reads it and
 * says what is wrong with it; never decides whether it suffices.
 */
#ifndef REFGATE_GATE_AUTHORISATION_H
#define REFGATE_GATE_AUTHORISATION_H

#include "policy/policy.h"
#include "rules/statement.h"

#define AUTHORISATION_PREFIX "refs/overrides/"

struct authorisation {
	const struct statement *statement;
	struct oid new; /* zero: a deletion */
	int64_t expires;
};

/* "refs/overrides/<incident>/<name>", both slices; false: it is not that. */
bool authorisation_read_name(const char *ref, struct str *incident,
			     struct str *name);

/*
 * 0 and *out. *what: a sentence without a final stop why this policy takes it
 * for none now; NULL: it is one. The statement need not be verified: its
 * signature is looked at last, by the context's trust. ERROR_BROKEN: that, or
 * a pattern, cannot be judged.
 */
int authorisation_read(struct authorisation *out, const char **what,
		       const struct statement *statement, struct str incident,
		       const struct policy *policy,
		       const struct rule_context *context, struct error *error);
/*
 * The same of the incident's name alone: one component of a ref, and what the
 * policy's pattern wants.
 */
int authorisation_check_incident(const char **what, struct str incident,
				 const struct policy *policy,
				 const struct rule_context *context,
				 struct error *error);
/* A sentence if it names no rules, or rules that are none; or NULL. */
const char *authorisation_check_rules(const struct statement *statement,
				      const struct rule_context *context);

bool authorisation_covers_ref(const struct authorisation *authorisation,
			      const char *ref);
bool authorisation_covers_rule(const struct authorisation *authorisation,
			       const char *rule_id);

/*
 * The commands of somebody who authorises, one a line, for a finding's draft;
 * ids and names that are not known are words in capitals.
 */
struct authorisation_draft {
	const char *incident;
	const char *commit; /* full id of what is to be tagged */
	bool deletes;	    /* New: is zeros */
	const char *const *refs;
	size_t ref_count;
	const char *rules;
	const char *name;  /* last component */
	const char *fetch; /* ref to be fetched for it; NULL: the branches */
	/* what was said before is said again; may be NULL */
	const struct statement *statement;
	const struct policy_override *terms;
};
void authorisation_draft_lines(struct buf *out,
			       const struct authorisation_draft *draft,
			       const struct rule_context *context);

#endif
