/* x509_shape.c - see x509_shape.h. Never reads beyond what a length says. */
#include "trust/x509_shape.h"

#define TAG_INTEGER 0x02
#define TAG_STRING 0x04
#define TAG_NULL 0x05
#define TAG_OBJECT 0x06
#define TAG_SEQUENCE 0x30
#define TAG_SET 0x31
#define TAG_KEY_ID 0x80 /* [0], a string */
#define TAG_0 0xa0	/* [0], constructed */
#define TAG_1 0xa1
#define CONSTRUCTED 0x20
#define LONG_TAG 0x1f
#define LONG_LENGTH 0x80 /* alone: indefinite */
#define LENGTH_BYTES_MAX 3
#define DEPTH_MAX 16

#define VERSION_BY_ISSUER 1 /* and serial number */

static const char disorder[] = "its parts are not in order";

struct element {
	unsigned tag;
	struct str content;
	struct str whole;
	bool is_open; /* of indefinite length */
};

static unsigned byte_at(struct str s, size_t at)
{
	return (unsigned char)s.data[at];
}

/* A definite length in its shortest form; *header grows with it. */
static bool read_length(struct str s, size_t *header, size_t *size)
{
	size_t count = byte_at(s, 1);

	*header = 2;
	*size = count;
	if (count < LONG_LENGTH)
		return true;
	count -= LONG_LENGTH;
	if (count == 0 || count > LENGTH_BYTES_MAX || s.size < *header + count)
		return false;
	*size = 0;
	for (size_t i = 0; i < count; i++)
		*size = *size << 8 | byte_at(s, *header + i);
	*header += count;
	return *size >= LONG_LENGTH && byte_at(s, 2) != 0;
}

static bool ends_here(struct str s)
{
	return s.size >= 2 && byte_at(s, 0) == 0 && byte_at(s, 1) == 0;
}

static bool next_element(struct str *rest, struct element *out, unsigned depth);

/* Up to the end-of-contents bytes, which are cut off *rest, too. */
static bool read_indefinite(struct str *rest, struct element *out,
			    unsigned depth)
{
	struct str inner = str_from(*rest, 2);
	struct element child;

	if (!(out->tag & CONSTRUCTED) || depth >= DEPTH_MAX)
		return false;
	while (!ends_here(inner))
		if (!next_element(&inner, &child, depth + 1))
			return false;
	out->is_open = true;
	out->whole = str_first(*rest, rest->size - inner.size + 2);
	out->content =
		str_first(str_from(*rest, 2), rest->size - inner.size - 2);
	*rest = str_from(inner, 2);
	return true;
}

/* Cuts one element off *rest; false if there is none. */
static bool next_element(struct str *rest, struct element *out, unsigned depth)
{
	size_t header, size;

	if (rest->size < 2)
		return false;
	*out = (struct element){ .tag = byte_at(*rest, 0) };
	if (out->tag == 0 || (out->tag & LONG_TAG) == LONG_TAG)
		return false;
	if (byte_at(*rest, 1) == LONG_LENGTH)
		return read_indefinite(rest, out, depth);
	if (!read_length(*rest, &header, &size) || rest->size - header < size)
		return false;
	out->whole = str_first(*rest, header + size);
	out->content = str_from(out->whole, header);
	*rest = str_from(*rest, header + size);
	return true;
}

static bool take_as(struct str *rest, unsigned tag, bool is_open,
		    struct str *content)
{
	struct element element;

	if (!next_element(rest, &element, 0) || element.tag != tag ||
	    element.is_open != is_open)
		return false;
	*content = element.content;
	return true;
}

static bool take(struct str *rest, unsigned tag, struct str *content)
{
	return take_as(rest, tag, false, content);
}

/* All elements, and those in them. */
static bool are_definite(struct str rest, unsigned depth)
{
	struct element element;

	while (rest.size)
		if (!next_element(&rest, &element, depth) || element.is_open ||
		    depth >= DEPTH_MAX ||
		    (element.tag & CONSTRUCTED &&
		     !are_definite(element.content, depth + 1)))
			return false;
	return true;
}

/* An AlgorithmIdentifier whose parameters are absent or NULL. */
static bool take_algorithm(struct str *rest, struct str *object)
{
	struct str algorithm, parameters;

	if (!take(rest, TAG_SEQUENCE, &algorithm) ||
	    !take(&algorithm, TAG_OBJECT, object))
		return false;
	return algorithm.size == 0 ||
	       (take(&algorithm, TAG_NULL, &parameters) &&
		parameters.size == 0 && algorithm.size == 0);
}

static bool is_version(struct str number, unsigned version)
{
	return number.size == 1 && byte_at(number, 0) == version;
}

struct signed_data {
	struct str version;
	struct str digests; /* DigestAlgorithmIdentifiers */
	struct str content; /* EncapsulatedContentInfo */
	struct str rest;    /* certificates, lists, signers */
};

/* gpgsm writes four of indefinite length, and reads few others. */
static bool take_signed_data(struct signed_data *out, struct str bytes)
{
	struct str info, type, wrapped, *rest = &out->rest;
	bool open = bytes.size > 1 && byte_at(bytes, 1) == LONG_LENGTH;

	return take_as(&bytes, TAG_SEQUENCE, open, &info) && bytes.size == 0 &&
	       take(&info, TAG_OBJECT, &type) &&
	       take_as(&info, TAG_0, open, &wrapped) && info.size == 0 &&
	       take_as(&wrapped, TAG_SEQUENCE, open, rest) &&
	       wrapped.size == 0 && take(rest, TAG_INTEGER, &out->version) &&
	       take(rest, TAG_SET, &out->digests) &&
	       take_as(rest, TAG_SEQUENCE, open, &out->content) &&
	       take(&out->content, TAG_OBJECT, &type) &&
	       out->content.size == 0 && are_definite(*rest, 0);
}

static bool are_all(struct str rest, unsigned tag)
{
	struct str skipped;

	while (rest.size)
		if (!take(&rest, tag, &skipped))
			return false;
	return true;
}

static const char *take_signer(struct signed_data *data, struct str *signer)
{
	struct element element = { 0 };
	bool ok = next_element(&data->rest, &element, 0);

	if (ok && element.tag == TAG_0)
		ok = are_all(element.content, TAG_SEQUENCE) &&
		     next_element(&data->rest, &element, 0);
	if (ok && element.tag == TAG_1)
		return "revocation lists in it";
	if (!ok || element.tag != TAG_SET || data->rest.size ||
	    !take(&element.content, TAG_SEQUENCE, signer) ||
	    element.content.size)
		return disorder;
	return NULL;
}

/* Strings in pieces would be put together before they are hashed. */
static bool is_value(struct str *rest)
{
	struct element value;

	return next_element(rest, &value, 0) &&
	       (!(value.tag & CONSTRUCTED) || value.tag == TAG_SEQUENCE);
}

static bool are_attributes(struct str rest)
{
	struct str attribute, type, values;

	while (rest.size)
		if (!take(&rest, TAG_SEQUENCE, &attribute) ||
		    !take(&attribute, TAG_OBJECT, &type) ||
		    !take(&attribute, TAG_SET, &values) || attribute.size ||
		    !is_value(&values) || values.size)
			return false;
	return true;
}

/* gpgsm reads no other way to name a signer. */
static const char *take_id(struct str *rest, struct str *issuer)
{
	struct element id, name;

	if (!next_element(rest, &id, 0))
		return disorder;
	if (id.tag == TAG_KEY_ID)
		return "its signer is named by a key identifier";
	if (id.tag != TAG_SEQUENCE || !next_element(&id.content, &name, 0))
		return disorder;
	*issuer = name.whole;
	return NULL;
}

static const char *read_signer(struct x509_shape *out,
			       const struct signed_data *data, struct str rest)
{
	struct str digests = data->digests;
	struct str version, attributes, digest, named, algorithm, value;
	const char *what;

	if (!take(&rest, TAG_INTEGER, &version))
		return disorder;
	what = take_id(&rest, &out->issuer);
	if (what)
		return what;
	if (!is_version(version, VERSION_BY_ISSUER) ||
	    !is_version(data->version, VERSION_BY_ISSUER))
		return "a version that does not fit";
	if (!take_algorithm(&rest, &digest))
		return "a hash with parameters";
	if (!take(&rest, TAG_0, &attributes) || !are_attributes(attributes))
		return "its attributes are not in order";
	if (!take_algorithm(&rest, &algorithm))
		return "a signature algorithm with parameters";
	if (!take(&rest, TAG_STRING, &value) || rest.size)
		return disorder;
	if (!take_algorithm(&digests, &named) || digests.size ||
	    !str_equal(named, digest))
		return "it names hashes that its signer does not";
	return NULL;
}

const char *x509_shape_read(struct x509_shape *out, struct str bytes)
{
	struct signed_data data;
	struct str signer = { NULL, 0 };
	const char *what;

	*out = (struct x509_shape){ { NULL, 0 } };
	if (!take_signed_data(&data, bytes))
		return disorder;
	what = take_signer(&data, &signer);
	return what ? what : read_signer(out, &data, signer);
}
