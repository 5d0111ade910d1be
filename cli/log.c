/*
 * log.c - `refgate log`: shows what the audit log holds, filtered. Never
 * changes a log.
 */
#include "console.h"
#include "log_files.h"
#include "log_verify.h"
#include "verbs.h"

#include "audit/query.h"
#include "base/clock.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
	"usage: refgate log [OPTION...] [REPOSITORY | FILE... | -]\n"
	"       refgate log verify [OPTION...] [REPOSITORY | FILE... | -]\n"
	"\n"
	"Shows the records of an audit log. Of a repository it is the log that\n"
	"its policy names, else refgate/audit.jsonl; without arguments, of the\n"
	"one in the current folder.\n"
	"\n"
	"  --since TIME, --until TIME  2026-11-20, 2026-11-20T09:00:00Z, or\n"
	"                              how long ago: 90s, 10m, 4h, 30d, 2w\n"
	"  --repo NAME                 of this repository\n"
	"  --ref REF                   main or refs/heads/main\n"
	"  --user NAME                 a login or an email address\n"
	"  --rule RULE                 that found something\n"
	"  --verdict VERDICT           of a ref or a finding: pass, fail, ...\n"
	"  --action ACTION             push-denied or denied, ...\n"
	"  --push ID                   of this push\n"
	"  --format human|json|csv     human is the default\n"
	"  --color auto|always|never\n"
	"  --file FILE                 this log\n"
	"  -v, --verbose               with refs and findings\n"
	"\n"
	"Exit status: 0 done, 2 usage, 3 internal.\n";

enum {
	FLAG_SINCE = 1,
	FLAG_UNTIL,
	FLAG_REPO,
	FLAG_REF,
	FLAG_USER,
	FLAG_RULE,
	FLAG_VERDICT,
	FLAG_ACTION,
	FLAG_PUSH,
	FLAG_FILE,
	FLAG_VERBOSE = 'v',
};

static const struct flag flags[] = {
	{ "since", true, FLAG_SINCE },	    { "until", true, FLAG_UNTIL },
	{ "repo", true, FLAG_REPO },	    { "ref", true, FLAG_REF },
	{ "user", true, FLAG_USER },	    { "rule", true, FLAG_RULE },
	{ "verdict", true, FLAG_VERDICT },  { "action", true, FLAG_ACTION },
	{ "push", true, FLAG_PUSH },	    { "file", true, FLAG_FILE },
	{ "verbose", false, FLAG_VERBOSE }, { NULL, false, 0 },
};

struct request {
	struct console console;
	struct query query;
	const char *file;
};

/* A time, the start of a day, or how long ago. */
static bool parse_time(const char *text, int64_t *out)
{
	struct buf full = BUF_INIT;
	int64_t ago;
	bool good = true;

	buf_addf(&full, "%sT00:00:00Z", text);
	if (clock_parse_duration(str_of(text), &ago))
		*out = clock_now() / USEC_PER_SECOND - ago;
	else
		good = clock_parse(str_of(text), out) ||
		       clock_parse(buf_str(&full), out);
	buf_release(&full);
	return good;
}

/* Where the value of an option that is plain text goes. */
static const char **text_of(struct request *request, int code)
{
	switch (code) {
	case FLAG_REPO:
		return &request->query.repository;
	case FLAG_REF:
		return &request->query.ref;
	case FLAG_USER:
		return &request->query.user;
	case FLAG_RULE:
		return &request->query.rule;
	case FLAG_VERDICT:
		return &request->query.verdict;
	case FLAG_ACTION:
		return &request->query.action;
	case FLAG_PUSH:
		return &request->query.push_id;
	case FLAG_FILE:
		return &request->file;
	default:
		return NULL;
	}
}

static void take_flag(struct request *request, int code)
{
	struct console *console = &request->console;
	struct query *query = &request->query;
	const char **text = text_of(request, code);

	if (text)
		*text = console->value;
	else if (code == FLAG_VERBOSE)
		query->verbose = true;
	else if (!parse_time(console->value, code == FLAG_SINCE ?
						     &query->since :
						     &query->until))
		console->status = console_usage(
			console,
			"'%s' is neither a time such as 2026-11-20 nor how "
			"long ago, such as 4h",
			console->value);
}

static void read_flags(struct request *request, int argc, char **argv)
{
	struct console *console = &request->console;
	int code;

	while (console->status < 0 &&
	       (code = console_next(console, argc, argv, flags)) != 0)
		take_flag(request, code);
	if (console->status < 0 && request->file && console->argument_count)
		console->status =
			console_usage(console, "either --file or names");
	request->query.format = console->format == FORMAT_JSON ? QUERY_JSON :
				console->format == FORMAT_CSV  ? QUERY_CSV :
								 QUERY_HUMAN;
}

struct action_color {
	const char *action; /* as a line has it */
	const char *word;   /* whose colour it has */
};

static const struct action_color action_colors[] = {
	{ "denied", "error:" },		  { "gate-broken", "error:" },
	{ "gate-bypassed", "error:" },	  { "policy-override", "warning:" },
	{ "policy-changed", "warning:" }, { "removed", "warning:" },
	{ "recovered", "warning:" },	  { "accepted", "success:" },
	{ "landed", "success:" },
};

static const char *color_of(struct str action)
{
	for (size_t i = 0; i < sizeof(action_colors) / sizeof(action_colors[0]);
	     i++)
		if (str_equal(action, str_of(action_colors[i].action)))
			return action_colors[i].word;
	return NULL;
}

/* "2026-11-20 09:00:01Z  denied   ...": what happened is the second column. */
static void add_colored(const struct console *console, struct buf *out,
			struct str record)
{
	size_t start = str_find(record, STR("  ")) + 2;
	struct str rest, action;

	if (start > record.size) {
		buf_add_str(out, record);
		return;
	}
	rest = str_from(record, start);
	action = str_first(rest, str_find_byte(rest, ' '));
	buf_add_str(out, str_first(record, start));
	console_add_colored(console, out, color_of(action), action);
	buf_add_str(out, str_from(rest, action.size));
}

/* One record; the exit status. */
static int print(struct buf *out, void *context)
{
	const struct console *console = context;
	struct buf colored = BUF_INIT;
	int status;

	if (console->format == FORMAT_HUMAN)
		add_colored(console, &colored, buf_str(out));
	status =
		console_print(console->format == FORMAT_HUMAN ? &colored : out);
	buf_release(&colored);
	buf_clear(out);
	return status;
}

static int open_log(const char *name, struct error *error)
{
	int fd;

	if (strcmp(name, "-") == 0)
		return STDIN_FILENO;
	fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		error_set_errno(error, ERROR_USAGE, "cannot open %s", name);
	return fd;
}

static int show_file(struct request *request, const char *name)
{
	struct error error = { 0 };
	struct buf out = BUF_INIT;
	size_t matched = 0;
	size_t odd = 0;
	int status;
	int fd = open_log(name, &error);

	if (fd < 0)
		return console_failed(&error);
	status = query_run(&request->query, fd, &out, print, &request->console,
			   &matched, &odd, &error);
	if (status < 0)
		status = console_failed(&error);
	else if (!status && odd)
		console_say("%zu lines of %s are no records; see refgate log "
			    "verify",
			    odd, name);
	if (fd != STDIN_FILENO)
		close(fd);
	buf_release(&out);
	return status;
}

static int show(struct request *request, const struct log_files *files)
{
	struct buf header = BUF_INIT;
	int status;

	query_header(&request->query, &header);
	status = console_print(&header);
	buf_release(&header);
	for (size_t i = 0; !status && i < files->count; i++)
		status = show_file(request, files->names[i]);
	return status;
}

int verb_log(int argc, char **argv)
{
	struct request request = { .file = NULL };
	struct console *console = &request.console;
	struct log_files files = { NULL, 0 };
	struct error error = { 0 };
	int status;

	if (argc > 1 && strcmp(argv[1], "verify") == 0)
		return log_verify_main(argc - 1, argv + 1);
	console_init(console, "log", help);
	console->extra = FORMAT_CSV;
	read_flags(&request, argc, argv);
	if (console->status >= 0)
		return console->status;
	if (log_files_find(&files, request.file, console, &error))
		status = console_failed(&error);
	else
		status = show(&request, &files);
	log_files_release(&files);
	return status;
}
