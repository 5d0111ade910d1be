/*
 * lint.h - the parts of policy_lint(). For lib/policy/lint*.c only.
 */
#ifndef REFGATE_POLICY_LINT_H
#define REFGATE_POLICY_LINT_H

#include "policy/node.h"
#include "policy/policy.h"

struct lint {
	const struct policy *policy;
	struct diagnostics *diagnostics;
	int64_t now;			/* seconds since 1970 */
	const struct policy_refs *refs; /* NULL: of no repository */
	int64_t patience; /* until when patterns are tried: clock_now() */
};

/* `code` is a static text, described in docs/policy.md. */
void lint_warn(const struct lint *lint, const char *code, struct mark mark,
	       const char *hint, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
void lint_note(const struct lint *lint, struct mark mark, const char *format,
	       ...) __attribute__((format(printf, 3, 4)));

/* Where `groups` names it. */
struct mark lint_group_mark(const struct policy *policy, const char *name);
/* A file's own values, not those that it inherits. */
bool lint_is_own(const struct policy *policy, const struct mark *mark);

/* An option that the policy writes. */
struct lint_option {
	const struct ruleset *ruleset;	/* NULL: of the policy itself */
	const struct policy_rule *rule; /* likewise */
	const struct option *row;
	const struct node *node; /* its value */
	const void *member;
	/* what it stands in */
	const struct option_table *table;
	const struct node *mapping;
	const void *record;
};
typedef void lint_look(const struct lint *lint,
		       const struct lint_option *option);
/* All of them, in records too; not those of rulesets that are disabled. */
void lint_each_option(const struct lint *lint, lint_look *look);
/* The option beside it, by key and type; NULL: not in the table. */
const struct option *lint_sibling(const struct lint_option *option,
				  const char *key, enum option_type type);
const void *lint_member(const struct lint_option *option,
			const struct option *row);
/* Item `index` of a list of globs; of the list where that cannot be told. */
struct mark lint_glob_mark(const struct node *list,
			   const struct ref_globs *globs, size_t index);
/* The node of a ruleset; NULL: none. */
const struct node *lint_ruleset_node(const struct policy *policy,
				     const struct ruleset *ruleset);

/* Rules that can never fire, refuse nothing, or stand twice. */
void lint_rules(const struct lint *lint);
/* Patterns that match everything, or take for ever; captures of nothing. */
void lint_patterns(const struct lint *lint);
void lint_vars(const struct lint *lint);
/* Groups that are too small, people under two names. */
void lint_people(const struct lint *lint);

#endif
