/*
 * fuzz_clearance.c - files that pre-receive leaves for the hooks behind it,
 * out of any bytes: what is read is written as it was meant.
 */
#include "fuzz.h"

#include "gate/clearance_text.h"

static void check(const struct clearance *clearance)
{
	struct buf first = BUF_INIT, second = BUF_INIT;
	struct clearance again;
	struct error error;
	struct arena arena;

	arena_init(&arena);
	expect(clearance->push_id && clearance->log_count > 0);
	expect(clearance->ref.name.data != NULL);
	expect(clearance->log_count <= CLEARANCE_LOGS_MAX);
	expect(!clearance_format(&first, clearance, &clearance->ref, &error));
	expect(!clearance_parse(&again, buf_str(&first), &arena, &error));
	expect(!clearance_format(&second, &again, &again.ref, &error));
	expect(str_equal(buf_str(&first), buf_str(&second)));
	expect(str_equal(again.ref.name, clearance->ref.name));
	expect(again.file_count == clearance->file_count);
	expect(again.people_count == clearance->people_count);
	expect(again.ref.memo_count == clearance->ref.memo_count);
	arena_release(&arena);
	buf_release(&first);
	buf_release(&second);
}

FUZZ_TARGET(clearance)
{
	struct str text = { (const char *)data, size };
	struct clearance clearance;
	struct error error = { 0 };
	struct arena arena;
	int r;

	arena_init(&arena);
	r = clearance_parse(&clearance, text, &arena, &error);
	expect(r == 0 || r == ERROR_BROKEN);
	expect(!r == !error.text[0]);
	if (!r)
		check(&clearance);
	arena_release(&arena);
	return 0;
}
