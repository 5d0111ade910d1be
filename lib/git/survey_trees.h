/*
 * survey_trees.h - reads all trees of one pack, as the differences that they
 * are stored as. For lib/git/survey*.c only.
 */
#ifndef REFGATE_GIT_SURVEY_TREES_H
#define REFGATE_GIT_SURVEY_TREES_H

#include "base/clock.h"
#include "git/repo.h"
#include "git/survey_list.h"

/*
 * Whether each tree of the pack is sound, each tree below it, too, wherever
 * it is stored, and no path is long. False, too, where that would take too
 * much; so it says nothing against any of them.
 */
bool survey_trees(struct repo *repo, struct packs *packs, struct pack *pack,
		  struct survey_list *list, const struct deadline *deadline);

#endif
