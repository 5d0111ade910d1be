/*
 * openpgp_packet.c - see openpgp_packet.h. Never takes partial and
 * indeterminate lengths: what they hold ends where somebody else says.
 */
#include "trust/openpgp_packet.h"

#define TAG_BIT 0x80u
#define NEW_FORMAT_BIT 0x40u
#define CRITICAL_BIT 0x80u
#define OLD_INDETERMINATE 3u
/* First octets of new-format lengths (RFC 4880, 4.2.2). */
#define TWO_OCTETS 192u
#define PARTIAL 224u
#define FIVE_OCTETS 255u

static unsigned char byte_at(struct str s, size_t at)
{
	return (unsigned char)s.data[at];
}

bool openpgp_uint(struct str *rest, size_t size, uint32_t *out)
{
	uint32_t value = 0;

	if (rest->size < size)
		return false;
	for (size_t i = 0; i < size; i++)
		value = value << 8 | byte_at(*rest, i);
	*out = value;
	*rest = str_from(*rest, size);
	return true;
}

bool openpgp_bytes(struct str *rest, size_t size, struct str *out)
{
	if (rest->size < size)
		return false;
	*out = str_first(*rest, size);
	*rest = str_from(*rest, size);
	return true;
}

bool openpgp_number(struct str *rest, struct str *out)
{
	struct str left = *rest;
	uint32_t bits;

	if (!openpgp_uint(&left, 2, &bits) || bits == 0 ||
	    bits > OPENPGP_NUMBER_BITS_MAX ||
	    !openpgp_bytes(&left, (bits + 7) / 8, out))
		return false;
	/* the highest bit that is told is set, and none above it */
	if (byte_at(*out, 0) >> (bits - 1) % 8 != 1)
		return false;
	*rest = left;
	return true;
}

/* A length of packets in the new format, and of subpackets. */
static bool read_length(struct str *rest, unsigned partial, uint32_t *out)
{
	uint32_t first, second;

	if (!openpgp_uint(rest, 1, &first))
		return false;
	if (first == FIVE_OCTETS)
		return openpgp_uint(rest, 4, out);
	if (first >= partial)
		return false;
	*out = first;
	if (first < TWO_OCTETS)
		return true;
	if (!openpgp_uint(rest, 1, &second))
		return false;
	*out = ((first - TWO_OCTETS) << 8) + second + TWO_OCTETS;
	return true;
}

bool openpgp_subpacket(struct str *rest, struct openpgp_subpacket *out)
{
	struct str left = *rest;
	uint32_t size, type = 0;

	/* subpackets have no partial lengths: 224 to 254 are of two octets */
	if (!read_length(&left, FIVE_OCTETS, &size) ||
	    !openpgp_bytes(&left, size, &out->body) ||
	    !openpgp_uint(&out->body, 1, &type))
		return false;
	out->is_critical = type & CRITICAL_BIT;
	out->type = type & ~CRITICAL_BIT;
	*rest = left;
	return true;
}

const char *openpgp_packet(struct str *rest, struct openpgp_packet *out)
{
	struct str left = *rest;
	uint32_t head, size = 0;
	bool known;

	if (!openpgp_uint(&left, 1, &head) || !(head & TAG_BIT))
		return "no OpenPGP packet";
	if (head & NEW_FORMAT_BIT) {
		out->tag = head & 0x3f;
		if (left.size && byte_at(left, 0) >= PARTIAL &&
		    byte_at(left, 0) != FIVE_OCTETS)
			return "a packet of partial lengths";
		known = read_length(&left, PARTIAL, &size);
	} else {
		out->tag = head >> 2 & 0xf;
		if ((head & 3) == OLD_INDETERMINATE)
			return "a packet of indeterminate length";
		known = openpgp_uint(&left, (size_t)1 << (head & 3), &size);
	}
	if (!known || !openpgp_bytes(&left, size, &out->body))
		return "a packet that is cut off";
	*rest = left;
	return NULL;
}
