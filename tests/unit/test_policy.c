/*
 * test_policy.c - every file of tests/policy: those in good load, those in
 * bad say, byte for byte, what the .err beside them says. With
 * REFGATE_UPDATE_GOLDEN=1 the .err files are written anew.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "policy_fixture.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CASES_MIN 140

static int is_yaml(const struct dirent *entry)
{
	return str_ends(str_of(entry->d_name), ".yml");
}

static void compare(const char *path, struct str said)
{
	struct buf wanted = BUF_INIT;
	struct buf golden = BUF_INIT;
	struct error error;

	buf_add(&golden, path, strlen(path) - strlen(".yml"));
	buf_add_text(&golden, ".err");
	if (getenv("REFGATE_UPDATE_GOLDEN")) {
		unlink(buf_text(&golden));
		assert_int_equal(file_create(buf_text(&golden), said, 0644,
					     NULL, &error),
				 0);
	}
	file_read(&wanted, buf_text(&golden), SIZE_MAX, NULL, &error);
	if (!str_equal(buf_str(&wanted), said))
		fail_msg("%s: wanted\n%s--- but got\n%.*s", path,
			 buf_text(&wanted), STR_ARGS(said));
	buf_release(&wanted);
	buf_release(&golden);
}

static void check_bad(const char *path)
{
	struct buf said = BUF_INIT;
	struct loaded loaded;

	load(&loaded, path);
	diagnostics_print(&loaded.diagnostics, &said);
	if (loaded.result != ERROR_USAGE)
		fail_msg("%s loads (%d): %s", path, loaded.result,
			 loaded.error.text);
	assert_null(loaded.policy);
	assert_true(loaded.diagnostics.errors > 0);
	compare(path, buf_str(&said));
	buf_release(&said);
	unload(&loaded);
}

static void check_good(const char *path)
{
	struct buf said = BUF_INIT;
	struct loaded loaded;

	load(&loaded, path);
	diagnostics_print(&loaded.diagnostics, &said);
	if (loaded.result || loaded.diagnostics.errors)
		fail_msg("%s does not load: %s\n%s", path, loaded.error.text,
			 buf_text(&said));
	assert_non_null(loaded.policy);
	buf_release(&said);
	unload(&loaded);
}

static void check_lint(const char *path)
{
	struct buf said = BUF_INIT;
	struct loaded loaded;

	load(&loaded, path);
	assert_int_equal(loaded.result, 0);
	policy_lint(loaded.policy, &loaded.diagnostics);
	assert_true(loaded.diagnostics.warnings > 0);
	diagnostics_print(&loaded.diagnostics, &said);
	compare(path, buf_str(&said));
	buf_release(&said);
	unload(&loaded);
}

static int each(const char *directory, void (*check)(const char *path))
{
	struct dirent **entries;
	int count = scandir(directory, &entries, is_yaml, alphasort);
	char path[512];

	assert_true(count > 0);
	for (int i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "%s/%s", directory,
			 entries[i]->d_name);
		check(path);
		free(entries[i]);
	}
	free(entries);
	return count;
}

static void test_bad(void **state)
{
	(void)state;
	assert_true(each("tests/policy/bad", check_bad) >= CASES_MIN);
}

static void test_good(void **state)
{
	(void)state;
	assert_true(each("tests/policy/good", check_good) >= 4);
}

static void test_lint(void **state)
{
	(void)state;
	assert_true(each("tests/policy/lint", check_lint) >= 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad),
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_lint),
	};
	const char *tree = getenv("REFGATE_SRC");

	if (tree && chdir(tree) < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
