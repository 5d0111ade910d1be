/*
 * commits.h - the commits of one scope before its rules, one at a time, in
 * whatever order the caller takes.
 */
#ifndef REFGATE_GATE_COMMITS_H
#define REFGATE_GATE_COMMITS_H

#include "gate/commit_tasks.h"
#include "gate/fold.h"
#include "rules/own_paths.h"

/* All but what is its own is borrowed until commit_run_end(). */
struct commit_run {
	struct gate *gate;
	const struct scope *scope;
	const struct commit_tasks *tasks;
	struct own_paths_kept own_paths;
	struct fold fold;
	struct error *error;
};

void commit_run_begin(struct commit_run *run, struct gate *gate,
		      const struct scope *scope,
		      const struct commit_tasks *tasks, struct error *error);
void commit_run_end(struct commit_run *run);
/*
 * Before each commit, when `done` of `count` are done: tells how far it is,
 * unless another process helps, and looks at the limits (ERROR_LIMIT).
 */
int commit_run_tick(const struct commit_run *run, size_t done, size_t count,
		    bool helping);
/*
 * The task of that index, which was read: 0, whatever is found, or what ends
 * the judging.
 */
int commit_run_read(struct commit_run *run, size_t index,
		    const struct commit *commit);

#endif
