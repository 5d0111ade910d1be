/*
 * replay.h - history as pushes, and what a policy would have said to them.
 * For cli/replay*.c.
 */
#ifndef REFGATE_CLI_REPLAY_H
#define REFGATE_CLI_REPLAY_H

#include "console.h"

#include "audit/report_tally.h"
#include "gate/setup.h"

#define REPLAY_EXAMPLES 3

struct replay_push {
	struct push_line *lines; /* names are the arena's */
	size_t line_count;
	/* of a merge: the branches that it says it merges, as new ones */
	struct push_line *branches;
	size_t branch_count;
	int64_t time;	      /* seconds since 1970; the judging's now */
	const char *login;    /* NULL: nobody knows who pushed */
	const char *unjudged; /* why it cannot be judged; NULL: it can */
	bool nameless;	      /* a merge that does not name what it merges */
	bool is_merge;
};

/* Oldest first, and the refs as they were before the first of them. */
struct replay_pushes {
	struct arena arena;
	struct replay_push *items; /* heap */
	size_t count, capacity;
	struct ref *refs; /* heap, by name; names are the arena's */
	size_t ref_count, ref_capacity;
	bool of_log; /* else of a ref's history */
};

/* An empty one at the end; NULL: out of memory. */
struct replay_push *replay_add_push(struct replay_pushes *pushes);
void replay_pushes_release(struct replay_pushes *pushes);
/* The first-parent steps that led the ref to `tip`; the last ones (0: all). */
int replay_read_ref(struct replay_pushes *out, struct repo *repo,
		    struct graph *graph, const char *ref, const struct oid *tip,
		    size_t last, struct error *error);
/*
 * Names the branches that a merge says it merges, or says that it is
 * nameless; `target` is the ref that it is on.
 */
int replay_name_branches(struct replay_push *push, struct repo *repo,
			 const char *target, struct arena *arena,
			 struct error *error);
/*
 * Adds the accepted pushes of a log; of that repository alone, unless
 * `repository` is NULL.
 */
int replay_read_log(struct replay_pushes *out, struct repo *repo,
		    const char *repository, const char *path,
		    struct error *error);
/*
 * What each ref had before the first push that moves it; those of `repo` (may
 * be NULL) that none moves have what they have today.
 */
int replay_settle_refs(struct replay_pushes *pushes, struct repo *repo,
		       struct error *error);
/* The refs before or after a push. */
void replay_set_refs(struct replay_pushes *pushes,
		     const struct replay_push *push, bool after);
/* The refs, and that push's branches behind them: at zero, or `there`. */
int replay_assume(struct replay_pushes *pushes, const struct replay_push *push,
		  struct repo *repo, bool there, struct error *error);

struct replay_example {
	struct oid commit;
	const char *rule, *subject, *text;
};

/* What goes by one name: a rule, an author, a month. */
struct replay_row {
	size_t judged;		  /* pushes; only of months */
	size_t pushes;		  /* that would be refused, also for this */
	size_t alone;		  /* for nothing else; only of rules */
	size_t findings;	  /* that refuse */
	size_t warned;		  /* pushes that have warnings */
	size_t warnings;	  /* findings that refuse nothing */
	size_t last, last_warned; /* numbers of the last pushes counted */
	int64_t time;		  /* of the first push */
	struct replay_example examples[REPLAY_EXAMPLES];
	size_t example_count;
};

struct replay_rows {
	struct tally names;	  /* in order of arrival */
	struct replay_row *items; /* heap, one each */
	size_t capacity;
};

struct replay_unjudged {
	const char *rule, *reason;
	bool of_log; /* also of the pushes in a log */
};

/* Why the rule cannot be judged afterwards; NULL: it can. */
const struct replay_unjudged *replay_unjudged(const char *rule, bool of_log);

struct replay_tally {
	struct arena arena;
	struct repo *repo; /* for who made a commit */
	bool of_log;
	size_t pushes, refused, commits;
	size_t warned;	 /* pushes that are not refused, but warned of */
	size_t nameless; /* merges of who knows what */
	int64_t first, last;
	struct replay_rows rules, authors, months;
	struct replay_rows broken;   /* by rule; counted as warnings */
	struct replay_rows left_out; /* by reason; counted as pushes */
	const struct replay_unjudged **unjudged; /* heap; rules in force */
	size_t unjudged_count, unjudged_capacity;
	struct buf trial; /* rulesets that only evaluate: "a, b" */
	bool governed;	  /* some ruleset governs a ref of the pushes */
	bool lands;	  /* and some asks how commits came to it */
	bool failed;	  /* out of memory */
	/* of the push that is counted */
	bool refuses, warns;
	size_t refusers, refuser; /* how many rules, the last one's row */
};

void replay_tally_release(struct replay_tally *tally);
/* Notes the rules in force on that ref that cannot be judged. */
int replay_note_rules(struct replay_tally *tally, const struct setup *setup,
		      const char *ref, struct error *error);
/*
 * Lets rulesets that only evaluate enforce, and baselines leave nothing
 * alone: both are what a replay is to show.
 */
void replay_enforce(struct replay_tally *tally, struct setup *setup);

/* A push is begun, what was judged of it is counted, it is ended. */
void replay_begin(struct replay_tally *tally, const struct replay_push *push);
/* `aside`: of its branches, not of itself. */
void replay_count(struct replay_tally *tally, const struct replay_push *push,
		  const struct judgement *judgement, bool aside);
/* A push that cannot be judged as a whole. */
void replay_count_failure(struct replay_tally *tally,
			  const struct replay_push *push,
			  const struct error *error);
void replay_end(struct replay_tally *tally);
/* One that is not begun. */
void replay_leave_out(struct replay_tally *tally,
		      const struct replay_push *push);

struct replay_row *replay_row_of(struct replay_rows *rows, struct str name);
void replay_rows_release(struct replay_rows *rows);
/*
 * The indexes of all rows, the heaviest first or by name; the caller frees
 * them. NULL: out of memory.
 */
size_t *replay_order(const struct replay_rows *rows, bool by_name);
static inline const char *replay_name(const struct replay_rows *rows,
				      size_t index)
{
	return tally_name(&rows->names, index);
}

/* Judges pushes one by one, and remembers as the gate would. */
struct replay_judge {
	const struct setup *setup;
	const char *view; /* the folder of `repo` */
	struct repo *repo;
	struct graph *graph;
	struct replay_pushes *pushes;
	struct replay_tally *tally;
	size_t last;   /* only so many; 0: all */
	int64_t since; /* only from then on */
};
int replay_judge(struct replay_judge *judge, struct error *error);

struct replay_result {
	const struct replay_tally *tally;
	const char *policy;	/* its title */
	const char *what;	/* the ref, or "the audit log" */
	const char *repository; /* its name */
	int64_t now;
	const char *host; /* or NULL */
};

void replay_human(struct buf *out, const struct replay_result *result);
void replay_json(struct buf *out, const struct replay_result *result);
void replay_html(struct buf *out, const struct replay_result *result);

#endif
