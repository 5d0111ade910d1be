/*
 * explain.h - what `refgate explain` says: of a policy, of all rules, of one,
 * of a ref.
 * Appends text; never prints. For cli/explain*.c.
 */
#ifndef REFGATE_CLI_EXPLAIN_H
#define REFGATE_CLI_EXPLAIN_H

#include "console.h"
#include "ref_vars.h"

struct explain_ref {
	const struct policy *const *policies;
	size_t policy_count;
	struct ref_place place;
	bool as;		 /* say what this pusher may do */
	const char *default_ref; /* of the server, as far as it is known */
};

/* Of no policy at all, too. */
void explain_overview(struct buf *out, const struct explain_ref *about);
#define EXPLAIN_RULES "rules"
void explain_rules(struct buf *out, enum console_format format);
void explain_rule(struct buf *out, enum console_format format,
		  const struct rule *rule);
#define EXPLAIN_OVERRIDE "override"
void explain_override(struct buf *out, enum console_format format);
int explain_ref(struct buf *out, enum console_format format,
		const struct explain_ref *ref, struct error *error);
/* The team's page: Markdown, or JSON. */
int explain_team(struct buf *out, enum console_format format,
		 const struct explain_ref *about, struct error *error);

/* Options, those of records below them. */
struct page;
struct json;
void explain_rows(struct page *page, const struct option_table *table,
		  unsigned level);
void explain_json_rows(struct json *json, const char *key,
		       const struct option_table *table);

/* A rule that is in force on the ref. */
struct explained {
	const struct policy *policy;
	const struct ruleset *ruleset; /* NULL: built in */
	const struct policy_rule *rule;
};
/* A heap array, in the order of policies, rulesets and rules. */
struct explained_list {
	struct explained *items;
	size_t count, capacity;
};
int explain_collect(struct explained_list *out, const struct explain_ref *ref,
		    struct error *error);
/* What the rule asks, in its own words; nothing if it has none. */
int explain_words(struct buf *out, const struct explained *item,
		  const struct explain_ref *ref, struct error *error);
/* The rulesets that are merging such a ref. */
int explain_landings(struct page *page, const struct explain_ref *ref,
		     struct error *error);
/* Whether the audience holds the pusher, as that policy knows people. */
bool explain_may(const struct audience *audience, const struct policy *policy,
		 const struct explain_ref *about);
/* What people type there, and in an emergency. */
void explain_commands(struct page *page, const struct explain_ref *ref,
		      const struct explained_list *list);
int explain_ref_json(struct buf *out, const struct explain_ref *ref,
		     const struct explained_list *list, struct error *error);

#endif
