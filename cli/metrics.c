/*
 * metrics.c - `refgate metrics`: what the audit logs say, as numbers for
 * Prometheus' node_exporter. Never changes a log.
 */
#include "console.h"
#include "log_files.h"
#include "log_input.h"
#include "repositories.h"
#include "verbs.h"

#include "audit/health.h"
#include "audit/line_reader.h"
#include "audit/metrics.h"
#include "base/clock.h"
#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PUBLIC_MODE 0644
#define PRIVATE_MODE 0600

static const char help[] =
	"usage: refgate metrics [OPTION...] [REPOSITORY | FILE...]\n"
	"\n"
	"Counts what audit logs say, for Prometheus: text for node_exporter's\n"
	"textfile collector. Without arguments: the log of the repository in\n"
	"the current folder.\n"
	"\n"
	"  --all ROOT                 every repository below it that has a log\n"
	"  -o, --output FILE          write to FILE, at once; what was counted\n"
	"                             is kept in FILE.state, so that each\n"
	"                             record is read once\n"
	"  --format human|json        human: Prometheus' text; json: the state\n"
	"\n"
	"Exit status: 0 written, 1 a log could not be read (and is told as\n"
	"refgate_log_readable 0), 2 usage, 3 internal error.\n";

enum {
	FLAG_ALL = 1,
	FLAG_OUTPUT = 'o'
};

static const struct flag flags[] = {
	{ "all", true, FLAG_ALL },
	{ "output", true, FLAG_OUTPUT },
	{ NULL, false, 0 },
};

struct request {
	struct console console;
	const char *root;
	const char *output;
	struct metrics *metrics;
	size_t unread; /* logs */
};

static char *beside(const char *name, const char *suffix)
{
	struct buf path = BUF_INIT;

	buf_addf(&path, "%s%s", name, suffix);
	return buf_detach(&path);
}

/* From where `fd` stands; *end is behind the last whole line. */
static int count_lines(struct metrics *metrics, int fd, uint64_t *end,
		       struct error *error)
{
	struct line_reader reader = { 0 };
	struct line_piece piece;
	uint64_t at = *end;
	int result = line_reader_init(&reader, fd, UINT64_MAX, error);

	while (!result &&
	       (result = line_reader_next(&reader, &piece, error)) > 0) {
		result = 0;
		at += piece.text.size + piece.terminated;
		if (piece.first && piece.last && piece.terminated)
			(void)metrics_take(metrics, piece.text);
		if (piece.terminated)
			*end = at;
	}
	line_reader_release(&reader);
	return result;
}

static int count_file(struct metrics *metrics, const char *name,
		      uint64_t *offset, struct error *error)
{
	struct log_input input = { 0 };
	int result = log_input_open(&input, name, error);

	if (result)
		return result;
	if (*offset && lseek(input.fd, (off_t)*offset, SEEK_SET) < 0)
		result = error_set_errno(error, ERROR_BROKEN, "cannot read %s",
					 name);
	else
		result = count_lines(metrics, input.fd, offset, error);
	if (result)
		log_input_close(&input, NULL);
	else
		result = log_input_close(&input, error);
	return result;
}

/* Only what came since; or, if the file is another one, all that there is. */
static int count_log(struct metrics *metrics, const struct log_files *files,
		     const struct log_health *health, struct error *error)
{
	struct metrics_place place;
	uint64_t offset = 0;
	int result = 0;
	bool known = metrics_find_place(metrics, files->live, &place) &&
		     place.inode == health->inode &&
		     place.offset <= health->size;

	for (size_t i = 0; !result && i < files->count; i++) {
		bool is_live = !strcmp(files->names[i], files->live);

		if (known && !is_live)
			continue;
		offset = known ? place.offset : 0;
		result = count_file(metrics, files->names[i], &offset, error);
		if (!is_live)
			offset = 0;
	}
	place = (struct metrics_place){ health->inode, offset };
	if (!result)
		metrics_set_place(metrics, files->live, &place);
	return result;
}

static void tell_health(struct metrics *metrics, const char *log,
			const struct log_health *health)
{
	const struct {
		const char *name;
		double value;
	} rows[] = {
		{ "refgate_log_sequence", (double)health->sequence },
		{ "refgate_log_size_bytes", (double)health->size },
		{ "refgate_log_consistent", health->is_whole },
		{ "refgate_log_reserve", health->has_reserve },
		{ "refgate_anchor_timestamp_seconds",
		  (double)health->anchored },
		{ "refgate_syslog_failed", health->syslog_failed },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		metrics_gauge(metrics, rows[i].name, log, rows[i].value);
}

/* A log that cannot be read is itself something to be told. */
static int tell_unread(struct request *request, const char *log, int result,
		       const struct error *error)
{
	metrics_gauge(request->metrics, "refgate_log_readable", log, !result);
	if (!result || result == ERROR_INTERNAL)
		return result;
	console_say("%s", error->text);
	request->unread++;
	return 0;
}

static bool has_rotated(const struct log_files *files)
{
	return files->count > 1 ||
	       (files->count && strcmp(files->names[0], files->live) != 0);
}

/* Moved away, and nothing written since: there are only the rotated files. */
static bool is_between(int result, const struct log_files *files)
{
	return result == ERROR_NOT_FOUND && has_rotated(files);
}

/* Of many repositories one that was never pushed to has no log. */
static bool is_new(const struct request *request, int result,
		   const struct log_files *files)
{
	struct metrics_place place;

	return request->root && result == ERROR_NOT_FOUND &&
	       !has_rotated(files) &&
	       !metrics_find_place(request->metrics, files->live, &place);
}

static int take_log(struct request *request, const struct log_files *files,
		    struct error *error)
{
	struct log_health health;
	int result = log_health(&health, files->live, error);

	if (is_new(request, result, files))
		return 0;
	if (!result)
		tell_health(request->metrics, files->live, &health);
	if (!result || is_between(result, files))
		result = count_log(request->metrics, files, &health, error);
	return tell_unread(request, files->live, result, error);
}

/* A repository, a log (with its rotated files), or NULL: where we are. */
static int take_name(struct request *request, const char *name,
		     struct error *error)
{
	char *argument = (char *)(uintptr_t)name;
	bool is_file = name && !file_is_directory(name);
	struct log_files files = { NULL, 0, 0, NULL, NULL };
	struct console one = request->console;
	int result;

	one.arguments = &argument;
	one.argument_count = name != NULL;
	result = log_files_find(&files, is_file ? name : NULL, &one, error);
	if (!result)
		result = take_log(request, &files, error);
	else if (is_file || request->root)
		result = tell_unread(request, name, result, error);
	log_files_release(&files);
	return result;
}

/* Where refgate was never installed there is nothing to count. */
static int take_protected(const char *path, void *context, struct error *error)
{
	char *folder = beside(path, "/refgate");
	bool is_protected = folder && file_is_directory(folder);

	free(folder);
	return is_protected ? take_name(context, path, error) : 0;
}

static int take_all(struct request *request, struct error *error)
{
	struct console *console = &request->console;
	int result = 0;

	if (request->root)
		return repositories_each(request->root, take_protected, request,
					 error);
	if (!console->argument_count)
		return take_name(request, NULL, error);
	for (size_t i = 0; !result && i < console->argument_count; i++)
		result = take_name(request, console->arguments[i], error);
	return result;
}

static int open_state(struct request *request, const char *file,
		      struct error *error)
{
	struct buf state = BUF_INIT;
	int result = 0;

	if (file)
		result = file_read(&state, file, METRICS_STATE_SIZE_MAX, NULL,
				   error);
	if (result == ERROR_NOT_FOUND)
		result = 0;
	if (!result)
		result = metrics_new(&request->metrics, buf_str(&state), error);
	if (result && file)
		error_context(error, "%s", file);
	buf_release(&state);
	return result;
}

/* The state last: a record may count twice, but none is ever left out. */
static int write_all(const struct request *request, const char *state_file,
		     struct error *error)
{
	struct buf state = BUF_INIT;
	struct buf text = BUF_INIT;
	int result = metrics_save(request->metrics, &state, error);

	if (!result)
		result = metrics_print(request->metrics,
				       clock_now() / USEC_PER_SECOND, &text,
				       error);
	if (!result && request->output) {
		result = file_replace(request->output, buf_str(&text),
				      PUBLIC_MODE, error);
		if (!result)
			result = file_replace(state_file, buf_str(&state),
					      PRIVATE_MODE, error);
	} else if (!result) {
		result = console_print(request->console.format == FORMAT_JSON ?
					       &state :
					       &text);
	}
	buf_release(&state);
	buf_release(&text);
	return result;
}

static int run(struct request *request)
{
	struct error error = { 0 };
	char *state = request->output ? beside(request->output, ".state") :
					NULL;
	int result = request->output && !state ? error_no_memory(&error) : 0;

	if (!result)
		result = open_state(request, state, &error);
	if (!result)
		result = take_all(request, &error);
	if (!result && metrics_left_out(request->metrics))
		console_say("there are too many names in the logs, or too long "
			    "ones: some are not counted");
	if (!result)
		result = write_all(request, state, &error);
	metrics_free(request->metrics);
	free(state);
	if (result < 0)
		return console_failed(&error);
	return !result && request->unread ? STATUS_FINDINGS : result;
}

int verb_metrics(int argc, char **argv)
{
	struct request request = { .root = NULL };
	struct console *console = &request.console;
	int code;

	console_init(console, "metrics", help);
	while ((code = console_next(console, argc, argv, flags)) != 0) {
		if (code == FLAG_ALL)
			request.root = console->value;
		else
			request.output = console->value;
	}
	if (console->status >= 0)
		return console->status;
	if (request.root && console->argument_count)
		return console_usage(console, "either --all or names");
	return run(&request);
}
