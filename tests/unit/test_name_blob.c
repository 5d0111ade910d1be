/*
 * test_name_blob.c - ids are git's; what libgit2 takes for them where it
 * compares two texts tells these apart.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/startup.h"

#include <git2.h>
#include <string.h>

/* printf 'hello\n' | git hash-object --stdin */
static void test_id(void **state)
{
	struct oid id;
	char hex[OID_HEX_SIZE + 1];

	(void)state;
	assert_int_equal(git_name_blob(&id, STR("hello\n")), 0);
	assert_string_equal(oid_format(&id, hex),
			    "ce013625030ba8dba906f756967f9e9ca394464a");
	assert_int_equal(git_name_blob(&id, STR("")), 0);
	assert_string_equal(oid_format(&id, hex),
			    "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
}

static int count(const git_diff_delta *delta, const git_diff_hunk *hunk,
		 const git_diff_line *line, void *context)
{
	size_t *lines = context;

	(void)delta;
	(void)hunk;
	(void)line;
	(*lines)++;
	return 0;
}

static size_t differences(const char *old, const char *new)
{
	size_t lines = 0;

	assert_int_equal(git_diff_buffers(old, strlen(old), NULL, new,
					  strlen(new), NULL, NULL, NULL, NULL,
					  NULL, count, &lines),
			 0);
	return lines;
}

static void test_compared(void **state)
{
	static const char text[] = "a\nb\n";
	char same_size[sizeof(text)] = "a\nc\n";

	(void)state;
	assert_int_equal(differences(text, same_size), 3);
	/* one in the other */
	assert_int_equal(differences(text, text + 2), 2);
	assert_int_equal(differences(text + 2, text), 2);
	assert_int_equal(differences("", text), 2);
	assert_int_equal(differences(text, ""), 2);
	/* one text in two places */
	memcpy(same_size, text, sizeof(text));
	assert_int_equal(differences(text, same_size), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_id),
		cmocka_unit_test(test_compared),
	};
	struct error error;
	int failed;

	if (git_start(&error))
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	git_stop();
	return failed;
}
