/*
 * buf.h - a growing byte string whose failure sticks: add as much as you
 * like, ask buf_failed() once at the end.
 */
#ifndef REFGATE_BASE_BUF_H
#define REFGATE_BASE_BUF_H

#include "base/str.h"

#include <stdarg.h>

struct buf {
	char *data; /* owned; NUL after size bytes once anything was added */
	size_t size;
	size_t capacity;
	bool failed; /* out of memory: the content is not to be used */
};

#define BUF_INIT                  \
	{                         \
		NULL, 0, 0, false \
	}

void buf_init(struct buf *buf);
void buf_release(struct buf *buf); /* NULL-safe; back to BUF_INIT */
void buf_clear(struct buf *buf);   /* size 0, keeps memory and failure */
bool buf_failed(const struct buf *buf);
void buf_add(struct buf *buf, const void *data, size_t size);
void buf_add_text(struct buf *buf, const char *text);
void buf_add_str(struct buf *buf, struct str s);
void buf_add_byte(struct buf *buf, char byte);
void buf_addf(struct buf *buf, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void buf_vaddf(struct buf *buf, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));
/* Room for `size` more bytes, for the caller to write; NULL if failed. */
char *buf_reserve(struct buf *buf, size_t size);
/* So many bytes were written into that room. */
void buf_commit(struct buf *buf, size_t size);
void buf_truncate(struct buf *buf, size_t size);
struct str buf_str(const struct buf *buf);   /* borrowed until the next add */
const char *buf_text(const struct buf *buf); /* "" when nothing was added */
/* Hands the memory to the caller (free()); NULL if failed. */
char *buf_detach(struct buf *buf);

#endif
