/*
 * commit.c - reads a commit by the one grammar that all programs read alike.
 * Never passes over what it does not know.
 */
#include "git/object.h"

#include "base/error.h"
#include "git/headers.h"

struct reading {
	struct headers headers;
	struct commit *out;
	bool has_encoding;
	bool has_signature;
};

static bool is_parent_again(const struct commit *commit,
			    const struct oid *parent)
{
	size_t i;

	for (i = 0; i < commit->parent_count; i++)
		if (oid_equal(&commit->parents[i], parent))
			return true;
	return false;
}

static int read_parents(struct reading *reading)
{
	struct commit *out = reading->out;
	struct headers *headers = &reading->headers;
	struct oid parent;
	int r;

	while (headers_follows(headers, "parent")) {
		r = headers_expect_id(headers, "parent", &parent,
				      "no parent line");
		if (r)
			return r;
		if (out->parent_count == COMMIT_PARENTS_MAX)
			return headers_flaw(headers, "too many parents");
		if (is_parent_again(out, &parent))
			return headers_flaw(headers, "the same parent twice");
		out->parents[out->parent_count++] = parent;
	}
	return 0;
}

static int read_person(struct reading *reading, const char *name,
		       const char *what, struct identity *person)
{
	struct str value = { NULL, 0 };
	int r;

	r = headers_expect(&reading->headers, name, &value, what);
	if (!r)
		r = headers_identity(&reading->headers, value, person);
	return r;
}

/* A flaw is told at the line where the header begins. */
static int flaw_at(struct reading *reading, const struct header *header,
		   const char *what)
{
	reading->headers.line = header->line;
	return headers_flaw(&reading->headers, what);
}

static int take_encoding(struct reading *reading, const struct header *header)
{
	if (reading->has_encoding)
		return flaw_at(reading, header, "two encoding lines");
	if (header->value.size == 0 ||
	    str_find_byte(header->value, '\n') < header->value.size)
		return flaw_at(reading, header,
			       "an encoding that is not one word");
	reading->has_encoding = true;
	reading->out->encoding = header->value;
	return 0;
}

static int take_signature(struct reading *reading, const struct header *header)
{
	if (reading->has_signature)
		return flaw_at(reading, header, "two signatures (gpgsig)");
	if (header->value.size == 0)
		return flaw_at(reading, header, "an empty signature");
	reading->has_signature = true;
	reading->out->signature = header->value;
	return 0;
}

static const char *misplaced(struct str name)
{
	if (str_is(name, "tree"))
		return "a second tree line, or one out of its place";
	if (str_is(name, "parent"))
		return "a parent line out of its place";
	if (str_is(name, "author"))
		return "a second author line, or one out of its place";
	if (str_is(name, "committer"))
		return "a second committer line, or one out of its place";
	if (str_starts(name, "gpgsig") && !str_is(name, "gpgsig-sha256"))
		return "a header that is spelled almost like gpgsig";
	return NULL;
}

static int take_extra(struct reading *reading, const struct header *header)
{
	struct commit *out = reading->out;
	const char *what = misplaced(header->name);
	size_t i;

	for (i = 0; !what && i < out->extra_count; i++)
		if (str_equal(out->extra[i].name, header->name) &&
		    !str_is(header->name, "mergetag"))
			what = "a header that stands there twice";
	if (!what && out->extra_count == COMMIT_EXTRA_HEADERS_MAX)
		what = "too many headers";
	if (what)
		return flaw_at(reading, header, what);
	out->extra[out->extra_count++] = *header;
	return 0;
}

static int take(struct reading *reading, const struct header *header)
{
	if (str_is(header->name, "encoding"))
		return take_encoding(reading, header);
	if (str_is(header->name, "gpgsig"))
		return take_signature(reading, header);
	return take_extra(reading, header);
}

static int read_rest(struct reading *reading)
{
	struct header header;
	int more;
	int r = 0;

	while (!r && (more = headers_next(&reading->headers, &header)) == 1)
		r = take(reading, &header);
	return r ? r : more;
}

int commit_read(struct commit *out, const struct oid *id, struct str raw,
		struct flaw *flaw)
{
	struct reading reading = { .out = out };
	int r;

	*out = (struct commit){ .id = *id, .raw = raw };
	r = headers_init(&reading.headers, raw, flaw);
	if (!r)
		r = headers_expect_id(&reading.headers, "tree", &out->tree,
				      "no tree line");
	if (!r)
		r = read_parents(&reading);
	if (!r)
		r = read_person(&reading, "author",
				"something else where the author belongs",
				&out->author);
	if (!r)
		r = read_person(&reading, "committer",
				"something else where the committer belongs",
				&out->committer);
	if (!r)
		r = read_rest(&reading);
	out->message = reading.headers.rest;
	out->message_line = reading.headers.line + 1;
	return r;
}
