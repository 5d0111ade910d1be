/*
 * forbidden_content.h - the options of the rule `forbidden-content`, for its
 * own files.
 */
#ifndef REFGATE_RULES_FORBIDDEN_CONTENT_H
#define REFGATE_RULES_FORBIDDEN_CONTENT_H

#include "rules/own_paths.h"
#include "rules/secrets.h"

/* Larger files are not looked through, and refused. */
#define FORBIDDEN_BLOB_SIZE_MAX (64u << 20)

/* One item of the list; the rule's own keys are one more. */
struct forbidden_text {
	const char *name;	 /* NULL: the pattern as written */
	struct pattern *pattern; /* NULL: none */
	struct ref_globs paths;	 /* empty: all */
	bool secrets;
	bool conflict_markers;
	bool bidi;
	struct texts allow; /* "<blob>:<line>", for every item */
};

struct forbidden_content {
	struct records texts; /* struct forbidden_text */
	struct forbidden_text own;
};

enum forbidden_topic {
	FORBIDDEN_TEXT = 1,
	FORBIDDEN_SECRET,
	FORBIDDEN_LARGE,
};

/* Lines of one commit before all items; forbidden_search.c. */
struct forbidden_search;

/* The caller frees *out; NULL on failure. */
int forbidden_search_new(struct forbidden_search **out,
			 const struct forbidden_content *rule,
			 struct own_paths *own);
void forbidden_search_free(struct forbidden_search *search); /* NULL-safe */
/* 1: some item looks at the path, and lines may be given; 0: none does. */
int forbidden_search_open(struct forbidden_search *search, struct str path,
			  const struct oid *blob);
/* Without its LF; in the order of the file. */
int forbidden_search_line(struct forbidden_search *search, struct str line,
			  size_t number);

/* forbidden_lines.c: the added lines of all that a commit changes. */
int forbidden_judge_commit(const void *options,
			   const struct rule_context *context,
			   const struct commit *commit, struct error *error);

#endif
