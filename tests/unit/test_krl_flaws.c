/*
 * test_krl_flaws.c - KRLs that ssh-keygen would not make: what is told, and
 * at which byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/hash.h"
#include "krl_fixture.h"
#include "scratch.h"
#include "ssh_fixture.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define BYTES_MAX 512

static int make_keys(void **state)
{
	int result = scratch_set_up(state);

	ssh_fixture_key("ca", "ed25519", NULL);
	return result;
}

/* What stands behind a sound header, in hex; blanks are skipped. */
static const struct broken {
	const char *sections;
	const char *flaw; /* NULL: none */
} broken[] = {
	{ "", NULL },
	{ "01", "byte 44 of the KRL: a section that is cut off" },
	{ "01 00000001", "byte 44 of the KRL: a section that is cut off" },
	{ "00 00000000", "byte 44 of the KRL: a section that is not known" },
	{ "06 00000000", "byte 44 of the KRL: a section that is not known" },
	{ "01 00000000",
	  "byte 49 of the KRL: a section on certificates that is cut off" },
	{ "01 00000008 00000000 00000000", NULL },
	{ "01 00000009 00000001 78 00000000",
	  "byte 53 of the KRL: the key is cut off" },
	{ "01 00000009 00000000 00000000 20",
	  "byte 57 of the KRL: a section on certificates that is cut off" },
	{ "01 0000000d 00000000 00000000 24 00000000",
	  "byte 62 of the KRL: a section on certificates that is not known" },
	/* serials */
	{ "01 0000000d 00000000 00000000 20 00000000", NULL },
	{ "01 00000015 00000000 00000000 20 00000008 0000000000000001", NULL },
	{ "01 00000015 00000000 00000000 20 00000008 0000000000000000",
	  "byte 62 of the KRL: serial 0" },
	{ "01 00000014 00000000 00000000 20 00000007 00000000000001",
	  "byte 62 of the KRL: a list of serials that is cut off" },
	{ "01 00000015 00000000 00000000 21 00000008 0000000000000001",
	  "byte 62 of the KRL: a range that is not two serials" },
	{ "01 0000001d 00000000 00000000 21 00000010 0000000000000001"
	  "0000000000000001",
	  NULL },
	{ "01 0000001d 00000000 00000000 21 00000010 0000000000000002"
	  "0000000000000001",
	  "byte 62 of the KRL: a range without sense" },
	{ "01 0000001d 00000000 00000000 21 00000010 0000000000000000"
	  "0000000000000001",
	  "byte 62 of the KRL: a range without sense" },
	{ "01 0000001e 00000000 00000000 21 00000011 0000000000000001"
	  "0000000000000001 00",
	  "byte 62 of the KRL: a range that is not two serials" },
	/* bitmaps */
	{ "01 0000001a 00000000 00000000 22 0000000d ffffffffffffffff"
	  "00000001 01",
	  NULL },
	{ "01 0000001a 00000000 00000000 22 0000000d ffffffffffffffff"
	  "00000001 02",
	  "byte 62 of the KRL: a bitmap beyond the last serial" },
	{ "01 0000001a 00000000 00000000 22 0000000d 0000000000000000"
	  "00000001 01",
	  "byte 62 of the KRL: serial 0" },
	{ "01 0000001a 00000000 00000000 22 0000000d 0000000000000001"
	  "00000001 80",
	  "byte 62 of the KRL: a bitmap that is no number" },
	{ "01 00000019 00000000 00000000 22 0000000c 0000000000000001"
	  "00000000",
	  "byte 62 of the KRL: a bitmap that is no number" },
	{ "01 0000001b 00000000 00000000 22 0000000e 0000000000000001"
	  "00000001 01 00",
	  "byte 62 of the KRL: a bitmap that is no number" },
	/* key ids */
	{ "01 0000000d 00000000 00000000 23 00000000",
	  "byte 62 of the KRL: no key id" },
	{ "01 00000012 00000000 00000000 23 00000005 00000001 00",
	  "byte 62 of the KRL: a bad key id" },
	{ "01 00000011 00000000 00000000 23 00000004 00000001",
	  "byte 62 of the KRL: a bad key id" },
	/* extensions of certificates */
	{ "01 00000017 00000000 00000000 39 0000000a 00000001 78 00 00000000",
	  NULL },
	{ "01 00000017 00000000 00000000 39 0000000a 00000001 78 01 00000000",
	  "byte 62 of the KRL: a critical extension that is not known" },
	/* keys and fingerprints */
	{ "02 00000000", "byte 49 of the KRL: no key" },
	{ "02 00000004 00000001", "byte 49 of the KRL: a key that is cut off" },
	{ "02 00000005 00000001 78", "byte 53 of the KRL: the key is cut off" },
	{ "03 00000000", "byte 49 of the KRL: no fingerprint" },
	{ "03 00000018 00000014 0000000000000000000000000000000000000000",
	  NULL },
	{ "05 00000018 00000014 0000000000000000000000000000000000000000",
	  "byte 49 of the KRL: a fingerprint of a wrong size" },
	{ "03 00000017 00000013 00000000000000000000000000000000000000",
	  "byte 49 of the KRL: a fingerprint of a wrong size" },
	/* signatures, which are not looked at */
	{ "04 00000001 78", "byte 49 of the KRL: a signature that is cut off" },
	{ "04 00000001 78 00000001 79", NULL },
	{ "04 00000001 78 00000001 79 04 00000000 00000000", NULL },
	{ "04 00000001 78 00000001 79 01 00000008 00000000 00000000",
	  "byte 55 of the KRL: a section behind the signature" },
	/* extensions */
	{ "ff 0000000a 00000001 78 00 00000000", NULL },
	{ "ff 0000000a 00000001 78 01 00000000",
	  "byte 49 of the KRL: a critical extension that is not known" },
	{ "ff 0000000b 00000001 78 00 00000000 00",
	  "byte 49 of the KRL: a bad extension" },
	{ "ff 00000005 00000001 78", "byte 49 of the KRL: a bad extension" },
};

static void add_hex(struct buf *out, const char *hex)
{
	char digits[2 * BYTES_MAX];
	unsigned char bytes[BYTES_MAX];
	size_t size = 0;

	for (; *hex; hex++)
		if (*hex != ' ')
			digits[size++] = *hex;
	assert_true(hex_decode((struct str){ digits, size }, bytes));
	buf_add(out, bytes, size / 2);
}

/* The flaw, or "". */
static void check_flaw(struct str text, const char *expected)
{
	const struct diagnostic *item;
	struct loaded loaded;

	krl_load(&loaded, text);
	item = &loaded.diagnostics.items[0];
	assert_string_equal(loaded.diagnostics.errors ? item->text : "",
			    expected);
	if (loaded.diagnostics.errors) {
		assert_int_equal(loaded.diagnostics.errors, 1);
		assert_string_equal(item->mark.source->path, "revoked");
		assert_non_null(item->hint);
	}
	krl_release(&loaded);
}

static void test_broken(void **state)
{
	static const char head[] = "5353484b524c0a00 00000001"
				   "0000000000000001 0000000000000002"
				   "0000000000000000 00000000 00000000";
	struct buf text = BUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(broken); i++) {
		buf_clear(&text);
		add_hex(&text, head);
		assert_int_equal(text.size, 44);
		add_hex(&text, broken[i].sections);
		check_flaw(buf_str(&text),
			   broken[i].flaw ? broken[i].flaw : "");
	}
	buf_clear(&text);
	add_hex(&text, head);
	text.data[11] = 2;
	check_flaw(buf_str(&text),
		   "byte 0 of the KRL: a version that is not known");
	text.data[11] = 1;
	text.data[35] = 1;
	check_flaw(buf_str(&text),
		   "byte 0 of the KRL: flags that are not known");
	buf_truncate(&text, 43);
	check_flaw(buf_str(&text), "byte 0 of the KRL: a header that is cut "
				   "off");
	buf_release(&text);
}

/* No beginning of a KRL is taken for less than what was meant. */
static void test_cut_off(void **state)
{
	struct buf krl = BUF_INIT;
	struct loaded loaded;
	size_t taken = 0;
	size_t size;

	(void)state;
	krl_make(&krl, "serial: 1\nserial: 3\nserial: 5\nserial: 70-99\n"
		       "id: alice\nid: bob\n");
	for (size = 8; size < krl.size; size++) {
		krl_load(&loaded, (struct str){ krl.data, size });
		taken += loaded.krl != NULL;
		krl_release(&loaded);
	}
	/* where its one section begins */
	assert_int_equal(taken, 1);
	buf_release(&krl);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_cut_off),
	};

	return cmocka_run_group_tests(tests, make_keys, scratch_tear_down);
}
