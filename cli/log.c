/*
 * log.c - `refgate log`: shows what the audit log holds, filtered. Never
 * changes a log.
 */
#include "log_anchor.h"
#include "log_input.h"
#include "log_last.h"
#include "log_request.h"
#include "log_verify.h"
#include "verbs.h"

#include <stdio.h>
#include <string.h>

struct printer {
	const struct log_request *request;
	struct log_last last;
};

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

/* The exit status. */
static int print_record(const struct console *console, struct buf *text)
{
	struct buf colored = BUF_INIT;
	int status;

	if (console->format == FORMAT_HUMAN)
		add_colored(console, &colored, buf_str(text));
	status = console_print(console->format == FORMAT_HUMAN ? &colored :
								 text);
	buf_release(&colored);
	return status;
}

/* One record; the exit status. */
static int take_record(struct buf *out, void *context)
{
	struct printer *printer = context;
	int status;

	if (printer->request->last) {
		log_last_take(&printer->last, out);
		return STATUS_CLEAN;
	}
	status = print_record(&printer->request->console, out);
	buf_clear(out);
	return status;
}

static int show_stream(struct printer *printer, const struct log_input *input,
		       struct error *error)
{
	struct buf out = BUF_INIT;
	size_t matched = 0;
	size_t odd = 0;
	int status = query_run(&printer->request->query, input->fd, &out,
			       take_record, printer, &matched, &odd, error);

	if (status < 0)
		error_context(error, "%s", input->name);
	else if (!status && odd)
		console_say("%zu lines of %s are no records; see refgate log "
			    "verify",
			    odd, input->name);
	buf_release(&out);
	return status;
}

/* The exit status. */
static int show_file(struct printer *printer, const char *name)
{
	struct error error = { 0 };
	struct log_input input = { 0 };
	int status = log_input_open(&input, name, &error);
	int closed;

	if (!status)
		status = show_stream(printer, &input, &error);
	closed = log_input_close(&input, status < 0 ? NULL : &error);
	if (status < 0 || closed)
		return console_failed(&error);
	return status;
}

static int print_last(struct printer *printer)
{
	struct buf text = BUF_INIT;
	struct buf *line;
	int status = STATUS_CLEAN;

	while (!status && (line = log_last_next(&printer->last))) {
		query_show(&printer->request->query, str_trim(buf_str(line)),
			   &text);
		status = print_record(&printer->request->console, &text);
		buf_clear(&text);
	}
	buf_release(&text);
	return status;
}

static int show(struct printer *printer, const struct log_files *files)
{
	struct buf header = BUF_INIT;
	int status;

	query_header(&printer->request->query, &header);
	status = console_print(&header);
	buf_release(&header);
	for (size_t i = 0; !status && i < files->count; i++) {
		/* What comes bit by bit is to be seen so. */
		if (!strcmp(files->names[i], "-"))
			setvbuf(stdout, NULL, _IOLBF, 0);
		status = show_file(printer, files->names[i]);
	}
	return status ? status : print_last(printer);
}

static int prepare(struct log_request *request, struct printer *printer,
		   struct log_files *files, struct error *error)
{
	int result =
		log_files_find(files, request->file, &request->console, error);

	if (!result)
		result = log_request_mask(request, files, error);
	if (!result && request->last)
		result = log_last_init(&printer->last, request->last, error);
	return result;
}

int verb_log(int argc, char **argv)
{
	struct log_request request;
	struct printer printer = { .request = &request };
	struct log_files files = { 0 };
	struct error error = { 0 };
	int status;

	if (argc > 1 && strcmp(argv[1], "verify") == 0)
		return log_verify_main(argc - 1, argv + 1);
	if (argc > 1 && strcmp(argv[1], "anchor") == 0)
		return log_anchor_main(argc - 1, argv + 1);
	log_request_read(&request, argc, argv);
	status = request.console.status;
	if (status < 0)
		status = prepare(&request, &printer, &files, &error) ?
				 console_failed(&error) :
				 show(&printer, &files);
	log_last_release(&printer.last);
	log_files_release(&files);
	log_request_release(&request);
	return status;
}
