/*
 * report.c - `refgate report`: one page about what the audit log holds.
 * Never changes a log, and never overwrites what is no such page.
 */
#include "moment.h"
#include "report_logs.h"
#include "verbs.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char help[] =
	"usage: refgate report [OPTION...] [REPOSITORY... | FILE... | -]\n"
	"\n"
	"Writes one page of HTML for people who audit: overrides and why, what\n"
	"went past the gate, the state of the log, open follow-ups, what was\n"
	"refused, hotfixes. It needs no network and runs nothing. Of a\n"
	"repository it reads the log that its policy names, with the files it\n"
	"was rotated to; without arguments, of the one in the current folder.\n"
	"`-` reads records from standard input, of many logs, in any order.\n"
	"\n"
	"  -o FILE               write the page there, not to standard output\n"
	"  --since TIME, --until TIME  2026-11-20, 2026-11-20T09:00:00Z, or\n"
	"                        how long ago: 4h, 30d; --until takes a whole\n"
	"                        day in\n"
	"  --repo NAME           only of this repository\n"
	"  --title TEXT          the page's title\n"
	"  --anchors FILE        what was anchored elsewhere; more than once\n"
	"  --key FILE            public keys that checkpoints are signed with\n"
	"\n"
	"Exit status: 0 done, whatever the log says; 2 usage, 3 internal.\n";

enum {
	FLAG_SINCE = 1,
	FLAG_UNTIL,
	FLAG_REPO,
	FLAG_TITLE,
	FLAG_ANCHORS,
	FLAG_KEY,
	FLAG_OUTPUT = 'o',
};

static const struct flag flags[] = {
	{ "since", true, FLAG_SINCE },	   { "until", true, FLAG_UNTIL },
	{ "repo", true, FLAG_REPO },	   { "title", true, FLAG_TITLE },
	{ "anchors", true, FLAG_ANCHORS }, { "key", true, FLAG_KEY },
	{ "output", true, FLAG_OUTPUT },   { NULL, false, 0 },
};

#define PAGE_MODE 0666
#define HOST_SIZE 256

/* What a page of ours begins with. */
static const char page_start[] = "<!doctype html>";

struct request {
	struct console console;
	struct report_options options;
	struct report_logs logs;
	const char *output; /* NULL: standard output */
};

static void take_flag(struct request *request, int code)
{
	struct console *console = &request->console;
	struct report_logs *logs = &request->logs;

	switch (code) {
	case FLAG_SINCE:
		moment_read(console, false, &request->options.since);
		break;
	case FLAG_UNTIL:
		moment_read(console, true, &request->options.until);
		break;
	case FLAG_REPO:
		request->options.repository = console->value;
		break;
	case FLAG_TITLE:
		request->options.title = console->value;
		break;
	case FLAG_ANCHORS:
		console_add_value(console, logs->anchors, ANCHOR_SOURCES_MAX,
				  &logs->anchor_count);
		break;
	case FLAG_KEY:
		console_add_value(console, logs->keys, LOG_KEYS_MAX,
				  &logs->key_count);
		break;
	case FLAG_OUTPUT:
		request->output = console->value;
		break;
	}
}

static void read_flags(struct request *request, int argc, char **argv)
{
	struct console *console = &request->console;
	const struct report_options *options = &request->options;
	int code;

	while (console->status < 0 &&
	       (code = console_next(console, argc, argv, flags)) != 0)
		take_flag(request, code);
	if (console->status < 0 && options->since && options->until &&
	    options->since >= options->until)
		console->status =
			console_usage(console, "--until is not after --since");
}

/* As it can be typed again; an option is not quoted for its dashes. */
static void add_command(struct buf *out, int argc, char **argv)
{
	buf_add_text(out, "refgate");
	for (int i = 0; i < argc; i++) {
		const char *word = argv[i];

		buf_add_byte(out, ' ');
		while (*word == '-')
			buf_add_byte(out, *word++);
		if (*word || word == argv[i])
			text_shell_quote(out, str_of(word));
	}
}

/* A device or a pipe is written to; a file only if it is such a page. */
static int check_output(const char *path, struct error *error)
{
	char start[sizeof(page_start)] = "";
	struct stat info;
	ssize_t got;
	int fd;

	if (stat(path, &info) != 0 || !S_ISREG(info.st_mode) || !info.st_size)
		return 0;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	got = fd < 0 ? -1 : read(fd, start, sizeof(page_start) - 1);
	if (fd >= 0)
		close(fd);
	if (got == (ssize_t)sizeof(page_start) - 1 &&
	    memcmp(start, page_start, sizeof(page_start) - 1) == 0)
		return 0;
	return error_set(error, ERROR_USAGE,
			 "%s is there and is no report: it was left alone",
			 path);
}

static int write_to(int fd, const char *path, const struct buf *page,
		    struct error *error)
{
	int result = fd_write_all(fd, buf_str(page), error);

	if (close(fd) && !result)
		result = error_set_errno(error, ERROR_INTERNAL, "cannot write");
	return result ? error_context(error, "%s", path) : 0;
}

static int write_page(const char *path, const struct buf *page,
		      struct error *error)
{
	struct stat info;
	int fd;

	if (stat(path, &info) != 0 || S_ISREG(info.st_mode))
		return file_replace(path, buf_str(page), PAGE_MODE, error);
	fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return error_set_errno(error, ERROR_USAGE, "cannot write %s",
				       path);
	/* what it was a moment ago may be a link to a file by now */
	if (fstat(fd, &info) != 0 || S_ISREG(info.st_mode)) {
		close(fd);
		return error_set(error, ERROR_USAGE,
				 "%s has become another file meanwhile", path);
	}
	return write_to(fd, path, page, error);
}

static int make(struct request *request, struct buf *page, struct error *error)
{
	struct report *report = report_new(&request->options);
	int result;

	if (!report)
		return error_no_memory(error);
	result = report_logs_read(&request->logs, report, error);
	if (!result)
		result = report_write(report, page, error);
	report_free(report);
	return result;
}

/* The exit status. */
static int run(struct request *request)
{
	struct error error = { 0 };
	struct buf page = BUF_INIT;
	const char *output = request->output;
	int result = output ? check_output(output, &error) : 0;

	if (!result)
		result = make(request, &page, &error);
	if (!result && output)
		result = write_page(output, &page, &error);
	else if (!result)
		result = console_print(&page);
	buf_release(&page);
	return result < 0 ? console_failed(&error) : result;
}

int verb_report(int argc, char **argv)
{
	struct request *request = calloc(1, sizeof(*request));
	struct buf command = BUF_INIT;
	struct error error = { 0 };
	char host[HOST_SIZE] = "";
	int status;

	if (!request) {
		error_no_memory(&error);
		return console_failed(&error);
	}
	add_command(&command, argc, argv);
	console_init(&request->console, "report", help);
	request->logs.console = &request->console;
	request->options.now = clock_now() / USEC_PER_SECOND;
	request->options.command = buf_text(&command);
	if (gethostname(host, sizeof(host) - 1) == 0 && *host)
		request->options.host = host;
	read_flags(request, argc, argv);
	status = request->console.status;
	if (status < 0)
		status = run(request);
	buf_release(&command);
	free(request);
	return status;
}
