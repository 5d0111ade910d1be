/*
 * test_text.c - UTF-8, what a terminal gets to see, quoting for a shell.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void test_decode(void **state)
{
	static const struct {
		const char *bytes;
		size_t size; /* 0: invalid */
		uint32_t codepoint;
	} cases[] = {
		{ "a", 1, 'a' },
		{ "\x7f", 1, 0x7f },
		{ "\xc2\x80", 2, 0x80 },
		{ "\xdf\xbf", 2, 0x7ff },
		{ "\xe0\xa0\x80", 3, 0x800 },
		{ "\xed\x9f\xbf", 3, 0xd7ff },
		{ "\xee\x80\x80", 3, 0xe000 },
		{ "\xef\xbf\xbf", 3, 0xffff },
		{ "\xf0\x90\x80\x80", 4, 0x10000 },
		{ "\xf4\x8f\xbf\xbf", 4, 0x10ffff },
		{ "", 0, 0 },
		{ "\x80", 0, 0 },	      /* continuation */
		{ "\xc0\x80", 0, 0 },	      /* not shortest */
		{ "\xc1\xbf", 0, 0 },	      /* not shortest */
		{ "\xe0\x9f\xbf", 0, 0 },     /* not shortest */
		{ "\xf0\x8f\xbf\xbf", 0, 0 }, /* not shortest */
		{ "\xed\xa0\x80", 0, 0 },     /* surrogate */
		{ "\xed\xbf\xbf", 0, 0 },     /* surrogate */
		{ "\xf4\x90\x80\x80", 0, 0 }, /* above U+10FFFF */
		{ "\xf5\x80\x80\x80", 0, 0 }, /* no lead byte */
		{ "\xff", 0, 0 },	      /* no lead byte */
		{ "\xc3", 0, 0 },	      /* cut off */
		{ "\xe2\x82", 0, 0 },	      /* cut off */
		{ "\xf0\x9f\x98", 0, 0 },     /* cut off */
		{ "\xc3"
		  "A",
		  0, 0 }, /* no continuation */
		{ "\xe2\x82"
		  "A",
		  0, 0 }, /* no continuation */
	};
	uint32_t codepoint;
	size_t size;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		codepoint = 0;
		size = text_decode(str_of(cases[i].bytes), &codepoint);
		if (size != cases[i].size || codepoint != cases[i].codepoint)
			fail_msg("case %zu: size %zu, U+%04X", i, size,
				 (unsigned)codepoint);
	}
}

static void test_ascii_prefix(void **state)
{
	char text[40];

	(void)state;
	for (size_t size = 0; size < sizeof(text); size++)
		for (size_t at = 0; at <= size; at++) {
			memset(text, '\n', sizeof(text));
			if (at < sizeof(text))
				text[at] = (char)(at % 2 ? 0x80 : 0xff);
			assert_int_equal(
				text_ascii_prefix((struct str){ text, size }),
				at);
		}
	memset(text, 0x7f, sizeof(text));
	assert_int_equal(text_ascii_prefix((struct str){ text, sizeof(text) }),
			 sizeof(text));
}

static void test_valid_prefix(void **state)
{
	(void)state;
	assert_true(text_is_utf8(STR("")));
	assert_true(text_is_utf8(STR("a\0\xc3\xa4")));
	assert_false(text_is_utf8(STR("a\xc3")));
	assert_int_equal(text_valid_prefix(STR("a\xc3\xa4\xff"
					       "b")),
			 3);
	assert_int_equal(text_valid_prefix(STR("abc")), 3);
}

static void test_classes(void **state)
{
	static const struct {
		uint32_t first;
		uint32_t last;
		bool control;
		bool invisible;
	} cases[] = {
		{ 0x00, 0x1f, true, false },
		{ 0x20, 0x7e, false, false },
		{ 0x7f, 0x9f, true, false },
		{ 0xa0, 0xac, false, false },
		{ 0xad, 0xad, false, true },
		{ 0xae, 0x61b, false, false },
		{ 0x61c, 0x61c, false, true },
		{ 0x61d, 0x180d, false, false },
		{ 0x180e, 0x180e, false, true },
		{ 0x180f, 0x200a, false, false },
		{ 0x200b, 0x200f, false, true },
		{ 0x2010, 0x2027, false, false },
		{ 0x2028, 0x202e, false, true },
		{ 0x202f, 0x205f, false, false },
		{ 0x2060, 0x2064, false, true },
		{ 0x2065, 0x2065, false, false },
		{ 0x2066, 0x2069, false, true },
		{ 0x206a, 0xfefe, false, false },
		{ 0xfeff, 0xfeff, false, true },
		{ 0xff00, 0xdffff, false, false },
		{ 0xe0000, 0xe007f, false, true },
		{ 0xe0080, 0x10ffff, false, false },
	};
	uint32_t codepoint;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		codepoint = cases[i].first;
		for (; codepoint <= cases[i].last; codepoint++)
			if (text_is_control(codepoint) != cases[i].control ||
			    text_is_invisible(codepoint) != cases[i].invisible)
				fail_msg("U+%04X", (unsigned)codepoint);
	}
}

static void test_escape(void **state)
{
	static const struct {
		struct str raw;
		const char *text;
		const char *line;
	} cases[] = {
		{ { "", 0 }, "", "" },
		{ { "a\tb\nc", 5 }, "a\tb\nc", "a b<U+000A>c" },
		{ { "\x1b[31m\r\a", 7 },
		  "<U+001B>[31m<U+000D><U+0007>",
		  "<U+001B>[31m<U+000D><U+0007>" },
		{ { "a\0b", 3 }, "a<U+0000>b", "a<U+0000>b" },
		{ { "\x7f\xc2\x9b", 3 },
		  "<U+007F><U+009B>",
		  "<U+007F><U+009B>" },
		{ { "\xe2\x80\xae", 3 }, "<U+202E>", "<U+202E>" },
		{ { "\xf3\xa0\x81\x81", 4 }, "<U+E0041>", "<U+E0041>" },
		{ { "\xc3\xa4\xff\xc3", 4 },
		  "\xc3\xa4<0xFF><0xC3>",
		  "\xc3\xa4<0xFF><0xC3>" },
		{ { "\xe2\x82\n", 3 },
		  "<0xE2><0x82>\n",
		  "<0xE2><0x82><U+000A>" },
	};
	struct buf out = BUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		buf_clear(&out);
		text_escape(&out, cases[i].raw);
		assert_string_equal(buf_text(&out), cases[i].text);
		buf_clear(&out);
		text_escape_line(&out, cases[i].raw);
		assert_string_equal(buf_text(&out), cases[i].line);
	}
	buf_release(&out);
}

static void test_escape_fit(void **state)
{
	static const struct {
		const char *raw;
		size_t columns;
		const char *text;
	} cases[] = {
		{ "abcdef", 6, "abcdef" },
		{ "abcdef", 5, "ab..." },
		{ "abcdef", 3, "..." },
		{ "abcdef", 2, ".." },
		{ "abcdef", 0, "" },
		{ "", 0, "" },
		{ "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f\xc3\xa4", 4,
		  "\xc3\xa4..." },
		{ "\xc3\xa4\xc3\xb6\xc3\xbc", 3, "\xc3\xa4\xc3\xb6\xc3\xbc" },
		/* What stands for one character is never cut in two. */
		{ "ab\x1b"
		  "cdef",
		  10, "ab..." },
		{ "ab\x1b"
		  "cdef",
		  13, "ab<U+001B>..." },
		{ "a\nb", 10, "a<U+000A>b" },
	};
	struct buf out = BUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		buf_clear(&out);
		buf_add_text(&out, "> ");
		text_escape_fit(&out, str_of(cases[i].raw), cases[i].columns);
		assert_string_equal(buf_text(&out) + 2, cases[i].text);
		assert_true(text_columns(buf_str(&out)) <=
			    cases[i].columns + 2);
	}
	buf_release(&out);
	assert_int_equal(text_columns(STR("a\xc3\xa4\xff")), 3);
}

/* What a shell makes of "printf %s WORD". */
static void ask_shell(const char *word, struct buf *out)
{
	struct buf command = BUF_INIT;
	char chunk[256];
	ssize_t got;
	int ends[2];
	pid_t child;
	int status;

	buf_addf(&command, "printf %%s %s", word);
	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		dup2(ends[1], STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		execl("/bin/sh", "sh", "-c", buf_text(&command), (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	while ((got = read(ends[0], chunk, sizeof(chunk))) > 0)
		buf_add(out, chunk, (size_t)got);
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	buf_release(&command);
}

static void test_shell_quote(void **state)
{
	static const struct {
		const char *raw;
		const char *quoted;
	} cases[] = {
		{ "refs/heads/x-1_2@a", "refs/heads/x-1_2@a" },
		{ "+a:b,c=d%e.f", "+a:b,c=d%e.f" },
		{ "", "''" },
		{ "-x", "'-x'" },
		{ "a b", "'a b'" },
		{ "~x", "'~x'" },
		{ "$(touch${IFS}x)", "'$(touch${IFS}x)'" },
		{ "it's", "'it'\\''s'" },
		{ "'", "''\\'''" },
		{ "{main,x}", "'{main,x}'" },
		{ "\xc3\xa4", "'\xc3\xa4'" },
		{ "a\nb", "\"$(printf 'a\\012b')\"" },
		{ "a\n\n", "\"$(printf 'a')${IFS#??}${IFS#??}\"" },
		{ "\x1b[0m'!%d\\\"$`", "\"$(printf '\\033\\1330m\\047\\041%%"
				       "d\\134\\042\\044\\140')\"" },
		{ "\xff\xc3\xa4"
		  "7",
		  "\"$(printf '\\377\xc3\xa4"
		  "7')\"" },
		{ "\xe2\x80\xae"
		  "1",
		  "\"$(printf '\\342\\200\\2561')\"" },
	};
	struct buf quoted = BUF_INIT;
	struct buf back = BUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		buf_clear(&quoted);
		buf_clear(&back);
		text_shell_quote(&quoted, str_of(cases[i].raw));
		assert_string_equal(buf_text(&quoted), cases[i].quoted);
		ask_shell(buf_text(&quoted), &back);
		assert_string_equal(buf_text(&back), cases[i].raw);
	}
	buf_release(&quoted);
	buf_release(&back);
}

static void test_nearest(void **state)
{
	static const char *const words[] = { "pattern", "shape", "accept",
					     "reject",	"ref",	 "max" };
	static const struct {
		const char *word;
		const char *nearest;
	} cases[] = {
		{ "pattern", "pattern" }, { "patern", "pattern" },
		{ "pattren", "pattern" }, { "Pattern", "pattern" },
		{ "acept", "accept" },	  { "reject-", "reject" },
		{ "refs", "ref" },	  { "mx", NULL },
		{ "frobnicate", NULL },	  { "", NULL },
		{ "sahep", NULL },	  { "hsape", "shape" },
	};
	char long_word[2000];
	const char *nearest;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		nearest = text_nearest(cases[i].word, words, COUNT(words));
		if (!nearest != !cases[i].nearest ||
		    (nearest && strcmp(nearest, cases[i].nearest) != 0))
			fail_msg("%s: %s", cases[i].word,
				 nearest ? nearest : "(none)");
	}
	memset(long_word, 'x', sizeof(long_word) - 1);
	long_word[sizeof(long_word) - 1] = '\0';
	assert_null(text_nearest(long_word, words, COUNT(words)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_ascii_prefix),
		cmocka_unit_test(test_valid_prefix),
		cmocka_unit_test(test_classes),
		cmocka_unit_test(test_escape),
		cmocka_unit_test(test_escape_fit),
		cmocka_unit_test(test_shell_quote),
		cmocka_unit_test(test_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
