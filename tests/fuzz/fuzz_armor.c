/*
 * fuzz_armor.c - armor and base64 out of hostile bytes: what is taken can be
 * written in one way only.
 */
#include "fuzz.h"

#include "base/buf.h"
#include "base/error.h"
#include "trust/armor.h"
#include "trust/trust.h"

static void check_armor(struct str text)
{
	struct arena arena;
	struct armor armor;
	const char *what;
	int r;

	arena_init(&arena);
	r = armor_read(&armor, text, &arena, &what);
	expect((r == 0) == (armor.format != SIGNATURE_NO_FORMAT));
	expect((r == 0) == (armor.bytes.size > 0));
	expect((r == ERROR_USAGE) == (what != NULL));
	expect(r || text.size <= SIGNATURE_SIZE_MAX);
	arena_release(&arena);
}

static void check_base64(struct str text)
{
	struct buf bytes = BUF_INIT, again = BUF_INIT;

	if (base64_decode(&bytes, text)) {
		base64_encode_bare(&again, buf_str(&bytes));
		while (again.size % 4)
			buf_add_byte(&again, '=');
		expect(str_equal(buf_str(&again), text));
	} else {
		expect(bytes.size == 0);
	}
	buf_release(&again);
	buf_release(&bytes);
}

FUZZ_TARGET(armor)
{
	struct str text = { (const char *)data, size };

	check_armor(text);
	check_base64(text);
	return 0;
}
