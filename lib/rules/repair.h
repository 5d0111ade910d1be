/*
 * repair.h - the commands that mend a refused push, built word by word so
 * that quoting and line breaks are one place's business. Every command works
 * when pasted; what only the developer knows is a word in CAPITALS.
 */
#ifndef REFGATE_RULES_REPAIR_H
#define REFGATE_RULES_REPAIR_H

#include "rules/rule.h"

enum repair_line_kind {
	REPAIR_TEXT,	 /* a sentence */
	REPAIR_COMMAND,	 /* words, already quoted, separated by spaces */
	REPAIR_VERBATIM, /* a line of a template, shown as it is */
};

/*
 * Where several rules have to be satisfied at once, their repairs are told
 * one after the other, but what changes the ref's name comes when all else is
 * done, and a single push at the very end. What sets git up for the next time
 * is told of pushes that were accepted with a warning, too.
 */
enum repair_phase {
	REPAIR_FIRST,
	REPAIR_LAST,
	REPAIR_PUSH,
	REPAIR_SETUP,
};

struct repair_line {
	enum repair_line_kind kind;
	enum repair_phase phase;
	const char *text;
};

#define REPAIR_LINES_MAX 64

struct repair {
	struct repair_line lines[REPAIR_LINES_MAX];
	size_t count;
	enum repair_phase phase; /* of the lines to come */
	struct arena *arena;
	bool moves; /* commits get other places: what follows cannot be told */
	bool failed;
};

void repair_text(struct repair *repair, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void repair_verbatim(struct repair *repair, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Words up to NULL; each is quoted for a shell (text_shell_quote). */
void repair_command(struct repair *repair, const char *word, ...)
	__attribute__((sentinel));
/* A command whose words are quoted already. */
void repair_command_text(struct repair *repair, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void repair_command_words(struct repair *repair, const char *const *words,
			  size_t count);

/* A message to be written, line by line; what is too long is cut. */
void repair_draft(struct repair *repair, const char *title, const char *draft);

/*
 * Names inside commands, in the repair's arena; on failure NULL, which
 * repair_command() takes for its end: repair->failed is then set.
 */
/* "refs/heads/main" -> "origin/main"; others as they are. */
const char *repair_remote_name(struct repair *repair, const char *ref);
/* The short name where git reads it as nothing else, else the full one. */
const char *repair_short_name(struct repair *repair,
			      const struct ref_update *update);
/* What git-rebase(1) is to leave alone: a commit, or "--root". */
const char *repair_base(struct repair *repair,
			const struct repair_request *request);
/* Enough digits to be unique for good. */
const char *repair_id(struct repair *repair, const struct oid *id);

/*
 * Ready-made repairs. All know where the commits stand: the tip is amended,
 * deeper ones are rebased from the request's base, merges kept.
 */
void repair_reword(struct repair *repair, const struct repair_request *request);
/*
 * Starts a rebase that stops at each of the commits, for what is told next;
 * git rebase --continue is the caller's. False: the tip needs no stop.
 */
bool repair_stop_at_each(struct repair *repair,
			 const struct repair_request *request);
/* Stops at each of the commits; the tip needs no stop. */
void repair_edit(struct repair *repair, const struct repair_request *request);
/*
 * `amend_options` are words for git-commit(1), quoted already: the tip is
 * amended with them, or each commit from the oldest on by --exec.
 */
void repair_amend_each(struct repair *repair,
		       const struct repair_request *request,
		       const char *amend_options);
/* The same of these commits alone: those between them may be others' work. */
void repair_amend_only(struct repair *repair,
		       const struct repair_request *request,
		       const char *amend_options);
/* Signs these commits and what has to be rewritten above them, no others. */
void repair_sign(struct repair *repair, const struct repair_request *request);
/*
 * Rewrites the index of each commit from the oldest on by the script, which
 * ends as it came where it fails: nothing can conflict.
 */
void repair_filter_index(struct repair *repair,
			 const struct repair_request *request,
			 const struct buf *script);
void repair_push(struct repair *repair, const struct repair_request *request);
/* What the repairs before leave of these commits, the next push tells. */
void repair_told_later(struct repair *repair,
		       const struct repair_request *request);

/* repair_rename.c: gives the branch or tag another name and pushes that. */
void repair_rename(struct repair *repair, const struct repair_request *request,
		   const char *name);
/* The same of a tag; `edit` for sed(1) mends its message, NULL: as it is. */
void repair_rename_tag(struct repair *repair,
		       const struct repair_request *request, const char *name,
		       const char *edit);
/* For git-tag(1): "-s" where tags have to be signed, else "-a". */
const char *repair_tag_option(const struct repair_request *request);

#endif
