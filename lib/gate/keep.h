/*
 * keep.h - an accepted push's memos on their way into the gate's memory:
 * their texts are stored, what is to be remembered now is put, the rest goes
 * into the clearances of its refs. Never judges.
 */
#ifndef REFGATE_GATE_KEEP_H
#define REFGATE_GATE_KEEP_H

#include "gate/clearance.h"
#include "gate/judgement.h"

/*
 * Before the push is accepted; negative: it is not to be. Fills in the memos
 * of `refs`, which are in the order of the push. Without memos nothing is
 * touched.
 */
int keep_memos(const char *git_dir, const struct judgement *judgement,
	       struct cleared_ref *refs, size_t count, struct arena *arena,
	       struct error *error);
/*
 * After it. What cannot be forgotten makes the gate stricter, not weaker:
 * no reason to refuse.
 */
void keep_forget(const char *git_dir, const struct judgement *judgement,
		 struct arena *arena);

#endif
