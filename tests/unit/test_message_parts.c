/*
 * test_message_parts.c - template text that was left in, hints from
 * patterns, legacy encodings, repeated searches: the pieces that the rules
 * about messages are made of.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/encoding.h"
#include "rules/message_placeholder.h"
#include "rules/message_template.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void test_placeholder(void **state)
{
	static const struct {
		const char *text;
		bool is;
	} cases[] = {
		{ "TODO", true },
		{ "todo", true },
		{ " Tbd. ", true },
		{ "XXX", true },
		{ "XXX!", true },
		{ "[Detailed explanation of issue]", true },
		{ "<description>", true },
		{ "#[issue-number]", true },
		{ "#<number>", true },
		{ "[a [b] c]", true },
		{ "[two\nlines]", true },
		{ "[]", true },
		{ "", false },
		{ "#4211", false },
		{ "TODO list is empty", false },
		{ "fix the TODO", false },
		{ "XXXL", false },
		{ "[x] done", false },
		{ "[a] and [b]", false },
		{ "[link](https://example.com)", false },
		{ "[1] https://example.com", false },
		{ "<https://example.com/1>", false },
		{ "Ann Dev <ann@example.com>", false },
		{ "a < b > c", false },
		{ "[", false },
		{ "]", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		if (placeholder_is(str_of(cases[i].text)) != cases[i].is)
			fail_msg("\"%s\"", cases[i].text);
	}
}

static void test_placeholder_subject(void **state)
{
	static const struct {
		const char *text;
		bool is;
	} cases[] = {
		{ "fix: [HOTFIX] <description>", true },
		{ "fix: [HOTFIX] [brief description]", true },
		{ "hotfix(scope): [description]", true },
		{ "[HOTFIX] fix: TODO", true },
		{ "Hotfix v1.2.1: <summary>", true },
		{ "[HOTFIX]", true },
		{ "REC-123: TBD", true },
		{ "fix: [HOTFIX] Refuse sign-up", false },
		{ "hotfix(ui): show the TODO banner", false },
		{ "fix: handle: TODO", false },
		{ "[HOTFIX] fix the parser of [x]", false },
		{ "a plain subject", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		if (placeholder_is_subject(str_of(cases[i].text)) !=
		    cases[i].is)
			fail_msg("\"%s\"", cases[i].text);
	}
}

/* "LINE NAME TEXT" of each hit, "; " between them. */
static void find_placeholders(struct buf *out, const char *text)
{
	static const char *const sections[] = { "Root Cause", "Solution" };
	struct placeholder_search search;
	struct placeholder_hit hit;
	struct message message;
	struct arena arena;
	struct error error;

	arena_init(&arena);
	assert_int_equal(message_read(&message, str_of(text), sections, 2,
				      &arena, &error),
			 0);
	placeholder_search_init(&search, &message);
	while (placeholder_next(&search, &hit)) {
		buf_addf(out, "%s%zu:%.*s:", out->size ? "; " : "", hit.number,
			 STR_ARGS(hit.name));
		buf_add_str(out, hit.text);
	}
	arena_release(&arena);
}

static void test_placeholder_search(void **state)
{
	static const struct {
		const char *text;
		const char *hits;
	} cases[] = {
		{ "s\n\nprose with a TODO\n", "" },
		{ "s\n\nTODO\n", "3::TODO" },
		{ "s\n\n[all of\nthis]\n\nreal\n", "3::[all of\nthis]" },
		{ "s\n\n[all of\nthis] and\n", "" },
		{ "s\n\n- one\n- [two]\n* TBD\n", "4::[two]; 5::TBD" },
		{ "s\n\n- [x] done\n- [ ] later\n", "" },
		{ "s\n\n- Root cause: [root cause]\n", "3::[root cause]" },
		{ "s\n\nRoot Cause: [why]\nSolution: real\n",
		  "3:Root Cause:[why]" },
		{ "s\n\nRoot Cause:\n\n[why]\n\nSolution: TODO\n",
		  "3:Root Cause:[why]; 7:Solution:TODO" },
		{ "s\n\nRoot Cause: [why]\nbut known\n", "" },
		{ "s\n\nFixes #[issue-number]\n", "3::Fixes #[issue-number]" },
		{ "s\n\nreal\n\nIncident: #<number>\nRefs: x\n",
		  "5:Incident:#<number>" },
		{ "s\n\nx\n\nSigned-off-by: A <a@b.c>\n", "" },
		{ "s\n", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf got = BUF_INIT;

		find_placeholders(&got, cases[i].text);
		assert_string_equal(buf_text(&got), cases[i].hits);
		buf_release(&got);
	}
}

static void test_hint(void **state)
{
	static const struct {
		const char *pattern;
		const char *text; /* NULL: no guess */
	} cases[] = {
		{ "^#[0-9]+$", "#<number>" },
		{ "Fixes #\\d+", "Fixes #<number>" },
		{ "^[-*] ", "- <text>" },
		{ "(?m)^[-*] \\S", "- <text>" },
		{ "v1\\.2", "v1.2" },
		{ "INC-[0-9]+", "INC-<number>" },
		{ "a|b", NULL },
		{ "a+", NULL },
		{ "(a)", NULL },
		{ "[a-z]", NULL },
		{ "^$", NULL },
		{ "", NULL },
		{ "\\", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf out = BUF_INIT;
		bool guessed;

		buf_add_text(&out, "x");
		guessed = message_hint(&out, cases[i].pattern);
		assert_int_equal(guessed, cases[i].text != NULL);
		assert_string_equal(buf_text(&out) + 1,
				    cases[i].text ? cases[i].text : "");
		buf_release(&out);
	}
}

static void test_encoding(void **state)
{
	static const struct {
		const char *encoding;
		const char *text;
		const char *utf8; /* NULL: cannot be read */
	} cases[] = {
		{ "", "gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f" },
		{ "utf-8", "\xc3\xbc", "\xc3\xbc" },
		{ "UTF8", "x", "x" },
		{ "", "\xfc", NULL },
		{ "ISO-8859-1", "gr\xfc\xdf", "gr\xc3\xbc\xc3\x9f" },
		{ "iso-8859-15", "\xa4", "\xe2\x82\xac" },
		{ "KOI8-R", "\xc1", "\xd0\xb0" },
		{ "EUC-JP", "\xa4\xa2", "\xe3\x81\x82" },
		{ "EUC-JP", "\xa4", NULL },
		{ "US-ASCII", "\xfc", NULL },
		{ "ISO-2022-JP", "x", NULL },
		{ "UTF-16", "x", NULL },
		{ "UTF-8//IGNORE", "\xfc", NULL },
		{ "nonsense", "x", NULL },
		{ "LATIN1", "", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *why = NULL;
		struct error error;
		struct arena arena;
		struct str out;
		int result;

		arena_init(&arena);
		result = encoding_read(&out, &why, str_of(cases[i].encoding),
				       str_of(cases[i].text), &arena, &error);
		assert_int_equal(result, cases[i].utf8 != NULL);
		if (cases[i].utf8)
			assert_true(str_is(out, cases[i].utf8));
		else
			assert_non_null(why);
		arena_release(&arena);
	}
}

static size_t count_matches(const char *source, const char *text)
{
	struct pattern pattern = { .source = source, .text = source };
	struct str rest = str_of(text);
	struct error error = { 0 };
	size_t count = 0;
	struct str hit;

	assert_int_equal(regex_new(&pattern.regex, str_of(source),
				   REGEX_MULTILINE, NULL),
			 0);
	while (message_find_next(&pattern, NULL, &rest, &hit, &error) > 0)
		count++;
	regex_free(pattern.regex);
	return count;
}

static void test_find_next(void **state)
{
	(void)state;
	assert_int_equal(count_matches("^[-*] ", "- a\n- b\n* c\nd\n"), 3);
	/* What only looks like the beginning of a line is none. */
	assert_int_equal(count_matches("^[-*] ", "- - - - a\n"), 1);
	assert_int_equal(count_matches("#[0-9]+", "#1 #2\n#3"), 3);
	assert_int_equal(count_matches("\\b[0-9]", "12345\n6\n"), 2);
	assert_int_equal(count_matches("[^a]", "bab"), 2);
	assert_int_equal(count_matches("x*", "a\nb\n"), 2);
	assert_int_equal(count_matches("x", ""), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_placeholder),
		cmocka_unit_test(test_placeholder_subject),
		cmocka_unit_test(test_placeholder_search),
		cmocka_unit_test(test_hint),
		cmocka_unit_test(test_encoding),
		cmocka_unit_test(test_find_next),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
