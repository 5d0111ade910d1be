/*
 * follow_up.h - what a landing or an override owes, and whether it was paid:
 * the parts of the rule follow-up.
 */
#ifndef REFGATE_RULES_FOLLOW_UP_H
#define REFGATE_RULES_FOLLOW_UP_H

#include "rules/rule.h"

enum evidence_by {
	EVIDENCE_MERGE,
	EVIDENCE_CHERRY_PICK, /* or a merge */
};

struct evidence {
	struct ref_globs merged_into;
	int by; /* enum evidence_by */
	struct ref_globs path;
	struct ref_globs ref; /* where the path is; one ref */
	struct patterns must_match;
	const char *tag; /* without refs/tags/ */
	struct audience approval;
};

enum follow_up_after {
	AFTER_LANDING,
	AFTER_OVERRIDE,
};

struct follow_up_item {
	const char *name;
	int64_t within; /* seconds */
	int after;	/* enum follow_up_after */
	struct evidence evidence;
};

struct follow_up {
	struct records items; /* struct follow_up_item */
};

/* One entry of the memory below open/, with the variables of its branch. */
struct debt {
	const char *memory; /* its name */
	struct str text;
	struct str branch;  /* full name */
	const char *ref;    /* full name of where it landed; in the arena */
	struct oid landing; /* the commit by which it came in */
	struct oid base;    /* what the ref was before; zero: nothing */
	struct oid tip;	    /* of the branch */
	int64_t time;
	int after; /* enum follow_up_after */
	struct vars *vars;
	struct oid holder; /* value of the ref; zero: it is gone */
	/* full name of the ref that the last evidence missed; or NULL */
	const char *lacks;
};

/* follow_up_debt.c */

#define DEBT_PREFIX "open/"

/*
 * 1: *out is filled in, and vars_release(out->vars) is due; 0: it is none of
 * the ruleset's; negative.
 */
int debt_read(struct debt *out, const char *name, struct str text,
	      const struct rule_context *context, struct error *error);
/* Whether the ruleset has opened it: then it may close it, too. */
bool debt_is_own(const struct debt *debt, const struct rule_context *context);
/* Whether what landed is there no more: the ref was set back. */
enum match debt_is_void(const struct debt *debt,
			const struct rule_context *context,
			struct error *error);
/* The variables of its branch, for the text of a debt. */
void debt_add_vars(struct buf *text, const struct vars *vars);
/* Remembers the landing that the context is about. */
int debt_open(const struct rule_context *context, struct error *error);

/* follow_up_evidence.c: whether the debt's item is paid. */
enum match evidence_is_there(const struct evidence *evidence,
			     const struct rule_context *context,
			     struct debt *debt, struct error *error);

/* follow_up_paid.c: for the log, as facts (fact.h). */

/* What the branch owes from now on. */
int follow_up_tell_opened(const struct follow_up *rule,
			  const struct rule_context *context,
			  const char *branch, int after,
			  const struct vars *vars, struct error *error);
/* All that the debt was about, but for what has been told before. */
int follow_up_tell_closed(const struct follow_up *rule,
			  const struct rule_context *context,
			  const struct debt *debt, struct error *error);
/*
 * What the push itself pays of an entry below open/: tells it, and remembers
 * that it was told. `is_new`: the push has made the entry, by the context's
 * update. Assumes the push's values of refs meanwhile.
 */
int follow_up_pay(const struct follow_up *rule,
		  const struct rule_context *context, const char *name,
		  struct str text, bool is_new, struct error *error);

/* follow_up_report.c: what is owed, and the commands that pay it. */
void follow_up_report(const struct rule_context *context,
		      const struct follow_up_item *item,
		      const struct debt *debt);
void follow_up_repair(struct repair *repair,
		      const struct repair_request *request);

#endif
