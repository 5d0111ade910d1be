/*
 * snapshot.h - the governed refs as they were when a policy came into force,
 * and the globs that governed them, as one text. Never touches a repository.
 *
 *   refgate snapshot 1
 *   ruleset               each one, with its globs, braces expanded
 *   glob refs/heads/hotfix-*
 *   glob !refs/heads/hotfix-old
 *   refs
 *   <id> <name>           sorted by name, as in git's packed-refs
 */
#ifndef REFGATE_GATE_SNAPSHOT_H
#define REFGATE_GATE_SNAPSHOT_H

#include "base/buf.h"
#include "base/error.h"
#include "base/glob.h"
#include "git/oid.h"

#define SNAPSHOT_SIZE_MAX (64u << 20) /* some 800,000 refs */

struct snapshot {
	struct str globs;
	struct str refs; /* both borrowed */
};

void snapshot_begin(struct buf *out);
void snapshot_add_ruleset(struct buf *out, const struct globs *globs);
/* Behind the last ruleset. */
void snapshot_end_rulesets(struct buf *out);
/* In order of names (strcmp), each once. */
void snapshot_add_ref(struct buf *out, const char *name, const struct oid *id);

/* False: it is none. */
bool snapshot_read(struct snapshot *out, struct str text);
/* 1: *out is what the ref had, 0: it was not there, ERROR_BROKEN. */
int snapshot_find(struct oid *out, const struct snapshot *snapshot,
		  struct str name, struct error *error);
/* 1: the next ref, 0: the end, ERROR_BROKEN. *rest is snapshot.refs first. */
int snapshot_next_ref(struct str *name, struct oid *id, struct str *rest,
		      struct error *error);
/*
 * 1: the globs of the next ruleset, in `arena`, 0: the end, ERROR_BROKEN.
 * *rest is snapshot.globs first.
 */
int snapshot_next_ruleset(struct globs *out, struct str *rest,
			  struct arena *arena, struct error *error);

#endif
