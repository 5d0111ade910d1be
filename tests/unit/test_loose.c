/*
 * test_loose.c - loose objects as they should not be: what is taken, git
 * takes as well, with the same bytes; nothing else is taken.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "loose_fixture.h"

#include "base/error.h"
#include "scratch.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
	const char *header;
	struct str content;
	bool taken;
} headers[] = {
	{ "blob 3", { "abc", 3 }, true },
	{ "blob 0", { "", 0 }, true },
	{ "blob 1", { "\0", 1 }, true },
	{ "tag 3", { "abc", 3 }, true },
	{ "tree 0", { "", 0 }, true },
	{ "commit 3", { "abc", 3 }, true },
	/* sizes */
	{ "blob 2", { "abc", 3 }, false },
	{ "blob 4", { "abc", 3 }, false },
	{ "blob 0", { "abc", 3 }, false },
	{ "blob 03", { "abc", 3 }, false },
	{ "blob 00", { "", 0 }, false },
	{ "blob +3", { "abc", 3 }, false },
	{ "blob -3", { "abc", 3 }, false },
	{ "blob 0x3", { "abc", 3 }, false },
	{ "blob 3 ", { "abc", 3 }, false },
	{ "blob  3", { "abc", 3 }, false },
	{ "blob 3\n", { "abc", 3 }, false },
	{ "blob ", { "", 0 }, false },
	{ "blob", { "abc", 3 }, false },
	{ "blob 18446744073709551616", { "", 0 }, false },
	{ "blob 18446744073709551619", { "abc", 3 }, false },
	{ "blob 18446744073709551615", { "", 0 }, false },
	{ "blob 99999999999999999999999999999999", { "", 0 }, false },
	/* kinds */
	{ "", { "", 0 }, false },
	{ " 3", { "abc", 3 }, false },
	{ "3", { "abc", 3 }, false },
	{ "BLOB 3", { "abc", 3 }, false },
	{ "blobs 3", { "abc", 3 }, false },
	{ "blo 3", { "abc", 3 }, false },
	{ "ofs-delta 3", { "abc", 3 }, false },
	{ "blob\t3", { "abc", 3 }, false },
	{ "commit tree 3", { "abc", 3 }, false },
};

static void test_headers(void **state)
{
	struct buf text = BUF_INIT;
	struct buf bytes = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(headers); i++) {
		buf_clear(&bytes);
		loose_deflate(&bytes,
			      loose_text(&text, headers[i].header,
					 headers[i].content),
			      ZLIB, 1, NULL);
		loose_fixture_check_bytes(headers[i].header, buf_str(&bytes),
					  headers[i].taken);
	}
	/* no NUL where git looks for it, or none at all */
	buf_clear(&bytes);
	loose_deflate(&bytes, STR("blob 3"), ZLIB, 1, NULL);
	loose_fixture_check_bytes("no NUL", buf_str(&bytes), false);
	buf_release(&text);
	buf_release(&bytes);
}

static void test_streams(void **state)
{
	struct buf text = BUF_INIT;
	struct buf bytes = BUF_INIT;
	struct str good = loose_text(&text, "blob 3", STR("abc"));

	(void)state;
	loose_deflate(&bytes, good, RAW, 1, NULL);
	loose_fixture_check_bytes("raw", buf_str(&bytes), false);
	buf_clear(&bytes);
	loose_deflate(&bytes, good, GZIP, 1, NULL);
	loose_fixture_check_bytes("gzip", buf_str(&bytes), false);
	buf_clear(&bytes);
	loose_deflate(&bytes, good, ZLIB, 1, "blob 3abc");
	loose_fixture_check_bytes("dictionary", buf_str(&bytes), false);
	loose_fixture_check_bytes("nothing", STR(""), false);
	loose_fixture_check_bytes("text", STR("damaged"), false);
	loose_fixture_check_bytes("not deflated", good, false);
	buf_clear(&bytes);
	loose_deflate(&bytes, good, ZLIB, 1, NULL);
	bytes.data[bytes.size - 1] ^= 1;
	loose_fixture_check_bytes("checksum", buf_str(&bytes), false);
	bytes.data[bytes.size - 1] ^= 1;
	buf_add_byte(&bytes, '\0');
	loose_fixture_check_bytes("one byte behind it", buf_str(&bytes), false);
	buf_truncate(&bytes, bytes.size - 1);
	loose_deflate(&bytes, good, ZLIB, 1, NULL);
	loose_fixture_check_bytes("twice", buf_str(&bytes), false);
	buf_release(&text);
	buf_release(&bytes);
}

/* Cut off anywhere, or any byte another. */
static void test_damage(void **state)
{
	struct buf text = BUF_INIT;
	struct buf bytes = BUF_INIT;
	struct buf content = BUF_INIT;
	struct str good = loose_text(&text, "blob 30",
				     STR("abcabcabcabcabcabcabcabcabcabc"));
	struct str whole;

	(void)state;
	loose_deflate(&bytes, good, ZLIB, 1, NULL);
	whole = buf_str(&bytes);
	for (size_t size = 0; size < whole.size; size++) {
		struct str part = str_first(whole, size);

		assert_int_equal(loose_fixture_bytes(&content, part),
				 ERROR_BROKEN);
		if (size % 8 == 0)
			loose_fixture_check_bytes("cut off", part, false);
	}
	for (size_t i = 0; i < bytes.size * 8; i++) {
		bytes.data[i / 8] ^= (char)(1 << i % 8);
		buf_clear(&content);
		/* of the two bytes in front some bits are only advice */
		if (!loose_fixture_bytes(&content, whole) &&
		    (i >= 16 || !str_ends(good, buf_text(&content))))
			fail_msg("bit %zu", i);
		bytes.data[i / 8] ^= (char)(1 << i % 8);
	}
	buf_clear(&content);
	assert_int_equal(loose_fixture_bytes(&content, whole), 0);
	buf_release(&text);
	buf_release(&bytes);
	buf_release(&content);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name)                                                  \
	cmocka_unit_test_setup_teardown(name, loose_fixture_set_up, \
					scratch_tear_down)
		TEST(test_headers),
		TEST(test_streams),
		TEST(test_damage),
	};

	return cmocka_run_group_tests_name("loose", tests, NULL, NULL);
}
