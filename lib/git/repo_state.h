/*
 * repo_state.h - what an open repository holds. For lib/git/repo*.c and
 * refs*.c only.
 */
#ifndef REFGATE_GIT_REPO_STATE_H
#define REFGATE_GIT_REPO_STATE_H

#include "git/packed_refs.h"
#include "git/repo.h"

#include <git2.h>

struct ref;

struct repo {
	struct arena arena; /* owns the texts below */
	const char *git_dir;
	const char *common_dir; /* git_dir, but for linked work trees */
	const char *remote;	/* NULL: none */
	git_odb *objects;	/* with alternates */
	git_odb *quarantine;	/* NULL: none */
	struct packed_refs packed;
	const struct ref *assumed; /* borrowed; see refs_assume() */
	size_t assumed_count;
	bool started; /* libgit2 is to be stopped */
};

/* The first half of repo_open(): can this repository be trusted at all? */
int repo_check_format(const struct repo *repo, struct error *error);

#endif
