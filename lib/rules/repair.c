/*
 * repair.c - collects the lines of a repair and quotes them for a shell.
 * Never runs or prints them.
 */
#include "rules/repair.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define WORDS_MAX 16
#define ID_DIGITS 12
/* Room for the commands below a draft. */
#define DRAFT_LINES_MAX (REPAIR_LINES_MAX - 16)
#define BRANCH_PREFIX "refs/heads/"

static void add_line(struct repair *repair, enum repair_line_kind kind,
		     const struct buf *text)
{
	const char *copy = NULL;

	if (!buf_failed(text) && repair->count < REPAIR_LINES_MAX)
		copy = arena_copy(repair->arena, buf_str(text));
	if (!copy) {
		/* Half a repair is worse than none. */
		repair->failed = true;
		return;
	}
	repair->lines[repair->count++] =
		(struct repair_line){ kind, repair->phase, copy };
}

__attribute__((format(printf, 3, 0))) static void
add_format(struct repair *repair, enum repair_line_kind kind,
	   const char *format, va_list args)
{
	struct buf text = BUF_INIT;

	buf_vaddf(&text, format, args);
	add_line(repair, kind, &text);
	buf_release(&text);
}

void repair_text(struct repair *repair, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_format(repair, REPAIR_TEXT, format, args);
	va_end(args);
}

void repair_verbatim(struct repair *repair, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_format(repair, REPAIR_VERBATIM, format, args);
	va_end(args);
}

void repair_draft(struct repair *repair, const char *title, const char *draft)
{
	struct str rest = str_of(draft);
	struct str line;

	repair_text(repair, "%s", title);
	for (size_t i = 0; str_next_line(&rest, &line); i++) {
		if (i == DRAFT_LINES_MAX) {
			repair_verbatim(repair, "...");
			break;
		}
		repair_verbatim(repair, "%.*s", STR_ARGS(line));
	}
}

void repair_command_text(struct repair *repair, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_format(repair, REPAIR_COMMAND, format, args);
	va_end(args);
}

/* An option's dashes stay bare: quoted they would look odd. */
static void add_word(struct buf *text, struct str word)
{
	size_t dashes = 0;

	while (dashes < 2 && dashes < word.size && word.data[dashes] == '-')
		dashes++;
	buf_add_str(text, str_first(word, dashes));
	if (!dashes || dashes < word.size)
		text_shell_quote(text, str_from(word, dashes));
}

void repair_command_words(struct repair *repair, const char *const *words,
			  size_t count)
{
	struct buf text = BUF_INIT;
	size_t i;

	for (i = 0; i < count; i++) {
		if (i)
			buf_add_byte(&text, ' ');
		add_word(&text, str_of(words[i]));
	}
	add_line(repair, REPAIR_COMMAND, &text);
	buf_release(&text);
}

void repair_command(struct repair *repair, const char *word, ...)
{
	const char *words[WORDS_MAX];
	const char *next = word;
	size_t count = 0;
	va_list args;

	va_start(args, word);
	for (; next && count < WORDS_MAX; next = va_arg(args, const char *))
		words[count++] = next;
	va_end(args);
	if (next)
		repair->failed = true;
	else
		repair_command_words(repair, words, count);
}

const char *repair_id(struct repair *repair, const struct oid *id)
{
	char hex[OID_HEX_SIZE + 1];
	const char *copy;

	oid_format(id, hex);
	copy = arena_copy(repair->arena, str_first(str_of(hex), ID_DIGITS));
	if (!copy)
		repair->failed = true;
	return copy;
}

const char *repair_remote_name(struct repair *repair, const char *ref)
{
	struct str name = str_of(ref);
	const char *remote = ref;

	if (str_starts(name, BRANCH_PREFIX)) {
		name = str_from(name, strlen(BRANCH_PREFIX));
		remote = arena_printf(repair->arena, "origin/%s", name.data);
	}
	if (!remote)
		repair->failed = true;
	return remote;
}

/* What git takes for a name and for nothing else. */
static bool is_plain_name(struct str name)
{
	char first = name.size ? name.data[0] : '\0';

	return (first >= 'a' && first <= 'z') ||
	       (first >= 'A' && first <= 'Z') || (first >= '0' && first <= '9');
}

const char *repair_short_name(struct repair *repair,
			      const struct ref_update *update)
{
	const char *name = update->name;

	if (update->class == REF_BRANCH && is_plain_name(update->short_name))
		name = arena_copy(repair->arena, update->short_name);
	if (!name)
		repair->failed = true;
	return name;
}
