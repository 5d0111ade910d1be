/*
 * gate.h - judges a push: hook line -> ref update -> commit set -> rule ->
 * finding -> verdict. The same for the hooks and for `refgate check`. Never
 * prints and never writes.
 */
#ifndef REFGATE_GATE_GATE_H
#define REFGATE_GATE_GATE_H

#include "gate/judgement.h"
#include "git/push.h"

/* headers, signatures and mergetags beside a message */
#define OBJECT_HEADERS_SIZE_MAX (1u << 20)
#define GATE_POLICIES_MAX 2 /* the repository's and the floor */

struct gate_request {
	const char *git_dir;
	/*
	 * Both, or neither: the repository at git_dir and what is known of its
	 * commits, open for many pushes. Borrowed; NULL: for this one alone.
	 */
	struct repo *repo;
	struct graph *graph;
	/*
	 * The repository at git_dir, open without a quarantine: it gets that
	 * of the push. Borrowed; NULL: it is opened.
	 */
	struct repo *opened;
	const char *quarantine; /* NULL: none */
	const char *remote;	/* in a clone; NULL on the server */
	const char *repository; /* refgate.name, for statements */
	const struct push_input *input;
	struct pusher pusher;
	const struct policy *policies[GATE_POLICIES_MAX];
	struct trust *trusts[GATE_POLICIES_MAX]; /* of each policy */
	size_t policy_count;
	size_t findings_kept; /* of a rule on a ref; 0: all (fold.h) */
	int64_t now;	      /* seconds since 1970 */
	bool shallow;	      /* git would make the repository shallow */
	bool import_open;     /* an import window is open */
	bool was_filled;      /* without branches it is emptied, not new */
	/* now and then while commits are judged; may be NULL */
	void (*progress)(size_t done, size_t total, void *context);
	void *context;
};

/*
 * 0 with a whole judgement. Negative: the push as a whole cannot be judged;
 * it is to be refused with *error. judgement_release() in either case.
 */
int gate_judge(struct judgement *out, const struct gate_request *request,
	       struct error *error);

#endif
