/*
 * tag.c - reads an annotated tag by one grammar, and finds the signature at
 * its end as git does. Never verifies.
 */
#include "git/object.h"

#include "base/error.h"
#include "git/headers.h"

static enum object_type type_of(struct str name)
{
	static const enum object_type types[] = { OBJECT_COMMIT, OBJECT_TREE,
						  OBJECT_BLOB, OBJECT_TAG };
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (str_is(name, object_type_name(types[i])))
			return types[i];
	return OBJECT_NONE;
}

static int read_target(struct headers *headers, struct tag *out)
{
	struct str value = { NULL, 0 };
	int r;

	r = headers_expect_id(headers, "object", &out->target,
			      "no object line");
	if (!r)
		r = headers_expect(headers, "type", &value, "no type line");
	if (r)
		return r;
	out->target_type = type_of(value);
	if (out->target_type == OBJECT_NONE)
		return headers_flaw(headers, "an unknown type of object");
	r = headers_expect(headers, "tag", &out->name, "no tag line");
	if (!r && out->name.size == 0)
		r = headers_flaw(headers, "a tag without a name");
	return r;
}

static int read_tagger(struct headers *headers, struct tag *out)
{
	struct str value = { NULL, 0 };
	int r;

	if (!headers_follows(headers, "tagger"))
		return 0;
	r = headers_expect(headers, "tagger", &value, "no tagger line");
	if (!r)
		r = headers_identity(headers, value, &out->tagger);
	return r;
}

static int read_blank_line(struct headers *headers)
{
	struct header header;
	int r = headers_next(headers, &header);

	if (r != 1)
		return r;
	headers->line = header.line;
	return headers_flaw(headers, "a header that tags do not have");
}

/* git's gpg-interface.c. */
static bool begins_signature(struct str rest)
{
	return str_starts(rest, "-----BEGIN PGP SIGNATURE-----") ||
	       str_starts(rest, "-----BEGIN PGP MESSAGE-----") ||
	       str_starts(rest, "-----BEGIN SIGNED MESSAGE-----") ||
	       str_starts(rest, "-----BEGIN SSH SIGNATURE-----");
}

/* From the last line that begins one, whatever comes behind it. */
static void split_signature(struct tag *out, struct str text)
{
	struct str rest = text;
	struct str line;
	size_t match = text.size;

	while (rest.size) {
		if (begins_signature(rest))
			match = text.size - rest.size;
		str_next_line(&rest, &line);
	}
	out->message = str_first(text, match);
	out->signature = str_from(text, match);
}

int tag_read(struct tag *out, const struct oid *id, struct str raw,
	     struct flaw *flaw)
{
	struct headers headers;
	int r;

	*out = (struct tag){ .id = *id, .raw = raw };
	r = headers_init(&headers, raw, flaw);
	if (!r)
		r = read_target(&headers, out);
	if (!r)
		r = read_tagger(&headers, out);
	if (!r)
		r = read_blank_line(&headers);
	if (!r)
		split_signature(out, headers.rest);
	out->message_line = headers.line + 1;
	return r;
}
