/*
 * structure.h - what is refused whatever a policy says: names that mislead
 * and objects that can be read in two ways.
 */
#ifndef REFGATE_GATE_STRUCTURE_H
#define REFGATE_GATE_STRUCTURE_H

#include "gate/gate.h"

/* struct finding.topic: how it may be mended (mend_structure.c). */
enum structure_topic {
	STRUCTURE_OTHER,      /* by no command */
	STRUCTURE_NAME,	      /* by another name */
	STRUCTURE_UNNAMEABLE, /* likewise; git knows no such name locally */
	STRUCTURE_NAMESPACE,  /* by a name in an open namespace */
	STRUCTURE_SHALLOW,
	STRUCTURE_COMMIT, /* by making the commits anew */
	STRUCTURE_AUTHOR, /* and with another author: git keeps such a one */
	STRUCTURE_TREE,	  /* and their trees (finding.draft: a path that is
			     .git, to go) */
	STRUCTURE_TAG,	  /* by making the tag anew */
	STRUCTURE_TIP,	  /* by the commit that it leads to */
	STRUCTURE_ROOT,	  /* by another start */
	STRUCTURE_SAID,	  /* by saying something else (finding.draft) */
};

/* A context whose findings are structure's, about `update`. */
struct rule_context structure_context(struct judgement *judgement,
				      const struct gate_request *request,
				      const struct ref_update *update);

/* All that names alone tell, of every update. */
int structure_names(struct judgement *judgement,
		    const struct gate_request *request, struct error *error);
/*
 * What is wrong with a name beside the governed ones: it blocks them, lies
 * below one, or differs only in case. NULL: nothing. The text is in `arena`.
 */
const char *structure_neighbours(const struct ref_update *update,
				 const struct gate_request *request,
				 struct arena *arena);
/* Refs that belong to the gate: no business of `unmatched`. */
bool structure_is_guarded(const char *name);
/* Whether a finding about the name itself was made. */
bool structure_has_name_flaw(const struct judgement *judgement,
			     const struct ref_update *update);
/* A tag named like a branch of the server or of this push. */
int structure_tag_shadow(const struct rule_context *context);
/* A new branch named like a tag that the server has. */
int structure_branch_shadow(const struct rule_context *context);
/* Whether any update needs structure_tag_shadow(). */
bool structure_needs_refs(const struct judgement *judgement);

/*
 * New commits, tags and trees of a governed ref, read by the one grammar.
 * `commits` are those that no governed ref holds.
 */
int structure_commits(const struct rule_context *context,
		      const struct range *commits, size_t message_limit,
		      struct error *error);
/* A commit that was read. */
struct whole_commit {
	struct object object; /* the caller's, to be released */
	struct commit commit; /* slices of it */
};
/*
 * One of them; what is wrong is a finding. *out is whole where there is none,
 * and is to be released, also on failure.
 */
int structure_commit(struct whole_commit *out,
		     const struct rule_context *context, const struct oid *id,
		     size_t message_limit, struct error *error);
int structure_tags(const struct rule_context *context, size_t message_limit,
		   struct error *error);
/* A branch tip that is no commit. */
void structure_tip(const struct rule_context *context);

#endif
