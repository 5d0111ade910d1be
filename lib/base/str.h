/*
 * str.h - a borrowed slice of bytes: may hold NUL, need not end in one.
 * Never owns memory.
 */
#ifndef REFGATE_BASE_STR_H
#define REFGATE_BASE_STR_H

#include <stdbool.h>
#include <stddef.h>

struct str {
	const char *data;
	size_t size; /* bytes */
};

/* STR("literal"), and the arguments for "%.*s". */
#define STR(literal) ((struct str){ (literal), sizeof(literal) - 1 })
#define STR_ARGS(s) (int)(s).size, (s).data

struct str str_of(const char *text); /* NULL gives an empty slice */
bool str_equal(struct str a, struct str b);
bool str_is(struct str a, const char *text);
bool str_equal_ascii_case(struct str a, struct str b);
bool str_starts(struct str s, const char *prefix);
bool str_ends(struct str s, const char *suffix);
/* memcmp order, the shorter first. */
int str_compare(struct str a, struct str b);
/* From byte `from` on; `from` past the end gives an empty slice. */
struct str str_from(struct str s, size_t from);
struct str str_first(struct str s, size_t size);
/* Without blanks (space, tab, CR, LF) at both ends. */
struct str str_trim(struct str s);
/* Offset of the first such byte, or s.size. */
size_t str_find_byte(struct str s, char byte);
/* Offset of the first occurrence, or s.size. */
size_t str_find(struct str s, struct str needle);
/* How many bytes both begin with, and end in. */
size_t str_common_head(struct str a, struct str b);
size_t str_common_tail(struct str a, struct str b);
/*
 * Cuts the first line (without its LF) off *rest into *line; false when
 * nothing is left. A last line need not end in LF.
 */
bool str_next_line(struct str *rest, struct str *line);
/* As many as str_next_line() cuts off. */
size_t str_count_lines(struct str text);

#endif
