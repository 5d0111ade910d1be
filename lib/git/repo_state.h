/*
 * repo_state.h - what an open repository holds. For lib/git/repo*.c and
 * refs*.c only.
 */
#ifndef REFGATE_GIT_REPO_STATE_H
#define REFGATE_GIT_REPO_STATE_H

#include "git/alternates.h"
#include "git/object_cache.h"
#include "git/object_store.h"
#include "git/packed_refs.h"
#include "git/ref_cache.h"
#include "git/repo.h"
#include "git/sound.h"
#include "git/survey_state.h"

struct ref;

/* The quarantine's place among the stores; it has no path if there is none. */
#define QUARANTINE 0

struct repo {
	struct arena arena; /* owns the texts below */
	const char *git_dir;
	const char *common_dir; /* git_dir, but for linked work trees */
	const char *remote;	/* NULL: none */
	/* the quarantine, the repository's own, its alternates */
	struct object_store stores[1 + ALTERNATES_MAX];
	size_t store_count;
	struct object_cache cache;
	struct object_shelf shelf;
	size_t walked; /* offered for it */
	struct sound sound;
	struct survey survey;
	struct packed_refs packed;
	struct ref_cache refs;
	const struct ref *assumed; /* borrowed; see refs_assume() */
	size_t assumed_count;
	bool is_unreadable; /* some packs cannot be opened */
	bool started;	    /* libgit2 is to be stopped */
};

/*
 * The first half of repo_open(): can this repository be trusted at all?
 * `config`: what its configuration says, if it was read; or NULL.
 */
int repo_check_format(const struct repo *repo, const struct config *config,
		      struct error *error);

#endif
