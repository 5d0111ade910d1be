/*
 * import_rule.h - one rule of GitHub while it is imported, and the writers of
 * those that need more than a word. Each writes its rule, or tells why not.
 */
#ifndef REFGATE_POLICY_IMPORT_RULE_H
#define REFGATE_POLICY_IMPORT_RULE_H

#include "policy/import_ruleset.h"

#define IMPORT_RULE_INDENT 6
#define IMPORT_NOTE_INDENT 4

struct import_row;

struct import_rule {
	struct import_ruleset *ruleset;
	const struct import_row *row;
	struct mark mark;
	const struct node *parameters; /* NULL: none */
};

struct import_row {
	const char *type;
	const char *id;	  /* ours; NULL: there is none */
	const char *body; /* what stands behind the id; else `write` does */
	void (*write)(struct import_rule *in);
	const char *keys; /* parameters that are known */
	const char *note; /* a comment; without an id: what to do */
};

/* The comment of the row, then the id. NULL: no room, told. */
struct buf *import_begin(struct import_rule *in, const char *id);

void import_write_message(struct import_rule *in);
void import_write_email(struct import_rule *in);
void import_write_name(struct import_rule *in);
void import_write_file_size(struct import_rule *in);
void import_write_paths(struct import_rule *in);
void import_write_extensions(struct import_rule *in);
void import_write_signatures(struct import_rule *in);
void import_write_pull_request(struct import_rule *in);
void import_write_checks(struct import_rule *in);

#endif
