/*
 * config_parse.h - the text of a git-config(1) file taken apart. For
 * lib/git/config*.c only.
 */
#ifndef REFGATE_GIT_CONFIG_PARSE_H
#define REFGATE_GIT_CONFIG_PARSE_H

#include "git/config.h"

/* Both return the first non-zero answer of `each`. */
typedef int config_each_entry(const struct config_entry *entry, void *context);

/*
 * As git's config.c reads a file; NUL bytes are refused. Keys and values are
 * allocated in `arena`. ERROR_BROKEN names the line.
 */
int config_parse(struct str text, struct arena *arena, config_each_entry *each,
		 void *context, struct error *error);
/* The same through libgit2, which follows [include] and [includeIf]. */
int config_parse_includes(const char *path, struct arena *arena,
			  config_each_entry *each, void *context,
			  struct error *error);

#endif
