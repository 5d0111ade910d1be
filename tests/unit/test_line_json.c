/*
 * test_line_json.c - what is taken for JSON, as another reader sees it:
 * whole, in pieces, and with one byte changed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "audit/line_json.h"
#include "base/buf.h"

#include <jansson.h>
#include <string.h>

static const char whole[] =
	"{\"a\":\"x\\n\\u00e9\xc3\xa9\\\"\",\"b\":[-1,0,1.5e+3,[],{},[[{}]]],"
	" \"c\" : {\"d\":null,\"e\":true,\"f\":false},\"\":\"\"}";

static bool is_object(struct str line)
{
	json_t *value = json_loadb(line.data, line.size, 0, NULL);
	bool found = json_is_object(value) && line.data[0] == '{';

	json_decref(value);
	return found;
}

static void assert_same(struct str line)
{
	if (line_is_json(line) != is_object(line))
		fail_msg("%.*s: not as the other reader has it",
			 STR_ARGS(line));
}

static void test_table(void **state)
{
	static const struct {
		const char *line;
		bool expected;
	} rows[] = {
		{ whole, true },
		{ "{}", true },
		{ "{ }", true },
		{ "{}\t", true },
		{ "", false },
		{ "[]", false },
		{ "1", false },
		{ " {}", false },
		{ "{}}", false },
		{ "{}{}", false },
		{ "{", false },
		{ "{]", false },
		{ "{\"a\"}", false },
		{ "{\"a\":}", false },
		{ "{\"a\":1,}", false },
		{ "{\"a\":1 \"b\":2}", false },
		{ "{a:1}", false },
		{ "{\"a\":01}", false },
		{ "{\"a\":1.}", false },
		{ "{\"a\":-}", false },
		{ "{\"a\":1e}", false },
		{ "{\"a\":nul}", false },
		{ "{\"a\":[1,]}", false },
		{ "{\"a\":[1}]", false },
		{ "{\"a\":\"\x1b[31m\"}", false },
		{ "{\"a\":\"\\x\"}", false },
		{ "{\"a\":\"\\u12g4\"}", false },
		{ "{\"a\":\"\xff\"}", false },
		{ "{\"a\":\"\\", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (line_is_json(str_of(rows[i].line)) != rows[i].expected)
			fail_msg("%s", rows[i].line);
}

static void test_as_another_reader(void **state)
{
	static const char bytes[] = "\"\\{}[]:,0x9.-eu \n\x01\xc3n";
	char line[sizeof(whole)];
	size_t size = sizeof(whole) - 1;

	(void)state;
	for (size_t i = 0; i < size; i++) {
		if (i)
			assert_same((struct str){ whole, i });
		for (size_t j = 0; j < sizeof(bytes) - 1; j++) {
			memcpy(line, whole, size);
			line[i] = bytes[j];
			assert_same((struct str){ line, size });
		}
	}
}

static void test_depth(void **state)
{
	struct buf line = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < LINE_JSON_DEPTH_MAX; i++)
		buf_add_text(&line, "{\"a\":");
	buf_add_text(&line, "1");
	for (size_t i = 0; i < LINE_JSON_DEPTH_MAX; i++)
		buf_add_text(&line, "}");
	assert_true(line_is_json(buf_str(&line)));
	buf_clear(&line);
	for (size_t i = 0; i <= LINE_JSON_DEPTH_MAX; i++)
		buf_add_text(&line, "{\"a\":");
	buf_add_text(&line, "1");
	for (size_t i = 0; i <= LINE_JSON_DEPTH_MAX; i++)
		buf_add_text(&line, "}");
	assert_false(line_is_json(buf_str(&line)));
	buf_release(&line);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_as_another_reader),
		cmocka_unit_test(test_depth),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
