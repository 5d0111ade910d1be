/*
 * log_verify.c - `refgate log verify`: says how far the log's chain holds
 * and the first line that is wrong. Never changes a log.
 */
#include "log_verify.h"

#include "log_verify_print.h"
#include "log_verify_store.h"

#include <stdlib.h>
#include <string.h>

static const char help[] =
	"usage: refgate log verify [OPTION...] [REPOSITORY | FILE... | -]\n"
	"\n"
	"Follows the chain of an audit log and names the first line that was\n"
	"changed, lost, added, moved or torn. Of a repository, without\n"
	"arguments of the one in the current folder, it is the log that its\n"
	"policy names, with the files it was rotated to. FILEs are to be\n"
	"given in the order they were written; they may be packed.\n"
	"\n"
	"A chain cannot show that its end was cut off, or all of it written\n"
	"anew. Anchors can: the checkpoints in FILE.anchors, and what --anchors\n"
	"names: a copy of such a file, or syslog's with refgate's lines.\n"
	"\n"
	"  --anchors FILE             hold it against these, too; repeatable\n"
	"  --key FILE                 checkpoints count if one of these public\n"
	"                             keys (or ALLOWED SIGNERS) made them;\n"
	"                             repeatable; default: the public key of\n"
	"                             the policy's, else this host's keys\n"
	"  --file FILE                this log and the files it was rotated to\n"
	"  --store                    records of many chains, as a store gives\n"
	"                             them: ordered by chain and sequence\n"
	"  --format human|json\n"
	"  --color auto|always|never\n"
	"\n"
	"Exit status: 0 consistent, 1 not consistent, 2 usage, 3 internal.\n";

/* What is packed is not written to any more: it has no head. */
int log_verify_read(struct log_verdict *verdict, const char *name,
		    struct error *error)
{
	struct log_input input;
	int result = log_input_open(&input, name, error);
	int closed;

	if (result)
		return result;
	if (strcmp(name, "-") == 0)
		result = log_verify(verdict, "standard input", input.fd, error);
	else if (input.program)
		result = log_verify(verdict, name, input.fd, error);
	else
		result = log_verify_file(verdict, name, error);
	closed = log_input_close(&input, result ? NULL : error);
	return result ? result : closed;
}

static int read_files(struct log_verdict *verdict,
		      const struct log_files *files,
		      struct log_anchors *anchors, struct error *error)
{
	int result = 0;
	size_t i;

	verdict->anchors = &anchors->list;
	for (i = 0; result == 0 && i < files->count; i++)
		result = log_verify_read(verdict, files->names[i], error);
	if (result == 0 && files->live)
		result = log_verify_end(verdict, files->live, error);
	if (result == 0)
		result = log_verify_anchors(verdict, error);
	if (result == 0)
		result = log_anchors_close(anchors, error);
	return result;
}

/* The exit status, or negative. */
static int verify(const struct log_files *files, struct log_anchors *anchors,
		  const struct console *console, struct error *error)
{
	struct log_verdict *verdict = calloc(1, sizeof(*verdict));
	struct verify_printer printer = { .console = console,
					  .anchors = anchors,
					  .out = BUF_INIT };
	int result;

	if (!verdict)
		return error_no_memory(error);
	verdict->note = verify_print_break;
	verdict->context = &printer;
	result = read_files(verdict, files, anchors, error);
	if (!result) {
		result = verify_print(&printer, verdict);
		log_anchors_warn(anchors);
	}
	if (!result && verify_count_flaws(&printer, verdict))
		result = STATUS_FINDINGS;
	buf_release(&printer.out);
	free(verdict);
	return result;
}

enum {
	FLAG_FILE = 1,
	FLAG_STORE,
	FLAG_ANCHORS,
	FLAG_KEY,
};

static const struct flag flags[] = {
	{ "file", true, FLAG_FILE },
	{ "store", false, FLAG_STORE },
	{ "anchors", true, FLAG_ANCHORS },
	{ "key", true, FLAG_KEY },
	{ NULL, false, 0 },
};

struct request {
	struct console console;
	const char *file;
	bool is_store;
	struct log_files files;
	struct log_anchors anchors;
};

static void take_flag(struct request *request, int code)
{
	struct log_anchors *anchors = &request->anchors;

	switch (code) {
	case FLAG_FILE:
		request->file = request->console.value;
		break;
	case FLAG_STORE:
		request->is_store = true;
		break;
	case FLAG_ANCHORS:
		console_add_value(&request->console, anchors->names,
				  ANCHOR_SOURCES_MAX, &anchors->name_count);
		break;
	case FLAG_KEY:
		console_add_value(&request->console, anchors->key_names,
				  LOG_KEYS_MAX, &anchors->key_count);
		break;
	}
}

static void read_flags(struct request *request, int argc, char **argv)
{
	struct console *console = &request->console;
	const struct log_anchors *anchors = &request->anchors;
	int code;

	while (console->status < 0 &&
	       (code = console_next(console, argc, argv, flags)) != 0)
		take_flag(request, code);
	if (console->status >= 0)
		return;
	if (request->file && console->argument_count)
		console->status =
			console_usage(console, "either --file or names");
	else if (request->is_store &&
		 (request->file || anchors->name_count || anchors->key_count))
		console->status = console_usage(
			console, "--store takes a name without --file, "
				 "--anchors and --key");
}

/* Whose policies may name a key. */
static const char *repository_of(const struct request *request)
{
	const struct console *console = &request->console;

	if (request->file)
		return NULL;
	return console->argument_count ? console->arguments[0] : ".";
}

/* The exit status. */
static int run(struct request *request)
{
	struct error error = { 0 };
	int result;

	if (request->is_store)
		return log_verify_store(&request->console);
	result = log_files_find(&request->files, request->file,
				&request->console, &error);
	if (!result)
		result = log_anchors_open(&request->anchors, &request->files,
					  repository_of(request), &error);
	if (!result)
		result = verify(&request->files, &request->anchors,
				&request->console, &error);
	return result < 0 ? console_failed(&error) : result;
}

int log_verify_main(int argc, char **argv)
{
	struct request *request = calloc(1, sizeof(*request));
	struct error error = { 0 };
	int status;

	if (!request) {
		error_no_memory(&error);
		return console_failed(&error);
	}
	console_init(&request->console, "log verify", help);
	log_anchors_init(&request->anchors);
	read_flags(request, argc, argv);
	status = request->console.status;
	if (status < 0)
		status = run(request);
	log_files_release(&request->files);
	log_anchors_release(&request->anchors);
	free(request);
	return status;
}
