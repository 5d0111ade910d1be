/*
 * fuzz_push.c - what git writes to a hook, out of any bytes: what is taken
 * can be written in one way only.
 */
#include "fuzz.h"

#include "base/buf.h"
#include "git/push.h"

static void add_line(struct buf *out, const struct push_line *line)
{
	char old[OID_HEX_SIZE + 1];
	char new[OID_HEX_SIZE + 1];

	expect(line->ref.size > 0 && line->ref.size <= PUSH_REF_SIZE_MAX);
	expect(line->ref.data[line->ref.size] == '\0');
	buf_addf(out, "%s %s %s\n", oid_format(&line->old, old),
		 oid_format(&line->new, new), line->ref.data);
}

static void check(const struct push_input *input, struct str text)
{
	struct buf again = BUF_INIT;

	for (size_t i = 0; i < input->count; i++)
		add_line(&again, &input->lines[i]);
	if (again.size < text.size)
		buf_add_byte(&again, '\n'); /* as some hosts do */
	expect(str_equal(buf_str(&again), text));
	buf_release(&again);
}

FUZZ_TARGET(push)
{
	struct str text = { (const char *)data, size };
	struct push_input input;
	struct error error = { 0 };
	struct arena arena;
	int r;

	arena_init(&arena);
	r = push_read(&input, fuzz_file(text), &arena, &error);
	expect(!r == !error.text[0]);
	expect(!r || r == ERROR_BROKEN || r == ERROR_LIMIT);
	if (!r)
		check(&input, text);
	arena_release(&arena);
	return 0;
}
