/*
 * test_json.c - commas, nesting, and strings made of anything.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/json.h"

static void test_document(void **state)
{
	struct buf out = BUF_INIT;
	struct json json;

	(void)state;
	json_init(&json, &out);
	json_object_begin(&json, NULL);
	json_text(&json, "a", "x");
	json_array_begin(&json, "b");
	json_int(&json, NULL, -1);
	json_object_begin(&json, NULL);
	json_object_end(&json);
	json_array_begin(&json, NULL);
	json_array_end(&json);
	json_bool(&json, NULL, true);
	json_array_end(&json);
	json_object_begin(&json, "c");
	json_nil(&json, "d");
	json_bool(&json, "e", false);
	json_object_end(&json);
	json_text(&json, "f", NULL);
	json_int(&json, "g", INT64_MIN);
	json_int(&json, "h", INT64_MAX);
	json_object_end(&json);
	assert_string_equal(buf_text(&out),
			    "{\"a\":\"x\",\"b\":[-1,{},[],true],"
			    "\"c\":{\"d\":null,\"e\":false},\"f\":null,"
			    "\"g\":-9223372036854775808,"
			    "\"h\":9223372036854775807}");
	buf_release(&out);
}

static void test_strings(void **state)
{
	static const struct {
		struct str raw;
		const char *json;
	} cases[] = {
		{ { "", 0 }, "\"\"" },
		{ { NULL, 0 }, "\"\"" },
		{ { "a\"b\\c/", 6 }, "\"a\\\"b\\\\c/\"" },
		{ { "\t\n\r", 3 }, "\"\\t\\n<U+000D>\"" },
		{ { "a\0b", 3 }, "\"a<U+0000>b\"" },
		{ { "\xc3\xa4\xf0\x9f\x98\x80", 6 },
		  "\"\xc3\xa4\xf0\x9f\x98\x80\"" },
		{ { "\xff\"\xc3", 3 }, "\"<0xFF>\\\"<0xC3>\"" },
		{ { "\xe2\x80\xae\x1b", 4 }, "\"<U+202E><U+001B>\"" },
		{ { "\xe2\x80\xa8", 3 }, "\"<U+2028>\"" },
	};
	struct buf out = BUF_INIT;
	struct json json;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_clear(&out);
		json_init(&json, &out);
		json_str(&json, NULL, cases[i].raw);
		assert_string_equal(buf_text(&out), cases[i].json);
	}
	buf_clear(&out);
	json_init(&json, &out);
	json_bool(&json, "k\"\n", true);
	assert_string_equal(buf_text(&out), "\"k\\\"\\n\":true");
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_document),
		cmocka_unit_test(test_strings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
