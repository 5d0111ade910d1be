/*
 * file_kinds.h - the options of the rule `file-kinds`, for its own files.
 */
#ifndef REFGATE_RULES_FILE_KINDS_H
#define REFGATE_RULES_FILE_KINDS_H

#include "rules/own_paths.h"

enum file_kinds_answer {
	KIND_ALLOW,
	KIND_DENY
};

/* Each an enum file_kinds_answer. */
struct file_kinds {
	int symlinks;
	int submodules;
	int executables;
	int binaries;
	int case_conflicts;
	int unsafe_names;
};

enum file_kinds_topic {
	KINDS_TAKE_OUT = 1,
	KINDS_EXECUTABLE,
	KINDS_NAME, /* the path is to be given another one */
};

/* file_kinds_names.c: names in the folders that the commit changes. */
int file_kinds_judge_names(const struct file_kinds *rule,
			   struct own_paths *own);

#endif
