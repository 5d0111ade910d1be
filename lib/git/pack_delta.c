/* pack_delta.c - see pack_delta.h. */
#include "git/pack_delta.h"

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

bool delta_apply(unsigned char *result, const struct delta_sizes *sizes,
		 const unsigned char *base, size_t base_size,
		 const unsigned char *delta, size_t size)
{
	const unsigned char *at = delta + sizes->taken;
	const unsigned char *end = delta + size;
	size_t left = sizes->result;

	if (base_size != sizes->base)
		return false;
	while (at < end) {
		unsigned char byte = *at++;
		const unsigned char *from = at;
		size_t count = byte;
		size_t offset;

		if (byte & COPY) {
			if (!read_sparse(&offset, byte, OFFSET_BYTES, &at,
					 end) ||
			    !read_sparse(&count, byte >> OFFSET_BYTES & 7u,
					 SIZE_BYTES, &at, end))
				return false;
			count = count ? count : SIZE_OF_ZERO;
			if (offset > base_size || count > base_size - offset)
				return false;
			from = base + offset;
		} else {
			if (!count || count > (size_t)(end - at))
				return false;
			at += count;
		}
		if (count > left)
			return false;
		memcpy(result, from, count);
		result += count;
		left -= count;
	}
	return !left;
}
