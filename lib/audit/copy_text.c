/*
 * copy_text.c - undoes COPY's escapes. Never guesses: octal and hexadecimal
 * ones, which COPY reads but does not write, are none.
 */
#include "audit/copy_text.h"

#include <string.h>

bool copy_text_undo(struct str line, struct buf *out)
{
	static const char letters[] = "\\bfnrtv";
	static const char meant[] = "\\\b\f\n\r\t\v";
	const char *letter;
	bool any = false;
	size_t i = 0;

	buf_clear(out);
	while (i < line.size) {
		size_t plain = str_find_byte(str_from(line, i), '\\');

		buf_add(out, line.data + i, plain);
		i += plain;
		if (i == line.size)
			break;
		letter = i + 1 < line.size && line.data[i + 1] ?
				 strchr(letters, line.data[i + 1]) :
				 NULL;
		if (!letter)
			return false;
		buf_add_byte(out, meant[letter - letters]);
		any = true;
		i += 2;
	}
	return any && !buf_failed(out);
}
