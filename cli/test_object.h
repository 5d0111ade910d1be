/*
 * test_object.h - commits and tags of a case, made by git itself. They lie
 * where the developers make them, not on the server.
 */
#ifndef REFGATE_CLI_TEST_OBJECT_H
#define REFGATE_CLI_TEST_OBJECT_H

#include "test_world.h"

#define OBJECT_PARENTS_MAX 16

struct object_identity {
	const char *name, *email;
	const char *date; /* "@SECONDS +0000" */
};

struct object_commit {
	const char *base; /* the commit whose tree it starts with, or NULL */
	/* laid over it, one after the other; each may be NULL */
	const struct node *files[2];
	const char *parents[OBJECT_PARENTS_MAX];
	size_t parent_count;
	const char *message;
	struct object_identity author, committer;
	const struct test_person *signer; /* NULL: not signed */
};

struct object_tag {
	const char *name;
	const char *target;
	const char *message;
	struct object_identity tagger;
	const struct test_person *signer;
};

/* Full ids in the world's arena; NULL with the error. */
const char *object_commit(struct world *world,
			  const struct object_commit *commit,
			  struct error *error);
const char *object_tag(struct world *world, const struct object_tag *tag,
		       struct error *error);
/* A commit of that tree for git's own use. */
const char *object_bare_commit(struct world *world, const char *tree,
			       const char *parent, struct error *error);

#endif
