/*
 * doctor.c - `refgate doctor`: whether the gate of a repository is closed,
 * and what would leave it open. Never changes a repository.
 */
#include "doctor.h"
#include "repositories.h"
#include "verbs.h"

#include "base/file.h"
#include "gate/progress.h"
#include "git/clone.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SSHD_CONFIG "/etc/ssh/sshd_config"

static const char help[] =
	"usage: refgate doctor [OPTION...] [REPO...]\n"
	"       refgate doctor [OPTION...] --all ROOT\n"
	"\n"
	"Looks for all that leaves a gate open: hooks that are not there or do\n"
	"not run, settings that send git elsewhere, a policy that does not load,\n"
	"keys that end, a log that cannot be written. At last a good and a bad\n"
	"commit are really pushed, into a throw-away clone. Without REPO: the\n"
	"repository in the current folder. Nothing is changed there. Root looks\n"
	"as the owner of each repository.\n"
	"\n"
	"  --all ROOT        every repository below ROOT: which are unprotected,\n"
	"                    and what is wrong with the others\n"
	"  --sshd FILE       sshd's configuration; else " SSHD_CONFIG "\n"
	"  --no-push         without the pushes, which take longest\n"
	"  --format human|json\n"
	"  --color auto|always|never\n"
	"\n"
	"  refgate doctor /srv/git/project.git\n"
	"  refgate doctor --all /srv/git\n"
	"\n"
	"Exit status: 0 clean, 1 problems or warnings, 2 usage, 3 internal "
	"error.\n";

enum {
	FLAG_ALL = 1,
	FLAG_SSHD,
	FLAG_NO_PUSH,
};

static const struct flag flags[] = {
	{ "all", true, FLAG_ALL },
	{ "sshd", true, FLAG_SSHD },
	{ "no-push", false, FLAG_NO_PUSH },
	{ NULL, false, 0 },
};

struct rounds {
	struct console console;
	struct doctor_options options;
	const char *root; /* of --all, or NULL */
	struct buf text;
	size_t seen, guarded, unprotected, ill, warned;
	usec started, shown; /* monotonic */
	bool progress;
};

static void wipe_progress(struct rounds *rounds)
{
	if (rounds->shown)
		fputs("\r\033[K", stderr);
}

static void show_progress(struct rounds *rounds)
{
	usec now = clock_monotonic();

	if (!rounds->progress || now - rounds->started < PROGRESS_AFTER ||
	    (rounds->shown && now - rounds->shown < PROGRESS_EVERY))
		return;
	rounds->shown = now;
	fprintf(stderr, "\r%zu repositories", rounds->seen);
	fflush(stderr);
}

static void add_up(struct rounds *rounds, const struct doctor_tally *tally)
{
	bool unprotected = tally->known && !tally->guarded;

	rounds->seen++;
	rounds->unprotected += unprotected;
	rounds->guarded += tally->known && tally->guarded;
	rounds->ill += !unprotected && tally->counts[DOCTOR_PROBLEM];
	rounds->warned += tally->counts[DOCTOR_WARNING] > 0;
}

static int visit(const char *path, void *context, struct error *error)
{
	struct rounds *rounds = context;
	struct doctor_tally tally = { .known = false };
	size_t before = rounds->text.size;
	int result;

	show_progress(rounds);
	if (rounds->console.format == FORMAT_JSON && rounds->seen)
		buf_add_byte(&rounds->text, ',');
	result = doctor_visit(&tally, &rounds->text, path, &rounds->options,
			      &rounds->console, rounds->root != NULL, error);
	if (!result && buf_failed(&rounds->text))
		result = error_no_memory(error);
	if (result)
		buf_truncate(&rounds->text, before);
	else
		add_up(rounds, &tally);
	return result;
}

/* What cannot be entered is a problem; what is none, a wrong name. */
static int check_name(const char *path, struct error *error)
{
	struct buf head = BUF_INIT;
	bool missing;

	buf_addf(&head, "%s/HEAD", path);
	missing = access(buf_text(&head), F_OK) && errno != EACCES;
	buf_release(&head);
	return missing ? error_set(error, ERROR_USAGE,
				   "%s is no git repository", path) :
			 0;
}

static int visit_name(struct rounds *rounds, const char *name,
		      struct error *error)
{
	struct buf inner = BUF_INIT;
	int result;

	buf_addf(&inner, "%s/.git", name);
	if (!buf_failed(&inner) && file_is_directory(buf_text(&inner)))
		name = buf_text(&inner);
	result = check_name(name, error);
	if (!result)
		result = visit(name, rounds, error);
	buf_release(&inner);
	return result;
}

static int visit_here(struct rounds *rounds, struct error *error)
{
	struct clone clone = { .git_dir = NULL };
	int result = clone_find(&clone, NULL, error);

	if (!result)
		result = visit(clone.common_dir, rounds, error);
	clone_release(&clone);
	return result;
}

static int visit_all(struct rounds *rounds, struct error *error)
{
	const struct console *console = &rounds->console;
	int result = 0;

	if (rounds->root)
		return repositories_each_or_closed(rounds->root, visit, rounds,
						   error);
	if (!console->argument_count)
		return visit_here(rounds, error);
	for (size_t i = 0; !result && i < console->argument_count; i++)
		result = visit_name(rounds, console->arguments[i], error);
	return result;
}

static void add_summary(struct rounds *rounds)
{
	buf_addf(&rounds->text,
		 "%zu guarded, %zu unprotected, %zu with problems, %zu with "
		 "warnings\n",
		 rounds->guarded, rounds->unprotected, rounds->ill,
		 rounds->warned);
}

static int print(struct rounds *rounds)
{
	struct buf out = BUF_INIT;
	int status;

	if (rounds->console.format != FORMAT_JSON) {
		add_summary(rounds);
		return console_print(&rounds->text);
	}
	buf_add_byte(&out, '[');
	buf_add_str(&out, buf_str(&rounds->text));
	buf_add_text(&out, "]\n");
	status = console_print(&out);
	buf_release(&out);
	return status;
}

static int run(struct rounds *rounds)
{
	struct error error = { 0 };
	int result = visit_all(rounds, &error);
	int status;

	wipe_progress(rounds);
	if (result)
		return console_failed(&error);
	status = print(rounds);
	if (status)
		return status;
	return rounds->unprotected || rounds->ill || rounds->warned ?
		       STATUS_FINDINGS :
		       STATUS_CLEAN;
}

static void take_flag(struct rounds *rounds, int code)
{
	switch (code) {
	case FLAG_ALL:
		rounds->root = rounds->console.value;
		break;
	case FLAG_SSHD:
		rounds->options.sshd = rounds->console.value;
		break;
	case FLAG_NO_PUSH:
		rounds->options.no_push = true;
		break;
	}
}

int verb_doctor(int argc, char **argv)
{
	struct rounds rounds = { .options = { .sshd = SSHD_CONFIG } };
	struct console *console = &rounds.console;
	int status;
	int code;

	console_init(console, "doctor", help);
	while ((code = console_next(console, argc, argv, flags)) != 0)
		take_flag(&rounds, code);
	if (console->status >= 0)
		return console->status;
	if (rounds.root && console->argument_count)
		return console_usage(console, "either --all or names");
	rounds.started = clock_monotonic();
	rounds.progress = isatty(STDERR_FILENO) == 1;
	status = run(&rounds);
	buf_release(&rounds.text);
	return status;
}
