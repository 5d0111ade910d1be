/*
 * openpgp_self.c - see openpgp_self.h. Takes the last signature upon the key
 * and upon each user id; never one that is not the key's own, or has ended.
 */
#include "trust/openpgp_self.h"

#include "base/arena.h"
#include "base/error.h"
#include "trust/openpgp_packet.h"

#include <stdlib.h>

#define VERSION 4
#define HEAD_SIZE 4
#define LENGTH_SIZE 2
#define KEY_ID_SIZE 8
#define TIME_SIZE 4
/* RFC 4880, 5.2.1 */
#define TYPE_GENERIC 0x10
#define TYPE_POSITIVE 0x13
#define TYPE_KEY 0x1f
#define TYPE_USER_ID_REVOCATION 0x30
#define MAY_SIGN 0x02

enum subpacket {
	MADE = 2,
	SIGNATURE_LIFETIME = 3,
	KEY_LIFETIME = 9,
	ISSUER = 16,
	KEY_FLAGS = 27,
	ISSUER_FINGERPRINT = 33,
};

/* What was last said of the key, in one place. */
struct saying {
	struct str user_id; /* data NULL: upon the key itself */
	uint32_t made, lifetime;
	uint32_t key_lifetime; /* 0: not told */
	bool tells_use, may_sign;
	bool is_other; /* signed by another key */
	bool is_void;  /* a revocation, or it has ended */
};

struct reader {
	struct str fingerprint;
	struct saying *items; /* heap; the first one is upon the key */
	size_t count, capacity;
	struct saying *place; /* NULL: behind a subkey */
	uint32_t created;
	int64_t now;
};

static struct saying *find_place(struct reader *reader, struct str user_id)
{
	struct saying *item;

	for (size_t i = 1; i < reader->count; i++)
		if (str_equal(reader->items[i].user_id, user_id))
			return &reader->items[i];
	item = array_more(&reader->items, reader->count, &reader->capacity,
			  sizeof(*item));
	if (!item)
		return NULL;
	reader->count++;
	*item = (struct saying){ .user_id = user_id };
	return item;
}

static void take_number(uint32_t *out, struct str body)
{
	if (body.size == TIME_SIZE)
		(void)openpgp_uint(&body, TIME_SIZE, out);
}

static void take_issuer(struct saying *out, const struct reader *reader,
			const struct openpgp_subpacket *in)
{
	struct str full = reader->fingerprint;
	struct str id = in->type == ISSUER ? in->body : str_from(in->body, 1);

	if (in->type == ISSUER)
		full = str_from(full, full.size - KEY_ID_SIZE);
	if ((in->type == ISSUER || in->type == ISSUER_FINGERPRINT) &&
	    !str_equal(id, full))
		out->is_other = true;
}

static void take_hashed(struct saying *out, const struct openpgp_subpacket *in)
{
	switch (in->type) {
	case MADE:
		take_number(&out->made, in->body);
		break;
	case SIGNATURE_LIFETIME:
		take_number(&out->lifetime, in->body);
		break;
	case KEY_LIFETIME:
		take_number(&out->key_lifetime, in->body);
		break;
	case KEY_FLAGS:
		out->tells_use = true;
		out->may_sign = in->body.size && in->body.data[0] & MAY_SIGN;
		break;
	default:
		break;
	}
}

static void read_area(struct saying *out, const struct reader *reader,
		      struct str *body, bool is_hashed)
{
	struct openpgp_subpacket subpacket;
	struct str area = { NULL, 0 };
	uint32_t size;

	if (!openpgp_uint(body, LENGTH_SIZE, &size) ||
	    !openpgp_bytes(body, size, &area))
		return;
	while (openpgp_subpacket(&area, &subpacket)) {
		take_issuer(out, reader, &subpacket);
		if (is_hashed)
			take_hashed(out, &subpacket);
	}
}

static bool is_about(const struct saying *place, unsigned type)
{
	if (!place->user_id.data)
		return type == TYPE_KEY;
	return (type >= TYPE_GENERIC && type <= TYPE_POSITIVE) ||
	       type == TYPE_USER_ID_REVOCATION;
}

static void read_signature(struct reader *reader, struct str body)
{
	struct saying *place = reader->place;
	struct saying saying = { .made = 0 };
	struct str head;
	unsigned type;

	if (!place || !openpgp_bytes(&body, HEAD_SIZE, &head) ||
	    head.data[0] != VERSION)
		return;
	type = (unsigned char)head.data[1];
	if (!is_about(place, type))
		return;
	saying.user_id = place->user_id;
	read_area(&saying, reader, &body, true);
	read_area(&saying, reader, &body, false);
	saying.is_void =
		type == TYPE_USER_ID_REVOCATION ||
		(saying.lifetime &&
		 (int64_t)saying.made + saying.lifetime <= reader->now);
	if (!saying.is_other && saying.made >= place->made)
		*place = saying;
}

static int read_packet(struct reader *reader, struct openpgp_packet *packet)
{
	switch (packet->tag) {
	case OPENPGP_PUBLIC_KEY:
		reader->place = &reader->items[0];
		take_number(&reader->created,
			    str_first(str_from(packet->body, 1), TIME_SIZE));
		break;
	case OPENPGP_USER_ID:
	case OPENPGP_USER_ATTRIBUTE:
		reader->place = find_place(reader, packet->body);
		return reader->place ? 0 : ERROR_INTERNAL;
	case OPENPGP_PUBLIC_SUBKEY:
		reader->place = NULL;
		break;
	case OPENPGP_SIGNATURE:
		read_signature(reader, packet->body);
		break;
	default:
		break;
	}
	return 0;
}

/* Upon the key, else the newest upon a user id that tells; or NULL. */
static const struct saying *find_last(const struct reader *reader,
				      bool (*tells)(const struct saying *))
{
	const struct saying *last = NULL;

	if (!reader->items[0].is_void && tells(&reader->items[0]))
		return &reader->items[0];
	for (size_t i = 1; i < reader->count; i++) {
		const struct saying *item = &reader->items[i];

		if (!item->is_void && tells(item) &&
		    (!last || item->made > last->made))
			last = item;
	}
	return last;
}

static bool tells_end(const struct saying *saying)
{
	return saying->key_lifetime;
}

static bool tells_use(const struct saying *saying)
{
	return saying->tells_use;
}

int openpgp_self_read(struct openpgp_self *out, struct str certificate,
		      struct str fingerprint, int64_t now)
{
	struct reader reader = { .fingerprint = fingerprint, .now = now };
	struct openpgp_packet packet;
	const struct saying *last;
	int result = 0;

	*out = (struct openpgp_self){ .ends = 0 };
	if (!find_place(&reader, (struct str){ NULL, 0 }))
		return ERROR_INTERNAL;
	while (!result && certificate.size &&
	       !openpgp_packet(&certificate, &packet))
		result = read_packet(&reader, &packet);
	last = find_last(&reader, tells_end);
	if (last)
		out->ends = (int64_t)reader.created + last->key_lifetime;
	last = find_last(&reader, tells_use);
	out->never_signs = last && !last->may_sign;
	free(reader.items);
	return result;
}
