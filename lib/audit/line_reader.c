/*
 * line_reader.c - reads lines. Never holds more than LINE_READER_SIZE bytes.
 */
#include "audit/line_reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int line_reader_init(struct line_reader *reader, int fd, uint64_t limit,
		     struct error *error)
{
	memset(reader, 0, sizeof(*reader));
	reader->fd = fd;
	reader->left = limit;
	reader->buffer = malloc(LINE_READER_SIZE);
	return reader->buffer ? 0 : error_no_memory(error);
}

void line_reader_release(struct line_reader *reader)
{
	if (!reader)
		return;
	free(reader->buffer);
	reader->buffer = NULL;
}

/* Makes room and reads once. */
static int fill(struct line_reader *reader, struct error *error)
{
	size_t room;
	ssize_t got;

	memmove(reader->buffer, reader->buffer + reader->start,
		reader->end - reader->start);
	reader->end -= reader->start;
	reader->start = 0;
	room = LINE_READER_SIZE - reader->end;
	if (room > reader->left)
		room = (size_t)reader->left;
	if (room == 0) {
		reader->finished = reader->left == 0;
		return 0;
	}
	do {
		got = read(reader->fd, reader->buffer + reader->end, room);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		return error_set_errno(error, ERROR_INTERNAL, "cannot read");
	reader->end += (size_t)got;
	reader->left -= (uint64_t)got;
	reader->finished = got == 0;
	return 0;
}

static void hand_out(struct line_reader *reader, struct line_piece *piece,
		     size_t size, bool last, bool terminated)
{
	piece->text = (struct str){ reader->buffer + reader->start, size };
	piece->first = !reader->inside;
	piece->last = last;
	piece->terminated = terminated;
	reader->start += size + (terminated ? 1 : 0);
	reader->inside = !last;
}

int line_reader_next(struct line_reader *reader, struct line_piece *piece,
		     struct error *error)
{
	size_t searched = 0; /* without an LF */
	size_t size;
	char *end;
	int result;

	for (;;) {
		size = reader->end - reader->start;
		end = memchr(reader->buffer + reader->start + searched, '\n',
			     size - searched);
		if (end) {
			size = (size_t)(end - reader->buffer) - reader->start;
			hand_out(reader, piece, size, true, true);
			return 1;
		}
		if (reader->finished) {
			if (size == 0 && !reader->inside)
				return 0;
			hand_out(reader, piece, size, true, false);
			return 1;
		}
		if (size == LINE_READER_SIZE) {
			hand_out(reader, piece, size, false, false);
			return 1;
		}
		searched = size;
		result = fill(reader, error);
		if (result)
			return result;
	}
}
