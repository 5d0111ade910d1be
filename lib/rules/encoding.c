/*
 * encoding.c - turns legacy encodings of commits into UTF-8 by iconv(3), for
 * a fixed list of them. Never guesses and never replaces what it cannot read.
 */
#include "rules/encoding.h"

#include "base/text.h"

#include <iconv.h>
#include <stdint.h>
#include <string.h>

/* No character of these takes more in UTF-8 than four bytes for each. */
#define ENCODING_GROWTH 4

static const char *const encoding_names[] = {
	"US-ASCII",	"ASCII",	"LATIN1",	"ISO-8859-1",
	"ISO8859-1",	"ISO-8859-2",	"ISO-8859-3",	"ISO-8859-4",
	"ISO-8859-5",	"ISO-8859-6",	"ISO-8859-7",	"ISO-8859-8",
	"ISO-8859-9",	"ISO-8859-10",	"ISO-8859-13",	"ISO-8859-14",
	"ISO-8859-15",	"ISO8859-15",	"ISO-8859-16",	"WINDOWS-1250",
	"WINDOWS-1251", "WINDOWS-1252", "WINDOWS-1253", "WINDOWS-1254",
	"WINDOWS-1257", "CP1250",	"CP1251",	"CP1252",
	"CP437",	"CP850",	"CP852",	"CP866",
	"KOI8-R",	"KOI8-U",	"EUC-JP",	"SHIFT_JIS",
	"SHIFT-JIS",	"SJIS",		"CP932",	"EUC-KR",
	"CP949",	"GB2312",	"GBK",		"CP936",
	"GB18030",	"BIG5",
};

bool encoding_is_utf8(struct str name)
{
	return name.size == 0 || str_equal_ascii_case(name, STR("UTF-8")) ||
	       str_equal_ascii_case(name, STR("UTF8"));
}

static const char *known_encoding(struct str name)
{
	size_t count = sizeof(encoding_names) / sizeof(*encoding_names);

	for (size_t i = 0; i < count; i++) {
		if (str_equal_ascii_case(name, str_of(encoding_names[i])))
			return encoding_names[i];
	}
	return NULL;
}

/* 1 when all of it was converted, else 0. */
static int convert(struct str *out, iconv_t conversion, struct str text,
		   char *room, size_t size)
{
	char *from = (char *)(uintptr_t)text.data;
	char *to = room;
	size_t left = text.size;
	size_t free_size = size;
	size_t irreversible;

	irreversible = iconv(conversion, &from, &left, &to, &free_size);
	if (irreversible != 0 || left > 0)
		return 0;
	*out = (struct str){ room, size - free_size };
	return 1;
}

static int read_legacy(struct str *out, const char **why, const char *name,
		       struct str text, struct arena *arena,
		       struct error *error)
{
	iconv_t conversion = iconv_open("UTF-8", name);
	size_t size = text.size * ENCODING_GROWTH;
	int result = 0;
	char *room;

	*why = "is in an encoding that this server cannot convert";
	if (conversion == (iconv_t)-1)
		return 0;
	room = arena_alloc(arena, size + 1);
	if (!room) {
		result = error_no_memory(error);
		goto out;
	}
	*why = "is not in the encoding that its commit declares";
	result = convert(out, conversion, text, room, size);
	if (result > 0 && (!text_is_utf8(*out) || memchr(room, 0, out->size)))
		result = 0;
out:
	iconv_close(conversion);
	return result;
}

int encoding_read(struct str *out, const char **why, struct str encoding,
		  struct str text, struct arena *arena, struct error *error)
{
	const char *name;

	*out = text;
	*why = NULL;
	if (encoding_is_utf8(encoding)) {
		*why = "is not valid UTF-8";
		return text_is_utf8(text) ? 1 : 0;
	}
	name = known_encoding(encoding);
	if (!name) {
		*why = "is in an encoding that is not accepted";
		return 0;
	}
	if (text.size > ENCODING_TEXT_MAX) {
		*why = "is too long to be converted to UTF-8";
		return 0;
	}
	if (text.size == 0)
		return 1;
	return read_legacy(out, why, name, text, arena, error);
}
