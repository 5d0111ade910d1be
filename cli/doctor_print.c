/*
 * doctor_print.c - what was noted of a repository, for people and for
 * machines. Everything is escaped here.
 */
#include "doctor.h"

#include "base/json.h"
#include "base/text.h"

#include <string.h>

/* As wide as the longest answer, and the longest id. */
#define ANSWER_COLUMNS 11
#define ID_COLUMNS 13

static const struct {
	const char *word;   /* in JSON */
	const char *margin; /* for people */
	const char *color;  /* as what it is shown */
} answers[DOCTOR_ANSWERS] = {
	[DOCTOR_OK] = { "ok", "ok", "success:" },
	[DOCTOR_SKIPPED] = { "not looked at", "not seen", NULL },
	[DOCTOR_WARNING] = { "warning", "warning", "warning:" },
	[DOCTOR_PROBLEM] = { "problem", "problem", "error:" },
};

static void add_padding(struct buf *out, const char *text, size_t columns)
{
	for (size_t i = strlen(text); i < columns; i++)
		buf_add_byte(out, ' ');
}

static void add_note(struct buf *out, const struct doctor_note *note,
		     const struct console *console)
{
	const char *margin = answers[note->answer].margin;

	buf_add_text(out, "  ");
	console_add_colored(console, out, answers[note->answer].color,
			    str_of(margin));
	add_padding(out, margin, ANSWER_COLUMNS - 2);
	buf_add_text(out, note->check->id);
	add_padding(out, note->check->id, ID_COLUMNS);
	text_escape_line(out, str_of(note->text));
	buf_add_byte(out, '\n');
	if (!note->command)
		return;
	add_padding(out, "", ANSWER_COLUMNS + ID_COLUMNS);
	text_escape_line(out, str_of(note->command));
	buf_add_byte(out, '\n');
}

static void add_count(struct buf *out, const char **before, size_t count,
		      const char *what)
{
	if (!count)
		return;
	buf_addf(out, "%s%zu %s%s", *before, count, what,
		 count == 1 ? "" : "s");
	*before = ", ";
}

static void add_head(struct buf *out, const struct doctor *doctor,
		     const struct doctor_tally *tally)
{
	const char *before = ": ";

	text_escape_line(out, str_of(doctor->path));
	if (tally->known && !tally->guarded) {
		buf_addf(out, "%sunprotected", before);
		before = ", ";
	}
	add_count(out, &before, tally->counts[DOCTOR_PROBLEM], "problem");
	add_count(out, &before, tally->counts[DOCTOR_WARNING], "warning");
	if (*before == ':')
		buf_addf(out, "%sguarded", before);
	buf_add_byte(out, '\n');
}

/* Of a repository without hooks there is no more to be told. */
static bool is_shown(const struct doctor_note *note,
		     const struct doctor_tally *tally, bool terse)
{
	if (terse)
		return note->answer >= DOCTOR_WARNING;
	return note->answer != DOCTOR_SKIPPED || tally->guarded ||
	       note->check->always;
}

static void print_words(struct buf *out, const struct doctor *doctor,
			const struct doctor_tally *tally,
			const struct console *console, bool terse)
{
	if (terse && tally->guarded && !tally->counts[DOCTOR_PROBLEM] &&
	    !tally->counts[DOCTOR_WARNING])
		return;
	add_head(out, doctor, tally);
	for (const struct doctor_note *note = doctor->first; note;
	     note = note->next)
		if (is_shown(note, tally, terse))
			add_note(out, note, console);
	buf_add_byte(out, '\n');
}

static void json_note(struct json *json, const struct doctor_note *note)
{
	json_object_begin(json, NULL);
	json_text(json, "check", note->check->id);
	json_text(json, "answer", answers[note->answer].word);
	json_text(json, "text", note->text);
	json_text(json, "command", note->command);
	json_text(json, "page", note->check->page);
	json_object_end(json);
}

static void print_json(struct buf *out, const struct doctor *doctor,
		       const struct doctor_tally *tally)
{
	struct json json;

	json_init(&json, out);
	json_object_begin(&json, NULL);
	json_text(&json, "repository", doctor->path);
	if (tally->known)
		json_bool(&json, "guarded", tally->guarded);
	else
		json_nil(&json, "guarded");
	json_int(&json, "problems", (int64_t)tally->counts[DOCTOR_PROBLEM]);
	json_int(&json, "warnings", (int64_t)tally->counts[DOCTOR_WARNING]);
	json_array_begin(&json, "checks");
	for (const struct doctor_note *note = doctor->first; note;
	     note = note->next)
		json_note(&json, note);
	json_array_end(&json);
	json_object_end(&json);
}

void doctor_print(struct buf *out, const struct doctor *doctor,
		  const struct doctor_tally *tally,
		  const struct console *console, bool terse)
{
	if (console->format == FORMAT_JSON)
		print_json(out, doctor, tally);
	else
		print_words(out, doctor, tally, console, terse);
}
