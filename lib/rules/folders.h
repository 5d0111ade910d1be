/*
 * folders.h - the folders that a commit changes, with the names in each: for
 * what a list of changed paths does not tell, such as two names that collide.
 */
#ifndef REFGATE_RULES_FOLDERS_H
#define REFGATE_RULES_FOLDERS_H

#include "rules/own_paths.h"

struct folder_entry {
	struct str name;
	unsigned mode;
	/* one a parent: whether an entry of that name, and as much a folder
	 * as this one, was there */
	const bool *before;
};

/* Borrowed during the call. */
struct folder {
	struct str path; /* empty: the root */
	const struct folder_entry *entries;
	size_t count;
	size_t parent_count;
};

/* Whether no parent has the entry. */
bool folder_entry_is_new(const struct folder *folder,
			 const struct folder_entry *entry);

/*
 * Calls back for each folder that is not the same in some parent, the upper
 * ones first; a non-zero answer stops and is returned. ERROR_BROKEN: a tree
 * that was not on the server before is malformed.
 */
int folders_each(struct own_paths *own,
		 int (*each)(const struct folder *folder, void *context),
		 void *context);

#endif
