/*
 * doctor.h - the parts of `refgate doctor`: a table of checks that look at one
 * repository and note what they find. For cli/doctor*.c only. None of them
 * ever changes the repository.
 */
#ifndef REFGATE_CLI_DOCTOR_H
#define REFGATE_CLI_DOCTOR_H

#include "console.h"

#include "gate/setup.h"

#include <sys/types.h>

/* From harmless to bad: of several notes the last one counts. */
enum doctor_answer {
	DOCTOR_OK,
	DOCTOR_SKIPPED, /* it was not looked at */
	DOCTOR_WARNING,
	DOCTOR_PROBLEM,
	DOCTOR_ANSWERS,
};

struct doctor;

struct doctor_check {
	const char *id;
	const char *summary;
	const char *page; /* where more is said */
	void (*run)(struct doctor *doctor);
	bool always; /* also where no hook of ours is */
};

extern const struct doctor_check doctor_checks[];
extern const size_t doctor_check_count;

/* One thing that a check has to say. */
struct doctor_note {
	const struct doctor_check *check;
	enum doctor_answer answer;
	const char *text;    /* a sentence without its full stop */
	const char *command; /* that mends it, for a shell; or NULL */
	struct doctor_note *next;
};

/* A line of git's configuration, as who receives a push has it. */
struct doctor_setting {
	const char *scope;  /* "system", "global", "local" */
	const char *origin; /* the file */
	const char *key;
	const char *value; /* NULL: a bare key */
};

enum {
	DOCTOR_PRE_RECEIVE,
	DOCTOR_UPDATE,
	DOCTOR_POST_RECEIVE,
	DOCTOR_HOOKS
};

extern const char *const doctor_hook_names[DOCTOR_HOOKS];

/* What is the same for all repositories. */
struct doctor_options {
	const char *sshd; /* sshd_config */
	bool no_push;
};

/* A repository that is looked at. */
struct doctor {
	const struct doctor_options *options;
	struct arena arena;
	const char *path; /* its git directory, without links */
	bool is_mine;	  /* it belongs to who we are now */
	bool was_root;	  /* and became its owner */
	uid_t owner;
	const char *owner_name, *home;
	struct setup setup;
	bool has_setup;	  /* it was opened, well or not */
	bool is_readable; /* it was opened well */
	bool has_policy;
	struct doctor_setting *settings; /* heap */
	size_t setting_count, setting_capacity;
	struct config config; /* the same, without where it stands */
	const char *hooks;    /* where git looks for hooks */
	/* the programs of ours that run; NULL: none */
	const char *engines[DOCTOR_HOOKS];
	bool by_host; /* some of them by a host's dispatcher */
	bool guarded;
	const char *scratch; /* a folder of this visit, or NULL */

	const struct doctor_check *check; /* that runs */
	struct doctor_note *first, *last;
};

void doctor_note(struct doctor *doctor, enum doctor_answer answer,
		 const char *command, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* Whether the running check has noted anything worse than that. */
bool doctor_noted(const struct doctor *doctor, enum doctor_answer than);
/* printf into the arena. Never NULL. */
const char *doctor_say(struct doctor *doctor, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* As one word for a shell. */
const char *doctor_quote(struct doctor *doctor, const char *text);
/* The command that puts hooks into this repository, or mends them. */
const char *doctor_install(struct doctor *doctor);
/* "git config --file .../config KEY VALUE" */
const char *doctor_configure(struct doctor *doctor, const char *key,
			     const char *value);
/* A path as people know it: below the repository without its name. */
const char *doctor_name(const struct doctor *doctor, const char *path);

/* doctor_config.c: fills in settings, config and hooks. */
int doctor_read_config(struct doctor *doctor, struct error *error);
const struct doctor_setting *doctor_setting(const struct doctor *doctor,
					    const char *key);

/* The checks. */
void doctor_repository(struct doctor *doctor);
void doctor_hooks_path(struct doctor *doctor);
void doctor_hooks(struct doctor *doctor);
void doctor_policy(struct doctor *doctor);
void doctor_trust(struct doctor *doctor);
void doctor_import(struct doctor *doctor);
void doctor_log(struct doctor *doctor);
void doctor_anchor(struct doctor *doctor);
void doctor_space(struct doctor *doctor);
void doctor_rotation(struct doctor *doctor);
void doctor_push_options(struct doctor *doctor);
void doctor_hidden_refs(struct doctor *doctor);
void doctor_borrowed(struct doctor *doctor);
void doctor_receive(struct doctor *doctor);
void doctor_identity(struct doctor *doctor);
void doctor_sshd(struct doctor *doctor);
void doctor_shells(struct doctor *doctor);
void doctor_ownership(struct doctor *doctor);
void doctor_push(struct doctor *doctor);

/* doctor_visit.c: what came of a repository. */
struct doctor_tally {
	bool known; /* else nobody could look: guarded says nothing */
	bool guarded;
	size_t counts[DOCTOR_ANSWERS];
	char scratch[4096];
};

/* doctor_print.c: appends what was noted, for people or as JSON. */
void doctor_print(struct buf *out, const struct doctor *doctor,
		  const struct doctor_tally *tally,
		  const struct console *console, bool terse);

/*
 * Looks at a repository in a process of its own, as its owner where root
 * asks, and appends what it says. Ends the command, with everything removed,
 * if it is told to.
 */
int doctor_visit(struct doctor_tally *out, struct buf *text, const char *path,
		 const struct doctor_options *options,
		 const struct console *console, bool terse,
		 struct error *error);

#endif
