/*
 * name_fold.c - see name_fold.h. Never composes characters: "e" with an
 * accent behind it is another name than the letter that has one.
 */
#include "rules/name_fold.h"

#include "base/text.h"
#include "rules/name_unsafe.h"

#include <wctype.h>

#define LOCALE_NAME "C.UTF-8"
/* The i of the Turks: lower and upper case of no other letter. */
#define DOTTED_CAPITAL_I 0x130
#define DOTLESS_SMALL_I 0x131

static bool is_ascii(struct str name)
{
	for (size_t i = 0; i < name.size; i++)
		if ((unsigned char)name.data[i] >= 0x80)
			return false;
	return true;
}

static char fold_ascii(char byte)
{
	return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

static void add_ascii(struct buf *out, struct str name)
{
	for (size_t i = 0; i < name.size; i++)
		buf_add_byte(out, fold_ascii(name.data[i]));
}

/* By way of upper case: both small sigmas are one letter then. */
static uint32_t fold_character(const struct name_fold *fold, uint32_t c)
{
	if (c == DOTTED_CAPITAL_I || c == DOTLESS_SMALL_I)
		return c;
	return (uint32_t)towlower_l(towupper_l((wint_t)c, fold->locale),
				    fold->locale);
}

/* As four bytes: a key is only compared. */
static void add_character(struct buf *out, uint32_t c)
{
	const unsigned char bytes[] = { 0xff, (unsigned char)(c >> 16),
					(unsigned char)(c >> 8),
					(unsigned char)c };

	if (c < 0x80)
		buf_add_byte(out, (char)c);
	else
		buf_add(out, bytes, sizeof(bytes));
}

void name_fold_release(struct name_fold *fold)
{
	if (fold->locale)
		freelocale(fold->locale);
	fold->locale = (locale_t)0;
}

static int open_locale(struct name_fold *fold, struct error *error)
{
	if (!fold->locale)
		fold->locale =
			newlocale(LC_CTYPE_MASK, LOCALE_NAME, (locale_t)0);
	if (!fold->locale)
		return error_set(error, ERROR_BROKEN,
				 "the server has no locale %s to compare names "
				 "by",
				 LOCALE_NAME);
	return 0;
}

int name_fold_add(struct name_fold *fold, struct buf *out, struct str name,
		  struct error *error)
{
	uint32_t c = 0;
	size_t size;
	int result = 0;

	if (is_ascii(name)) {
		add_ascii(out, name);
		return 0;
	}
	result = open_locale(fold, error);
	while (!result && name.size) {
		size = text_decode(name, &c);
		if (!size)
			buf_add_byte(out, name.data[0]);
		else if (!name_is_ignored(c))
			add_character(out, fold_character(fold, c));
		name = str_from(name, size ? size : 1);
	}
	return result;
}
