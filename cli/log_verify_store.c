/*
 * log_verify_store.c - `refgate log verify --store`: a verdict for each chain
 * whose records a store gave out. Never asks the store itself.
 */
#include "log_verify_store.h"

#include "log_input.h"

#include "audit/stream.h"
#include "base/json.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct teller {
	const struct console *console;
	struct buf out;
	struct json json;
	const char *file;
	uint64_t chains, broken, records, repeated;
};

static void count_of(struct buf *out, uint64_t count, const char *one,
		     const char *more)
{
	buf_addf(out, "%" PRIu64 " %s", count, count == 1 ? one : more);
}

static void add_flaw(struct teller *teller, const struct chain_flaw *flaw)
{
	struct buf *out = &teller->out;

	text_escape_line(out, str_of(teller->file));
	buf_addf(out, ":%" PRIu64 ": ", flaw->line);
	console_add_colored(teller->console, out, "error:", str_of(flaw->text));
	if (flaw->missing_from)
		buf_addf(out, " (records %" PRIu64 " to %" PRIu64 ")",
			 flaw->missing_from, flaw->missing_to);
	buf_add_byte(out, '\n');
}

/* "git01 project: ", as far as it is known. */
static void add_name(struct buf *out, const struct stream_verdict *verdict)
{
	if (*verdict->host)
		text_escape_line(out, str_of(verdict->host));
	if (*verdict->host && *verdict->repository)
		buf_add_byte(out, ' ');
	if (*verdict->repository)
		text_escape_line(out, str_of(verdict->repository));
	if (*verdict->host || *verdict->repository)
		buf_add_text(out, ": ");
}

static void add_human(struct teller *teller,
		      const struct stream_verdict *verdict)
{
	struct buf *out = &teller->out;

	if (verdict->flaw.text)
		add_flaw(teller, &verdict->flaw);
	if (!*verdict->chain)
		return;
	add_name(out, verdict);
	console_add_colored(
		teller->console, out,
		verdict->flaw.text ? NULL : "success:", STR("consistent"));
	buf_addf(out, " to %" PRIu64 "; ", verdict->last_sequence);
	count_of(out, verdict->records, "record", "records");
	buf_add_text(out, ", ");
	count_of(out, verdict->rotations, "rotation", "rotations");
	buf_add_text(out, ", ");
	count_of(out, verdict->recoveries, "recovery", "recoveries");
	if (verdict->repeated)
		buf_addf(out, ", %" PRIu64 " repeated", verdict->repeated);
	buf_add_text(out, "; chain ");
	text_escape_line(out, str_of(verdict->chain));
	buf_add_byte(out, '\n');
}

static void add_json(struct json *json, const char *file,
		     const struct stream_verdict *verdict)
{
	const struct chain_flaw *flaw = &verdict->flaw;

	json_object_begin(json, NULL);
	json_text(json, "chain", verdict->chain);
	json_text(json, "host", verdict->host);
	json_text(json, "repository", verdict->repository);
	json_bool(json, "consistent", !flaw->text);
	json_int(json, "consistent_to", (int64_t)verdict->last_sequence);
	json_int(json, "records", (int64_t)verdict->records);
	json_int(json, "rotations", (int64_t)verdict->rotations);
	json_int(json, "recoveries", (int64_t)verdict->recoveries);
	json_int(json, "repeated", (int64_t)verdict->repeated);
	json_text(json, "last_hash", verdict->last_hash);
	if (!flaw->text) {
		json_nil(json, "flaw");
	} else {
		json_object_begin(json, "flaw");
		json_text(json, "file", file);
		json_int(json, "line", (int64_t)flaw->line);
		json_text(json, "text", flaw->text);
		json_int(json, "missing_from", (int64_t)flaw->missing_from);
		json_int(json, "missing_to", (int64_t)flaw->missing_to);
		json_object_end(json);
	}
	json_object_end(json);
}

static int print_chain(void *context, const struct stream_verdict *verdict)
{
	struct teller *teller = context;
	int result;

	if (*verdict->chain)
		teller->chains++;
	teller->broken += verdict->flaw.text ? 1 : 0;
	teller->records += verdict->records;
	teller->repeated += verdict->repeated;
	if (teller->console->format == FORMAT_JSON)
		add_json(&teller->json, teller->file, verdict);
	else
		add_human(teller, verdict);
	result = console_print(&teller->out);
	buf_clear(&teller->out);
	return result;
}

static void begin(struct teller *teller)
{
	if (teller->console->format != FORMAT_JSON)
		return;
	json_init(&teller->json, &teller->out);
	json_object_begin(&teller->json, NULL);
	json_array_begin(&teller->json, "chains");
}

static void end(struct teller *teller)
{
	struct buf *out = &teller->out;

	if (teller->console->format == FORMAT_JSON) {
		json_array_end(&teller->json);
		json_bool(&teller->json, "consistent", !teller->broken);
		json_int(&teller->json, "records", (int64_t)teller->records);
		json_int(&teller->json, "repeated", (int64_t)teller->repeated);
		json_object_end(&teller->json);
	} else {
		count_of(out, teller->chains, "chain", "chains");
		buf_add_text(out, ", ");
		count_of(out, teller->records, "record", "records");
		if (teller->broken)
			buf_addf(out, "; %" PRIu64 " not consistent",
				 teller->broken);
	}
	buf_add_byte(out, '\n');
}

int log_verify_store(const struct console *console)
{
	struct teller teller = { .console = console, .out = BUF_INIT };
	struct log_input input = { 0 };
	struct error error = { 0 };
	const char *name = "-";
	int closed;
	int result;

	if (console->argument_count > 1)
		return console_usage(console, "--store takes one file, or -");
	if (console->argument_count)
		name = console->arguments[0];
	teller.file = strcmp(name, "-") == 0 ? "standard input" : name;
	result = log_input_open(&input, name, &error);
	if (result)
		return console_failed(&error);
	begin(&teller);
	result = stream_verify(input.fd, print_chain, &teller, &error);
	closed = log_input_close(&input, result ? NULL : &error);
	if (!result)
		result = closed;
	if (!result) {
		end(&teller);
		result = console_print(&teller.out);
	}
	if (!result && teller.broken)
		result = STATUS_FINDINGS;
	buf_release(&teller.out);
	return result < 0 ? console_failed(&error) : result;
}
