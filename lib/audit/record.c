/*
 * record.c - reads the chain's own members off a line. Never takes a line
 * that was not written as event_format() writes it. A quote inside a JSON
 * string has a backslash before it, so that none of these marks can be
 * forged by a name or a message.
 */
#include "audit/record.h"

#include <inttypes.h>
#include <string.h>

#define RECORD_START "{\"@timestamp\":\""
#define NUMBER_DIGITS_MAX 18 /* fits 63 bits whatever the digits */

struct reason {
	const char *name;
	const char *text;
};

static const struct reason reasons[] = {
	[RECORD_NO_REASON] = { "", "" },
	[RECORD_NEW_FILE] = { "new-file", "goes on from the file before" },
	[RECORD_TORN] = { "torn", "torn lines stand before it" },
	[RECORD_UNTERMINATED] = { "unterminated",
				  "the line before had lost its end" },
	[RECORD_INCOMPLETE] = { "incomplete",
				"the event before lacks its last lines" },
	[RECORD_NO_HEAD] = { "no-head",
			     "the end of the log could not be confirmed" },
	[RECORD_TRUNCATED] = { "truncated", "lines before it were cut off" },
	[RECORD_REPLACED] = { "replaced", "the file before it was replaced" },
	[RECORD_ALTERED] = { "altered", "lines before it are no chain" },
};

#define REASON_COUNT (sizeof(reasons) / sizeof(reasons[0]))

const char *record_reason_name(enum record_reason reason)
{
	return reasons[reason].name;
}

const char *record_reason_text(enum record_reason reason)
{
	return reasons[reason].text;
}

static bool take(struct str *s, const char *text)
{
	if (!str_starts(*s, text))
		return false;
	*s = str_from(*s, strlen(text));
	return true;
}

/* Moves behind the first `mark`. */
static bool seek(struct str *s, const char *mark)
{
	size_t size = strlen(mark);
	const char *found;

	if (s->size == 0)
		return false;
	found = memmem(s->data, s->size, mark, size);
	if (!found)
		return false;
	*s = str_from(*s, (size_t)(found - s->data) + size);
	return true;
}

static bool take_number(struct str *s, uint64_t *out)
{
	size_t digits = 0;

	*out = 0;
	while (digits < s->size && s->data[digits] >= '0' &&
	       s->data[digits] <= '9') {
		if (digits == NUMBER_DIGITS_MAX)
			return false;
		*out = *out * 10 + (uint64_t)(s->data[digits] - '0');
		digits++;
	}
	if (digits == 0 || (digits > 1 && s->data[0] == '0'))
		return false;
	*s = str_from(*s, digits);
	return true;
}

/* 64 digits, or nothing: zeros. Then a quote. */
static bool take_hash(struct str *s, unsigned char out[SHA256_SIZE])
{
	memset(out, 0, SHA256_SIZE);
	if (take(s, "\""))
		return true;
	if (s->size < SHA256_HEX_SIZE ||
	    !hex_decode(str_first(*s, SHA256_HEX_SIZE), out))
		return false;
	*s = str_from(*s, SHA256_HEX_SIZE);
	return take(s, "\"");
}

/* Up to the next quote, which is left out. */
static bool take_word(struct str *s, struct str *word, size_t size_max)
{
	*word = str_first(*s, str_find_byte(str_first(*s, size_max), '"'));
	*s = str_from(*s, word->size);
	return word->size && take(s, "\"");
}

static enum record_kind kind_of(struct str action)
{
	if (str_is(action, "rotated"))
		return RECORD_ROTATED;
	return str_is(action, "recovered") ? RECORD_RECOVERED : RECORD_EVENT;
}

static enum record_reason reason_of(struct str name)
{
	size_t i;

	for (i = 1; i < REASON_COUNT; i++)
		if (str_is(name, reasons[i].name))
			return (enum record_reason)i;
	return RECORD_NO_REASON;
}

static bool scan_break(struct record *out, struct str rest)
{
	struct record_break *broken = &out->broken;
	struct str word;

	if (!seek(&rest, out->kind == RECORD_ROTATED ?
				 ",\"rotated\":{\"reason\":\"" :
				 ",\"recovered\":{\"reason\":\"") ||
	    !take_word(&rest, &word, RECORD_CHAIN_SIZE) ||
	    !take(&rest, ",\"after\":\"") || !take_hash(&rest, broken->after) ||
	    !take(&rest, ",\"bytes\":") ||
	    !take_number(&rest, &broken->bytes) ||
	    !take(&rest, ",\"sha256\":\"") || !take_hash(&rest, broken->torn))
		return false;
	broken->reason = reason_of(word);
	return broken->reason != RECORD_NO_REASON && str_is(rest, "}}}");
}

static bool scan_event(struct record *out, struct str *rest)
{
	struct str action;

	if (!take(rest, RECORD_START) || !seek(rest, ",\"action\":\"") ||
	    !take_word(rest, &action, RECORD_CHAIN_SIZE) ||
	    !seek(rest, ",\"sequence\":") ||
	    !take_number(rest, &out->sequence) ||
	    !take(rest, "},\"message\":\""))
		return false;
	out->kind = kind_of(action);
	return out->sequence > 0;
}

static bool scan_chain(struct record *out, struct str *rest)
{
	return seek(rest, ",\"refgate\":{\"prev\":\"") &&
	       take_hash(rest, out->previous) && take(rest, ",\"chain\":\"") &&
	       take_word(rest, &out->chain, RECORD_CHAIN_SIZE) &&
	       seek(rest, ",\"part\":\"") && take_number(rest, &out->part) &&
	       take(rest, "/") && take_number(rest, &out->parts) &&
	       take(rest, "\"");
}

/* A line that lost its end has the next record behind what is left of it. */
static bool holds_another(struct str line)
{
	struct str rest = str_from(line, 1);

	return seek(&rest, RECORD_START);
}

bool record_scan(struct record *out, struct str line)
{
	struct str rest = line;

	memset(out, 0, sizeof(*out));
	if (!str_ends(line, "}}") || !scan_event(out, &rest) ||
	    !scan_chain(out, &rest) || holds_another(line))
		return false;
	return out->kind == RECORD_EVENT || scan_break(out, rest);
}

bool record_is_whole(struct str line)
{
	bool quoted = false;
	size_t depth = 0;
	size_t i;

	for (i = 0; i < line.size; i++) {
		if (quoted && line.data[i] == '\\')
			i++;
		else if (line.data[i] == '"')
			quoted = !quoted;
		else if (!quoted && line.data[i] == '{')
			depth++;
		else if (!quoted && line.data[i] == '}' && depth-- <= 1)
			return depth == 0 && i + 1 == line.size;
	}
	return false;
}

void record_hex(const unsigned char hash[SHA256_SIZE],
		char hex[SHA256_HEX_SIZE + 1])
{
	static const unsigned char zeros[SHA256_SIZE];

	if (memcmp(hash, zeros, SHA256_SIZE) == 0)
		hex[0] = '\0';
	else
		hex_encode(hash, SHA256_SIZE, hex);
}

void record_add_break(struct buf *out, enum record_kind kind,
		      const struct record_break *broken)
{
	char after[SHA256_HEX_SIZE + 1];
	char torn[SHA256_HEX_SIZE + 1];

	record_hex(broken->after, after);
	record_hex(broken->torn, torn);
	buf_addf(
		out,
		",\"%s\":{\"reason\":\"%s\",\"after\":\"%s\",\"bytes\":%" PRIu64
		",\"sha256\":\"%s\"}",
		kind == RECORD_ROTATED ? "rotated" : "recovered",
		record_reason_name(broken->reason), after, broken->bytes, torn);
}
