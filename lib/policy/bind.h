/*
 * bind.h - nodes into C structs, as option rows say: the same code for rules,
 * rulesets and the policy's own keys. All errors become diagnostics.
 */
#ifndef REFGATE_POLICY_BIND_H
#define REFGATE_POLICY_BIND_H

#include "policy/names.h"
#include "policy/tables.h"

struct binder {
	struct policy *policy; /* whose arena and people */
	struct diagnostics *diagnostics;
	const char *default_ref;	 /* for ~DEFAULT, or NULL */
	const struct node *vars;	 /* mapping, or NULL */
	const struct node *persons;	 /* likewise */
	const struct late_names *late;	 /* NULL: nothing is known later */
	const struct late_names *others; /* known somewhere else */
	struct buf *said;		 /* all that is bound; may be NULL */
	struct policy_rest *rest;	 /* for bind_rule_later(), or NULL */
	bool sound;			 /* it has loaded whole before */
	bool literal;			 /* $${ becomes ${ in texts, too */
	bool dynamic;			 /* set when something late was bound */
	bool no_memory;			 /* set when memory was short */
};

/* What may stand in a mapping, for errors about what may not. */
struct bind_owner {
	const char *name; /* "rule 'ref-name'" */
	const struct option_table *tables[2];
	const struct policy_key *keys; /* may be NULL */
	const char *vital;	       /* a required key, may be NULL, ... */
	const char *hint;	       /* and what to do where it is missing */
};

/* `mapping` NULL: everything takes its fallback. */
void bind_record(struct binder *binder, const struct option_table *table,
		 const struct node *mapping, void *out);
/* Unknown keys, and required ones that are missing. */
void bind_check_keys(struct binder *binder, const struct bind_owner *owner,
		     const struct node *mapping);
void bind_value(struct binder *binder, const struct option *row,
		const struct node *node, void *member);

/* For lib/policy/bind*.c and their callers in this room. */
void *bind_alloc(struct binder *binder, size_t count, size_t size);
void bind_error(struct binder *binder, struct mark mark, const char *hint,
		const char *format, ...) __attribute__((format(printf, 4, 5)));
/* "'max' wants a size such as 64KiB" */
void bind_wants(struct binder *binder, const struct option *row,
		const struct node *node, const char *what);
/* "write 6h" for what is no duration or size; NULL: who knows. */
const char *bind_unit_hint(struct binder *binder, const struct option *row,
			   const struct node *node);
/* node_mark_at(), while errors are kept: it reads the file. */
struct mark bind_mark_at(const struct binder *binder, const struct node *node,
			 size_t offset);
/* Of an item of a list; of the list if there is none. */
struct mark bind_item_mark(const struct node *list, size_t index);
/* "did you mean 'x'?", or "one of: a, b, c"; in the policy's arena. */
const char *bind_hint(struct binder *binder, const char *word,
		      const char *const *words, size_t count);
void bind_said_text(struct binder *binder, const char *text);
void bind_said_number(struct binder *binder, int64_t number);

/* A list, or one value that stands for a list of one. */
size_t bind_list_count(const struct node *list);
const struct node *bind_list_first(const struct node *list);
const struct node *bind_list_next(const struct node *list,
				  const struct node *item);
/* Scalars only; false after an error. */
bool bind_is_text(struct binder *binder, const struct option *row,
		  const struct node *node);

/* One of the policy's variables in a text. */
struct expansion_part {
	const struct node *var;
	size_t offset, size; /* of ${name}, as written */
	size_t start, end;   /* of what stands for it */
};

struct expansion {
	const char *text; /* NULL: an error was reported */
	bool dynamic;	  /* still holds ${name} and, if so, $${ */
	/* those of the text itself, while it is otherwise as written */
	const struct expansion_part *parts;
	size_t part_count;
};
/*
 * The policy's variables put into a scalar's text, as groups for
 * VARS_PATTERN. With `keep` $${ stays in texts that are not dynamic, too.
 */
struct expansion bind_expand(struct binder *binder, const struct node *scalar,
			     enum vars_quoting quoting, bool keep);
/* With samples for late names; NULL: memory. */
const char *bind_sample(struct binder *binder, const char *text,
			enum vars_quoting quoting);
/* Errors in vars that nothing uses, and cycles. */
void bind_check_vars(struct binder *binder);

/* A flaw of a pattern: where it is, and in which variable. */
void bind_flaw(struct binder *binder, const struct node *node,
	       const struct expansion *text, const struct regex_flaw *flaw);

/* Index of the choice, or -1 after an error. */
int bind_find_choice(struct binder *binder, const struct option *row,
		     const struct node *node);

bool bind_scalar(struct binder *binder, const struct option *row,
		 const struct node *node, void *member);
void bind_texts(struct binder *binder, const struct option *row,
		const struct node *node, struct texts *out);
void bind_records(struct binder *binder, const struct option *row,
		  const struct node *node, struct records *out);
void bind_globs(struct binder *binder, const struct option *row,
		const struct node *node, struct ref_globs *out);
void bind_glob_map(struct binder *binder, const struct option *row,
		   const struct node *node, struct glob_map *out);
void bind_size_map(struct binder *binder, const struct option *row,
		   const struct node *node, struct size_map *out);
struct pattern *bind_pattern(struct binder *binder, const struct option *row,
			     const struct node *node);
void bind_patterns(struct binder *binder, const struct option *row,
		   const struct node *node, struct patterns *out);
void bind_pattern_map(struct binder *binder, const struct option *row,
		      const struct node *node, struct pattern_map *out);
void bind_audience(struct binder *binder, const struct option *row,
		   const struct node *node, struct audience *out);
/* accept and reject of a record that is bound. */
void bind_examples(struct binder *binder, const struct option_table *table,
		   const struct node *mapping, const void *record);
/* A regex that policy_free() frees; NULL with *flaw, or short of memory. */
struct regex *bind_regex(struct binder *binder, const char *text,
			 unsigned flags, struct regex_flaw *flaw);
bool bind_parse_size(struct str text, int64_t *size);

#endif
