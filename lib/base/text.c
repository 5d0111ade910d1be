/*
 * text.c - makes bytes from strangers fit to be shown. Never prints, and
 * never lets a control, bidi or zero-width character or a byte that is not
 * UTF-8 through.
 */
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define NEAREST_SIZE_MAX 64
#define CUT_MARK "..."

struct range {
	uint32_t first;
	uint32_t last;
};

static const struct range invisible[] = {
	{ 0x00ad, 0x00ad },   /* soft hyphen */
	{ 0x061c, 0x061c },   /* Arabic letter mark */
	{ 0x180e, 0x180e },   /* Mongolian vowel separator */
	{ 0x200b, 0x200f },   /* zero-width space to right-to-left mark */
	{ 0x2028, 0x202e },   /* separators, embeddings, overrides */
	{ 0x2060, 0x2064 },   /* word joiner to invisible plus */
	{ 0x2066, 0x2069 },   /* isolates */
	{ 0xfeff, 0xfeff },   /* byte order mark */
	{ 0xe0000, 0xe007f }, /* tags */
};

static bool is_continuation(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

/* Size of the character that such a byte begins, and the bits it brings. */
static size_t decode_lead(unsigned char lead, uint32_t *bits, uint32_t *least)
{
	if (lead < 0x80) {
		*bits = lead;
		*least = 0;
		return 1;
	}
	if (lead >= 0xc2 && lead <= 0xdf) {
		*bits = lead & 0x1fU;
		*least = 0x80;
		return 2;
	}
	if (lead >= 0xe0 && lead <= 0xef) {
		*bits = lead & 0x0fU;
		*least = 0x800;
		return 3;
	}
	if (lead >= 0xf0 && lead <= 0xf4) {
		*bits = lead & 0x07U;
		*least = 0x10000;
		return 4;
	}
	return 0;
}

/* How many bytes at the start need no second look: plain ASCII. */
static size_t count_plain(struct str s)
{
	size_t count = 0;

	while (count < s.size && s.data[count] >= ' ' && s.data[count] <= '~')
		count++;
	return count;
}

/* Cuts one character off *rest, shows it, and returns its columns. */
static size_t escape_next(struct buf *out, struct str *rest, bool one_line)
{
	struct str raw = *rest;
	char shown[16];
	uint32_t codepoint = 0;
	size_t size = text_decode(raw, &codepoint);
	bool plain;
	int columns;

	*rest = str_from(raw, size ? size : 1);
	plain = size && !text_is_control(codepoint) &&
		!text_is_invisible(codepoint);
	if (plain || (!one_line && (codepoint == '\t' || codepoint == '\n'))) {
		buf_add(out, raw.data, size);
		return 1;
	}
	if (codepoint == '\t') {
		buf_add_byte(out, ' ');
		return 1;
	}
	if (size)
		columns = snprintf(shown, sizeof(shown), "<U+%04X>",
				   (unsigned)codepoint);
	else
		columns = snprintf(shown, sizeof(shown), "<0x%02X>",
				   (unsigned)(unsigned char)raw.data[0]);
	buf_add_text(out, shown);
	return (size_t)columns;
}

static void escape_all(struct buf *out, struct str s, bool one_line)
{
	size_t plain;

	while (s.size) {
		plain = count_plain(s);
		buf_add(out, s.data, plain);
		s = str_from(s, plain);
		if (s.size)
			escape_next(out, &s, one_line);
	}
}

static bool is_shell_plain(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') ||
	       (byte != '\0' && strchr("_@%+=:,./-", byte));
}

static bool is_shell_word(struct str s)
{
	size_t i;

	for (i = 0; i < s.size; i++)
		if (!is_shell_plain(s.data[i]))
			return false;
	return s.size > 0 && s.data[0] != '-';
}

/* Size of the character at the start of s if a terminal may have it. */
static size_t printable(struct str s)
{
	uint32_t codepoint;
	size_t size = text_decode(s, &codepoint);

	if (size &&
	    (text_is_control(codepoint) || text_is_invisible(codepoint)))
		return 0;
	return size;
}

static bool is_printable(struct str s)
{
	size_t size;

	while ((size = printable(s)))
		s = str_from(s, size);
	return s.size == 0;
}

/*
 * All but plain characters in octal: then neither the quotes nor "!" of an
 * interactive shell matter.
 */
static void quote_printf(struct buf *out, struct str s)
{
	size_t newlines = 0;
	size_t size;

	/* $(...) drops newlines at its end; IFS ends in one. */
	while (s.size && s.data[s.size - 1] == '\n') {
		s.size--;
		newlines++;
	}
	buf_add_text(out, "\"$(printf '");
	while (s.size) {
		size = printable(s);
		if (s.data[0] == '%')
			buf_add_text(out, "%%");
		else if (size > 1 || is_shell_plain(s.data[0]))
			buf_add(out, s.data, size);
		else
			buf_addf(out, "\\%03o",
				 (unsigned)(unsigned char)s.data[0]);
		s = str_from(s, size ? size : 1);
	}
	buf_add_text(out, "')");
	while (newlines--)
		buf_add_text(out, "${IFS#??}");
	buf_add_byte(out, '"');
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Edits (one byte in, out, changed, or two swapped) from a to b. */
static size_t edit_distance(struct str a, struct str b)
{
	size_t rows[3][NEAREST_SIZE_MAX + 1];
	size_t *before = rows[0]; /* the row before the last */
	size_t *last = rows[1];
	size_t *row = rows[2];
	size_t *spare;
	size_t i;
	size_t j;

	for (j = 0; j <= b.size; j++)
		last[j] = j;
	for (i = 1; i <= a.size; i++) {
		row[0] = i;
		for (j = 1; j <= b.size; j++) {
			row[j] = least(last[j], row[j - 1]) + 1;
			row[j] = least(row[j], last[j - 1] + (a.data[i - 1] !=
							      b.data[j - 1]));
			if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] &&
			    a.data[i - 2] == b.data[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		spare = before;
		before = last;
		last = row;
		row = spare;
	}
	return last[b.size];
}

size_t text_decode(struct str s, uint32_t *codepoint)
{
	uint32_t value;
	uint32_t least;
	size_t size;
	size_t i;

	if (s.size == 0)
		return 0;
	size = decode_lead((unsigned char)s.data[0], &value, &least);
	if (size == 0 || size > s.size)
		return 0;
	for (i = 1; i < size; i++) {
		if (!is_continuation(s.data[i]))
			return 0;
		value = value << 6 | ((unsigned char)s.data[i] & 0x3fU);
	}
	if (value < least || value > 0x10ffff ||
	    (value >= 0xd800 && value <= 0xdfff))
		return 0;
	*codepoint = value;
	return size;
}

size_t text_ascii_prefix(struct str s)
{
	const uint64_t high = UINT64_C(0x8080808080808080);
	size_t at = 0;
	uint64_t word;

	for (; s.size - at >= sizeof(word); at += sizeof(word)) {
		memcpy(&word, s.data + at, sizeof(word));
		if (word & high)
			break;
	}
	while (at < s.size && !((unsigned char)s.data[at] & 0x80))
		at++;
	return at;
}

size_t text_valid_prefix(struct str s)
{
	uint32_t codepoint;
	size_t at = 0;
	size_t size;

	do {
		at += text_ascii_prefix(str_from(s, at));
		size = text_decode(str_from(s, at), &codepoint);
		at += size;
	} while (size);
	return at;
}

bool text_is_utf8(struct str s)
{
	return text_valid_prefix(s) == s.size;
}

bool text_is_control(uint32_t codepoint)
{
	return codepoint < 0x20 || (codepoint >= 0x7f && codepoint <= 0x9f);
}

bool text_is_invisible(uint32_t codepoint)
{
	size_t i;

	for (i = 0; i < sizeof(invisible) / sizeof(invisible[0]); i++)
		if (codepoint >= invisible[i].first &&
		    codepoint <= invisible[i].last)
			return true;
	return false;
}

void text_escape(struct buf *out, struct str s)
{
	escape_all(out, s, false);
}

void text_escape_line(struct buf *out, struct str s)
{
	escape_all(out, s, true);
}

void text_escape_fit(struct buf *out, struct str s, size_t columns)
{
	size_t mark_size = strlen(CUT_MARK);
	size_t cut = out->size; /* where the mark would go */
	size_t used = 0;

	if (mark_size > columns)
		mark_size = columns;
	while (s.size) {
		used += escape_next(out, &s, true);
		if (used > columns) {
			buf_truncate(out, cut);
			buf_add(out, CUT_MARK, mark_size);
			return;
		}
		if (used <= columns - mark_size)
			cut = out->size;
	}
}

size_t text_columns(struct str s)
{
	uint32_t codepoint;
	size_t columns = 0;
	size_t size;

	while (s.size) {
		size = text_decode(s, &codepoint);
		s = str_from(s, size ? size : 1);
		columns++;
	}
	return columns;
}

void text_shell_quote(struct buf *out, struct str s)
{
	size_t i;

	if (is_shell_word(s)) {
		buf_add_str(out, s);
		return;
	}
	if (!is_printable(s)) {
		quote_printf(out, s);
		return;
	}
	buf_add_byte(out, '\'');
	for (i = 0; i < s.size; i++) {
		if (s.data[i] == '\'')
			buf_add_text(out, "'\\''");
		else
			buf_add_byte(out, s.data[i]);
	}
	buf_add_byte(out, '\'');
}

const char *text_nearest(const char *word, const char *const *words,
			 size_t count)
{
	struct str wanted = str_of(word);
	const char *nearest = NULL;
	size_t best = wanted.size / 3 + 1;
	size_t distance;
	struct str s;
	size_t i;

	if (wanted.size > NEAREST_SIZE_MAX)
		return NULL;
	for (i = 0; i < count; i++) {
		s = str_of(words[i]);
		if (s.size > NEAREST_SIZE_MAX)
			continue;
		distance = edit_distance(wanted, s);
		if (distance < best) {
			best = distance;
			nearest = words[i];
		}
	}
	return nearest;
}
