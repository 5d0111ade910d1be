/*
 * test_armor.c - one block and nothing else: what is taken, and what each
 * refusal says.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/error.h"
#include "trust/armor.h"
#include "trust/trust.h"

#include <string.h>

#define SSH_BEGIN "-----BEGIN SSH SIGNATURE-----\n"
#define SSH_END "-----END SSH SIGNATURE-----\n"
#define PGP_BEGIN "-----BEGIN PGP SIGNATURE-----\n"
#define PGP_END "-----END PGP SIGNATURE-----\n"
#define X509_BEGIN "-----BEGIN SIGNED MESSAGE-----\n"
#define X509_END "-----END SIGNED MESSAGE-----\n"
/* RFC 4880, 6.6 */
#define RFC_BODY                                                             \
	"yDgBO22WxBHv7O8X7O/jygAEzol56iUKiXmV+XmpCtmpqQUKiQrFqclFqUDBovzS\n" \
	"vBSFjNSiVHsuAA==\n"

struct row {
	const char *text;
	enum signature_format format; /* SIGNATURE_NO_FORMAT: refused */
	const char *found;	      /* the bytes (NULL: any), or a word */
};

static const struct row rows[] = {
	{ SSH_BEGIN "aGVsbG8=\n" SSH_END, SIGNATURE_SSH, "hello" },
	{ SSH_BEGIN "aGV\nsbG8\n=\n" SSH_END, SIGNATURE_SSH, "hello" },
	{ SSH_BEGIN "aGVsbG8=\n-----END SSH SIGNATURE-----", SIGNATURE_SSH,
	  "hello" },
	{ SSH_BEGIN "aGVsbG8=\n" SSH_END "\n\n", SIGNATURE_SSH, "hello" },
	{ X509_BEGIN "aGVsbG8=\n" X509_END, SIGNATURE_X509, "hello" },
	{ PGP_BEGIN "\n" RFC_BODY "=njUN\n" PGP_END, SIGNATURE_OPENPGP, NULL },
	{ PGP_BEGIN "\n" RFC_BODY PGP_END "\n", SIGNATURE_OPENPGP, NULL },
	{ PGP_BEGIN "Version: x\nComment:\n\n" RFC_BODY "=njUN\n" PGP_END,
	  SIGNATURE_OPENPGP, NULL },
	{ PGP_BEGIN "\naGVsbG8\n=\n" PGP_END, SIGNATURE_OPENPGP, "hello" },
	/* labels */
	{ "", SIGNATURE_NO_FORMAT, "no armor" },
	{ "\n" SSH_BEGIN "aGVsbG8=\n" SSH_END, SIGNATURE_NO_FORMAT,
	  "no armor" },
	{ " " SSH_BEGIN "aGVsbG8=\n" SSH_END, SIGNATURE_NO_FORMAT, "no armor" },
	{ "x\n" SSH_BEGIN "aGVsbG8=\n" SSH_END, SIGNATURE_NO_FORMAT,
	  "no armor" },
	{ "-----BEGIN SSH SIGNATURE----- \naGVsbG8=\n" SSH_END,
	  SIGNATURE_NO_FORMAT, "no armor" },
	{ "-----BEGIN PGP MESSAGE-----\n\naGVsbG8=\n"
	  "-----END PGP MESSAGE-----\n",
	  SIGNATURE_NO_FORMAT, "no armor" },
	{ "-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n",
	  SIGNATURE_NO_FORMAT, "no armor" },
	{ SSH_BEGIN "aGVsbG8=\n" PGP_END, SIGNATURE_NO_FORMAT, "cut off" },
	/* ends */
	{ SSH_BEGIN, SIGNATURE_NO_FORMAT, "cut off" },
	{ SSH_BEGIN "aGVsbG8=\n", SIGNATURE_NO_FORMAT, "cut off" },
	{ SSH_BEGIN "aGVsbG8=\n-----END SSH SIGNATURE----", SIGNATURE_NO_FORMAT,
	  "cut off" },
	{ SSH_BEGIN "aGVsbG8=\n-----END SSH SIGNATURE----- \n",
	  SIGNATURE_NO_FORMAT, "cut off" },
	{ SSH_BEGIN "aGVsbG8=\n" SSH_END "x", SIGNATURE_NO_FORMAT, "behind" },
	{ SSH_BEGIN "aGVsbG8=\n" SSH_END " \n", SIGNATURE_NO_FORMAT, "behind" },
	{ SSH_BEGIN "aGVsbG8=\n" SSH_END SSH_BEGIN "aGVsbG8=\n" SSH_END,
	  SIGNATURE_NO_FORMAT, "behind" },
	/* what is between */
	{ SSH_BEGIN SSH_END, SIGNATURE_NO_FORMAT, "empty" },
	{ SSH_BEGIN "\naGVsbG8=\n" SSH_END, SIGNATURE_NO_FORMAT, "empty line" },
	{ SSH_BEGIN "aGVsbG8=\n\n" SSH_END, SIGNATURE_NO_FORMAT, "empty line" },
	{ SSH_BEGIN "Version: x\n\naGVsbG8=\n" SSH_END, SIGNATURE_NO_FORMAT,
	  "empty line" },
	{ SSH_BEGIN "aGVsbG8= \n" SSH_END, SIGNATURE_NO_FORMAT, "base64" },
	{ SSH_BEGIN "aGVsbG8\n" SSH_END, SIGNATURE_NO_FORMAT, "base64" },
	{ SSH_BEGIN "aGVsbG9=\n" SSH_END, SIGNATURE_NO_FORMAT, "base64" },
	{ SSH_BEGIN "aGVsbG8=\naGVsbG8=\n" SSH_END, SIGNATURE_NO_FORMAT,
	  "base64" },
	{ SSH_BEGIN "aGVs-_8=\n" SSH_END, SIGNATURE_NO_FORMAT, "base64" },
	{ SSH_BEGIN "aGVsbG8=\n=njUN\n" SSH_END, SIGNATURE_NO_FORMAT,
	  "base64" },
	{ SSH_BEGIN "aGVsbG8=\r\n" SSH_END, SIGNATURE_NO_FORMAT, "carriage" },
	{ SSH_BEGIN "aGV\rsbG8=\n" SSH_END, SIGNATURE_NO_FORMAT, "carriage" },
	/* OpenPGP's own */
	{ PGP_BEGIN RFC_BODY "=njUN\n" PGP_END, SIGNATURE_NO_FORMAT,
	  "no empty line" },
	{ PGP_BEGIN "Version: x\n" RFC_BODY PGP_END, SIGNATURE_NO_FORMAT,
	  "no empty line" },
	{ PGP_BEGIN "Version:x\n\n" RFC_BODY PGP_END, SIGNATURE_NO_FORMAT,
	  "no empty line" },
	{ PGP_BEGIN ": x\n\n" RFC_BODY PGP_END, SIGNATURE_NO_FORMAT,
	  "no empty line" },
	{ PGP_BEGIN "Version: x\n", SIGNATURE_NO_FORMAT, "cut off" },
	{ PGP_BEGIN "\n" PGP_END, SIGNATURE_NO_FORMAT, "empty" },
	{ PGP_BEGIN "\n=njUN\n" PGP_END, SIGNATURE_NO_FORMAT, "empty" },
	{ PGP_BEGIN "\n" RFC_BODY "=njUO\n" PGP_END, SIGNATURE_NO_FORMAT,
	  "checksum" },
	{ PGP_BEGIN "\n" RFC_BODY "=nj=N\n" PGP_END, SIGNATURE_NO_FORMAT,
	  "checksum" },
	{ PGP_BEGIN "\n" RFC_BODY "=nj==\n" PGP_END, SIGNATURE_NO_FORMAT,
	  "checksum" },
	{ PGP_BEGIN "\n" RFC_BODY "=njUN\n=njUN\n" PGP_END, SIGNATURE_NO_FORMAT,
	  "behind the armor's checksum" },
	{ PGP_BEGIN "\n=njUN\n" RFC_BODY PGP_END, SIGNATURE_NO_FORMAT,
	  "behind the armor's checksum" },
	{ PGP_BEGIN "\n" RFC_BODY "=njUNN\n" PGP_END, SIGNATURE_NO_FORMAT,
	  "base64" },
};

static void expect_row(const struct row *row, struct arena *arena)
{
	struct armor armor;
	const char *what;
	int r = armor_read(&armor, str_of(row->text), arena, &what);

	if (armor.format != row->format)
		fail_msg("%s\nis %s (%s)", row->text,
			 signature_format_name(armor.format), what);
	assert_int_equal(r, row->format ? 0 : ERROR_USAGE);
	if (r && !strstr(what, row->found))
		fail_msg("%s\nis '%s', not '%s'", row->text, what, row->found);
	if (!r && row->found && !str_is(armor.bytes, row->found))
		fail_msg("%s\nholds %.*s", row->text, STR_ARGS(armor.bytes));
}

static void test_rows(void **state)
{
	struct arena arena;
	size_t i;

	(void)state;
	arena_init(&arena);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		expect_row(&rows[i], &arena);
	arena_release(&arena);
}

static int read_text(struct str text, struct armor *armor, const char **what)
{
	struct arena arena;
	int r;

	arena_init(&arena);
	r = armor_read(armor, text, &arena, what);
	arena_release(&arena);
	return r;
}

/* From a copy without a byte behind it, so that a sanitizer sees overreads. */
static int read_copy(struct str text)
{
	struct armor armor;
	const char *what;
	char *copy = test_malloc(text.size ? text.size : 1);
	int r;

	memcpy(copy, text.data, text.size);
	r = read_text((struct str){ copy, text.size }, &armor, &what);
	test_free(copy);
	return r;
}

static void test_nul(void **state)
{
	static const char text[] = SSH_BEGIN "aGVs\0bG8=\n" SSH_END;
	struct armor armor;
	const char *what;

	(void)state;
	assert_int_equal(read_text((struct str){ text, sizeof(text) - 1 },
				   &armor, &what),
			 ERROR_USAGE);
	assert_non_null(strstr(what, "NUL"));
}

static void test_truncations(void **state)
{
	const struct str text = STR(PGP_BEGIN "\n" RFC_BODY "=njUN\n" PGP_END);
	size_t size;

	(void)state;
	assert_int_equal(read_copy(text), 0);
	assert_int_equal(read_copy(str_first(text, text.size - 1)), 0);
	for (size = 0; size + 1 < text.size; size++)
		assert_int_equal(read_copy(str_first(text, size)), ERROR_USAGE);
}

/* The checksum sees every flip; only armor headers are free text. */
static void test_flips(void **state)
{
	char text[] = PGP_BEGIN "\n" RFC_BODY "=njUN\n" PGP_END;
	size_t i, bit;

	(void)state;
	for (i = 0; i < sizeof(text) - 1; i++)
		for (bit = 0; bit < 8; bit++) {
			text[i] = (char)(text[i] ^ 1 << bit);
			if (read_copy(str_of(text)) != ERROR_USAGE)
				fail_msg("bit %zu of byte %zu", bit, i);
			text[i] = (char)(text[i] ^ 1 << bit);
		}
}

/* An armor of exactly `size` bytes. */
static void make_armor(struct buf *out, size_t size)
{
	buf_clear(out);
	buf_add_text(out, SSH_BEGIN);
	while (out->size + 5 + strlen(SSH_END) <= size)
		buf_add_text(out, "AAAA\n");
	buf_add_text(out, SSH_END);
	while (out->size < size)
		buf_add_byte(out, '\n');
}

static void test_size(void **state)
{
	struct buf text = BUF_INIT;
	struct armor armor;
	const char *what;

	(void)state;
	make_armor(&text, SIGNATURE_SIZE_MAX);
	assert_int_equal(read_text(buf_str(&text), &armor, &what), 0);
	make_armor(&text, SIGNATURE_SIZE_MAX + 1);
	assert_int_equal(read_text(buf_str(&text), &armor, &what), ERROR_USAGE);
	assert_string_equal(what, "longer than 64 KiB");
	make_armor(&text, 10u << 20);
	assert_int_equal(read_text(buf_str(&text), &armor, &what), ERROR_USAGE);
	buf_release(&text);
}

struct base64_row {
	const char *text;
	const char *bytes; /* NULL: not base64 */
};

/* RFC 4648, 10; then what is not strict. */
static const struct base64_row base64_rows[] = {
	{ "", "" },
	{ "Zg==", "f" },
	{ "Zm8=", "fo" },
	{ "Zm9v", "foo" },
	{ "Zm9vYg==", "foob" },
	{ "Zm9vYmE=", "fooba" },
	{ "Zm9vYmFy", "foobar" },
	{ "+/+/", "\xfb\xff\xbf" },
	{ "Zg", NULL },
	{ "Zg=", NULL },
	{ "Zg===", NULL },
	{ "Zh==", NULL },
	{ "Zm9=", NULL },
	{ "=", NULL },
	{ "====", NULL },
	{ "Z===", NULL },
	{ "Zg==Zg==", NULL },
	{ "Zm9vZh==", NULL },
	{ "Zm9vZm9!", NULL },
	{ "Z=g=", NULL },
	{ "Zm9v\n", NULL },
	{ " Zm9", NULL },
	{ "-_-_", NULL },
	{ "Zm9\xff", NULL },
};

static void test_base64(void **state)
{
	struct buf buf = BUF_INIT;
	const struct base64_row *row;
	struct str bare;
	size_t i;
	bool taken;

	(void)state;
	for (i = 0; i < sizeof(base64_rows) / sizeof(base64_rows[0]); i++) {
		row = &base64_rows[i];
		buf_clear(&buf);
		buf_add_text(&buf, "<");
		taken = base64_decode(&buf, str_of(row->text));
		if (taken != !!row->bytes)
			fail_msg("'%s' is taken: %d", row->text, taken);
		assert_int_equal(buf.data[0], '<');
		assert_string_equal(buf.data + 1, taken ? row->bytes : "");
		if (!taken)
			continue;
		bare = str_of(row->text);
		bare = str_first(bare, str_find_byte(bare, '='));
		buf_clear(&buf);
		base64_encode_bare(&buf, str_of(row->bytes));
		assert_true(str_equal(buf_str(&buf), bare));
	}
	buf_release(&buf);
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(signature_format_name(SIGNATURE_NO_FORMAT),
			    "unknown");
	assert_string_equal(signature_format_name(SIGNATURE_X509), "X.509");
	assert_string_equal(signature_state_name(SIGNATURE_GOOD), "good");
	assert_string_equal(signature_state_name(SIGNATURE_NOT_ALLOWED),
			    "not allowed here");
	assert_string_equal(signature_state_name(SIGNATURE_WRONG_SIGNER),
			    "wrong signer");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_truncations),
		cmocka_unit_test(test_flips),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_base64),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
