/*
 * test_push.c - ref updates, push options and names, as hostile as they come.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/push.h"

#include "base/buf.h"
#include "base/file.h"
#include "bytes.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define Z "0000000000000000000000000000000000000000"

static const struct {
	struct str input;
	int r;
	size_t count;
	const char *what;
} inputs[] = {
	{ BYTES(""), 0, 0, NULL },
	{ BYTES("\n"), 0, 0, NULL },
	{ BYTES(A " " Z " refs/heads/x\n"), 0, 1, NULL },
	{ BYTES(A " " Z " refs/heads/x\n\n"), 0, 1, NULL },
	{ BYTES(A " " A " x\n" Z " " A " y z\n"), 0, 2, NULL },
	{ BYTES(A " " A " \xff\x1b[m\t \r\n"), 0, 1, NULL },
	{ BYTES("\n\n"), ERROR_BROKEN, 0, "line 1" },
	{ BYTES("\n" A " " Z " x\n"), ERROR_BROKEN, 0, "line 1" },
	{ BYTES(A " " Z " x\n\n" A " " Z " y\n"), ERROR_BROKEN, 1, "line 2" },
	{ BYTES(A " " Z " x\n\n\n"), ERROR_BROKEN, 1, "line 2" },
	{ BYTES(A " " Z " x"), ERROR_BROKEN, 0, "cut off" },
	{ BYTES(A " " Z " x\ny"), ERROR_BROKEN, 0, "cut off" },
	{ BYTES(A " " Z " x\0y\n"), ERROR_BROKEN, 0, "NUL" },
	{ BYTES(A " " Z " x\n\0\n"), ERROR_BROKEN, 1, "line 2" },
	{ BYTES(A " " Z " \n"), ERROR_BROKEN, 0, "names no ref" },
	{ BYTES(A " " Z "\n"), ERROR_BROKEN, 0, "no new id" },
	{ BYTES(A "  " Z " x\n"), ERROR_BROKEN, 0, "no new id" },
	{ BYTES(A "\t" Z " x\n"), ERROR_BROKEN, 0, "an old id" },
	{ BYTES(A " " Z "\tx\n"), ERROR_BROKEN, 0, "no new id" },
	{ BYTES(" " A " " Z " x\n"), ERROR_BROKEN, 0, "an old id" },
	{ BYTES(A "a " Z " x\n"), ERROR_BROKEN, 0, "an old id" },
	{ BYTES("A" A " " Z " x\n"), ERROR_BROKEN, 0, "an old id" },
	{ BYTES("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA " Z " x\n"),
	  ERROR_BROKEN, 0, "an old id" },
	{ BYTES(A Z "000000000000000000000000 " A " x\n"), ERROR_BROKEN, 0,
	  "an old id" },
};

static void read_input(size_t i, struct push_input *input, struct arena *arena)
{
	struct error error = { 0 };
	FILE *file = tmpfile();
	int r;

	assert_non_null(file);
	assert_int_equal(fd_write_all(fileno(file), inputs[i].input, &error),
			 0);
	assert_int_equal(lseek(fileno(file), 0, SEEK_SET), 0);
	r = push_read(input, fileno(file), arena, &error);
	fclose(file);
	if (r != inputs[i].r || input->count != inputs[i].count ||
	    (r && !strstr(error.text, inputs[i].what)))
		fail_msg("input %zu: %d, %zu lines, %s", i, r, input->count,
			 error.text);
}

static void test_inputs(void **state)
{
	struct push_input input;
	struct arena arena;
	size_t i;

	(void)state;
	arena_init(&arena);
	for (i = 0; i < COUNT(inputs); i++)
		read_input(i, &input, &arena);
	read_input(4, &input, &arena);
	assert_true(oid_is_zero(&input.lines[1].old));
	assert_int_equal(input.lines[1].new.bytes[0], 0xaa);
	assert_string_equal(input.lines[1].ref.data, "y z");
	assert_int_equal(input.lines[1].ref.size, 3);
	read_input(5, &input, &arena);
	assert_string_equal(input.lines[0].ref.data, "\xff\x1b[m\t \r");
	arena_release(&arena);
}

static void test_long_name(void **state)
{
	struct buf line = BUF_INIT;
	struct error error = { 0 };
	struct push_line out;
	struct arena arena;
	size_t i;

	(void)state;
	arena_init(&arena);
	buf_add_text(&line, A " " A " ");
	for (i = 0; i < PUSH_REF_SIZE_MAX; i++)
		buf_add_byte(&line, 'x');
	assert_int_equal(push_parse_line(&out, buf_str(&line), &arena, &error),
			 0);
	assert_int_equal(out.ref.size, PUSH_REF_SIZE_MAX);
	buf_add_byte(&line, 'x');
	assert_int_equal(push_parse_line(&out, buf_str(&line), &arena, &error),
			 ERROR_LIMIT);
	assert_int_equal(push_parse_line(&out, STR(A " " A " a\nb"), &arena,
					 &error),
			 ERROR_BROKEN);
	buf_release(&line);
	arena_release(&arena);
}

static const struct {
	const char *count;
	const char *first;
	int r;
	size_t options;
} options[] = {
	{ NULL, NULL, 0, 0 },
	{ "0", NULL, 0, 0 },
	{ "1", "override=INC-1", 0, 1 },
	{ "1", "", 0, 1 },
	{ "1", NULL, ERROR_BROKEN, 0 },
	{ "2", "a", ERROR_BROKEN, 1 },
	{ "", NULL, ERROR_BROKEN, 0 },
	{ "-1", NULL, ERROR_BROKEN, 0 },
	{ "+1", "a", ERROR_BROKEN, 0 },
	{ " 1", "a", ERROR_BROKEN, 0 },
	{ "1 ", "a", ERROR_BROKEN, 0 },
	{ "01", "a", ERROR_BROKEN, 0 },
	{ "0x1", "a", ERROR_BROKEN, 0 },
	{ "65", "a", ERROR_LIMIT, 0 },
	{ "18446744073709551617", "a", ERROR_LIMIT, 0 },
	{ "99999999999999999999999999999999999999", "a", ERROR_LIMIT, 0 },
};

static void set(const char *name, const char *value)
{
	if (value)
		assert_int_equal(setenv(name, value, 1), 0);
	else
		assert_int_equal(unsetenv(name), 0);
}

static void test_options(void **state)
{
	struct push_input input;
	struct error error = { 0 };
	struct arena arena;
	size_t i;
	int r;

	(void)state;
	arena_init(&arena);
	for (i = 0; i < COUNT(options); i++) {
		set("GIT_PUSH_OPTION_COUNT", options[i].count);
		set("GIT_PUSH_OPTION_0", options[i].first);
		r = push_read_options(&input, &arena, &error);
		if (r != options[i].r ||
		    input.option_count != options[i].options)
			fail_msg("options %zu: %d, %zu, %s", i, r,
				 input.option_count, error.text);
		if (!r && input.option_count)
			assert_string_equal(input.options[0], options[i].first);
		if (!r)
			assert_null(input.options[input.option_count]);
	}
	arena_release(&arena);
}

static void test_option_sizes(void **state)
{
	struct push_input input;
	struct error error = { 0 };
	struct arena arena;
	char *value;

	(void)state;
	arena_init(&arena);
	value = arena_alloc(&arena, PUSH_OPTION_SIZE_MAX + 2);
	assert_non_null(value);
	memset(value, 'x', PUSH_OPTION_SIZE_MAX);
	set("GIT_PUSH_OPTION_COUNT", "1");
	set("GIT_PUSH_OPTION_0", value);
	assert_int_equal(push_read_options(&input, &arena, &error), 0);
	value[PUSH_OPTION_SIZE_MAX] = 'x';
	set("GIT_PUSH_OPTION_0", value);
	assert_int_equal(push_read_options(&input, &arena, &error),
			 ERROR_LIMIT);
	arena_release(&arena);
}

static const char *const names[] = {
	"refs/heads/main",
	"refs/heads/a/b/c",
	"refs/heads/-x",
	"refs/heads/$(touch${IFS}x)",
	"refs/heads/{main,x}",
	"refs/heads/\xc3\xa9",
	"refs/heads/\xff",
	"refs/heads/refs/heads/main",
	"refs/heads/HEAD",
	"refs/heads/@",
	"refs/heads/a@b",
	"refs/heads/a{b",
	"refs/heads/a.b",
	"refs/heads/a.lockx",
	"refs/heads/.locks",
	"refs/heads/!x",
	"refs/x",
	"a/b",
	"HEAD",
	"@",
	"",
	"/",
	"refs",
	"refs/",
	"/refs/heads/x",
	"refs/heads/",
	"refs/heads/x/",
	"refs//heads",
	"refs/heads//x",
	"refs/heads/.x",
	"refs/.heads/x",
	"refs/heads/x.",
	"refs/heads/x./y",
	"refs/heads/a..b",
	"refs/heads/..",
	"refs/heads/x.lock",
	"refs/heads.lock/x",
	"refs/heads/.lock",
	"refs/heads/a b",
	"refs/heads/a\tb",
	"refs/heads/a\nb",
	"refs/heads/a\x7f",
	"refs/heads/a\x01",
	"refs/heads/a~b",
	"refs/heads/a^b",
	"refs/heads/a:b",
	"refs/heads/a?b",
	"refs/heads/a*b",
	"refs/heads/a[b",
	"refs/heads/a\\b",
	"refs/heads/a@{b",
	"refs/heads/@{",
};

/* git itself is asked. */
static void test_names(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(names); i++) {
		const char *const argv[] = { "git", "check-ref-format",
					     names[i], NULL };
		bool git_takes = scratch_try(NULL, STR(""), argv) == 0;

		if (ref_name_is_valid(str_of(names[i])) != git_takes)
			fail_msg("\"%s\": git says %d", names[i], git_takes);
	}
	assert_false(ref_name_is_valid(STR("refs/heads/a\0b")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_inputs),
		cmocka_unit_test(test_long_name),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_option_sizes),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests_name("push", tests, NULL, NULL);
}
