/*
 * file_merge.h - the three-way merge of one path. Private to this room.
 */
#ifndef REFGATE_GIT_FILE_MERGE_H
#define REFGATE_GIT_FILE_MERGE_H

#include "base/match.h"
#include "git/diff.h"

/* What one merge may cost; beyond it there is a conflict. */
#define FILE_MERGE_SIZE_MAX (2u << 20)
#define FILE_MERGE_LINES_MAX 40000

/*
 * Whether merging `ours` and `theirs`, both made from `base`, gives `result`
 * without a conflict: modes and contents each as the side has it that
 * changed it, or as a merge of lines has it.
 */
enum match file_merge_yields(const struct diff_side *result, struct repo *repo,
			     const struct diff_side *base,
			     const struct diff_side *ours,
			     const struct diff_side *theirs,
			     struct error *error);

#endif
