/*
 * survey_state.h - what a repository remembers of its survey. For
 * lib/git/repo_state.h and survey.c only.
 */
#ifndef REFGATE_GIT_SURVEY_STATE_H
#define REFGATE_GIT_SURVEY_STATE_H

#include "base/clock.h"
#include "base/helper.h"
#include "git/object_shelf.h"
#include "git/pack.h"

enum survey_stage {
	SURVEY_NOT_BEGUN = 0,
	SURVEY_UNDER_WAY,
	SURVEY_ASSUMED, /* under way, and its good end taken for granted */
	SURVEY_GOOD,
	SURVEY_GIVEN_UP,
};

struct survey {
	enum survey_stage stage;
	const struct pack *pack;
	/* shared with `helper`: of its objects, by their places in the index */
	_Atomic unsigned char *kinds;
	_Atomic unsigned char *enough; /* likewise: some ref was walked */
	struct object_shelf ahead;     /* likewise: commits, not walked yet */
	struct helper helper;
	usec begun;		    /* monotonic */
	void (*before)(int signal); /* SIGCHLD's */
};

#endif
