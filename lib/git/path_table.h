/*
 * path_table.h - what several differences say about one path, gathered.
 * Private to this room.
 */
#ifndef REFGATE_GIT_PATH_TABLE_H
#define REFGATE_GIT_PATH_TABLE_H

#include "git/diff.h"

#define PATH_TABLE_MAX 1000000
#define PATH_SIDES 4

struct path_record {
	struct str path;		    /* the table's own copy */
	struct diff_side sides[PATH_SIDES]; /* the user's own numbers */
	bool has[PATH_SIDES];		    /* `sides` that were seen */
	size_t changes;
	size_t changer;
	struct path_record *next;
};

struct path_table {
	struct arena arena;
	struct path_record **slots;
	size_t slot_count;
	size_t count;
	uint64_t seed;
};

void path_table_init(struct path_table *table);
void path_table_release(struct path_table *table);
struct path_record *path_table_find(const struct path_table *table,
				    struct str path);
/* The record of the path, new if there was none. ERROR_LIMIT. */
int path_table_add(struct path_record **out, struct path_table *table,
		   struct str path, struct error *error);
/* All records in the order of their paths; the caller frees *out. */
int path_table_list(struct path_record ***out, const struct path_table *table,
		    struct error *error);

#endif
