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

struct bench {
	struct buf text; /* of a clearance */
	struct arena arena;
	struct clearance out;
	struct error error;
};

static void open_bench(struct bench *bench)
{
	*bench = (struct bench){ .text = BUF_INIT };
	arena_init(&bench->arena);
	assert_int_equal(clearance_format(&bench->text, &clearance, &ref,
					  &bench->error),
			 0);
}

static void close_bench(struct bench *bench)
{
	arena_release(&bench->arena);
	buf_release(&bench->text);
}

static void assert_none(struct bench *bench, struct str text)
{
	assert_int_equal(clearance_parse(&bench->out, text, &bench->arena,
					 &bench->error),
			 ERROR_BROKEN);
}

/* Every line but those that a clearance may lack. */
static void a_line_less_is_none(void **state)
{
	static const char *const needed[] = { "refgate clearance 1\n", "push ",
					      "log ", "ref ", "end\n" };
	struct bench bench;

	(void)state;
	open_bench(&bench);
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		struct str whole = buf_str(&bench.text);
		size_t at = str_find(whole, str_of(needed[i]));
		struct str rest = str_from(whole, at);
		struct buf less = BUF_INIT;
		struct str line;

		assert_true(str_next_line(&rest, &line));
		buf_add_str(&less, str_first(whole, at));
		buf_add_str(&less, rest);
		assert_none(&bench, buf_str(&less));
		buf_release(&less);
	}
	close_bench(&bench);
}

static void a_nul_byte_is_none(void **state)
{
	struct bench bench;
	size_t at;

	(void)state;
	open_bench(&bench);
	at = str_find(buf_str(&bench.text), STR("policy "));
	bench.text.data[at + 8] = '\0';
	assert_none(&bench, buf_str(&bench.text));
	close_bench(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_less_is_none),
		cmocka_unit_test(a_nul_byte_is_none),
	};

	return cmocka_run_group_tests_name("clearance_text", tests, NULL, NULL);
}
