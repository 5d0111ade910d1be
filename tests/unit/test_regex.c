/*
 * test_regex.c - yes, no and broken; spans, names, flaws and limits.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/regex.h"

#include "base/buf.h"
#include "base/clock.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define UNSET SIZE_MAX

static struct regex *compile(const char *pattern, unsigned flags)
{
	struct regex *regex = NULL;
	struct regex_flaw flaw;

	if (regex_new(&regex, str_of(pattern), flags, &flaw))
		fail_msg("%s: %zu: %s", pattern, flaw.offset, flaw.message);
	return regex;
}

static const struct {
	const char *pattern;
	unsigned flags;
	const char *subject;
	enum match match;
	size_t start;
	size_t end;
} match_cases[] = {
	{ "b", 0, "abc", MATCH_YES, 1, 2 },
	{ "b+", 0, "abbc", MATCH_YES, 1, 3 },
	{ "x", 0, "abc", MATCH_NO, 0, 0 },
	{ "", 0, "abc", MATCH_YES, 0, 0 },
	{ "", 0, "", MATCH_YES, 0, 0 },
	{ "a|b", 0, "xb", MATCH_YES, 1, 2 },
	{ "^b", 0, "a\nb", MATCH_NO, 0, 0 },
	{ "^b", REGEX_MULTILINE, "a\nb", MATCH_YES, 2, 3 },
	{ "a$", REGEX_MULTILINE, "a\nb", MATCH_YES, 0, 1 },
	{ "a$", 0, "a\n", MATCH_NO, 0, 0 },
	{ "a\\Z", 0, "a\n", MATCH_YES, 0, 1 },
	{ "\\Ab", 0, "ab", MATCH_NO, 0, 0 },
	{ "a.b", 0, "a\nb", MATCH_NO, 0, 0 },
	{ "b", 0, "\n\n\nb", MATCH_YES, 3, 4 },
	{ "(?i)B", 0, "ab", MATCH_YES, 1, 2 },
	{ "(?i)b|C", 0, "c", MATCH_YES, 0, 1 },
	{ "(?<=a)b", 0, "ab", MATCH_YES, 1, 2 },
	{ "(.)\\1", 0, "abb", MATCH_YES, 1, 3 },
	{ "(?<x>.)\\k<x>", 0, "abb", MATCH_YES, 1, 3 },
	{ "(?<x>a(?&x)?b)", 0, "xaabb", MATCH_YES, 1, 5 },
	{ "a\\Kb", 0, "xab", MATCH_YES, 2, 3 },
	{ "\xc3\xa4", 0, "x\xc3\xa4", MATCH_YES, 1, 3 },
	{ "^.$", 0, "\xc3\xa4", MATCH_YES, 0, 2 },
	/* Ends that swallow what is put behind them. */
	{ "\\Qa|", 0, "xa|", MATCH_YES, 1, 3 },
	{ "\\Qa\\", 0, "xa\\", MATCH_YES, 1, 3 },
	{ "(?x) b # rest)", 0, "ab", MATCH_YES, 1, 2 },
	{ "(?x) b ", 0, "ab", MATCH_YES, 1, 2 },
	{ "(*positive_lookahead:b).", 0, "ab", MATCH_YES, 1, 2 },
	{ "a", REGEX_FULL, "a", MATCH_YES, 0, 1 },
	{ "a", REGEX_FULL, "ab", MATCH_NO, 0, 0 },
	{ "a", REGEX_FULL, "ba", MATCH_NO, 0, 0 },
	{ "a|ab", REGEX_FULL, "ab", MATCH_YES, 0, 2 },
	{ "a*?", REGEX_FULL, "aaa", MATCH_YES, 0, 3 },
	{ "a", REGEX_FULL, "a\n", MATCH_NO, 0, 0 },
	{ "a$", REGEX_FULL, "a\n", MATCH_NO, 0, 0 },
	{ "a", REGEX_FULL | REGEX_MULTILINE, "a\nb", MATCH_NO, 0, 0 },
	{ "a", 0,
	  "\xff"
	  "a",
	  MATCH_BROKEN, 0, 0 },
	{ "a", 0, "a\xc3", MATCH_BROKEN, 0, 0 },
	{ "a", 0, "a\xed\xa0\x80", MATCH_BROKEN, 0, 0 },
	{ "x", 0, "\xf4\x90\x80\x80", MATCH_BROKEN, 0, 0 },
};

static void test_match(void **state)
{
	struct regex_span span;
	struct regex *regex;
	struct error error;
	enum match match;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(match_cases); i++) {
		regex = compile(match_cases[i].pattern, match_cases[i].flags);
		span = (struct regex_span){ 0, 0 };
		error = (struct error){ 0 };
		match = regex_match(regex, str_of(match_cases[i].subject),
				    &span, &error);
		if (match != match_cases[i].match ||
		    span.start != match_cases[i].start ||
		    span.end != match_cases[i].end)
			fail_msg("%s: %d, %zu-%zu", match_cases[i].pattern,
				 match, span.start, span.end);
		if (match == MATCH_BROKEN) {
			assert_int_equal(error.code, ERROR_BROKEN);
			assert_string_equal(error.text, "subject is not UTF-8");
		}
		regex_free(regex);
	}
	regex_free(NULL);
}

static void test_nul(void **state)
{
	struct regex *regex = compile("b", 0);

	(void)state;
	assert_int_equal(regex_match(regex, STR("a\0b"), NULL, NULL),
			 MATCH_YES);
	assert_int_equal(regex_match(regex, str_of(NULL), NULL, NULL),
			 MATCH_NO);
	regex_free(regex);
	assert_int_equal(regex_new(&regex, STR("a\0b"), 0, NULL), 0);
	assert_int_equal(regex_match(regex, STR("xa\0b"), NULL, NULL),
			 MATCH_YES);
	assert_int_equal(regex_match(regex, STR("xab"), NULL, NULL), MATCH_NO);
	regex_free(regex);
	assert_int_equal(regex_new(&regex, str_of(NULL), 0, NULL), 0);
	regex_free(regex);
}

static void test_flaws(void **state)
{
	static const struct {
		const char *pattern;
		size_t offset;
		const char *message;
	} cases[] = {
		{ "a(b", 3, "missing closing parenthesis" },
		{ "a)(b", 1, "unmatched closing parenthesis" },
		{ "a)", 1, "unmatched closing parenthesis" },
		{ "ab[c", 4, "missing terminating ] for character class" },
		{ "a\\", 2, "\\ at end of pattern" },
		{ "\\C", 2, "\\C" },
		{ "(?#a", 4, "missing ) after (?# comment" },
		{ "\xff", 0, "UTF-8" },
		{ "(*UTF)a", 0, "verbs" },
		{ "(*LIMIT_MATCH=9999999)a", 0, "verbs" },
		{ "(*NO_START_OPT)(*CR)a", 0, "verbs" },
		{ "a(*COMMIT)b", 1, "verbs" },
		{ "a(*:x)b", 1, "verbs" },
		{ "\\c\\(*SKIP)b", 3, "verbs" },
		{ "a(?R)?b", 1, "recursion" },
		{ "a(?0)?b", 1, "recursion" },
		{ "a\\g<0>?b", 1, "recursion" },
		{ "a\\g'0'?b", 1, "recursion" },
		{ "a(*sr:b)", 1, "script runs" },
		{ "a(*asr:b)", 1, "script runs" },
		{ "a(*script_run:b)", 1, "script runs" },
		{ "a(*atomic_script_run:b)", 1, "script runs" },
		{ "(?J)(?<x>a)|(?<x>b)", 0, "two groups have the same name" },
	};
	struct regex_flaw flaw;
	struct regex *regex;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		regex = (struct regex *)&flaw;
		if (regex_new(&regex, str_of(cases[i].pattern), 0, &flaw) !=
			    ERROR_USAGE ||
		    regex || flaw.offset != cases[i].offset ||
		    !strstr(flaw.message, cases[i].message))
			fail_msg("%s: %zu: %s", cases[i].pattern, flaw.offset,
				 flaw.message);
	}
}

static void test_names(void **state)
{
	struct regex_span spans[4];
	struct regex *regex;

	(void)state;
	regex = compile("(?<zeta>z)(x)?(?<alpha>a)|(?<mid>m)", 0);
	assert_int_equal(regex_name_count(regex), 3);
	assert_string_equal(regex_name(regex, 0), "zeta");
	assert_string_equal(regex_name(regex, 1), "alpha");
	assert_string_equal(regex_name(regex, 2), "mid");
	assert_null(regex_name(regex, 3));
	assert_int_equal(regex_capture(regex, STR("--zxa"), spans, 4, NULL),
			 MATCH_YES);
	assert_int_equal(spans[0].start, 2);
	assert_int_equal(spans[0].end, 3);
	assert_int_equal(spans[1].start, 4);
	assert_int_equal(spans[2].start, UNSET);
	assert_int_equal(spans[3].start, UNSET);
	assert_int_equal(regex_capture(regex, STR("m"), spans, 4, NULL),
			 MATCH_YES);
	assert_int_equal(spans[0].start, UNSET);
	assert_int_equal(spans[2].start, 0);
	assert_int_equal(regex_capture(regex, STR("none"), spans, 2, NULL),
			 MATCH_NO);
	assert_int_equal(spans[0].start, UNSET);
	regex_free(regex);
	regex = compile("(x)", REGEX_FULL);
	assert_int_equal(regex_name_count(regex), 0);
	assert_int_equal(regex_capture(regex, STR("x"), NULL, 0, NULL),
			 MATCH_YES);
	regex_free(regex);
}

static void test_limits(void **state)
{
	static const struct {
		const char *pattern;
		unsigned flags;
		const char *fill;
		size_t size;
		enum match match;
		const char *reason;
	} cases[] = {
		{ "(a+)+$", 0, "a", 65536, MATCH_BROKEN, "too many steps" },
		{ "(a+)+", REGEX_FULL, "a", 65536, MATCH_BROKEN, "steps" },
		{ "(a+)+$", 0, "a", 30, MATCH_BROKEN, "too many steps" },
		{ "(a|a)*c", 0, "a", 65536, MATCH_BROKEN, "nested too deeply" },
		{ "[a-z]+-[0-9]+", 0, "a", 65536, MATCH_BROKEN, "steps" },
		{ "(?=(a+))\\1-", 0, "a", 65536, MATCH_BROKEN, "steps" },
		{ "a*a*a*a*c", 0, "a", 65536, MATCH_BROKEN, "steps" },
		{ "a", 0, "a", 65537, MATCH_BROKEN,
		  "subject is larger than 64 KiB" },
		{ "foo", 0, "a", 65536, MATCH_NO, NULL },
		{ "AKIA[0-9A-Z]{16}", 0, "A", 65536, MATCH_NO, NULL },
		{ "[a-z]+-[0-9]+", 0, "lorem ipsum ", 65536, MATCH_NO, NULL },
		{ "(?:.|\\n)*!", REGEX_FULL, "ab\n", 8000, MATCH_YES, NULL },
		{ "(?:[a-z]{4})*!", REGEX_FULL, "abcd", 8001, MATCH_YES, NULL },
	};
	char *subject = malloc(REGEX_SUBJECT_SIZE_MAX + 1);
	struct regex *regex;
	struct error error;
	enum match match;
	usec start;
	size_t i;
	size_t j;

	(void)state;
	assert_non_null(subject);
	for (i = 0; i < COUNT(cases); i++) {
		for (j = 0; j + 1 < cases[i].size; j++)
			subject[j] = cases[i].fill[j % strlen(cases[i].fill)];
		subject[j] = '!';
		regex = compile(cases[i].pattern, cases[i].flags);
		error = (struct error){ 0 };
		start = clock_monotonic();
		match = regex_match(regex,
				    (struct str){ subject, cases[i].size },
				    NULL, &error);
		if (match != cases[i].match ||
		    (cases[i].reason && !strstr(error.text, cases[i].reason)))
			fail_msg("%s: %d: %s", cases[i].pattern, match,
				 error.text);
		/* Some 35 ms at most; two seconds without the limits. */
		assert_true(clock_monotonic() - start < USEC_PER_SECOND);
		regex_free(regex);
	}
	free(subject);
}

/*
 * A short subject is searched in another way than a long one: around what
 * is sought, more and more that is none of it changes nothing.
 */
static void test_sizes(void **state)
{
	static const struct {
		const char *pattern, *hit;
		unsigned flags;
	} cases[] = {
		{ "[0-9]+", "42", 0 },
		{ "(?i)B[A-Z]+\\b", "bcd", 0 },
		{ "^[0-9]x*$", "4", REGEX_MULTILINE },
		{ "(?<=\\n)[0-9](?=\\n)", "4", 0 },
		{ "(?:[0-9]+|[A-Z]+)-[0-9]+", "AB-12", 0 },
		{ "x*[0-9]\\K[0-9]", "7", 0 },
		{ "(?x) [0-9]+ # a number", "42", 0 },
		{ "\\Q4.2", "4.2", 0 },
	};
	static const size_t sizes[] = { 0, 60, 700, 3000, 30000 };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		for (size_t k = 0; k < COUNT(sizes); k++) {
			struct regex *regex =
				compile(cases[i].pattern, cases[i].flags);
			struct regex_span span = { 0, 0 };
			struct buf text = BUF_INIT;
			struct str found;

			while (text.size < sizes[k])
				buf_add_text(&text, "lorem ipsum\n");
			buf_add_text(&text, i == 5 ? "\n1" : "\n");
			buf_add_text(&text, cases[i].hit);
			buf_add_text(&text, "\n");
			while (text.size < 2 * sizes[k])
				buf_add_text(&text, "dolor 9-9 sit\n");
			if (regex_match(regex, buf_str(&text), &span, NULL) !=
			    MATCH_YES)
				fail_msg("%s in %zu", cases[i].pattern,
					 text.size);
			found = str_first(str_from(buf_str(&text), span.start),
					  span.end - span.start);
			if (!str_is(found, cases[i].hit))
				fail_msg("%s in %zu: %.*s", cases[i].pattern,
					 text.size, STR_ARGS(found));
			buf_release(&text);
			regex_free(regex);
		}
}

static void test_pattern_size(void **state)
{
	struct buf pattern = BUF_INIT;
	struct regex_flaw flaw;
	struct regex *regex;

	(void)state;
	buf_add_text(&pattern, "[b");
	while (pattern.size < REGEX_PATTERN_SIZE_MAX - 1)
		buf_add_byte(&pattern, 'a');
	buf_add_byte(&pattern, ']');
	assert_int_equal(regex_new(&regex, buf_str(&pattern), 0, &flaw), 0);
	regex_free(regex);
	buf_add_byte(&pattern, 'a');
	assert_int_equal(regex_new(&regex, buf_str(&pattern), 0, &flaw),
			 ERROR_USAGE);
	assert_string_equal(flaw.message, "the pattern is too long");
	assert_null(regex);
	buf_release(&pattern);
}

static void test_quote(void **state)
{
	struct buf pattern = BUF_INIT;
	struct buf text = BUF_INIT;
	struct regex *regex;
	int byte;

	(void)state;
	for (byte = 0; byte < 128; byte++)
		buf_add_byte(&text, (char)byte);
	buf_add(&text,
		"\0"
		"17",
		3);
	buf_add_text(&text, "\xc3\xa4 (a|b)*\\E[x]{2}$^.?+#");
	buf_add_text(&pattern, "(?x)");
	regex_quote(&pattern, buf_str(&text));
	assert_int_equal(regex_new(&regex, buf_str(&pattern), REGEX_FULL, NULL),
			 0);
	assert_int_equal(regex_match(regex, buf_str(&text), NULL, NULL),
			 MATCH_YES);
	buf_add_byte(&text, 'x');
	assert_int_equal(regex_match(regex, buf_str(&text), NULL, NULL),
			 MATCH_NO);
	regex_free(regex);
	buf_release(&pattern);
	buf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_match),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_flaws),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_pattern_size),
		cmocka_unit_test(test_quote),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
