/*
 * buf.c - a growing byte string. Never aborts: when memory is short the
 * buffer fails and stays failed.
 */
#include "base/buf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CAPACITY_MIN 64
#define FORMATTED_SIZE_USUAL (CAPACITY_MIN - 1)

/* Room for `size` more bytes and a NUL. */
static bool reserve(struct buf *buf, size_t size)
{
	size_t capacity = buf->capacity ? buf->capacity : CAPACITY_MIN;
	size_t needed;
	char *data;

	if (buf->failed)
		return false;
	if (size >= SIZE_MAX - buf->size) {
		buf->failed = true;
		return false;
	}
	needed = buf->size + size + 1;
	if (needed <= buf->capacity)
		return true;
	while (capacity < needed)
		capacity = capacity > SIZE_MAX / 2 ? needed : capacity * 2;
	data = realloc(buf->data, capacity);
	if (!data) {
		buf->failed = true;
		return false;
	}
	buf->data = data;
	buf->capacity = capacity;
	return true;
}

void buf_init(struct buf *buf)
{
	*buf = (struct buf)BUF_INIT;
}

void buf_release(struct buf *buf)
{
	if (!buf)
		return;
	free(buf->data);
	buf_init(buf);
}

void buf_clear(struct buf *buf)
{
	buf_truncate(buf, 0);
}

bool buf_failed(const struct buf *buf)
{
	return buf->failed;
}

void buf_add(struct buf *buf, const void *data, size_t size)
{
	if (!reserve(buf, size))
		return;
	if (size)
		memcpy(buf->data + buf->size, data, size);
	buf_commit(buf, size);
}

char *buf_reserve(struct buf *buf, size_t size)
{
	return reserve(buf, size) ? buf->data + buf->size : NULL;
}

void buf_commit(struct buf *buf, size_t size)
{
	buf->size += size;
	buf->data[buf->size] = '\0';
}

void buf_add_text(struct buf *buf, const char *text)
{
	buf_add(buf, text, text ? strlen(text) : 0);
}

void buf_add_str(struct buf *buf, struct str s)
{
	buf_add(buf, s.data, s.size);
}

void buf_add_byte(struct buf *buf, char byte)
{
	buf_add(buf, &byte, 1);
}

void buf_addf(struct buf *buf, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buf_vaddf(buf, format, args);
	va_end(args);
}

void buf_vaddf(struct buf *buf, const char *format, va_list args)
{
	va_list again;
	size_t room;
	int size;

	if (!reserve(buf, FORMATTED_SIZE_USUAL))
		return;
	room = buf->capacity - buf->size;
	va_copy(again, args);
	size = vsnprintf(buf->data + buf->size, room, format, again);
	va_end(again);
	if (size < 0 || !reserve(buf, (size_t)size)) {
		buf->failed = true;
		buf->data[buf->size] = '\0';
		return;
	}
	if ((size_t)size >= room)
		vsnprintf(buf->data + buf->size, (size_t)size + 1, format,
			  args);
	buf->size += (size_t)size;
}

void buf_truncate(struct buf *buf, size_t size)
{
	if (size > buf->size)
		return;
	buf->size = size;
	if (buf->data)
		buf->data[size] = '\0';
}

struct str buf_str(const struct buf *buf)
{
	return (struct str){ buf->data, buf->size };
}

const char *buf_text(const struct buf *buf)
{
	return buf->data ? buf->data : "";
}

char *buf_detach(struct buf *buf)
{
	char *data = NULL;

	buf_add(buf, NULL, 0); /* so that there is memory to hand over */
	if (!buf->failed) {
		data = buf->data;
		buf->data = NULL;
	}
	buf_release(buf);
	return data;
}
