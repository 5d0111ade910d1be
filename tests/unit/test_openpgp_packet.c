/*
 * test_openpgp_packet.c - OpenPGP's packets, numbers and signatures, composed
 * by hand: what is read, and what is not, byte by byte.
 */
#include "bytes.h"
#include "openpgp_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "trust/openpgp_packet.h"
#include "trust/openpgp_signature.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void test_packets(void **state)
{
	static const struct {
		struct str bytes;
		unsigned tag;
		size_t size, left; /* of the body; behind the packet */
		const char *what;
	} rows[] = {
		{ BYTES("\x88\x02xy"), 2, 2, 0, NULL },
		{ BYTES("\x88\x02xyz"), 2, 2, 1, NULL },
		{ BYTES("\x88\x00"), 2, 0, 0, NULL },
		{ BYTES("\x89\x00\x02xy"), 2, 2, 0, NULL },
		{ BYTES("\x8a\x00\x00\x00\x02xy"), 2, 2, 0, NULL },
		{ BYTES("\x8bxy"), 0, 0, 0, "indeterminate" },
		{ BYTES("\xc2\x02xy"), 2, 2, 0, NULL },
		{ BYTES("\xc2\xff\x00\x00\x00\x02xy"), 2, 2, 0, NULL },
		{ BYTES("\xd1\x01x"), 17, 1, 0, NULL },
		{ BYTES("\xc2\xe0x"), 0, 0, 0, "partial" },
		{ BYTES("\xc2\xfex"), 0, 0, 0, "partial" },
		{ BYTES("\xc2\xc0"), 0, 0, 0, "cut off" },
		{ BYTES("\xc2\xc0\x00"), 0, 0, 0, "cut off" },
		{ BYTES("\xc2\xdf\xff"), 0, 0, 0, "cut off" },
		{ BYTES("\xc2\x03xy"), 0, 0, 0, "cut off" },
		{ BYTES("\xc2\xff\xff\xff\xff\xffxy"), 0, 0, 0, "cut off" },
		{ BYTES("\xc2\xff\x00\x00"), 0, 0, 0, "cut off" },
		{ BYTES("\x8a\xff\xff\xff\xffxy"), 0, 0, 0, "cut off" },
		{ BYTES("\x89\x00"), 0, 0, 0, "cut off" },
		{ BYTES("\x88"), 0, 0, 0, "cut off" },
		{ BYTES("\xc2"), 0, 0, 0, "cut off" },
		{ BYTES(""), 0, 0, 0, "no OpenPGP packet" },
		{ BYTES("\x7fxy"), 0, 0, 0, "no OpenPGP packet" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str rest = rows[i].bytes;
		struct openpgp_packet packet = { 0, { NULL, 0 } };
		const char *what = openpgp_packet(&rest, &packet);

		if (!what != !rows[i].what ||
		    (what && !strstr(what, rows[i].what)) ||
		    (!what && (packet.tag != rows[i].tag ||
			       packet.body.size != rows[i].size ||
			       rest.size != rows[i].left)))
			fail_msg("row %zu: %s", i, what);
		if (what)
			assert_int_equal(rest.size, rows[i].bytes.size);
	}
}

static void test_numbers(void **state)
{
	static const struct {
		struct str bytes;
		int size; /* -1: none */
	} rows[] = {
		{ BYTES("\x00\x01\x01"), 1 },
		{ BYTES("\x00\x08\x80"), 1 },
		{ BYTES("\x00\x09\x01\x00"), 2 },
		{ BYTES("\x00\x07\x7f"), 1 },
		{ BYTES("\x00\x00"), -1 },
		{ BYTES("\x00\x08\x7f"), -1 },
		{ BYTES("\x00\x07\x80"), -1 },
		{ BYTES("\x00\x01\x00"), -1 },
		{ BYTES("\x00\x09\x00\x80"), -1 },
		{ BYTES("\x00\x09\x02\x00"), -1 },
		{ BYTES("\x00\x09\x01"), -1 },
		{ BYTES("\xff\xff\x01"), -1 },
		{ BYTES("\x00"), -1 },
		{ BYTES(""), -1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str rest = rows[i].bytes, number = { NULL, 0 };
		bool there = openpgp_number(&rest, &number);

		if (there != (rows[i].size >= 0) ||
		    (there && (number.size != (size_t)rows[i].size)))
			fail_msg("row %zu", i);
		assert_int_equal(rest.size, there ? 0 : rows[i].bytes.size);
	}
}

#define FINGERPRINT "0123456789abcdefghij"
#define ISSUER "\x16\x21\x04" FINGERPRINT
#define MADE "\x05\x02\x01\x02\x03\x04"
#define KEY_ID     \
	"\x09\x10" \
	"cdefghij"
#define OTHER_ID   \
	"\x09\x10" \
	"cdefghix"
#define RSA "\x04\x00\x01\x08"
#define ONE "\x00\x01\x01"
#define FINE OPENPGP_FINE
#define BAD OPENPGP_MALFORMED
#define WEAK OPENPGP_WEAK

/* The parts of a signature's body. */
static const struct row {
	struct str head;
	struct str hashed, loose;
	struct str tail; /* first bytes of the hash, numbers */
	enum openpgp_flaw flaw;
	const char *what;
} signatures[] = {
#define ROW(head, hashed, loose, tail, flaw, what)                           \
	{                                                                    \
		BYTES(head), BYTES(hashed), BYTES(loose), BYTES(tail), flaw, \
			what                                                 \
	}
	ROW(RSA, ISSUER MADE, "", "hh" ONE, FINE, NULL),
	ROW(RSA, MADE ISSUER, KEY_ID, "hh" ONE, FINE, NULL),
	ROW(RSA, MADE ISSUER KEY_ID, ISSUER KEY_ID, "hh" ONE, FINE, NULL),
	ROW("\x04\x00\x13\x08", ISSUER MADE, "", "hh" ONE ONE, FINE, NULL),
	ROW("\x04\x00\x16\x0a", ISSUER MADE, "", "hh" ONE ONE, FINE, NULL),
	/* critical, of those that are known */
	ROW(RSA, ISSUER "\x05\x82\x01\x02\x03\x04", "", "hh" ONE, FINE, NULL),
	/* a notation, a signer's user id; unknown, and not critical */
	ROW(RSA, ISSUER MADE "\x02\x14n\x02\x1cn\x02\x7fn", "", "hh" ONE, FINE,
	    NULL),
	/* lengths of five and of two octets */
	ROW(RSA, ISSUER "\xff\x00\x00\x00\x05\x02\x01\x02\x03\x04", "",
	    "hh" ONE, FINE, NULL),

	ROW("\x03\x00\x01\x08", ISSUER MADE, "", "hh" ONE, BAD, "version 4"),
	ROW("\x06\x00\x01\x08", ISSUER MADE, "", "hh" ONE, BAD, "version 4"),
	ROW("\x04\x01\x01\x08", ISSUER MADE, "", "hh" ONE, BAD, "text mode"),
	ROW("\x04\x10\x01\x08", ISSUER MADE, "", "hh" ONE, BAD, "document"),
	ROW("\x04\x02\x01\x08", ISSUER MADE, "", "hh" ONE, BAD, "document"),
	ROW("\x04\x00\x03\x08", ISSUER MADE, "", "hh" ONE, BAD, "retired"),
	ROW(RSA, MADE, "", "hh" ONE, BAD, "no issuer fingerprint"),
	ROW(RSA, MADE, ISSUER, "hh" ONE, BAD, "no issuer fingerprint"),
	ROW(RSA, MADE KEY_ID, "", "hh" ONE, BAD, "no issuer fingerprint"),
	ROW(RSA, ISSUER, "", "hh" ONE, BAD, "no time"),
	ROW(RSA, ISSUER, MADE, "hh" ONE, BAD, "not signed"),
	ROW(RSA, ISSUER "\x05\x02\x00\x00\x00\x00", "", "hh" ONE, BAD,
	    "no time"),
	ROW(RSA, ISSUER MADE MADE, "", "hh" ONE, BAD, "twice"),
	ROW(RSA, ISSUER ISSUER MADE, "", "hh" ONE, BAD, "twice"),
	ROW(RSA, ISSUER MADE, KEY_ID KEY_ID, "hh" ONE, BAD, "twice"),
	ROW(RSA, ISSUER MADE OTHER_ID, "", "hh" ONE, BAD, "two issuers"),
	ROW(RSA, ISSUER MADE, OTHER_ID, "hh" ONE, BAD, "two issuers"),
	ROW(RSA, ISSUER MADE,
	    "\x16\x21\x04"
	    "x123456789abcdefghij",
	    "hh" ONE, BAD, "two issuers"),
	ROW(RSA, "\x16\x21\x06" FINGERPRINT MADE, "", "hh" ONE, BAD,
	    "not of version 4"),
	ROW(RSA,
	    "\x15\x21\x04"
	    "0123456789abcdefghi" MADE,
	    "", "hh" ONE, BAD, "wrong size"),
	ROW(RSA, ISSUER "\x04\x02\x01\x02\x03", "", "hh" ONE, BAD,
	    "wrong size"),
	ROW(RSA, ISSUER MADE "\x02\xffn", "", "hh" ONE, BAD, "critical"),
	ROW(RSA, ISSUER MADE "\x02\x94n", "", "hh" ONE, BAD, "critical"),
	ROW(RSA, ISSUER MADE "\x02\x20n", "", "hh" ONE, BAD, "another"),
	ROW(RSA, ISSUER MADE, "\x02\x20n", "hh" ONE, BAD, "another"),
	ROW(RSA, ISSUER MADE, "\x02\x14n", "hh" ONE, BAD, "not signed"),
	ROW(RSA, ISSUER MADE, "\x05\x03\x01\x02\x03\x04", "hh" ONE, BAD,
	    "not signed"),
	ROW(RSA, ISSUER MADE,
	    "\x09\x90"
	    "cdefghij",
	    "hh" ONE, BAD, "not signed"),
	ROW(RSA, ISSUER MADE,
	    "\xff\x00\x00\x00\x09\x10"
	    "cdefghij",
	    "hh" ONE, BAD, "not signed"),
	ROW(RSA, ISSUER MADE "\x00", "", "hh" ONE, BAD, "cut off"),
	ROW(RSA, ISSUER MADE "\x02n", "", "hh" ONE, BAD, "cut off"),
	ROW(RSA, ISSUER MADE "\xff\xff\xff\xff\xffn", "", "hh" ONE, BAD,
	    "cut off"),
	ROW(RSA, ISSUER MADE "\xfe\xffn", "", "hh" ONE, BAD, "cut off"),
	ROW(RSA, ISSUER MADE, "", "h", BAD, "cut off"),
	ROW(RSA, ISSUER MADE, "", "hh", BAD, "one form"),
	ROW(RSA, ISSUER MADE, "", "hh\x00\x02\x01", BAD, "one form"),
	ROW(RSA, ISSUER MADE, "", "hh" ONE ONE, BAD, "bytes behind"),
	ROW(RSA, ISSUER MADE, "", "hh" ONE "\x00", BAD, "bytes behind"),
	ROW("\x04\x00\x16\x08", ISSUER MADE, "", "hh" ONE, BAD, "one form"),

	ROW("\x04\x00\x01\x01", ISSUER MADE, "", "hh" ONE, WEAK, "MD5"),
	ROW("\x04\x00\x01\x02", ISSUER MADE, "", "hh" ONE, WEAK, "SHA-1"),
	ROW("\x04\x00\x01\x03", ISSUER MADE, "", "hh" ONE, WEAK, "RIPEMD"),
	ROW("\x04\x00\x01\x0b", ISSUER MADE, "", "hh" ONE, WEAK, "SHA-224"),
	ROW("\x04\x00\x01\x0c", ISSUER MADE, "", "hh" ONE, WEAK, "hash"),
	ROW("\x04\x00\x01\x00", ISSUER MADE, "", "hh" ONE, WEAK, "hash"),
	ROW("\x04\x00\x11\x08", ISSUER MADE, "", "hh" ONE ONE, WEAK, "DSA"),
	ROW("\x04\x00\x1b\x08", ISSUER MADE, "", "hh" ONE, WEAK, "algorithm"),
#undef ROW
};

static void add_area(struct buf *out, struct str area)
{
	buf_add_byte(out, (char)(area.size >> 8));
	buf_add_byte(out, (char)area.size);
	buf_add_str(out, area);
}

static void compose(struct buf *out, const struct row *row)
{
	struct buf body = BUF_INIT;

	buf_add_str(&body, row->head);
	add_area(&body, row->hashed);
	add_area(&body, row->loose);
	buf_add_str(&body, row->tail);
	openpgp_fixture_packet(out, OPENPGP_SIGNATURE, buf_str(&body));
	buf_release(&body);
}

static void test_signatures(void **state)
{
	struct openpgp_signature signature;
	struct buf bytes = BUF_INIT;
	const char *what;

	(void)state;
	for (size_t i = 0; i < COUNT(signatures); i++) {
		const struct row *row = &signatures[i];

		buf_clear(&bytes);
		compose(&bytes, row);
		if (openpgp_signature_read(&signature, buf_str(&bytes),
					   &what) != row->flaw ||
		    !what != !row->what || (what && !strstr(what, row->what)))
			fail_msg("row %zu: %s", i, what);
		if (row->flaw == BAD)
			continue;
		assert_true(str_is(signature.fingerprint, FINGERPRINT));
		assert_int_equal(signature.made, 0x01020304);
		assert_true(str_is(signature.left, "hh"));
		assert_int_equal(signature.hashed.size, 6 + row->hashed.size);
		assert_memory_equal(signature.trailer, "\x04\xff\0\0\0", 5);
		assert_int_equal(signature.trailer[5], signature.hashed.size);
	}
	buf_release(&bytes);
}

static void test_lifetime(void **state)
{
	static const struct {
		struct row row;
		int64_t ends;
	} rows[] = {
		{ { BYTES(RSA), BYTES(ISSUER MADE), BYTES(""), BYTES("hh" ONE),
		    FINE, NULL },
		  0 },
		{ { BYTES(RSA), BYTES(ISSUER MADE "\x05\x03\x00\x00\x00\x00"),
		    BYTES(""), BYTES("hh" ONE), FINE, NULL },
		  0 },
		{ { BYTES(RSA), BYTES(ISSUER MADE "\x05\x03\x00\x00\x00\x01"),
		    BYTES(""), BYTES("hh" ONE), FINE, NULL },
		  0x01020305 },
		{ { BYTES(RSA), BYTES(ISSUER MADE "\x05\x83\xff\xff\xff\xff"),
		    BYTES(""), BYTES("hh" ONE), FINE, NULL },
		  INT64_C(0x101020303) },
	};
	struct openpgp_signature signature;
	const char *what;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf bytes = BUF_INIT;

		compose(&bytes, &rows[i].row);
		assert_int_equal(openpgp_signature_read(&signature,
							buf_str(&bytes), &what),
				 FINE);
		assert_int_equal(signature.ends, rows[i].ends);
		buf_release(&bytes);
	}
}

/* Of every length that a signature could be cut to, none is read. */
static void test_one_packet_only(void **state)
{
	struct openpgp_signature signature;
	struct buf bytes = BUF_INIT, other = BUF_INIT;
	const char *what;

	(void)state;
	compose(&bytes, &signatures[0]);
	for (size_t i = 0; i < bytes.size; i++)
		assert_int_equal(openpgp_signature_read(
					 &signature,
					 str_first(buf_str(&bytes), i), &what),
				 BAD);
	compose(&bytes, &signatures[0]);
	assert_int_equal(openpgp_signature_read(&signature, buf_str(&bytes),
						&what),
			 BAD);
	assert_non_null(strstr(what, "behind the signature"));
	openpgp_fixture_packet(&other, OPENPGP_MARKER, STR("PGP"));
	assert_int_equal(openpgp_signature_read(&signature, buf_str(&other),
						&what),
			 BAD);
	buf_release(&other);
	buf_release(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_packets),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_signatures),
		cmocka_unit_test(test_lifetime),
		cmocka_unit_test(test_one_packet_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
