/*
 * test_loose_names.c - what loose_names says is what the file system says,
 * from the first question to the last; where it cannot know it does not say.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/loose_names.h"

#include "scratch.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ENOUGH (LOOSE_NAMES_FEW + 2 * LOOSE_NAMES_FEW_EACH)

/* "ab12", and zeros. */
static struct oid id_of(const char *digits)
{
	char hex[OID_HEX_SIZE + 1];
	struct oid id;

	memset(hex, '0', OID_HEX_SIZE);
	memcpy(hex, digits, strlen(digits));
	assert_true(oid_parse(&id, (struct str){ hex, OID_HEX_SIZE }));
	return id;
}

static void put(const char *folder, const char *name)
{
	char path[128];
	FILE *file;

	(void)mkdir(folder, 0755);
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	fclose(file);
}

static void put_object(const char *digits)
{
	const struct oid id = id_of(digits);
	char hex[OID_HEX_SIZE + 1];
	char folder[3] = { digits[0], digits[1], '\0' };

	put(folder, oid_format(&id, hex) + 2);
}

static enum match find(struct loose_names *names, const char *digits)
{
	const struct oid id = id_of(digits);

	return loose_names_find(names, ".", &id);
}

/* So often that the directory is listed, and the folder. */
static enum match insist(struct loose_names *names, const char *digits)
{
	enum match answer = MATCH_BROKEN;

	for (size_t i = 0; i < ENOUGH; i++)
		answer = find(names, digits);
	return answer;
}

static void test_listing(void **state)
{
	struct loose_names names = { 0 };

	(void)state;
	put_object("ab12");
	put_object("ab03");
	put_object("00");
	put_object("ff99");
	put("ab", "tmp_obj_x7Qz1F");
	put("ab", "12"); /* too short */
	put("pack", "pack-1.idx");
	put("AC", "00000000000000000000000000000000000000");
	/* at first it does not say */
	for (size_t i = 0; i < LOOSE_NAMES_FEW; i++)
		assert_int_equal(find(&names, "cc"), MATCH_BROKEN);
	assert_int_equal(find(&names, "cc"), MATCH_NO);
	assert_int_equal(find(&names, "ac"), MATCH_NO);
	/* nor of a folder that is there */
	for (size_t i = 0; i < LOOSE_NAMES_FEW_EACH; i++)
		assert_int_equal(find(&names, "ab12"), MATCH_BROKEN);
	assert_int_equal(find(&names, "ab12"), MATCH_YES);
	assert_int_equal(find(&names, "ab03"), MATCH_YES);
	assert_int_equal(find(&names, "ab"), MATCH_NO);
	assert_int_equal(find(&names, "ab120000000000000000000000000000000001"),
			 MATCH_NO);
	assert_int_equal(insist(&names, "00"), MATCH_YES);
	assert_int_equal(insist(&names, "01"), MATCH_NO);
	assert_int_equal(insist(&names, "ff99"), MATCH_YES);
	assert_int_equal(insist(&names, "ff98"), MATCH_NO);
	loose_names_forget(&names);
	/* and from the beginning */
	assert_int_equal(find(&names, "ab12"), MATCH_BROKEN);
	loose_names_forget(&names);
}

/* What has come since is not seen until all is forgotten. */
static void test_later(void **state)
{
	struct loose_names names = { 0 };

	(void)state;
	put_object("ab12");
	assert_int_equal(insist(&names, "ab13"), MATCH_NO);
	put_object("ab13");
	put_object("cd");
	assert_int_equal(find(&names, "ab13"), MATCH_NO);
	assert_int_equal(find(&names, "cd"), MATCH_NO);
	loose_names_forget(&names);
	assert_int_equal(insist(&names, "ab13"), MATCH_YES);
	assert_int_equal(insist(&names, "cd"), MATCH_YES);
	loose_names_forget(&names);
}

static void test_odd(void **state)
{
	const struct oid id = id_of("ab12");
	struct loose_names names = { 0 };

	(void)state;
	/* no such directory */
	for (size_t i = 0; i < ENOUGH; i++)
		assert_int_equal(loose_names_find(&names, "missing", &id),
				 MATCH_BROKEN);
	loose_names_forget(&names);
	/* a folder that is a file */
	put(".", "ab");
	put_object("cd");
	assert_int_equal(insist(&names, "ab12"), MATCH_BROKEN);
	assert_int_equal(insist(&names, "cd"), MATCH_YES);
	loose_names_forget(&names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_listing, scratch_set_up,
						scratch_tear_down),
		cmocka_unit_test_setup_teardown(test_later, scratch_set_up,
						scratch_tear_down),
		cmocka_unit_test_setup_teardown(test_odd, scratch_set_up,
						scratch_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
