/*
 * import_text.c - quotes what comes from a ruleset of GitHub for YAML, for
 * globs and for patterns. Never judges what it says.
 */
#include "policy/import_text.h"

#include "base/regex.h"
#include "base/text.h"

#include <stdarg.h>
#include <string.h>

#define COMMENT_COLUMNS 78

static void add_escaped(struct buf *out, char byte)
{
	if (byte == '\n')
		buf_add_text(out, "\\n");
	else if (byte == '\t')
		buf_add_text(out, "\\t");
	else if (byte == '"' || byte == '\\')
		buf_addf(out, "\\%c", byte);
	else
		buf_add_byte(out, byte);
}

void import_text(struct buf *out, struct str text)
{
	bool plain = str_find_byte(text, '\n') == text.size &&
		     str_find_byte(text, '\t') == text.size;

	buf_add_byte(out, plain ? '\'' : '"');
	for (size_t i = 0; i < text.size; i++) {
		if (str_starts(str_from(text, i), "${"))
			buf_add_byte(out, '$');
		if (!plain)
			add_escaped(out, text.data[i]);
		else if (text.data[i] == '\'')
			buf_add_text(out, "''");
		else
			buf_add_byte(out, text.data[i]);
	}
	buf_add_byte(out, plain ? '\'' : '"');
}

/* Words up to the next blank. */
static struct str next_word(struct str *rest)
{
	struct str word = str_first(*rest, str_find_byte(*rest, ' '));

	*rest = str_from(*rest, word.size + 1);
	return word;
}

static void add_wrapped(struct buf *out, size_t indent, struct str text)
{
	size_t column = 0;

	while (text.size) {
		struct str word = next_word(&text);
		size_t columns = text_columns(word);

		if (column && column + 1 + columns > COMMENT_COLUMNS) {
			buf_add_byte(out, '\n');
			column = 0;
		}
		if (!column) {
			buf_addf(out, "%*s#", (int)indent, "");
			column = indent + 1;
		}
		buf_add_byte(out, ' ');
		buf_add_str(out, word);
		column += 1 + columns;
	}
	buf_add_byte(out, '\n');
}

void import_comment(struct buf *out, size_t indent, const char *format, ...)
{
	struct buf raw = BUF_INIT;
	struct buf line = BUF_INIT;
	va_list args;

	va_start(args, format);
	buf_vaddf(&raw, format, args);
	va_end(args);
	text_escape_line(&line, buf_str(&raw));
	add_wrapped(out, indent, buf_str(&line));
	out->failed |= buf_failed(&raw) || buf_failed(&line);
	buf_release(&line);
	buf_release(&raw);
}

/* Stars at the beginning; *deep: they stand for whole levels. */
static size_t count_stars(struct str glob, bool at_start, bool *deep)
{
	size_t count = 0;

	while (count < glob.size && glob.data[count] == '*')
		count++;
	*deep = at_start && count == 2 && count < glob.size &&
		glob.data[count] == '/';
	return count;
}

bool import_glob_is_odd(struct str glob)
{
	bool at_start = true;
	bool deep;
	size_t stars;

	for (size_t i = 0; i < glob.size; i += stars ? stars : 1) {
		stars = count_stars(str_from(glob, i), at_start, &deep);
		if (stars > 1 && !deep)
			return true;
		at_start = !stars && glob.data[i] == '/';
	}
	return false;
}

void import_glob(struct buf *out, struct str glob, bool exclude, bool wide)
{
	bool at_start = true;
	bool deep;
	size_t stars;

	if (exclude)
		buf_add_byte(out, '!');
	else if (str_starts(glob, "!"))
		buf_add_byte(out, '\\');
	for (size_t i = 0; i < glob.size; i += stars ? stars : 1) {
		stars = count_stars(str_from(glob, i), at_start, &deep);
		if (stars) {
			bool two = stars > 1 && (deep || wide);

			buf_add_text(out, two ? "**" : "*");
		} else {
			if (strchr("{},\\", glob.data[i]))
				buf_add_byte(out, '\\');
			buf_add_byte(out, glob.data[i]);
		}
		at_start = !stars && glob.data[i] == '/';
	}
}

/* What is found somewhere; `end` closes a text that stands last. */
static void add_found(struct buf *out, const struct import_pattern *from,
		      const char *start, const char *end)
{
	if (from->how == IMPORT_REGEX) {
		/* ^ and $ are the ends of the whole text, as on GitHub */
		buf_add_text(out, "(?-m:");
		buf_add_str(out, from->text);
		buf_add_byte(out, ')');
		return;
	}
	if (from->how == IMPORT_STARTS_WITH)
		buf_add_text(out, start);
	regex_quote(out, from->text);
	if (from->how == IMPORT_ENDS_WITH)
		buf_add_text(out, end);
}

void import_full_pattern(struct buf *out, const struct import_pattern *from)
{
	bool first = from->how == IMPORT_STARTS_WITH;
	bool last = from->how == IMPORT_ENDS_WITH;

	if (from->negate)
		buf_add_text(out, first ? "(?!" : "(?!.*");
	else
		buf_add_text(out, first ? "" : ".*");
	add_found(out, from, "", from->negate ? "$" : "");
	if (from->negate)
		buf_add_text(out, ").*");
	else
		buf_add_text(out, last ? "" : ".*");
}

bool import_is_subject(const struct import_pattern *from)
{
	return !from->negate &&
	       (from->how == IMPORT_STARTS_WITH ||
		(from->how == IMPORT_REGEX && str_starts(from->text, "^")));
}

void import_subject_pattern(struct buf *out, const struct import_pattern *from)
{
	if (from->how == IMPORT_REGEX) {
		buf_add_str(out, from->text);
		return;
	}
	buf_add_byte(out, '^');
	regex_quote(out, from->text);
}

void import_forbid_pattern(struct buf *out, const struct import_pattern *from)
{
	if (!from->negate)
		buf_add_text(out, "\\A(?![\\s\\S]*?");
	/* a message ends with the line end that git gives it */
	add_found(out, from, "\\A", "\\s*\\z");
	if (!from->negate)
		buf_add_byte(out, ')');
}
