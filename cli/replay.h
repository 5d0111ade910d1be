/*
 * replay.h - history as pushes, and what a policy would have said to them.
 * For cli/replay*.c.
 */
#ifndef REFGATE_CLI_REPLAY_H
#define REFGATE_CLI_REPLAY_H

#include "console.h"

#include "gate/setup.h"

#define REPLAY_EXAMPLES 3

struct replay_push {
	struct push_line *lines; /* names are the arena's */
	size_t line_count;
	int64_t time; /* seconds since 1970; the judging's now */
};

/* Oldest first, and the refs as they were before the first of them. */
struct replay_pushes {
	struct arena arena;
	struct replay_push *items; /* heap */
	size_t count, capacity;
	struct ref *refs; /* heap; names are the arena's */
	size_t ref_count, ref_capacity;
	size_t gone; /* left out: their objects are no longer there */
};

void replay_pushes_release(struct replay_pushes *pushes);
/* The first-parent steps that led the ref to `tip`; the last ones (0: all). */
int replay_read_ref(struct replay_pushes *out, struct graph *graph,
		    const char *ref, const struct oid *tip, size_t last,
		    struct error *error);
/* Adds the accepted pushes of the log whose objects are still there. */
int replay_read_log(struct replay_pushes *out, struct repo *repo,
		    const char *path, struct error *error);
/*
 * What each ref had before the first push that moves it; those of `repo` (may
 * be NULL) that none moves have what they have today.
 */
int replay_settle_refs(struct replay_pushes *pushes, struct repo *repo,
		       struct error *error);
/* The refs before or after a push. */
int replay_set_refs(struct replay_pushes *pushes,
		    const struct replay_push *push, bool after,
		    struct error *error);

struct replay_example {
	struct oid commit;
	const char *subject, *text;
};

/* What goes by one name: a rule, an author, a month. */
struct replay_row {
	const char *name;
	size_t pushes;	 /* that would be refused, also for this */
	size_t findings; /* that refuse */
	size_t warnings; /* findings that refuse nothing */
	size_t last;	 /* number of the last push that was counted */
	struct replay_example examples[REPLAY_EXAMPLES];
	size_t example_count;
};

struct replay_rows {
	struct replay_row *items; /* heap, by name */
	size_t count, capacity;
};

struct replay_unjudged {
	const char *rule, *reason;
};

struct replay_tally {
	struct arena arena;
	struct repo *repo; /* for who made a commit */
	size_t pushes, refused, commits;
	size_t warned; /* pushes that are not refused, but warned of */
	int64_t first, last;
	struct replay_rows rules, authors, months;
	struct replay_rows broken; /* by rule; counted as warnings */
	const struct replay_unjudged **unjudged; /* heap; rules in force */
	size_t unjudged_count, unjudged_capacity;
	bool governed; /* some ruleset governs a ref of the pushes */
	bool failed;   /* out of memory */
};

void replay_tally_release(struct replay_tally *tally);
/* Why the rule cannot be judged afterwards; NULL: it can. */
const struct replay_unjudged *replay_unjudged(const char *rule);
/* Notes the rules in force on that ref that cannot. */
int replay_note_rules(struct replay_tally *tally, const struct setup *setup,
		      const char *ref, struct error *error);
void replay_count(struct replay_tally *tally, const struct replay_push *push,
		  const struct judgement *judgement);
/* A push that cannot be judged as a whole. */
void replay_count_failure(struct replay_tally *tally,
			  const struct replay_push *push,
			  const struct error *error);

struct replay_result {
	const struct replay_pushes *pushes;
	const struct replay_tally *tally;
	const char *policy; /* its title */
	const char *what;   /* the ref, or "the log" */
};

void replay_human(struct buf *out, const struct replay_result *result);
void replay_json(struct buf *out, const struct replay_result *result);

#endif
