/*
 * survey_commits.h - reads commits of one pack before they are walked. For
 * lib/git/survey*.c only.
 */
#ifndef REFGATE_GIT_SURVEY_COMMITS_H
#define REFGATE_GIT_SURVEY_COMMITS_H

#include "base/clock.h"
#include "git/object_shelf.h"
#include "git/survey_list.h"

/*
 * Puts them on `shelf`, from the pack's last one on: those are the oldest, as a
 * rule, and walked last. Until there is no room, *enough is set or the time is
 * up.
 */
void survey_commits(struct object_shelf *shelf, struct packs *packs,
		    struct pack *pack, const struct survey_list *list,
		    const _Atomic unsigned char *enough,
		    const struct deadline *deadline);

#endif
