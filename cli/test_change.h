/*
 * test_change.h - from a mapping with `push`, `merge`, ... to a ref and the
 * object that is pushed to it. Makes objects; never pushes.
 */
#ifndef REFGATE_CLI_TEST_CHANGE_H
#define REFGATE_CLI_TEST_CHANGE_H

#include "test_object.h"

struct ref_change {
	const char *ref;
	const char *oid; /* WORLD_ZERO: the ref is deleted */
	bool force;
};

/* Who acts, and the mapping that says what. */
struct act {
	struct world *world;
	const struct node *node;
	const struct test_person *who;
};

int change_make(struct ref_change *out, const struct act *act,
		struct error *error);

/*
 * For the verbs in their own files: each fills in `out`, or sets the error.
 */
int change_push(struct ref_change *out, const struct act *act,
		struct error *error);
int change_merge(struct ref_change *out, const struct act *act,
		 struct error *error);
int change_revert(struct ref_change *out, const struct act *act,
		  struct error *error);
int change_pick(struct ref_change *out, const struct act *act,
		struct error *error);
int change_approve(struct ref_change *out, const struct act *act,
		   struct error *error);
int change_authorize(struct ref_change *out, const struct act *act,
		     struct error *error);

/* What is shared: a text of `node`, else of `defaults`; NULL: neither. */
const struct node *act_get(const struct act *act, const char *section,
			   const struct node *node, const char *key);
/* Full name, and ${branch} and ${tag} from then on. */
const char *act_ref(const struct act *act, const char *name,
		    struct error *error);
/* Author, committer, date and signer as the mapping says. */
int act_sign(const struct act *act, const char *section,
	     const struct node *node, struct object_commit *commit,
	     struct error *error);
/* A commit or the id of one; a tag is followed. */
const char *act_commit(const struct act *act, const char *name,
		       struct error *error);
/* "@SECONDS +0000" of `date`, else of now. */
const char *act_date(const struct act *act, const struct node *date,
		     struct error *error);
/* Who signs, if anybody: `fallback` where nothing is said. */
int act_signer(const struct act *act, const struct node *said,
	       const struct test_person *fallback,
	       const struct test_person **out, struct error *error);
/* True if the case says `sign: true`. */
bool act_signs(const struct act *act);

#endif
