/*
 * test_versions.c - versions read, written, compared and counted on.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/versions.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void test_read(void **state)
{
	static const struct {
		const char *text;
		bool good;
	} cases[] = {
		{ "0.0.0", true },
		{ "1.2.3", true },
		{ "10.20.30", true },
		{ "999999999.999999999.999999999", true },
		{ "1000000000.0.0", false },
		{ "4294967297.0.0", false },
		{ "", false },
		{ ".", false },
		{ "..", false },
		{ "1", false },
		{ "1.2", false },
		{ "1.2.", false },
		{ ".1.2", false },
		{ "1..2", false },
		{ "1.2.3.", false },
		{ "1.2.3.4", false },
		{ "01.2.3", false },
		{ "1.02.3", false },
		{ "1.2.00", false },
		{ "v1.2.3", false },
		{ "1.2.3-rc1", false },
		{ "1.2.3+b", false },
		{ "-1.2.3", false },
		{ "+1.2.3", false },
		{ " 1.2.3", false },
		{ "1.2.3 ", false },
		{ "1.2.3\n", false },
		{ "1.2.x", false },
		{ "1.2./", false },
		{ "1.2.:", false },
		{ "1.2.\xd9\xa3", false },
	};
	char text[VERSION_TEXT_SIZE + 1];
	struct version version;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(version_read(&version, str_of(cases[i].text)),
				 cases[i].good);
		if (cases[i].good)
			assert_string_equal(version_format(&version, text),
					    cases[i].text);
	}
	assert_false(version_read(&version, (struct str){ "1.2.3\0", 6 }));
	assert_false(version_read(&version, (struct str){ NULL, 0 }));
}

static struct version read_version(const char *text)
{
	struct version version;

	assert_true(version_read(&version, str_of(text)));
	return version;
}

static void test_compare(void **state)
{
	static const char *const ascending[] = {
		"0.0.0", "0.0.9",  "0.0.10", "0.1.0",  "0.10.0",
		"1.0.0", "1.2.10", "2.0.0",  "10.0.0", "999999999.0.0",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(ascending); i++)
		for (size_t j = 0; j < COUNT(ascending); j++) {
			struct version a = read_version(ascending[i]);
			struct version b = read_version(ascending[j]);

			assert_int_equal(version_compare(&a, &b),
					 (i > j) - (i < j));
		}
}

static void test_next(void **state)
{
	static const struct {
		const char *text;
		enum version_part part;
		const char *next; /* NULL: none */
	} cases[] = {
		{ "1.2.3", VERSION_PATCH, "1.2.4" },
		{ "1.2.9", VERSION_PATCH, "1.2.10" },
		{ "1.2.3", VERSION_MINOR, "1.3.0" },
		{ "1.2.3", VERSION_MAJOR, "2.0.0" },
		{ "0.0.0", VERSION_MAJOR, "1.0.0" },
		{ "1.2.999999998", VERSION_PATCH, "1.2.999999999" },
		{ "1.2.999999999", VERSION_PATCH, NULL },
		{ "1.999999999.3", VERSION_MINOR, NULL },
		{ "999999999.2.3", VERSION_MAJOR, NULL },
		{ "999999999.2.3", VERSION_MINOR, "999999999.3.0" },
	};
	char text[VERSION_TEXT_SIZE + 1];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct version version = read_version(cases[i].text);
		bool more = version_next(&version, cases[i].part);

		assert_int_equal(more, cases[i].next != NULL);
		assert_string_equal(version_format(&version, text),
				    more ? cases[i].next : cases[i].text);
	}
}

/* What is one version has one name, and a tag's is another. */
static void test_memory_names(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} cases[] = {
		{ "1.2.3", "1.2.3", true },  { "1.2.3", "v1.2.3", true },
		{ "1.2.3", "1.2.4", false }, { "1.2", "v1.2", false },
		{ "v1.2", "v1.2", true },    { "1.2.3-x", "1.2.3", false },
		{ "", "1.2.3", false },
	};
	struct arena arena;

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *a = version_memory_name(str_of(cases[i].a), &arena);
		const char *b = version_memory_name(str_of(cases[i].b), &arena);

		assert_memory_equal(a, "version/", 8);
		assert_int_equal(strcmp(a, b) == 0, cases[i].same);
	}
	assert_string_not_equal(version_memory_name(STR("1.2.3"), &arena),
				version_tag_memory_name("refs/tags/v1.2.3",
							&arena));
	assert_string_not_equal(
		version_tag_memory_name("refs/tags/1.2.3", &arena),
		version_tag_memory_name("refs/tags/v1.2.3", &arena));
	arena_release(&arena);
}

static void test_find(void **state)
{
	struct version_tag items[] = {
		{ .version = { { 1, 2, 3 } }, .name = "a" },
		{ .version = { { 1, 2, 10 } }, .name = "b" },
		{ .version = { { 2, 0, 0 } }, .name = "c" },
	};
	const struct version_tags tags = { items, COUNT(items) };
	const struct version_tags none = { NULL, 0 };
	struct version version = { { 1, 2, 10 } };

	(void)state;
	assert_string_equal(version_tags_find(&tags, &version)->name, "b");
	assert_null(version_tags_find(&none, &version));
	version.parts[VERSION_PATCH] = 4;
	assert_null(version_tags_find(&tags, &version));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_next),
		cmocka_unit_test(test_memory_names),
		cmocka_unit_test(test_find),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
