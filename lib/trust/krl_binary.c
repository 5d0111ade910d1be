/*
 * krl_binary.c - OpenSSH's binary KRL: every section is checked when it is
 * read, so that looking up cannot fail. Never takes what it does not know
 * for nothing.
 */
#include "trust/krl_parts.h"

#include "base/hash.h"
#include "trust/sha1.h"
#include "trust/ssh_wire.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define KRL_VERSION 1

/* PROTOCOL.krl, 1 and 2 */
#define SECTION_CERTIFICATES 1
#define SECTION_KEYS 2
#define SECTION_SHA1 3
#define SECTION_SIGNATURE 4
#define SECTION_SHA256 5
#define SECTION_EXTENSION 255
#define CERTIFICATES_SERIALS 0x20
#define CERTIFICATES_RANGE 0x21
#define CERTIFICATES_BITMAP 0x22
#define CERTIFICATES_KEY_IDS 0x23
#define CERTIFICATES_EXTENSION 0x39

struct reader {
	struct krl *krl;
	struct str rest;      /* behind the section that is read */
	struct str authority; /* of the subsections that are read */
	bool was_signature;
	const char *what; /* the flaw */
	const char *at;
};

static int flaw(struct reader *reader, struct str at, const char *what)
{
	reader->what = what;
	reader->at = at.data;
	return ERROR_USAGE;
}

/* Serial 0 stands for none. */
static const char *check_serials(struct str data)
{
	uint64_t serial;

	while (data.size) {
		if (!wire_u64(&data, &serial))
			return "a list of serials that is cut off";
		if (serial == 0)
			return "serial 0";
	}
	return NULL;
}

static const char *check_range(struct str data)
{
	uint64_t first;
	uint64_t last;

	if (!wire_u64(&data, &first) || !wire_u64(&data, &last) || data.size)
		return "a range that is not two serials";
	return first == 0 || first > last ? "a range without sense" : NULL;
}

static size_t bit_count(struct str bitmap)
{
	size_t bits = bitmap.size * 8;
	unsigned char top = (unsigned char)bitmap.data[0];

	for (; !(top & 0x80); top = (unsigned char)(top << 1))
		bits--;
	return bits;
}

static bool bit_is_set(struct str bitmap, uint64_t bit)
{
	size_t byte = (size_t)(bit / 8);

	if (bit / 8 >= bitmap.size)
		return false;
	return (unsigned char)bitmap.data[bitmap.size - 1 - byte] >> bit % 8 &
	       1;
}

static const char *check_bitmap(struct str data)
{
	struct str bitmap;
	uint64_t first;

	if (!wire_u64(&data, &first) || !wire_number(&data, &bitmap) ||
	    data.size)
		return "a bitmap that is no number";
	if (bit_count(bitmap) - 1 > UINT64_MAX - first)
		return "a bitmap beyond the last serial";
	return first == 0 && bit_is_set(bitmap, 0) ? "serial 0" : NULL;
}

static const char *check_key_ids(struct str data)
{
	struct str id;

	if (data.size == 0)
		return "no key id";
	while (data.size)
		if (!wire_string(&data, &id) ||
		    str_find_byte(id, '\0') < id.size)
			return "a bad key id";
	return NULL;
}

static bool in_serials(struct str data,
		       const struct ssh_certificate *certificate)
{
	uint64_t serial;

	while (wire_u64(&data, &serial))
		if (serial == certificate->serial)
			return true;
	return false;
}

static bool in_range(struct str data, const struct ssh_certificate *certificate)
{
	uint64_t first = 0;
	uint64_t last = 0;

	return wire_u64(&data, &first) && wire_u64(&data, &last) &&
	       certificate->serial >= first && certificate->serial <= last;
}

static bool in_bitmap(struct str data,
		      const struct ssh_certificate *certificate)
{
	struct str bitmap;
	uint64_t first;

	return wire_u64(&data, &first) && wire_number(&data, &bitmap) &&
	       certificate->serial >= first &&
	       bit_is_set(bitmap, certificate->serial - first);
}

static bool in_key_ids(struct str data,
		       const struct ssh_certificate *certificate)
{
	struct str id;

	while (wire_string(&data, &id))
		if (str_equal(id, certificate->key_id))
			return true;
	return false;
}

static const struct subsection {
	uint8_t type;
	const char *(*check)(struct str data);
	bool (*has)(struct str data, const struct ssh_certificate *certificate);
} subsections[] = {
	{ CERTIFICATES_SERIALS, check_serials, in_serials },
	{ CERTIFICATES_RANGE, check_range, in_range },
	{ CERTIFICATES_BITMAP, check_bitmap, in_bitmap },
	{ CERTIFICATES_KEY_IDS, check_key_ids, in_key_ids },
};

static const struct subsection *find_subsection(uint8_t type)
{
	size_t i;

	for (i = 0; i < COUNT(subsections); i++)
		if (subsections[i].type == type)
			return &subsections[i];
	return NULL;
}

bool krl_section_has(const struct krl_certificates *section,
		     const struct ssh_certificate *certificate)
{
	const struct subsection *row = find_subsection(section->type);

	return row && row->has(section->data, certificate);
}

/* We know none: those that may be passed over are. */
static int read_extension(struct reader *reader, struct str data)
{
	struct str start = data;
	struct str name;
	struct str content;
	uint8_t is_critical;

	if (!wire_string(&data, &name) || !wire_byte(&data, &is_critical) ||
	    !wire_string(&data, &content) || data.size)
		return flaw(reader, start, "a bad extension");
	return is_critical ? flaw(reader, start,
				  "a critical extension that is not known") :
			     0;
}

static int add_certificates(struct reader *reader, uint8_t type,
			    struct str data)
{
	const struct subsection *row = find_subsection(type);
	struct krl *krl = reader->krl;
	struct krl_certificates *item;
	const char *what;

	if (type == CERTIFICATES_EXTENSION)
		return read_extension(reader, data);
	if (!row)
		return flaw(reader, data,
			    "a section on certificates that is not known");
	what = row->check(data);
	if (what)
		return flaw(reader, data, what);
	item = array_more(&krl->certificates, krl->count, &krl->capacity,
			  sizeof(*item));
	if (!item)
		return ERROR_INTERNAL;
	*item = (struct krl_certificates){ reader->authority, type, data };
	krl->count++;
	return 0;
}

static int read_certificates(struct reader *reader, struct str data)
{
	struct str start = data;
	struct ssh_key key;
	struct str reserved;
	struct str part;
	const char *what;
	uint8_t type;
	int result = 0;

	if (!wire_string(&data, &reader->authority) ||
	    !wire_string(&data, &reserved))
		return flaw(reader, start,
			    "a section on certificates that is cut off");
	if (reader->authority.size &&
	    ssh_key_read(&key, reader->authority, &what))
		return flaw(reader, reader->authority, what);
	while (!result && data.size) {
		start = data;
		if (!wire_byte(&data, &type) || !wire_string(&data, &part))
			return flaw(reader, start,
				    "a section on certificates that is cut "
				    "off");
		result = add_certificates(reader, type, part);
	}
	return result;
}

static int read_keys(struct reader *reader, struct str data)
{
	struct str start = data;
	struct ssh_key key;
	const char *what;
	struct str blob;
	int result = data.size ? 0 : flaw(reader, data, "no key");

	for (; !result && data.size; start = data) {
		if (!wire_string(&data, &blob))
			return flaw(reader, start, "a key that is cut off");
		if (ssh_key_read(&key, blob, &what))
			return flaw(reader, blob, what);
		result = krl_add(reader->krl, KRL_KEYS, blob);
	}
	return result;
}

static int read_hashes(struct reader *reader, struct str data,
		       enum krl_set_kind kind, size_t size)
{
	struct str start = data;
	struct str hash;
	int result = data.size ? 0 : flaw(reader, data, "no fingerprint");

	for (; !result && data.size; start = data) {
		if (!wire_string(&data, &hash) || hash.size != size)
			return flaw(reader, start,
				    "a fingerprint of a wrong size");
		result = krl_add(reader->krl, kind, hash);
	}
	return result;
}

static int read_sha1(struct reader *reader, struct str data)
{
	return read_hashes(reader, data, KRL_SHA1, SHA1_SIZE);
}

static int read_sha256(struct reader *reader, struct str data)
{
	return read_hashes(reader, data, KRL_SHA256, SHA256_SIZE);
}

/* Two strings, not one: the key and its signature. */
static int read_signature(struct reader *reader, struct str data)
{
	struct str signature;

	if (!wire_string(&reader->rest, &signature))
		return flaw(reader, data, "a signature that is cut off");
	reader->was_signature = true;
	return 0;
}

static const struct section {
	uint8_t type;
	int (*read)(struct reader *reader, struct str data);
} sections[] = {
	{ SECTION_CERTIFICATES, read_certificates },
	{ SECTION_KEYS, read_keys },
	{ SECTION_SHA1, read_sha1 },
	{ SECTION_SIGNATURE, read_signature },
	{ SECTION_SHA256, read_sha256 },
	{ SECTION_EXTENSION, read_extension },
};

static int read_section(struct reader *reader)
{
	struct str start = reader->rest;
	struct str data;
	uint8_t type;
	size_t i;

	if (!wire_byte(&reader->rest, &type) ||
	    !wire_string(&reader->rest, &data))
		return flaw(reader, start, "a section that is cut off");
	if (reader->was_signature && type != SECTION_SIGNATURE)
		return flaw(reader, start, "a section behind the signature");
	for (i = 0; i < COUNT(sections); i++)
		if (sections[i].type == type)
			return sections[i].read(reader, data);
	return flaw(reader, start, "a section that is not known");
}

static int read_header(struct reader *reader)
{
	struct str *rest = &reader->rest;
	struct str start = *rest;
	uint32_t version;
	uint64_t number;
	uint64_t date;
	uint64_t flags;
	struct str reserved;
	struct str comment;

	*rest = str_from(*rest, KRL_MAGIC_SIZE);
	if (!wire_u32(rest, &version) || !wire_u64(rest, &number) ||
	    !wire_u64(rest, &date) || !wire_u64(rest, &flags) ||
	    !wire_string(rest, &reserved) || !wire_string(rest, &comment))
		return flaw(reader, start, "a header that is cut off");
	if (version != KRL_VERSION)
		return flaw(reader, start, "a version that is not known");
	return flags ? flaw(reader, start, "flags that are not known") : 0;
}

int krl_read_binary(struct krl *krl, struct str text, size_t *at,
		    const char **what)
{
	struct reader reader = { .krl = krl, .rest = text };
	int result = read_header(&reader);

	while (!result && reader.rest.size)
		result = read_section(&reader);
	if (result == ERROR_USAGE) {
		*at = (size_t)(reader.at - text.data);
		*what = reader.what;
	}
	return result;
}
