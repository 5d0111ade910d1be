/*
 * clearance.h - what pre-receive leaves for update and post-receive: this
 * policy and its trust files, this ref, old, new, once. It is the second
 * lock: without a clearance, update refuses. Needs neither the policy loader
 * nor libgit2.
 *
 * Files: <git_dir>/refgate/clearance/<hash of ref, old, new>.<n>, moved to
 * landing/ when update has let the ref through, to taken/ while post-receive
 * records it, and then removed. If
 * that never came, the next push records it late and leaves it in late/, so
 * that a post-receive that comes after all has nothing to do.
 */
#ifndef REFGATE_GATE_CLEARANCE_H
#define REFGATE_GATE_CLEARANCE_H

#include "audit/log.h"
#include "base/arena.h"

#include <stdint.h>

#define CLEARANCE_SECONDS 3600 /* an older one is void */
#define CLEARANCE_TWINS_MAX 64 /* the same update cleared at once */
#define CLEARANCE_SIZE_MAX (1u << 20)
#define CLEARANCE_LOGS_MAX 4

struct clearance_file {
	const char *path;
	const char *sha256; /* hex */
};

/* A name of the gate's memory, to be put when the ref has landed. */
struct cleared_memo {
	struct oid blob;
	const char *name;
};

struct cleared_ref {
	struct str name;     /* as pushed */
	struct oid old, new; /* as pushed */
	const struct cleared_memo *memos;
	size_t memo_count;
	const char *incident; /* by whose override it goes in; or NULL */
	const char *governed; /* its real name, if a policy governs it; or NULL
			       */
	const char *facts;    /* for the log: struct event_ref.extra; or NULL */
	size_t commits;	      /* likewise */
};

struct clearance {
	const char *push_id;
	const char *policy_hash;
	const char *repository;
	const char *mode;	     /* "enforce", "evaluate" */
	const char *identity_source; /* these five may be NULL */
	const char *user_name;
	const char *user_email;
	const char *source_ip;
	const char *protocol;
	struct log_options logs[CLEARANCE_LOGS_MAX]; /* each gets its record */
	size_t log_count;
	const char *const *people; /* for logs that hide them */
	size_t people_count;
	const struct clearance_file *files; /* of policy and trust */
	size_t file_count;
	/* these are set by reading one */
	struct cleared_ref ref;
	const char *path;
	bool late; /* recorded by another push */
	/* claimed by somebody who died, before it was recorded or after */
	bool taken;
};

/*
 * Leaves one for each ref, or none. ERROR_BROKEN: it could not be written.
 * Voids old ones on the way.
 */
int clearance_leave(const char *git_dir, const struct clearance *clearance,
		    const struct cleared_ref *refs, size_t count, bool shared,
		    struct error *error);
/* Takes them back: the push was refused after all. */
void clearance_revoke(const char *git_dir, const struct clearance *clearance,
		      const struct cleared_ref *refs, size_t count);

/* ERROR_BROKEN: a file of the policy is no longer what it was. */
int clearance_check_file(const struct clearance_file *file,
			 struct error *error);

/*
 * Uses one up. ERROR_NOT_FOUND: there is none; ERROR_BROKEN: the policy or a
 * trust file is no longer what the push was judged by.
 */
int clearance_take(const char *git_dir, const struct cleared_ref *ref,
		   struct error *error);

/*
 * What the ref was cleared with, after it has landed. Strings are in `arena`.
 * ERROR_NOT_FOUND: nobody cleared it.
 */
int clearance_land(struct clearance *out, const char *git_dir,
		   const struct cleared_ref *ref, struct arena *arena,
		   struct error *error);
/* Fills in who, where, under which policy; strings are borrowed. */
void clearance_describe(const struct clearance *clearance, struct event *event);
/*
 * Appends to each of its logs, whatever becomes of the others; *error tells
 * of the last that failed.
 */
int clearance_record(const struct clearance *clearance,
		     const struct event *event, struct error *error);
/*
 * When its memos are put, and before it is recorded, under the lock of
 * value.h: if we die in between, the next one knows that it may be recorded
 * already. ERROR_NOT_FOUND: somebody else was faster.
 */
int clearance_claim(struct clearance *clearance, const char *git_dir,
		    struct arena *arena, struct error *error);
/* When it is recorded. False: somebody else was faster. */
bool clearance_finish(const struct clearance *clearance);

/*
 * Each that update has let through and that nobody has recorded; a non-zero
 * answer of `each` stops and is returned. Damaged ones are passed over.
 */
int clearance_each_landing(const char *git_dir, struct arena *arena,
			   int (*each)(const struct clearance *clearance,
				       int64_t age, void *context),
			   void *context, struct error *error);
/* Those that update has not let through; where it is not installed, any. */
int clearance_each_left(const char *git_dir, struct arena *arena,
			int (*each)(const struct clearance *clearance,
				    int64_t age, void *context),
			void *context, struct error *error);
/* The same as clearance_finish(), in the place of post-receive. */
bool clearance_finish_late(const char *git_dir,
			   const struct clearance *clearance);

#endif
