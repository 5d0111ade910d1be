/*
 * test_sheet.c - lines for a terminal: width, wrapping, commands that stay
 * whole when pasted, nothing raw from strangers.
 */
#include "gate/sheet.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

struct row {
	const char *in;
	const char *out;
};

static void check(const struct row *row,
		  void (*render)(struct sheet *sheet, struct str text))
{
	struct buf out = BUF_INIT;
	struct sheet sheet = { &out, "" };

	render(&sheet, str_of(row->in));
	assert_string_equal(buf_text(&out), row->out);
	buf_release(&out);
}

static void as_error(struct sheet *sheet, struct str text)
{
	sheet_wrap(sheet, SHEET_ERROR, 0, 2, text);
}

static void wraps_at_blanks(void **state)
{
	static const struct row rows[] = {
		{ "short", "error: short\n" },
		{ "", "error: \n" },
		{ "a sentence that is so long that it does not fit on a single "
		  "line of a terminal",
		  "error: a sentence that is so long that it does not fit on a "
		  "single line\nerror:   of a terminal\n" },
		{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		  "aaaaaaaaaaaaaaaa b",
		  "error: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		  "aaaaaaaaaaaaaaaaaaaaaaa\nerror:   b\n" },
		{ "\033[31m\xe2\x80\xae", "error: <U+001B>[31m<U+202E>\n" },
		{ "two\nlines", "error: two<U+000A>lines\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(&rows[i], as_error);
}

static void breaks_commands_outside_quotes(void **state)
{
	static const struct row rows[] = {
		{ "git push origin main", "hint:   git push origin main\n" },
		{ "git rebase --rebase-merges --exec 'git commit --amend "
		  "--no-edit -S' 1a2b3c4",
		  "hint:   git rebase --rebase-merges --exec \\\n"
		  "hint:     'git commit --amend --no-edit -S' 1a2b3c4\n" },
		{ "echo 'a very long word in quotes that must never be broken "
		  "because it would change' x",
		  "hint:   echo \\\n"
		  "hint:     'a very long word in quotes that must never be "
		  "broken because it would change' \\\n"
		  "hint:     x\n" },
		{ "printf %s one-that-is-rather-long 'it'\\''s a few words' "
		  "\"say \\\"it's two\\\" \" three",
		  "hint:   printf %s one-that-is-rather-long "
		  "'it'\\''s a few words' \\\n"
		  "hint:     \"say \\\"it's two\\\" \" three\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(&rows[i], sheet_command);
}

static void puts_the_prefix_before_every_line(void **state)
{
	struct buf out = BUF_INIT;
	struct sheet sheet = { &out, "GL-HOOK-ERR: " };

	(void)state;
	sheet_say(&sheet, SHEET_HINT, "%s", "one");
	sheet_blank(&sheet);
	sheet_line(&sheet, SHEET_PLAIN, STR("two"));
	assert_string_equal(buf_text(&out), "GL-HOOK-ERR: hint: one\n"
					    "GL-HOOK-ERR: \n"
					    "GL-HOOK-ERR: two\n");
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wraps_at_blanks),
		cmocka_unit_test(breaks_commands_outside_quotes),
		cmocka_unit_test(puts_the_prefix_before_every_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
