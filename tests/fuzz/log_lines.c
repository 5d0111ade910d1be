/* log_lines.c - see log_lines.h. Never looks at more than "prev". */
#include "log_lines.h"

#include "base/hash.h"

#define PREVIOUS "\"prev\":\""

void log_lines_chain(struct buf *out, struct str text)
{
	char hash[SHA256_HEX_SIZE + 1] = "";
	struct str line;

	while (str_next_line(&text, &line)) {
		size_t start = out->size;
		size_t at = str_find(line, STR(PREVIOUS));
		struct str rest = str_from(line, at + sizeof(PREVIOUS) - 1);

		buf_add_str(out, str_first(line, at));
		if (at < line.size) {
			buf_add_text(out, PREVIOUS);
			buf_add_text(out, hash);
			buf_add_str(out,
				    str_from(rest, str_find_byte(rest, '"')));
		}
		sha256_hex(str_from(buf_str(out), start), hash);
		buf_add_byte(out, '\n');
	}
}
