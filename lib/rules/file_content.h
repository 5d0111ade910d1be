/*
 * file_content.h - the options of the rule `file-content`, for its own files.
 */
#ifndef REFGATE_RULES_FILE_CONTENT_H
#define REFGATE_RULES_FILE_CONTENT_H

#include "rules/rule.h"

/* A larger file is refused where this rule looks at it. */
#define FILE_CONTENT_SIZE_MAX (8u << 20)

/* One item of the list. */
struct file_content_item {
	struct ref_globs path; /* one glob */
	struct patterns must;
	struct patterns must_not;
};

/* file_content_match.c: one file before one item. `path` is not kept. */
int file_content_judge(const struct file_content_item *item,
		       const struct rule_context *context, struct str path,
		       const struct diff_side *side, struct error *error);

#endif
