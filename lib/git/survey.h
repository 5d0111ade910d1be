/*
 * survey.h - whether all trees that a large push brings are sound, found out
 * beside everything else by a further process. It reads each tree once, as the
 * difference that it is stored as, where a commit's would be compared with its
 * parents'. Never finds fault: what it does not call sound is for others to
 * read. Then it reads commits ahead of who walks them: object_read() finds
 * them.
 */
#ifndef REFGATE_GIT_SURVEY_H
#define REFGATE_GIT_SURVEY_H

#include "base/clock.h"
#include "git/repo.h"

/* Below that, starting a process takes longer than it saves. */
#define SURVEY_OBJECTS_MIN 1024
/* Each takes memory. */
#define SURVEY_OBJECTS_MAX (1u << 21)

/*
 * Begins if what the quarantine holds is one pack of so many objects; else, or
 * when it has begun, does nothing. `deadline` lives as long as the repository.
 */
void survey_begin(struct repo *repo, const struct deadline *deadline);
/* A commit brings fewer objects, as a rule. */
#define SURVEY_OBJECTS_EACH 32
/*
 * So many commits are judged now: unless the pack holds much else,
 * survey_holds() answers as if all its trees were sound. survey_confirm() is to
 * tell whether they are; what was judged before that is not to be relied on.
 * No more commits are read ahead.
 */
void survey_assume(struct repo *repo, size_t commits);
/*
 * Waits for the end, in proportion to what everything took since it began.
 * False: nothing is known; survey_holds() is false of every tree now. True at
 * once, if nothing was assumed.
 */
bool survey_confirm(struct repo *repo);
/* Whether the tree, and each below it, is sound. */
bool survey_holds(const struct repo *repo, const struct oid *tree);
/* For repo_close(). */
void survey_end(struct repo *repo);

#endif
