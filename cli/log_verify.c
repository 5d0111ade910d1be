/*
 * log_verify.c - `refgate log verify`: says how far the log's chain holds
 * and the first line that is wrong. Never changes a log.
 */
#include "log_verify.h"

#include "console.h"
#include "log_files.h"

#include "audit/log.h"
#include "base/json.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
	"usage: refgate log verify [OPTION...] [REPOSITORY | FILE... | -]\n"
	"\n"
	"Follows the chain of an audit log and names the first line that was\n"
	"changed, lost, added, moved or torn. Rotated files come first, the\n"
	"oldest first of all. Without arguments: the log of the repository\n"
	"in the current folder.\n"
	"\n"
	"  --file FILE                this log\n"
	"  --format human|json\n"
	"  --color auto|always|never\n"
	"\n"
	"Exit status: 0 consistent, 1 not consistent, 2 usage, 3 internal.\n";

struct printer {
	const struct console *console;
	struct buf out;
};

static bool is_json(const struct printer *printer)
{
	return printer->console->format == FORMAT_JSON;
}

/* What the log itself owns up to, as it is passed. */
static void print_break(void *context, const char *file, uint64_t line,
			const char *text, uint64_t torn_bytes)
{
	struct printer *printer = context;

	if (is_json(printer))
		return;
	text_escape_line(&printer->out, str_of(file));
	buf_addf(&printer->out, ":%" PRIu64 ": %s", line, text);
	if (torn_bytes)
		buf_addf(&printer->out, " (%" PRIu64 " bytes)", torn_bytes);
	buf_add_byte(&printer->out, '\n');
	if (!console_print(&printer->out))
		buf_clear(&printer->out);
}

static void count_of(struct buf *out, uint64_t count, const char *one,
		     const char *more)
{
	buf_addf(out, "%" PRIu64 " %s", count, count == 1 ? one : more);
}

static void add_flaw(struct printer *printer, const struct log_verdict *verdict)
{
	struct buf *out = &printer->out;

	if (!verdict->flaw)
		return;
	text_escape_line(out, str_of(verdict->file));
	buf_addf(out, ":%" PRIu64 ": ", verdict->flaw_line);
	console_add_colored(printer->console, out,
			    "error:", str_of(verdict->flaw));
	if (verdict->missing_from)
		buf_addf(out, " (records %" PRIu64 " to %" PRIu64 ")",
			 verdict->missing_from, verdict->missing_to);
	buf_add_byte(out, '\n');
}

static void add_human(struct printer *printer,
		      const struct log_verdict *verdict)
{
	struct buf *out = &printer->out;

	add_flaw(printer, verdict);
	console_add_colored(
		printer->console, out,
		verdict->flaw ? NULL : "success:", STR("consistent"));
	buf_addf(out, " to %" PRIu64, verdict->last_sequence);
	buf_add_text(out, "; not anchored; ");
	count_of(out, verdict->lines, "record", "records");
	buf_add_text(out, ", ");
	count_of(out, verdict->rotations, "rotation", "rotations");
	buf_add_text(out, ", ");
	count_of(out, verdict->recoveries, "recovery", "recoveries");
	if (*verdict->chain) {
		buf_add_text(out, "; chain ");
		text_escape_line(out, str_of(verdict->chain));
	}
	buf_add_byte(out, '\n');
}

static void add_json(struct buf *out, const struct log_verdict *verdict)
{
	struct json json;

	json_init(&json, out);
	json_object_begin(&json, NULL);
	json_bool(&json, "consistent", !verdict->flaw);
	json_int(&json, "consistent_to", (int64_t)verdict->last_sequence);
	json_int(&json, "records", (int64_t)verdict->lines);
	json_int(&json, "rotations", (int64_t)verdict->rotations);
	json_int(&json, "recoveries", (int64_t)verdict->recoveries);
	json_text(&json, "chain", verdict->chain);
	json_text(&json, "last_hash", verdict->last_hash);
	json_nil(&json, "anchored_to");
	if (!verdict->flaw) {
		json_nil(&json, "flaw");
	} else {
		json_object_begin(&json, "flaw");
		json_text(&json, "file", verdict->file);
		json_int(&json, "line", (int64_t)verdict->flaw_line);
		json_text(&json, "text", verdict->flaw);
		json_int(&json, "missing_from", (int64_t)verdict->missing_from);
		json_int(&json, "missing_to", (int64_t)verdict->missing_to);
		json_object_end(&json);
	}
	json_object_end(&json);
	buf_add_byte(out, '\n');
}

static int read_files(struct log_verdict *verdict,
		      const struct log_files *files, struct error *error)
{
	int result = 0;
	size_t i;

	for (i = 0; result == 0 && i < files->count; i++) {
		if (strcmp(files->names[i], "-") == 0)
			result = log_verify(verdict, "standard input",
					    STDIN_FILENO, error);
		else
			result = log_verify_file(verdict, files->names[i],
						 error);
	}
	return result;
}

/* The exit status, or negative. */
static int verify(const struct log_files *files, struct printer *printer,
		  struct error *error)
{
	struct log_verdict *verdict = calloc(1, sizeof(*verdict));
	int result;

	if (!verdict)
		return error_no_memory(error);
	verdict->note = print_break;
	verdict->context = printer;
	result = read_files(verdict, files, error);
	if (!result) {
		if (is_json(printer))
			add_json(&printer->out, verdict);
		else
			add_human(printer, verdict);
		result = console_print(&printer->out);
	}
	if (!result && verdict->flaw)
		result = STATUS_FINDINGS;
	free(verdict);
	return result;
}

enum {
	FLAG_FILE = 1,
};

static const struct flag flags[] = {
	{ "file", true, FLAG_FILE },
	{ NULL, false, 0 },
};

int log_verify_main(int argc, char **argv)
{
	struct console console;
	struct printer printer = { &console, BUF_INIT };
	struct log_files files = { NULL, 0 };
	struct error error = { 0 };
	const char *file = NULL;
	int result;

	console_init(&console, "log verify", help);
	while (console_next(&console, argc, argv, flags))
		file = console.value;
	if (console.status >= 0)
		return console.status;
	if (file && console.argument_count)
		return console_usage(&console, "either --file or names");
	result = log_files_find(&files, file, &console, &error);
	if (!result)
		result = verify(&files, &printer, &error);
	log_files_release(&files);
	buf_release(&printer.out);
	return result < 0 ? console_failed(&error) : result;
}
