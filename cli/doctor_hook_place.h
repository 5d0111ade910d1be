/*
 * doctor_hook_place.h - where our part of a hook stands: in hooks/, behind a
 * script, in a folder that a host's dispatcher runs, in git's configuration.
 * For cli/doctor_hook*.c.
 */
#ifndef REFGATE_CLI_DOCTOR_HOOK_PLACE_H
#define REFGATE_CLI_DOCTOR_HOOK_PLACE_H

#include "doctor_hook_file.h"

enum place_kind {
	PLACE_NONE,
	PLACE_PLAIN,	/* hooks/<hook> is ours */
	PLACE_FOLDER,	/* hooks/<hook>.d of Gitea, Forgejo, Soft Serve */
	PLACE_GITLAB,	/* custom_hooks/<hook>.d */
	PLACE_GITOLITE, /* update only: VREF/refgate */
	PLACE_SETTING,	/* hook.<name>.command, git 2.54 */
};

struct hook_place {
	enum place_kind kind;
	struct hook_file top;	 /* what git runs: hooks/<hook> */
	struct hook_file ours;	 /* the first that is ours: a script, or */
	struct hook_file engine; /* the program itself */
	/* the hook that was there, and is asked first; path NULL: none */
	struct hook_file before;
};

void hook_place_find(struct hook_place *out, struct doctor *doctor, int hook);
/* Whether a push gets to our program there. */
bool hook_place_works(const struct hook_place *place);
/* Whether the script that git runs holds this word. */
bool hook_place_mentions(struct doctor *doctor, int hook, const char *word);
/* gitolite's mark: a repository of its has this file. */
bool hook_place_is_gitolite(struct doctor *doctor);

#endif
