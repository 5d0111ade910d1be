/*
 * openpgp_ring.c - see openpgp_ring.h. Skips nothing in silence but what has
 * no meaning for signatures: marks of somebody's own trust, and pictures.
 */
#include "trust/openpgp_ring.h"

#include "trust/openpgp_armor.h"
#include "trust/openpgp_packet.h"

#include <stdlib.h>
#include <string.h>

#define BINARY_BIT 0x80u
#define VERSION 4
#define VERSION_3 3
/* RFC 4880, 5.2.1 */
#define TYPE_SUBKEY_BINDING 0x18
#define TYPE_KEY_REVOCATION 0x20
#define TYPE_SUBKEY_REVOCATION 0x28

/* RFC 4880, 5.2.3 */
#define SIGNATURE_HEAD_SIZE 4
#define AREA_LENGTH_SIZE 2
#define KEY_FLAGS 27

struct reader {
	struct openpgp_ring *ring;
	struct arena *arena;
	struct diagnostics *diagnostics;
	struct openpgp_line *line; /* NULL: the file is binary */
	struct source *binary;	   /* without text: nothing to be shown */
	struct str bytes;	   /* of the block, or of the file */
	size_t offset;		   /* of the packet within it */
	size_t start;		   /* of the certificate */
	bool has_primary;	   /* what comes now is a certificate's */
	bool has_key;		   /* and behind a key that is taken */
};

static struct mark mark_here(const struct reader *reader)
{
	struct mark mark = { .source = &reader->ring->source, .column = 1 };

	if (reader->line)
		mark.line = openpgp_line_at(reader->line, reader->offset);
	else
		mark.source = reader->binary;
	return mark;
}

static void flaw(struct reader *reader, enum diagnostic_level level,
		 const char *hint, const char *text)
{
	if (reader->line)
		diagnostics_add(reader->diagnostics, level, mark_here(reader),
				hint, "%s", text);
	else
		diagnostics_add(reader->diagnostics, level, mark_here(reader),
				hint, "at byte %zu: %s", reader->offset, text);
}

static struct openpgp_certificate *last_certificate(struct openpgp_ring *ring)
{
	return &ring->certificates[ring->count - 1];
}

static int add_certificate(struct reader *reader)
{
	struct openpgp_ring *ring = reader->ring;
	struct openpgp_certificate *certificate =
		array_more(&ring->certificates, ring->count, &ring->capacity,
			   sizeof(*certificate));

	if (!certificate)
		return ERROR_INTERNAL;
	ring->count++;
	certificate->bytes = str_from(reader->bytes, reader->offset);
	certificate->bytes.size = 0;
	reader->start = reader->offset;
	return 0;
}

static int add_key(struct reader *reader, const struct openpgp_key *key,
		   bool is_primary)
{
	struct openpgp_ring *ring = reader->ring;
	struct openpgp_ring_key *slot = array_more(&ring->keys, ring->key_count,
						   &ring->key_capacity,
						   sizeof(*slot));

	if (!slot)
		return ERROR_INTERNAL;
	ring->key_count++;
	slot->key = *key;
	slot->certificate = ring->count - 1;
	slot->is_primary = is_primary;
	slot->mark = mark_here(reader);
	reader->has_key = true;
	return 0;
}

static int read_primary(struct reader *reader, struct str body)
{
	struct openpgp_key key;
	const char *what = openpgp_key_read(&key, body);
	int result = 0;

	/* what follows belongs to this key even if it cannot be read */
	reader->has_primary = true;
	reader->has_key = false;
	if (what)
		flaw(reader, DIAGNOSTIC_ERROR, NULL, what);
	result = add_certificate(reader);
	if (!what && !result)
		result = add_key(reader, &key, true);
	return result;
}

/* One of another version makes no signatures that are taken. */
static int read_subkey(struct reader *reader, struct str body)
{
	bool is_ours = body.size && body.data[0] == VERSION;
	struct openpgp_key key;
	const char *what = openpgp_key_read(&key, body);

	reader->has_key = false;
	if (!what)
		return add_key(reader, &key, false);
	flaw(reader, is_ours ? DIAGNOSTIC_ERROR : DIAGNOSTIC_WARNING, NULL,
	     what);
	return 0;
}

/* A signature that tells, in its signed part, what the key may do. */
static bool names_use(struct str body)
{
	struct str rest = str_from(body, SIGNATURE_HEAD_SIZE), area;
	struct openpgp_subpacket subpacket;
	uint32_t size;

	if (body.data[0] != VERSION ||
	    !openpgp_uint(&rest, AREA_LENGTH_SIZE, &size) ||
	    !openpgp_bytes(&rest, size, &area))
		return false;
	while (openpgp_subpacket(&area, &subpacket))
		if (subpacket.type == KEY_FLAGS)
			return true;
	return false;
}

/*
 * A revocation counts whoever made it, and whether or not it can be checked:
 * the file would not have it if nothing had happened to the key.
 */
static int read_signature(struct reader *reader, struct str body)
{
	struct openpgp_ring *ring = reader->ring;
	size_t at = body.size && body.data[0] == VERSION_3 ? 2 : 1;
	int type = body.size > at ? (unsigned char)body.data[at] : -1;

	if (type < 0)
		flaw(reader, DIAGNOSTIC_ERROR, NULL,
		     "a signature that is cut off");
	if (type == TYPE_KEY_REVOCATION)
		last_certificate(ring)->is_revoked = true;
	if (type == TYPE_SUBKEY_REVOCATION && reader->has_key)
		ring->keys[ring->key_count - 1].is_revoked = true;
	if (type == TYPE_SUBKEY_BINDING && reader->has_key && !names_use(body))
		ring->keys[ring->key_count - 1].lacks_use = true;
	return 0;
}

static int read_nothing(struct reader *reader, struct str body)
{
	(void)reader;
	(void)body;
	return 0;
}

static int read_secret(struct reader *reader, struct str body)
{
	(void)body;
	flaw(reader, DIAGNOSTIC_ERROR,
	     "make it anew: gpg --armor --export FINGERPRINT",
	     "a secret key: it does not belong on a server");
	return 0;
}

static const struct {
	unsigned tag;
	bool begins; /* needs no key before it */
	int (*read)(struct reader *reader, struct str body);
} packets[] = {
	{ OPENPGP_PUBLIC_KEY, true, read_primary },
	{ OPENPGP_PUBLIC_SUBKEY, false, read_subkey },
	{ OPENPGP_SIGNATURE, false, read_signature },
	{ OPENPGP_USER_ID, false, read_nothing },
	{ OPENPGP_USER_ATTRIBUTE, false, read_nothing },
	{ OPENPGP_TRUST, false, read_nothing },
	{ OPENPGP_MARKER, true, read_nothing },
	{ OPENPGP_SECRET_KEY, true, read_secret },
	{ OPENPGP_SECRET_SUBKEY, true, read_secret },
};
#define PACKET_COUNT (sizeof(packets) / sizeof(packets[0]))

static int read_packet(struct reader *reader,
		       const struct openpgp_packet *packet)
{
	size_t i = 0;

	while (i < PACKET_COUNT && packets[i].tag != packet->tag)
		i++;
	if (i == PACKET_COUNT)
		flaw(reader, DIAGNOSTIC_ERROR, NULL,
		     "a packet that has no place among public keys");
	else if (!packets[i].begins && !reader->has_primary)
		flaw(reader, DIAGNOSTIC_ERROR, NULL,
		     "a packet before the first public key");
	else
		return packets[i].read(reader, packet->body);
	return 0;
}

/* A block, or a binary file. What is cut off ends it. */
static int read_packets(struct reader *reader, struct str bytes)
{
	struct openpgp_packet packet;
	struct str rest = bytes;
	const char *what = NULL;
	int result = 0;

	reader->bytes = bytes;
	reader->has_primary = false;
	reader->has_key = false;
	while (!result && !what && rest.size) {
		reader->offset = bytes.size - rest.size;
		what = openpgp_packet(&rest, &packet);
		if (what)
			flaw(reader, DIAGNOSTIC_ERROR, NULL, what);
		else
			result = read_packet(reader, &packet);
		if (!result && !what && reader->has_primary) {
			struct str *all =
				&last_certificate(reader->ring)->bytes;

			all->size = (size_t)(rest.data - all->data);
		}
	}
	return result;
}

static int read_blocks(struct reader *reader)
{
	struct openpgp_armor armor = { .rest = reader->ring->source.text,
				       .source = &reader->ring->source,
				       .arena = reader->arena,
				       .diagnostics = reader->diagnostics };
	struct openpgp_block block;
	struct openpgp_line line;
	bool failed = false;
	int result = 0;

	reader->line = &line;
	while (!result && openpgp_armor_next(&armor, &block, &failed)) {
		openpgp_line_init(&line, &block);
		result = read_packets(reader, block.bytes);
	}
	reader->line = NULL;
	return failed ? ERROR_INTERNAL : result;
}

int openpgp_ring_read(struct openpgp_ring *out, const struct trust_file *file,
		      struct arena *arena, struct diagnostics *diagnostics,
		      struct error *error)
{
	struct reader reader = { .ring = out,
				 .arena = arena,
				 .diagnostics = diagnostics };
	size_t errors = diagnostics->errors;
	struct mark mark = { .line = 1, .column = 1 };
	int result;

	memset(out, 0, sizeof(*out));
	out->source = (struct source){ file->path, file->text };
	mark.source = &out->source;
	reader.binary = arena_alloc(arena, sizeof(*reader.binary));
	if (!reader.binary)
		return error_no_memory(error);
	reader.binary->path = file->path;
	if (file->text.size && (unsigned char)file->text.data[0] & BINARY_BIT)
		result = read_packets(&reader, file->text);
	else
		result = read_blocks(&reader);
	if (result)
		return error_no_memory(error);
	if (out->key_count == 0 && diagnostics->errors == errors)
		diagnostics_add(diagnostics, DIAGNOSTIC_ERROR, mark,
				"gpg --armor --export FINGERPRINT",
				"there is no OpenPGP key in it");
	return 0;
}

void openpgp_ring_release(struct openpgp_ring *ring)
{
	if (!ring)
		return;
	for (size_t i = 0; i < ring->key_count; i++)
		public_key_free(ring->keys[i].loaded);
	free(ring->keys);
	free(ring->certificates);
	memset(ring, 0, sizeof(*ring));
}

static int compare(const void *a, const void *b)
{
	const struct openpgp_ring_key *x = a, *y = b;

	return memcmp(x->fingerprint, y->fingerprint, sizeof(x->fingerprint));
}

int openpgp_ring_index(struct openpgp_ring *ring, struct crypto *crypto,
		       struct error *error)
{
	int result = 0;

	for (size_t i = 0; !ring->is_indexed && i < ring->key_count; i++) {
		struct openpgp_ring_key *key = &ring->keys[i];
		struct openpgp_certificate *certificate =
			&ring->certificates[key->certificate];

		result = openpgp_key_fingerprint(&key->key, crypto,
						 key->fingerprint, error);
		if (result)
			return result;
		if (key->is_primary)
			memcpy(certificate->fingerprint, key->fingerprint,
			       sizeof(certificate->fingerprint));
	}
	if (!ring->is_indexed && ring->key_count)
		qsort(ring->keys, ring->key_count, sizeof(*ring->keys),
		      compare);
	ring->is_indexed = true;
	return 0;
}

static int compare_with(const void *fingerprint, const void *item)
{
	const struct openpgp_ring_key *key = item;

	return memcmp(fingerprint, key->fingerprint, sizeof(key->fingerprint));
}

struct openpgp_ring_key *openpgp_ring_find(const struct openpgp_ring *ring,
					   struct str fingerprint,
					   size_t *count)
{
	struct openpgp_ring_key *end = ring->keys + ring->key_count;
	struct openpgp_ring_key *first = NULL, *last;

	*count = 0;
	if (ring->key_count && fingerprint.size == OPENPGP_FINGERPRINT_SIZE)
		first = bsearch(fingerprint.data, ring->keys, ring->key_count,
				sizeof(*ring->keys), compare_with);
	if (!first)
		return NULL;
	last = first;
	while (first > ring->keys &&
	       compare_with(fingerprint.data, first - 1) == 0)
		first--;
	while (last < end && compare_with(fingerprint.data, last) == 0)
		last++;
	*count = (size_t)(last - first);
	return first;
}
