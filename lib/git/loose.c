/*
 * loose.c - reads loose objects as they lie there. Never takes memory for a
 * content, never inflates more than was asked for and one byte.
 */
#include "git/loose.h"

#include "base/error.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

static const struct {
	const char *name;
	enum object_type type;
} types[] = {
	{ "commit", OBJECT_COMMIT },
	{ "tree", OBJECT_TREE },
	{ "blob", OBJECT_BLOB },
	{ "tag", OBJECT_TAG },
};

static enum object_type type_of(struct str name)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (str_is(name, types[i].name))
			return types[i].type;
	return OBJECT_NONE;
}

/* Decimal digits, no zero in front; false if it does not fit, either. */
static bool read_size(size_t *out, struct str digits)
{
	size_t size = 0;

	if (!digits.size || (digits.size > 1 && digits.data[0] == '0'))
		return false;
	for (; digits.size; digits = str_from(digits, 1)) {
		char digit = digits.data[0];

		if (digit < '0' || digit > '9' || size > SIZE_MAX / 10 - 1)
			return false;
		size = size * 10 + (size_t)(digit - '0');
	}
	*out = size;
	return true;
}

static int read_header(struct loose *loose)
{
	const struct str ahead = { (const char *)loose->ahead,
				   loose->ahead_end };
	struct str header = str_first(ahead, LOOSE_HEADER_SIZE_MAX);
	size_t end = str_find_byte(header, '\0');
	size_t space;

	if (end == header.size)
		return ERROR_BROKEN;
	header = str_first(header, end);
	space = str_find_byte(header, ' ');
	loose->type = type_of(str_first(header, space));
	loose->ahead_at = end + 1;
	return loose->type != OBJECT_NONE &&
			       read_size(&loose->size,
					 str_from(header, space + 1)) ?
		       0 :
		       ERROR_BROKEN;
}

/* A file that gives less than it is asked for has no more. */
static int refill(struct loose *loose)
{
	ssize_t got;

	if (loose->fd < 0)
		return 0;
	do
		got = read(loose->fd, loose->input, sizeof(loose->input));
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return ERROR_BROKEN;
	loose->at_end = (size_t)got < sizeof(loose->input);
	loose->stream.next_in = loose->input;
	loose->stream.avail_in = (uInt)got;
	return 0;
}

/* Z_FINISH: else zlib would keep a window even of what is done in one go. */
static int inflate_once(struct loose *loose, unsigned char *out, size_t room,
			size_t *got)
{
	z_stream *stream = &loose->stream;
	int answer;

	stream->next_out = out;
	stream->avail_out = room < UINT_MAX ? (uInt)room : UINT_MAX;
	room = stream->avail_out;
	answer = inflate(stream, Z_FINISH);
	*got = room - stream->avail_out;
	loose->ended = answer == Z_STREAM_END;
	if (answer == Z_MEM_ERROR)
		return ERROR_INTERNAL;
	return loose->ended || answer == Z_BUF_ERROR || answer == Z_OK ?
		       0 :
		       ERROR_BROKEN;
}

/* Up to `size` bytes, fewer only where the stream ends. */
static int inflate_more(struct loose *loose, unsigned char *out, size_t size,
			size_t *total)
{
	int result = 0;

	*total = 0;
	while (!result && *total < size && !loose->ended) {
		size_t got = 0;
		bool is_dry;

		if (!loose->stream.avail_in && refill(loose))
			return ERROR_BROKEN;
		/* zlib may still have something in store */
		is_dry = !loose->stream.avail_in;
		result = inflate_once(loose, out + *total, size - *total, &got);
		*total += got;
		if (!result && is_dry && !got && !loose->ended)
			result = ERROR_BROKEN;
	}
	return result;
}

static int start(struct loose *loose)
{
	int result;

	if (inflateInit(&loose->stream) != Z_OK)
		return ERROR_INTERNAL;
	loose->started = true;
	result = inflate_more(loose, loose->ahead, sizeof(loose->ahead),
			      &loose->ahead_end);
	/* what is wrong further on is no matter of the header */
	if (result == ERROR_INTERNAL)
		return result;
	return read_header(loose);
}

static void init(struct loose *loose)
{
	loose->type = OBJECT_NONE;
	loose->size = 0;
	loose->stream = (z_stream){ .zalloc = NULL };
	loose->started = loose->ended = loose->at_end = false;
	loose->fd = -1;
	loose->ahead_at = loose->ahead_end = 0;
}

int loose_open_bytes(struct loose *out, struct str bytes)
{
	init(out);
	if (bytes.size > UINT_MAX)
		return ERROR_BROKEN;
	out->at_end = true;
	out->stream.next_in = (z_const Bytef *)bytes.data;
	out->stream.avail_in = (uInt)bytes.size;
	return start(out);
}

/* O_NONBLOCK: a fifo must not hold up a push. */
int loose_open(struct loose *out, const char *path)
{
	int result;

	init(out);
	out->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (out->fd < 0)
		return errno == ENOENT || errno == ENOTDIR ? ERROR_NOT_FOUND :
							     ERROR_BROKEN;
	result = refill(out);
	return result ? result : start(out);
}

/* The checksum was right, and the file ends here. */
static int finish(struct loose *loose)
{
	unsigned char more;
	size_t got = 0;
	int result = 0;

	if (!loose->ended)
		result = inflate_more(loose, &more, 1, &got);
	if (!result && (got || !loose->ended || loose->stream.avail_in))
		result = ERROR_BROKEN;
	if (!result && !loose->at_end)
		result = refill(loose);
	return !result && loose->stream.avail_in ? ERROR_BROKEN : result;
}

int loose_read(struct loose *loose, char *content)
{
	size_t ahead = loose->ahead_end - loose->ahead_at;
	size_t got = 0;
	int result;

	if (ahead > loose->size)
		return ERROR_BROKEN;
	memcpy(content, loose->ahead + loose->ahead_at, ahead);
	loose->ahead_at = loose->ahead_end;
	result = inflate_more(loose, (unsigned char *)content + ahead,
			      loose->size - ahead, &got);
	if (!result && got < loose->size - ahead)
		result = ERROR_BROKEN;
	return result ? result : finish(loose);
}

bool loose_is_small(const struct loose *loose)
{
	return loose->at_end;
}

void loose_close(struct loose *loose)
{
	if (loose->started)
		inflateEnd(&loose->stream);
	loose->started = false;
	if (loose->fd >= 0)
		close(loose->fd);
	loose->fd = -1;
}
