/*
 * survey_layout.h - where in a tree the ids of its entries stand. For
 * lib/git/survey*.c only.
 */
#ifndef REFGATE_GIT_SURVEY_LAYOUT_H
#define REFGATE_GIT_SURVEY_LAYOUT_H

#include "git/object.h"

struct survey_place {
	uint32_t at; /* of an id, in the content; the name ends before it */
	uint16_t name_size;
	bool is_tree;
};

/* Shared by all trees with the same names and modes. */
struct survey_layout {
	unsigned holders;
	size_t count;
	struct survey_place places[];
};

/* Where an entry begins; the one behind the last: where the tree ends. */
size_t survey_layout_begin(const struct survey_layout *layout, size_t entry);
/* The first that does not begin in front of `at`; count + 1: none. */
size_t survey_layout_from(const struct survey_layout *layout, size_t at);

/* What a layout is made from. */
struct survey_places {
	struct survey_place *items; /* heap */
	size_t count, capacity;
};

/* False: no memory, or too large to be told. */
bool survey_places_add(struct survey_places *places,
		       const struct tree_entry *entry, size_t at);
/* NULL: no memory. */
struct survey_layout *survey_layout_new(const struct survey_places *places);
void survey_layout_drop(struct survey_layout *layout); /* NULL-safe */

#endif
