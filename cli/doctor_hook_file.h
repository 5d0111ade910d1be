/*
 * doctor_hook_file.h - what stands in the place of a hook: whether git would
 * run it, and whether it is ours. For cli/doctor_hook*.c.
 */
#ifndef REFGATE_CLI_DOCTOR_HOOK_FILE_H
#define REFGATE_CLI_DOCTOR_HOOK_FILE_H

#include "doctor.h"

enum hook_state {
	HOOK_RUNS,
	/* git goes on without it */
	HOOK_MISSING,
	HOOK_DANGLING,
	HOOK_EMPTY,
	HOOK_IDLE, /* not executable */
	HOOK_NOEXEC,
	/* git refuses the push */
	HOOK_NO_INTERPRETER,
	HOOK_ODD, /* no file */
};

enum hook_kind {
	HOOK_FOREIGN,
	HOOK_ENGINE, /* the program */
	HOOK_SCRIPT, /* one of ours, which runs the program */
	HOOK_UNREAD,
};

struct hook_file {
	const char *path;
	enum hook_state state;
	enum hook_kind kind;
	bool is_link;
	bool is_current;	 /* an engine: as it was installed last */
	const char *interpreter; /* that is missing */
	/* of a script: the programs that it names; NULL: none */
	const char *engine, *before;
	/* the file is the engine of this other hook; NULL: it is not */
	const char *other;
};

/* `hook` is one of enum DOCTOR_PRE_RECEIVE and so on. */
void hook_file_read(struct hook_file *out, struct doctor *doctor, int hook,
		    const char *path);
/* What a shell makes of a word that install.sh quoted; NULL: nothing. */
const char *hook_file_unquote(struct doctor *doctor, const char *word);
/* "is empty: git runs it, and it accepts everything" */
const char *hook_state_words(enum hook_state state);
/* The command that mends it; NULL: there is none. */
const char *hook_state_command(struct doctor *doctor,
			       const struct hook_file *file);

#endif
