/*
 * log_verify_print.c - what `refgate log verify` has found, for people and
 * as JSON. Never finds anything itself.
 */
#include "log_verify_print.h"

#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"

#include <inttypes.h>
#include <string.h>

static bool is_json(const struct verify_printer *printer)
{
	return printer->console->format == FORMAT_JSON;
}

/* What the log itself owns up to, as it is passed. */
void verify_print_break(void *context, const char *file, uint64_t line,
			const char *text, uint64_t torn_bytes)
{
	struct verify_printer *printer = context;

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

static void add_flaw(struct verify_printer *printer,
		     const struct log_verdict *verdict)
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

static void add_anchor_flaw(void *context, const char *file, uint64_t line,
			    const char *text)
{
	struct verify_printer *printer = context;
	struct buf *out = &printer->out;
	struct buf shown = BUF_INIT;

	if (file) {
		text_escape_line(out, str_of(file));
		if (line)
			buf_addf(out, ":%" PRIu64, line);
		buf_add_text(out, ": ");
	}
	text_escape_line(&shown, str_of(text));
	console_add_colored(printer->console, out, "error:", buf_str(&shown));
	buf_add_byte(out, '\n');
	buf_release(&shown);
}

size_t verify_count_flaws(const struct verify_printer *printer,
			  const struct log_verdict *verdict)
{
	return (verdict->flaw != NULL) + log_anchors_flaws(printer->anchors,
							   &verdict->anchored,
							   NULL, NULL);
}

static bool is_signed(const struct log_anchored *anchored)
{
	return strcmp(anchored->by, ANCHOR_SYSLOG) != 0;
}

static void add_anchored(struct buf *out, const struct log_anchored *anchored)
{
	if (!anchored->to) {
		buf_add_text(out, "; not anchored; ");
		return;
	}
	buf_addf(out, "; anchored to %" PRIu64 " by %s (%s of ", anchored->to,
		 anchored->by, is_signed(anchored) ? "checkpoint" : "anchor");
	clock_format_seconds(out, anchored->time);
	buf_add_text(out, "); ");
}

static void add_human(struct verify_printer *printer,
		      const struct log_verdict *verdict)
{
	struct buf *out = &printer->out;

	add_flaw(printer, verdict);
	(void)log_anchors_flaws(printer->anchors, &verdict->anchored,
				add_anchor_flaw, printer);
	console_add_colored(printer->console, out,
			    verify_count_flaws(printer, verdict) ? NULL :
								   "success:",
			    STR("consistent"));
	/* What was rotated away and is not here is not proven. */
	if (verdict->first_sequence > 1)
		buf_addf(out, " from %" PRIu64, verdict->first_sequence);
	buf_addf(out, " to %" PRIu64, verdict->last_sequence);
	add_anchored(out, &verdict->anchored);
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

static void add_json_flaw(void *context, const char *file, uint64_t line,
			  const char *text)
{
	struct verify_printer *printer = context;
	struct json *json = printer->json;

	json_object_begin(json, NULL);
	json_text(json, "file", file);
	json_int(json, "line", (int64_t)line);
	json_text(json, "text", text);
	json_object_end(json);
}

static void add_json_anchored(struct verify_printer *printer,
			      const struct log_anchored *anchored)
{
	struct json *json = printer->json;
	struct buf time = BUF_INIT;

	if (anchored->to) {
		clock_format_seconds(&time, anchored->time);
		json_int(json, "anchored_to", (int64_t)anchored->to);
		json_text(json, "anchored_by", anchored->by);
		json_str(json, "anchor_time", buf_str(&time));
	} else {
		json_nil(json, "anchored_to");
		json_nil(json, "anchored_by");
		json_nil(json, "anchor_time");
	}
	buf_release(&time);
	json_array_begin(json, "anchor_flaws");
	(void)log_anchors_flaws(printer->anchors, anchored, add_json_flaw,
				printer);
	json_array_end(json);
}

static void add_json(struct verify_printer *printer,
		     const struct log_verdict *verdict)
{
	struct buf *out = &printer->out;
	struct json json;

	json_init(&json, out);
	printer->json = &json;
	json_object_begin(&json, NULL);
	json_bool(&json, "consistent", !verify_count_flaws(printer, verdict));
	json_int(&json, "consistent_from", (int64_t)verdict->first_sequence);
	json_int(&json, "consistent_to", (int64_t)verdict->last_sequence);
	json_int(&json, "records", (int64_t)verdict->lines);
	json_int(&json, "rotations", (int64_t)verdict->rotations);
	json_int(&json, "recoveries", (int64_t)verdict->recoveries);
	json_text(&json, "chain", verdict->chain);
	json_text(&json, "last_hash", verdict->last_hash);
	add_json_anchored(printer, &verdict->anchored);
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
	printer->json = NULL;
	buf_add_byte(out, '\n');
}

int verify_print(struct verify_printer *printer,
		 const struct log_verdict *verdict)
{
	if (is_json(printer))
		add_json(printer, verdict);
	else
		add_human(printer, verdict);
	return console_print(&printer->out);
}
