/*
 * lines.h - the removed and added lines between two sides, for the files of
 * this room that compare patches.
 */
#ifndef REFGATE_GIT_LINES_H
#define REFGATE_GIT_LINES_H

#include "git/diff.h"

struct line {
	struct str text;    /* without its LF; borrowed during the call */
	size_t number;	    /* from 1; of its own side */
	bool added;	    /* else removed */
	bool starts_hunk;   /* the first line of a hunk */
	bool is_unfinished; /* has no LF */
};

struct lines {
	struct repo *repo;	  /* NULL: libgit2 has been started */
	struct object objects[2]; /* old, new */
	char links[2][64];	  /* what stands for a submodule */
	struct str text[2];
	size_t size[2];
	bool too_large[2]; /* then `text` is empty */
	bool binary[2];
};

/* Both sides, but for what is too large. To be released, on success. */
int lines_read(struct lines *out, struct repo *repo,
	       const struct diff_side *old, const struct diff_side *new,
	       struct error *error);
void lines_release(struct lines *lines); /* NULL-safe */
/*
 * Calls back for each line of the difference with no context, whatever is
 * binary; a non-zero answer stops and is returned.
 */
int lines_diff(const struct lines *lines,
	       int (*each)(const struct line *line, void *context),
	       void *context, struct error *error);
/*
 * Likewise for added lines at least: for those that lines_diff() shows, by
 * their numbers. Of lines that say the same, both show the last ones.
 */
int lines_diff_added(const struct lines *lines,
		     int (*each)(const struct line *line, void *context),
		     void *context, struct error *error);
/*
 * Likewise for all lines between the first and the last difference: those of
 * lines_diff() are among them. Does not look for what they have in common.
 */
int lines_between(const struct lines *lines,
		  int (*each)(const struct line *line, void *context),
		  void *context, struct error *error);

#endif
