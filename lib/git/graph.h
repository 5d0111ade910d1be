/*
 * graph.h - the commits of a push: each is loaded once, however many refs
 * and rules ask. Answers what is new, what is known, where histories meet.
 * Never judges, never reads more history than the question needs.
 *
 * Exactness. A commit that was not on the server before the push cannot be
 * known. For others the history of the known tips is painted from the
 * newest down; with skewed clocks that may leave a known commit unpainted,
 * never the other way round: a range may hold too much, never too little.
 * graph_make_exact() removes that doubt and is asked before a refusal.
 */
#ifndef REFGATE_GIT_GRAPH_H
#define REFGATE_GIT_GRAPH_H

#include "base/clock.h"
#include "base/match.h"
#include "git/refs.h"

struct graph;
struct known; /* what a rule takes for known: tips and their history */

struct graph_limits {
	size_t commits;			 /* that one range may hold */
	const struct deadline *deadline; /* may be NULL */
	/* called about once a thousand commits; may be NULL */
	void (*progress)(size_t commits, void *context);
	void *context;
};

int graph_new(struct graph **out, struct repo *repo,
	      const struct graph_limits *limits, struct error *error);
void graph_free(struct graph *graph); /* NULL-safe; its knowns too */
/*
 * For a new question in the same repository, whose refs may have other values
 * now: frees the knowns, keeps what was read of commits.
 */
void graph_reset(struct graph *graph, const struct graph_limits *limits);

/* Owned by the graph. Empty: knows nothing. */
int known_new(struct known **out, struct graph *graph, struct error *error);
/* `tip` may be a tag; what is no commit is passed over. */
int known_add_tip(struct known *known, const struct oid *tip,
		  struct error *error);
/*
 * The refs of the server that match. Looked up only when the tips do not
 * answer the question: literal names first, patterns last. `globs` is
 * borrowed for the life of the graph.
 */
int known_add_refs(struct known *known, const struct globs *globs,
		   struct error *error);
/* The same, but for refs that `except` says yes to. */
int known_add_refs_except(struct known *known, const struct globs *globs,
			  bool (*except)(const char *name, void *context),
			  void *context, struct error *error);

struct range {
	struct oid *commits; /* children before parents; owned */
	size_t count;
	struct oid *boundary;  /* known commits that are parents of these */
	size_t boundary_count; /* (or the tip itself) */
	bool exact;
};

/*
 * The commits reachable from the commit `tip` that `known` does not hold.
 * ERROR_LIMIT: more than limits.commits, or out of time. ERROR_BROKEN: a
 * commit is missing or unreadable.
 */
int graph_range(struct range *out, struct graph *graph, struct known *known,
		const struct oid *tip, struct error *error);
void range_release(struct range *range);

/* Paints all that `known` holds: later ranges and answers are exact. */
int graph_make_exact(struct graph *graph, struct known *known,
		     struct error *error);
/* Exact. */
enum match graph_is_known(struct graph *graph, struct known *known,
			  const struct oid *commit, struct error *error);
/* Exact: whether `ancestor` is `descendant` or below it. */
enum match graph_is_ancestor(struct graph *graph, const struct oid *ancestor,
			     const struct oid *descendant, struct error *error);

/*
 * The best common ancestors of `tip` and all that `known` holds (as
 * git-merge-base(1) --all of the tip and an octopus of the known). Exact.
 * The caller frees *bases.
 */
int graph_merge_bases(struct oid **bases, size_t *count, struct graph *graph,
		      struct known *known, const struct oid *tip,
		      struct error *error);

/* For what is done beside the graph: of limits, may be NULL. */
const struct deadline *graph_deadline(const struct graph *graph);
/* ERROR_LIMIT when the time is up. */
int graph_check_deadline(const struct graph *graph, struct error *error);

int graph_tree(struct oid *tree, struct graph *graph, const struct oid *commit,
	       struct error *error);
int graph_parent_count(size_t *count, struct graph *graph,
		       const struct oid *commit, struct error *error);
/* Tree, parents and time of a commit, kept by the graph: memory for each. */
int graph_links(const struct commit_links **out, struct graph *graph,
		const struct oid *commit, struct error *error);

/*
 * An update as steps along the first parents, oldest first. A merge is one
 * step; a run of plain commits is one, too, and ends at the tip of a branch
 * of this server if there is one on its way.
 */
struct step {
	struct oid from; /* the first parent of its first commit */
	struct oid to;
	bool is_merge;
	bool ends_at_branch; /* a run that ends at a branch's tip */
};
/*
 * If `old` is not on the first-parent chain of `new`, *whole is true and
 * there is one step. The caller frees *steps.
 */
int graph_steps(struct step **steps, size_t *count, bool *whole,
		struct graph *graph, const struct oid *old,
		const struct oid *new, struct error *error);

/* Of commits' patches nothing is remembered: their trees may be unsound. */
void graph_forget_patches(struct graph *graph);

#endif
