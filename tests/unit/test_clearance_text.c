/*
 * test_clearance_text.c - texts that are no clearance, whatever the rest of
 * them says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gate/clearance_text.h"

static const struct clearance clearance = {
	.push_id = "01a20125",
	.policy_hash = "3b1648f2",
	.repository = "r",
	.mode = "enforce",
	.logs = { { .file = "/srv/r.git/refgate/audit.jsonl" } },
	.log_count = 1,
};
static const struct cleared_ref ref = { .name = { "refs/heads/x", 12 } };

/* Every line but those that a clearance may lack. */
static void a_line_less_is_none(void **state)
{
	static const char *const needed[] = { "refgate clearance 1\n", "push ",
					      "log ", "ref ", "end\n" };
	struct buf text = BUF_INIT;
	struct error error = { 0 };
	struct arena arena;
	struct clearance out;

	(void)state;
	arena_init(&arena);
	assert_int_equal(clearance_format(&text, &clearance, &ref, &error), 0);
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		struct str whole = buf_str(&text);
		size_t at = str_find(whole, str_of(needed[i]));
		struct str rest = str_from(whole, at);
		struct buf less = BUF_INIT;
		struct str line;

		assert_true(str_next_line(&rest, &line));
		buf_add_str(&less, str_first(whole, at));
		buf_add_str(&less, rest);
		assert_int_equal(clearance_parse(&out, buf_str(&less), &arena,
						 &error),
				 ERROR_BROKEN);
		buf_release(&less);
	}
	arena_release(&arena);
	buf_release(&text);
}

static void a_nul_byte_is_none(void **state)
{
	struct buf text = BUF_INIT;
	struct error error = { 0 };
	struct arena arena;
	struct clearance out;

	(void)state;
	arena_init(&arena);
	assert_int_equal(clearance_format(&text, &clearance, &ref, &error), 0);
	text.data[str_find(buf_str(&text), STR("policy ")) + 8] = '\0';
	assert_int_equal(clearance_parse(&out, buf_str(&text), &arena, &error),
			 ERROR_BROKEN);
	arena_release(&arena);
	buf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_less_is_none),
		cmocka_unit_test(a_nul_byte_is_none),
	};

	return cmocka_run_group_tests_name("clearance_text", tests, NULL, NULL);
}
