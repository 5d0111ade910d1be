/*
 * import_json.c - see import_json.h. Never judges whether this is JSON.
 */
#include "policy/import_json.h"

#include "base/buf.h"

#define ESCAPE_SIZE 6 /* \uXXXX */
#define HIGH_FIRST 0xd800
#define LOW_FIRST 0xdc00
#define SURROGATES_EACH 0x400
#define PLANE_ONE 0x10000

/* 16: none. */
static unsigned digit_of(char byte)
{
	if (byte >= '0' && byte <= '9')
		return (unsigned)(byte - '0');
	if (byte >= 'a' && byte <= 'f')
		return (unsigned)(byte - 'a') + 10;
	if (byte >= 'A' && byte <= 'F')
		return (unsigned)(byte - 'A') + 10;
	return 16;
}

/* Of an escape \uXXXX that begins in [first, first + 0x400) what is above. */
static bool take_surrogate(struct str text, unsigned first, unsigned *above)
{
	unsigned value = 0;

	if (text.size < ESCAPE_SIZE || !str_starts(text, "\\u"))
		return false;
	for (size_t i = 2; i < ESCAPE_SIZE; i++) {
		unsigned digit = digit_of(text.data[i]);

		if (digit > 15)
			return false;
		value = value << 4 | digit;
	}
	*above = value - first;
	return value >= first && value < first + SURROGATES_EACH;
}

/* What stands behind a backslash; how much of it was taken. */
static size_t add_escape(struct buf *out, struct str text)
{
	unsigned high;
	unsigned low;
	size_t size = text.size < 2 ? text.size : 2;

	if (!take_surrogate(text, HIGH_FIRST, &high) ||
	    !take_surrogate(str_from(text, ESCAPE_SIZE), LOW_FIRST, &low)) {
		buf_add_str(out, str_first(text, size));
		return size;
	}
	buf_addf(out, "\\U%08X", PLANE_ONE + (high << 10) + low);
	return 2 * ESCAPE_SIZE;
}

static void convert(struct buf *out, struct str text)
{
	bool inside = false;
	size_t size;

	for (; text.size; text = str_from(text, size)) {
		size = 1;
		if (inside && text.data[0] == '\\') {
			size = add_escape(out, text);
			continue;
		}
		inside ^= text.data[0] == '"';
		buf_add_byte(out, text.data[0]);
	}
}

int import_json_source(const struct source **out, const struct source *source,
		       struct arena *arena, struct error *error)
{
	struct source *copy = arena_alloc(arena, sizeof(*copy));
	struct buf text = BUF_INIT;
	int result = 0;

	convert(&text, source->text);
	if (copy) {
		copy->path = source->path;
		copy->text.data = arena_copy(arena, buf_str(&text));
		copy->text.size = text.size;
	}
	if (!copy || !copy->text.data || buf_failed(&text))
		result = error_no_memory(error);
	buf_release(&text);
	*out = copy;
	return result;
}
