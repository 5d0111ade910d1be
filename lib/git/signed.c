/*
 * signed.c - cuts the signature out of a commit or tag as git does. Never
 * looks for one anywhere but among the headers, or at a tag's end.
 */
#include "git/signed.h"

#define HEADER_NAME "gpgsig "
#define HEADER_SHA256 "gpgsig-sha256"

/* What is cut out of a commit: [start, end) with the final newline. */
struct cut {
	size_t start;
	size_t end;
};

static struct cut cut_of(const struct commit *commit, struct str value,
			 size_t name_size)
{
	size_t at = (size_t)(value.data - commit->raw.data);

	return (struct cut){ at - name_size, at + value.size + 1 };
}

static struct str slice(struct str s, size_t start, size_t end)
{
	return str_first(str_from(s, start), end - start);
}

/* git folds a line by a space behind each LF. */
static int unfold(struct str *out, struct str value, struct arena *arena,
		  struct error *error)
{
	char *text = arena_alloc(arena, value.size + 1);
	size_t size = 0;

	if (!text)
		return error_no_memory(error);
	for (size_t i = 0; i < value.size; i++) {
		text[size++] = value.data[i];
		if (value.data[i] == '\n' && i + 1 < value.size &&
		    value.data[i + 1] == ' ')
			i++;
	}
	text[size++] = '\n';
	*out = (struct str){ text, size };
	return 0;
}

static const struct header *find_other(const struct commit *commit)
{
	for (size_t i = 0; i < commit->extra_count; i++)
		if (str_is(commit->extra[i].name, HEADER_SHA256))
			return &commit->extra[i];
	return NULL;
}

static void add_piece(struct signed_text *out, struct str piece)
{
	if (piece.size)
		out->pieces[out->count++] = piece;
}

int commit_signed_text(struct signed_text *out, const struct commit *commit,
		       struct arena *arena, struct error *error)
{
	const struct header *other = find_other(commit);
	struct cut cuts[2] = { { 0, 0 }, { 0, 0 } };
	size_t count = 0;
	size_t at = 0;

	*out = (struct signed_text){ .count = 0 };
	if (commit->signature.size)
		cuts[count++] = cut_of(commit, commit->signature,
				       sizeof(HEADER_NAME) - 1);
	if (other)
		cuts[count++] =
			cut_of(commit, other->value, sizeof(HEADER_SHA256));
	if (count == 2 && cuts[1].start < cuts[0].start) {
		struct cut first = cuts[1];

		cuts[1] = cuts[0];
		cuts[0] = first;
	}
	for (size_t i = 0; i < count; i++) {
		add_piece(out, slice(commit->raw, at, cuts[i].start));
		at = cuts[i].end;
	}
	add_piece(out, str_from(commit->raw, at));
	return commit->signature.size ?
		       unfold(&out->signature, commit->signature, arena,
			      error) :
		       0;
}

void tag_signed_text(struct signed_text *out, const struct tag *tag)
{
	size_t size = tag->raw.size - tag->signature.size;

	*out = (struct signed_text){ .count = 1, .signature = tag->signature };
	out->pieces[0] = str_first(tag->raw, size);
}
