/* pack_delta.c - see pack_delta.h. */
#include "git/pack_delta.h"

#include "base/error.h"

#include <stdint.h>
#include <string.h>

#define COPY 0x80
#define OFFSET_BYTES 4
#define SIZE_BYTES 3
#define SIZE_OF_ZERO 0x10000

static bool read_size(size_t *out, const unsigned char **at,
		      const unsigned char *end)
{
	unsigned shift = 0;
	uint64_t size = 0;
	unsigned char byte;

	do {
		if (*at == end || shift > 56)
			return false;
		byte = *(*at)++;
		size |= (uint64_t)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80);
	*out = (size_t)size;
	return true;
}

bool delta_read_sizes(struct delta_sizes *out, const unsigned char *delta,
		      size_t size)
{
	const unsigned char *at = delta;
	bool done = read_size(&out->base, &at, delta + size) &&
		    read_size(&out->result, &at, delta + size);

	out->taken = (size_t)(at - delta);
	return done;
}

/* A number of which only the bytes are there that are not zero. */
static bool read_sparse(size_t *out, unsigned present, unsigned bytes,
			const unsigned char **at, const unsigned char *end)
{
	*out = 0;
	for (unsigned i = 0; i < bytes; i++) {
		if (!(present >> i & 1))
			continue;
		if (*at == end)
			return false;
		*out |= (size_t) * (*at)++ << 8 * i;
	}
	return true;
}

static bool read_copy(struct delta_step *out, unsigned char byte,
		      const unsigned char **at, const unsigned char *end)
{
	out->own = NULL;
	if (!read_sparse(&out->offset, byte, OFFSET_BYTES, at, end) ||
	    !read_sparse(&out->count, byte >> OFFSET_BYTES & 7u, SIZE_BYTES, at,
			 end))
		return false;
	if (!out->count)
		out->count = SIZE_OF_ZERO;
	return true;
}

static bool read_step(struct delta_step *out, const unsigned char **at,
		      const unsigned char *end)
{
	unsigned char byte = *(*at)++;

	if (byte & COPY)
		return read_copy(out, byte, at, end);
	*out = (struct delta_step){ .own = *at, .count = byte };
	if (!byte || byte > end - *at)
		return false;
	*at += byte;
	return true;
}

void delta_begin(struct delta_reader *reader, const struct delta_sizes *sizes,
		 const unsigned char *delta, size_t size)
{
	reader->at = delta + sizes->taken;
	reader->end = delta + size;
	reader->base = sizes->base;
	reader->left = sizes->result;
}

int delta_next(struct delta_step *out, struct delta_reader *reader)
{
	if (reader->at == reader->end)
		return reader->left ? ERROR_BROKEN : 0;
	if (!read_step(out, &reader->at, reader->end) ||
	    out->count > reader->left)
		return ERROR_BROKEN;
	if (!out->own && (out->offset > reader->base ||
			  out->count > reader->base - out->offset))
		return ERROR_BROKEN;
	reader->left -= out->count;
	return 1;
}

bool delta_apply(unsigned char *result, const struct delta_sizes *sizes,
		 const unsigned char *base, size_t base_size,
		 const unsigned char *delta, size_t size)
{
	struct delta_reader reader;
	struct delta_step step;
	int more;

	if (base_size != sizes->base)
		return false;
	delta_begin(&reader, sizes, delta, size);
	while ((more = delta_next(&step, &reader)) == 1) {
		memcpy(result, step.own ? step.own : base + step.offset,
		       step.count);
		result += step.count;
	}
	return !more;
}
