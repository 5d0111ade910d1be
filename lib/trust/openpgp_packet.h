/*
 * openpgp_packet.h - OpenPGP's packets, numbers and subpackets, out of bytes
 * that may be hostile. Never reads past its slice, never takes a length that
 * is not told at once.
 *
 * Format: RFC 4880, 3.2, 4.2 and 5.2.3.1; RFC 9580 has the same.
 */
#ifndef REFGATE_TRUST_OPENPGP_PACKET_H
#define REFGATE_TRUST_OPENPGP_PACKET_H

#include "base/str.h"

#include <stdint.h>

/* The longest number that is taken, bits. */
#define OPENPGP_NUMBER_BITS_MAX 16384

enum openpgp_tag {
	OPENPGP_SIGNATURE = 2,
	OPENPGP_SECRET_KEY = 5,
	OPENPGP_PUBLIC_KEY = 6,
	OPENPGP_SECRET_SUBKEY = 7,
	OPENPGP_MARKER = 10,
	OPENPGP_TRUST = 12,
	OPENPGP_USER_ID = 13,
	OPENPGP_PUBLIC_SUBKEY = 14,
	OPENPGP_USER_ATTRIBUTE = 17,
};

struct openpgp_packet {
	unsigned tag;
	struct str body;
};

struct openpgp_subpacket {
	unsigned type;
	bool is_critical;
	struct str body;
};

/* Each cuts its value off *rest; false, with *rest as it was, if it cannot. */
bool openpgp_uint(struct str *rest, size_t size, uint32_t *out);
bool openpgp_bytes(struct str *rest, size_t size, struct str *out);
/* A positive number in its shortest form. */
bool openpgp_number(struct str *rest, struct str *out);
bool openpgp_subpacket(struct str *rest, struct openpgp_subpacket *out);

/* The same; NULL, or what is wrong: a static text. */
const char *openpgp_packet(struct str *rest, struct openpgp_packet *out);

#endif
