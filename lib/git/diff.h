/*
 * diff.h - what differs between trees, as a merge-join over raw trees that
 * skips equal ids. Renames are never guessed: both paths count.
 */
#ifndef REFGATE_GIT_DIFF_H
#define REFGATE_GIT_DIFF_H

#include "base/clock.h"
#include "git/repo.h"

#define DIFF_DEPTH_MAX 256
#define DIFF_PATH_SIZE_MAX 4096
#define DIFF_BASES_MAX COMMIT_PARENTS_MAX
#define DIFF_TREE_SIZE_MAX (64u << 20)

struct diff_side {
	unsigned mode; /* 0: not there */
	struct oid id;
};

/* Same mode and id, or both not there. */
bool diff_side_equal(const struct diff_side *a, const struct diff_side *b);

struct diff_entry {
	struct str path; /* whole path; borrowed during the call */
	/* one a base, in their order; all differ from new (`some`: one) */
	const struct diff_side *old;
	size_t old_count;
	struct diff_side new;
};

struct diff_request {
	/* trees; a zero id is the empty tree. No base: against nothing. */
	const struct oid *bases;
	size_t base_count; /* 0 counts as one empty base */
	struct oid new;
	const struct deadline *deadline; /* may be NULL */
	bool strict; /* read all new trees strictly, old objects too */
	bool some;   /* paths that differ from some base, not from all */
	/*
	 * One a base, or NULL: set to true where that base lacks a name that
	 * new has, or has it as the other of a folder and none, in a folder
	 * that is compared. May be true where no base lacks the same one.
	 */
	bool *lacks;
	/*
	 * NULL, or empty: gets the path of the entry that is malformed, where
	 * it is for a name that is .git.
	 */
	struct buf *git_path;
	/* non-zero stops and is returned by diff_trees() */
	int (*each)(const struct diff_entry *entry, void *context);
	void *context;
};

/*
 * Calls back for each path whose new side differs from ALL bases (`some`: from
 * one of them), in git's order, blobs, links and submodules only. New trees are
 * read strictly when they were not on the server before (ERROR_BROKEN names the
 * tree and its flaw), others leniently.
 */
int diff_trees(struct repo *repo, const struct diff_request *request,
	       struct error *error);

/* Reads every new tree below `tree` strictly, those that `bases` hold not. */
int diff_check_new_trees(struct repo *repo, const struct diff_request *request,
			 struct error *error);

/*
 * ERROR_BROKEN: what tree_next() found at `entry` of the tree that stands at
 * `path` (empty: the root). Whoever reads trees says it in the same words.
 */
int diff_flaw_error(const struct oid *tree, struct str path,
		    const struct tree_entry *entry, const struct flaw *flaw,
		    struct error *error);

struct line_count {
	size_t added;
	size_t removed;
	bool binary;  /* or longer than limits: count bytes instead */
	size_t bytes; /* of the larger side; 0 if both are equal */
	/* of the lines that are added or removed: */
	size_t changed_bytes; /* each with a LF */
	size_t weight;	      /* their number, of long ones by their bytes */
};

/* A line of more bytes counts as one for each LINES_LINE_BYTES begun. */
#define LINES_LINE_SIZE_MAX 1000
#define LINES_LINE_BYTES 80
size_t lines_in(size_t bytes);

#define LINES_BLOB_SIZE_MAX (8u << 20)
/*
 * Between the first and the last difference, of both sides. Comparing more
 * could take minutes: then all of these lines are removed and added ones.
 */
#define LINES_COMPARE_MAX 100000
/* git's: a NUL in so many first bytes makes a file binary. */
#define LINES_BINARY_CHECK_SIZE 8000

/*
 * As `git diff --numstat` counts. Links count as text, submodules as 1/1.
 * One call may take a second on hostile content: look at the deadline
 * between two.
 */
int lines_count(struct line_count *out, struct repo *repo,
		const struct diff_side *old, const struct diff_side *new,
		struct error *error);
/*
 * What lines_count() tells, or more: all lines between the first and the last
 * difference. Takes no longer than reading both sides.
 */
int lines_count_most(struct line_count *out, struct repo *repo,
		     const struct diff_side *old, const struct diff_side *new,
		     struct error *error);
/*
 * Calls back with each added line (without its LF) and its number in new.
 * A non-zero answer stops and is returned. A new side that is binary or
 * larger than LINES_BLOB_SIZE_MAX has no lines; lines_count() tells. To an
 * old side that is larger, all lines of new are added ones.
 */
int lines_added(struct repo *repo, const struct diff_side *old,
		const struct diff_side *new,
		int (*each)(struct str line, size_t number, void *context),
		void *context, struct error *error);

#endif
