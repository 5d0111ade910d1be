/*
 * slices.h - the same work on each item of a long list, by all processors
 * that there are. Further processes only try: of what one of them finds, does
 * not finish or cannot begin, the caller's own process does everything itself,
 * in order. So whoever has nothing to find gets it sooner, and nobody gets
 * another answer.
 */
#ifndef REFGATE_BASE_SLICES_H
#define REFGATE_BASE_SLICES_H

#include <stdbool.h>
#include <stddef.h>

/* Below that, starting a process takes longer than it saves. */
#define SLICES_COUNT_MIN 1024
#define SLICES_PROCESSES_MAX 8

struct slices_work {
	size_t count;
	/*
	 * Called for items in growing order. A non-zero answer ends all, and
	 * is slices_run()'s. When `helping`, it is in a further process, with
	 * memory as it was when slices_run() was called: then it tells nobody
	 * anything.
	 */
	int (*each)(size_t index, bool helping, void *context);
	/*
	 * Something that changes when each() has left anything behind that
	 * the caller needs; counts, say.
	 */
	size_t (*left_behind)(const void *context);
	void *context;
};

/* 0, or the first other answer of each(). */
int slices_run(const struct slices_work *work);

#endif
