/*
 * test_tag.c - the grammar of annotated tags, and where a signature begins.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/object.h"

#include "base/error.h"
#include "bytes.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define OBJECT "object aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n"
#define TAG OBJECT "type commit\ntag v1.0\n"
#define TAGGER "tagger T <t@x> 5 +0100\n"
#define PGP "-----BEGIN PGP SIGNATURE-----"
#define SSH "-----BEGIN SSH SIGNATURE-----"

static const struct {
	struct str raw;
	size_t line;
	const char *what;
} examples[] = {
	{ BYTES(TAG TAGGER "\nx\n"), 0, NULL },
	{ BYTES(TAG "\nx\n"), 0, NULL },
	{ BYTES(TAG TAGGER "\n"), 0, NULL },
	{ BYTES(OBJECT "type blob\ntag x\n\n"), 0, NULL },
	{ BYTES(OBJECT "type tree\ntag x\n\n"), 0, NULL },
	{ BYTES(OBJECT "type tag\ntag x\n\n"), 0, NULL },
	{ BYTES(""), 1, "no object line" },
	{ BYTES("object x\n"), 1, "lower-case hex" },
	{ BYTES(OBJECT "tag v1\n"), 2, "no type line" },
	{ BYTES(OBJECT OBJECT), 2, "no type line" },
	{ BYTES(OBJECT "type Commit\n"), 2, "unknown type" },
	{ BYTES(OBJECT "type \n"), 2, "unknown type" },
	{ BYTES(OBJECT "type commit\n" TAGGER), 3, "no tag line" },
	{ BYTES(OBJECT "type commit\ntag \n\n"), 3, "without a name" },
	{ BYTES(TAG "tag v2\n\n"), 4, "tags do not have" },
	{ BYTES(TAG TAGGER TAGGER "\n"), 5, "tags do not have" },
	{ BYTES(TAG TAGGER "gpgsig x\n y\n\n"), 5, "tags do not have" },
	{ BYTES(TAG "tagger T\n\n"), 4, "without an email" },
	{ BYTES(TAG TAGGER), 5, "no blank line" },
	{ BYTES(TAG " more\n\n"), 4, "continues nothing" },
	{ BYTES(TAG TAGGER "\nx\0\n"), 6, "NUL" },
};

static void test_grammar(void **state)
{
	static const struct oid id;
	struct flaw flaw = { 0 };
	struct tag tag;
	size_t i;
	int r;

	(void)state;
	for (i = 0; i < COUNT(examples); i++) {
		r = tag_read(&tag, &id, examples[i].raw, &flaw);
		if (!examples[i].what && r)
			fail_msg("line %zu, %s: in\n%s", flaw.line, flaw.what,
				 examples[i].raw.data);
		if (!examples[i].what)
			continue;
		if (r != ERROR_BROKEN || flaw.line != examples[i].line ||
		    !strstr(flaw.what, examples[i].what))
			fail_msg("%d, line %zu, %s: wanted line %zu, %s", r,
				 flaw.line, flaw.what, examples[i].line,
				 examples[i].what);
	}
}

static void test_values(void **state)
{
	static const struct oid id = { { 1 } };
	struct flaw flaw = { 0 };
	struct tag tag;

	(void)state;
	assert_int_equal(tag_read(&tag, &id, STR(TAG TAGGER "\nx\n\n" PGP "\n"),
				  &flaw),
			 0);
	assert_true(oid_equal(&tag.id, &id));
	assert_int_equal(tag.target.bytes[19], 0xaa);
	assert_int_equal(tag.target_type, OBJECT_COMMIT);
	assert_true(str_is(tag.name, "v1.0"));
	assert_true(str_is(tag.tagger.name, "T"));
	assert_int_equal(tag.tagger.zone, 60);
	assert_true(str_is(tag.message, "x\n\n"));
	assert_int_equal(tag.message_line, 6);
	assert_int_equal(tag_read(&tag, &id, STR(TAG "\nx"), &flaw), 0);
	assert_null(tag.tagger.name.data);
}

/* git's parse_signature(): the last line that begins a signature. */
static void test_signature(void **state)
{
	static const struct {
		const char *text;
		const char *message;
		const char *signature;
	} cases[] = {
		{ "x\n", "x\n", "" },
		{ "", "", "" },
		{ "x\n" PGP "\ny\n", "x\n", PGP "\ny\n" },
		{ PGP, "", PGP },
		{ "x\n" SSH " and more\ny", "x\n", SSH " and more\ny" },
		{ "x\n" PGP "\na\n" SSH "\nb\n", "x\n" PGP "\na\n",
		  SSH "\nb\n" },
		{ "x\n " PGP "\n", "x\n " PGP "\n", "" },
		{ "x " PGP "\n", "x " PGP "\n", "" },
		{ "-----BEGIN PGP MESSAGE-----", "",
		  "-----BEGIN PGP MESSAGE-----" },
		{ "a\n\n-----BEGIN SIGNED MESSAGE-----\n", "a\n\n",
		  "-----BEGIN SIGNED MESSAGE-----\n" },
		{ "-----BEGIN PGP SIGNATURE----",
		  "-----BEGIN PGP "
		  "SIGNATURE----",
		  "" },
	};
	static const struct oid id;
	struct flaw flaw = { 0 };
	char raw[512];
	struct tag tag;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		(void)snprintf(raw, sizeof(raw), TAG "\n%s", cases[i].text);
		assert_int_equal(tag_read(&tag, &id, str_of(raw), &flaw), 0);
		assert_true(str_is(tag.message, cases[i].message));
		assert_true(str_is(tag.signature, cases[i].signature));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grammar),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_signature),
	};

	return cmocka_run_group_tests_name("tag", tests, NULL, NULL);
}
