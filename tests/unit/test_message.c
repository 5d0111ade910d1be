/*
 * test_message.c - subjects, bodies, sections and trailers of messages.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/message.h"

#include "base/buf.h"
#include "base/error.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const sections[] = { "Risk", "Root cause", "Test" };

/*
 * "subject|blank line?|line of the body:body|fields", a field being
 * "[s or t][line] name=value;".
 */
static const struct {
	const char *text;
	const char *wanted;
} cases[] = {
	{ "", "|1|1:|" },
	{ "s", "s|1|2:|" },
	{ "s\n", "s|1|2:|" },
	{ "s\r\n", "s|1|2:|" },
	{ "s \n", "s |1|2:|" },
	{ "\n\ns\n\nb\n", "s|1|5:b\n|" },
	{ "s\n\nb\n", "s|1|3:b\n|" },
	{ "s\n\n\n \nb", "s|1|5:b|" },
	{ "s\r\n\r\nb\r\n", "s|1|3:b\r\n|" },
	{ "s\nb\n", "s|0|2:b\n|" },
	/* a subject is never a trailer */
	{ "Fixes: 1\n", "Fixes: 1|1|2:|" },
	{ "Risk: low\n", "Risk: low|1|2:|" },
	{ "a: b\nc: d\n", "a: b|0|2:c: d\n|t2 c=d;" },
	/* trailers */
	{ "s\n\na: b\n", "s|1|3:a: b\n|t3 a=b;" },
	{ "s\n\na: b", "s|1|3:a: b|t3 a=b;" },
	{ "s\n\na:b\n", "s|1|3:a:b\n|t3 a=b;" },
	{ "s\n\na:\n", "s|1|3:a:\n|t3 a=;" },
	{ "s\n\na:  b \r\nc: d\r\n",
	  "s|1|3:a:  b \r\nc: d\r\n|t3 a=b;t4 c=d;" },
	{ "s\n\na: b\n\n \n\n", "s|1|3:a: b\n\n \n\n|t3 a=b;" },
	{ "s\n\na: b\n c\n\td\ne: f\n",
	  "s|1|3:a: b\n c\n\td\ne: f\n|t3 a=b\n c\n\td;t6 e=f;" },
	{ "s\n\na: b\n\nc: d\n", "s|1|3:a: b\n\nc: d\n|t5 c=d;" },
	{ "s\n\na: b\nother\n more\nc: d\n",
	  "s|1|3:a: b\nother\n more\nc: d\n|t3 a=b;t6 c=d;" },
	{ "s\n\n a: b\n", "s|1|3: a: b\n|" },
	{ "s\n\nFixes #123\n", "s|1|3:Fixes #123\n|" },
	{ "s\n\na b: c\n", "s|1|3:a b: c\n|" },
	{ "s\n\na_b: c\n", "s|1|3:a_b: c\n|" },
	{ "s\n\n: c\n", "s|1|3:: c\n|" },
	{ "s\n\n-a-1: c\n", "s|1|3:-a-1: c\n|t3 -a-1=c;" },
	{ "s\n\nhttps://x/y\n", "s|1|3:https://x/y\n|" },
	{ "s\n\na : b\n", "s|1|3:a : b\n|" },
	/* sections */
	{ "s\n\nRisk: low\n", "s|1|3:Risk: low\n|s3 Risk=low;" },
	{ "s\n\nRisk:\n\n- a\n\n- b\n\na: b\n",
	  "s|1|3:Risk:\n\n- a\n\n- b\n\na: b\n|s3 Risk=- a\n\n- b;t9 a=b;" },
	{ "s\n\nRisk: x\nRoot cause: y\n z\n",
	  "s|1|3:Risk: x\nRoot cause: y\n z\n|s3 Risk=x;"
	  "s4 Root cause=y\n z;" },
	{ "s\n\nRisk: x\na: b\nTest: y\nc: d\n",
	  "s|1|3:Risk: x\na: b\nTest: y\nc: d\n|s3 Risk=x;s5 Test=y;"
	  "t4 a=b;t6 c=d;" },
	{ "s\n\nRisk: x\nmore\na: b\nno more\n",
	  "s|1|3:Risk: x\nmore\na: b\nno more\n|s3 Risk=x\nmore;t5 a=b;" },
	{ "s\n\nRisk: x\n\ntext\n\na: b\n",
	  "s|1|3:Risk: x\n\ntext\n\na: b\n|s3 Risk=x\n\ntext;t7 a=b;" },
	{ "s\n\nTest:\nhttps://x\n", "s|1|3:Test:\nhttps://x\n|"
				     "s3 Test=https://x;" },
	{ "s\n\nrisk: x\n", "s|1|3:risk: x\n|t3 risk=x;" },
	{ "s\n\nRisk : x\n", "s|1|3:Risk : x\n|" },
	{ "s\n\nRisky: x\n", "s|1|3:Risky: x\n|t3 Risky=x;" },
	{ "s\n\n Risk: x\n", "s|1|3: Risk: x\n|" },
	{ "s\n\nRisk: a\nRisk: b\n", "s|1|3:Risk: a\nRisk: b\n|"
				     "s3 Risk=a;s4 Risk=b;" },
	{ "s\n\na: b\nRisk: x\n y\n", "s|1|3:a: b\nRisk: x\n y\n|"
				      "s4 Risk=x\n y;t3 a=b;" },
	{ "s\nRisk: x\n", "s|0|2:Risk: x\n|s2 Risk=x;" },
};

static void describe(struct buf *out, const struct message *message)
{
	const struct message_field *field;
	size_t i;

	buf_clear(out);
	buf_add_str(out, message->subject);
	buf_addf(out, "|%d|%zu:", message->blank_line, message->body_line);
	buf_add_str(out, message->body);
	buf_add_text(out, "|");
	for (i = 0; i < message->field_count; i++) {
		field = &message->fields[i];
		buf_addf(out, "%c%zu %.*s=%.*s;", field->is_section ? 's' : 't',
			 field->line, STR_ARGS(field->name),
			 STR_ARGS(field->value));
	}
}

static void test_table(void **state)
{
	struct message message;
	struct error error = { 0 };
	struct buf got = BUF_INIT;
	struct arena arena;
	size_t i;

	(void)state;
	arena_init(&arena);
	for (i = 0; i < COUNT(cases); i++) {
		assert_int_equal(message_read(&message, str_of(cases[i].text),
					      sections, COUNT(sections), &arena,
					      &error),
				 0);
		describe(&got, &message);
		if (strcmp(buf_text(&got), cases[i].wanted) != 0)
			fail_msg("\n<%s>\ngot    <%s>\nwanted <%s>",
				 cases[i].text, buf_text(&got),
				 cases[i].wanted);
	}
	buf_release(&got);
	arena_release(&arena);
}

static void test_trailer_text(void **state)
{
	static const struct {
		const char *text;
		const char *trailers;
	} texts[] = {
		{ "s\n\nb\n\na: b\nother\n", "a: b\nother\n" },
		{ "s\n\nb\n\nother\n", "" },
		{ "s\n\nRisk: b\n", "" },
		{ "s\na: b\n\n", "a: b\n\n" },
		{ "a: b\n", "" },
	};
	struct message message;
	struct error error = { 0 };
	struct arena arena;
	size_t i;

	(void)state;
	arena_init(&arena);
	for (i = 0; i < COUNT(texts); i++) {
		assert_int_equal(message_read(&message, str_of(texts[i].text),
					      sections, COUNT(sections), &arena,
					      &error),
				 0);
		assert_true(str_is(message.trailer_text, texts[i].trailers));
		assert_true(str_is(message.text, texts[i].text));
	}
	arena_release(&arena);
}

/* Bytes are bytes: NUL and what is no UTF-8 are kept. */
static void test_bytes(void **state)
{
	struct str text = STR("s\0x\n\na: \xff\0b\n");
	struct message message;
	struct error error = { 0 };
	struct arena arena;

	(void)state;
	arena_init(&arena);
	assert_int_equal(message_read(&message, text, NULL, 0, &arena, &error),
			 0);
	assert_true(str_equal(message.subject, STR("s\0x")));
	assert_int_equal(message.field_count, 1);
	assert_true(str_equal(message.fields[0].value, STR("\xff\0b")));
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_trailer_text),
		cmocka_unit_test(test_bytes),
	};

	return cmocka_run_group_tests_name("message", tests, NULL, NULL);
}
