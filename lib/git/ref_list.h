/*
 * ref_list.h - collects refs by prefix, loose and packed, before they are
 * shown to anybody. For lib/git/ref*.c only.
 */
#ifndef REFGATE_GIT_REF_LIST_H
#define REFGATE_GIT_REF_LIST_H

#include "git/refs.h"

struct ref_item {
	const char *name; /* arena */
	struct oid id;
	struct oid peeled; /* zero: not known */
	bool is_symbolic;
	bool is_packed;
};

struct ref_list {
	struct repo *repo;
	const struct globs *globs; /* NULL: all */
	bool first_only;
	struct arena *arena;
	struct ref_item *items; /* heap */
	size_t count;
	size_t capacity;
};

/*
 * The name that the repository itself has for a ref of the server; `name`
 * itself without a remote. NULL if memory is short.
 */
const char *ref_local_name(const struct repo *repo, const char *name,
			   struct arena *arena);
/* Adds all refs whose names (as the server has them) begin with `prefix`. */
int ref_list_add(struct ref_list *list, const char *prefix,
		 struct error *error);
/* Adds the ref of this name, if there is one. */
int ref_list_add_name(struct ref_list *list, const char *name,
		      struct error *error);
/* Adds that one, whatever there is. */
int ref_list_add_value(struct ref_list *list, const struct ref *ref,
		       struct error *error);
/* By name, each name once, loose before packed, without symbolic refs. */
void ref_list_finish(struct ref_list *list);
void ref_list_release(struct ref_list *list);

#endif
