/*
 * view.h - a repository as it would be if some refs had other values: a
 * throw-away bare repository with refs of its own and the objects of the one
 * it is a view of. Never writes to that one.
 */
#ifndef REFGATE_GIT_VIEW_H
#define REFGATE_GIT_VIEW_H

#include "git/refs.h"

/*
 * Makes the view in a new folder of TMPDIR; *path is it (view_remove() it),
 * NULL on failure. Its refs are those of `of` but for the `assumed` ones: a
 * zero id there, or a name that is not valid, means that there is none. `head`
 * (may be NULL) is what HEAD points at.
 */
int view_make(char **path, const struct repo_options *of, const char *head,
	      const struct ref *assumed, size_t count, struct error *error);
/* The same without any ref, for refs_assume(). */
int view_make_empty(char **path, const char *of, const char *head,
		    struct error *error);
void view_remove(char *path); /* NULL-safe; frees it */

/*
 * The gate's memory of the view (memory.h): a text under a name, and none.
 * Names come from a judgement, and are valid.
 */
int view_remember(const char *view, const char *name, struct str text,
		  struct error *error);
int view_forget(const char *view, const char *name, struct error *error);

#endif
