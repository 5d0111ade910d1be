/*
 * vars.h - ${name}: what a policy's strings, patterns and globs stand for on
 * a given ref. What is known when the policy is loaded is expanded there;
 * captures of a ref's name and built-ins are expanded here, always as
 * literal text.
 */
#ifndef REFGATE_RULES_VARS_H
#define REFGATE_RULES_VARS_H

#include "base/diagnostic.h"
#include "base/error.h"
#include "base/glob.h"
#include "base/regex.h"

#define VARS_MAX 32

/* A pattern of the policy. */
struct pattern {
	const char *source;  /* as written, for messages */
	const char *text;    /* the policy's own variables expanded */
	struct regex *regex; /* NULL if dynamic */
	bool dynamic;	     /* still holds ${name}: compiled for each ref */
	size_t slot;	     /* into vars.cache, when dynamic */
	unsigned flags;	     /* enum regex_flags */
	struct mark mark;
};

/* A glob list of the policy, for refs or paths. */
struct ref_globs {
	struct globs fixed;   /* those without late variables */
	const char **dynamic; /* those with, as text */
	size_t dynamic_count;
	bool has_default; /* held ~DEFAULT: the loader put HEAD's target in */
	struct mark mark;
};

struct var {
	const char *name;
	struct str value;
};

/* The variables of one ref. Owns what it compiled. */
struct vars {
	struct var items[VARS_MAX];
	size_t count;
	struct regex **cache; /* by slot; lazily */
	size_t cache_size;
	struct arena *arena; /* borrowed, for values and expansions */
};

void vars_init(struct vars *vars, size_t slots, struct arena *arena);
void vars_release(struct vars *vars); /* NULL-safe */
/* Names and values must outlive vars. A name that is there is replaced. */
int vars_set(struct vars *vars, const char *name, struct str value,
	     struct error *error);
const struct var *vars_get(const struct vars *vars, struct str name);

enum vars_quoting {
	VARS_PLAIN,
	VARS_PATTERN, /* regex_quote() */
	VARS_GLOB,    /* glob_quote() */
};
/*
 * Appends `text` with ${name} replaced and $${ as ${. ERROR_BROKEN names a
 * variable that has no value on this ref.
 */
int vars_expand(const struct vars *vars, const char *text,
		enum vars_quoting quoting, struct buf *out,
		struct error *error);
/* Whether `text` still has a ${name}. */
bool vars_has_reference(const char *text);

/*
 * As regex_match(). The text of `error` names pattern and subject kind. No
 * pattern (NULL) is MATCH_YES.
 */
enum match pattern_match(const struct pattern *pattern, struct vars *vars,
			 struct str subject, struct regex_span *span,
			 struct error *error);
/* BROKEN only when a variable has no value. */
enum match ref_globs_match(const struct ref_globs *globs, struct vars *vars,
			   struct str name, struct error *error);
/*
 * The list with everything expanded, allocated in vars->arena: what graph
 * and refs functions take.
 */
int ref_globs_resolve(struct globs *out, const struct ref_globs *globs,
		      const struct vars *vars, struct error *error);
/*
 * Appends the list for people: "main, v*" for "refs/heads/main, refs/tags/v*",
 * late variables as they are written.
 */
struct buf;
void ref_globs_describe(const struct ref_globs *globs, struct buf *out);
bool ref_globs_is_empty(const struct ref_globs *globs);

#endif
