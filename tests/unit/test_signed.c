/*
 * test_signed.c - what a signature is about: exactly the bytes that git puts
 * together.
 */
#include "git/signed.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define HEAD                                              \
	"tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n" \
	"author A <a@example.com> 1700000000 +0000\n"     \
	"committer A <a@example.com> 1700000000 +0000\n"

static struct arena arena;

static void join(struct buf *out, const struct signed_text *text)
{
	buf_clear(out);
	for (size_t i = 0; i < text->count; i++)
		buf_add_str(out, text->pieces[i]);
}

static const struct commit_row {
	const char *name, *raw, *payload, *signature;
} commits[] = {
	{ "unsigned", HEAD "\nm\n", HEAD "\nm\n", "" },
	{ "signed", HEAD "gpgsig a\n b\n\nm\n", HEAD "\nm\n", "a\nb\n" },
	{ "an empty line inside", HEAD "gpgsig a\n \n b\n\nm", HEAD "\nm",
	  "a\n\nb\n" },
	{ "an empty line at its end", HEAD "gpgsig a\n \n\nm", HEAD "\nm",
	  "a\n\n" },
	{ "two spaces: one is the text's", HEAD "gpgsig a\n  b\n\n", HEAD "\n",
	  "a\n b\n" },
	{ "encoding before, mergetag behind",
	  HEAD "encoding latin1\ngpgsig a\nmergetag x\n y\n\nm",
	  HEAD "encoding latin1\nmergetag x\n y\n\nm", "a\n" },
	{ "SHA-256's beside it", HEAD "gpgsig a\ngpgsig-sha256 b\n c\n\nm",
	  HEAD "\nm", "a\n" },
	{ "SHA-256's in front", HEAD "gpgsig-sha256 b\nx y\ngpgsig a\n\nm",
	  HEAD "x y\n\nm", "a\n" },
	{ "SHA-256's alone", HEAD "gpgsig-sha256 b\n\nm", HEAD "\nm", "" },
	{ "in the message it is text", HEAD "\ngpgsig a\n b\n",
	  HEAD "\ngpgsig a\n b\n", "" },
	{ "CR stays", HEAD "gpgsig a\r\n b\r\n\nm\r\n", HEAD "\nm\r\n",
	  "a\r\nb\r\n" },
};

static void test_commits(void **state)
{
	struct oid id = { { 1 } };
	struct buf payload = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(commits) / sizeof(commits[0]); i++) {
		const struct commit_row *row = &commits[i];
		struct signed_text text;
		struct commit commit;
		struct error error;
		struct flaw flaw;

		print_message("%s\n", row->name);
		assert_int_equal(
			commit_read(&commit, &id, str_of(row->raw), &flaw), 0);
		assert_int_equal(
			commit_signed_text(&text, &commit, &arena, &error), 0);
		join(&payload, &text);
		assert_string_equal(buf_text(&payload), row->payload);
		assert_int_equal(text.signature.size,
				 str_of(row->signature).size);
		assert_true(str_is(text.signature, row->signature));
	}
	buf_release(&payload);
}

#define TAG                                                 \
	"object 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n" \
	"type commit\ntag v1\n"                             \
	"tagger A <a@example.com> 1700000000 +0000\n\n"
#define SSH "-----BEGIN SSH SIGNATURE-----\nx\n"
#define PGP "-----BEGIN PGP SIGNATURE-----\ny\n"

static const struct tag_row {
	const char *name, *raw, *payload, *signature;
} tags[] = {
	{ "unsigned", TAG "m\n", TAG "m\n", "" },
	{ "signed", TAG "m\n" SSH, TAG "m\n", SSH },
	{ "the last counts", TAG "m\n" SSH PGP, TAG "m\n" SSH, PGP },
	{ "without a message", TAG SSH, TAG, SSH },
	{ "not at the start of a line", TAG "m " SSH, TAG "m " SSH, "" },
};

static void test_tags(void **state)
{
	struct oid id = { { 1 } };
	struct buf payload = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]); i++) {
		const struct tag_row *row = &tags[i];
		struct signed_text text;
		struct flaw flaw;
		struct tag tag;

		print_message("%s\n", row->name);
		assert_int_equal(tag_read(&tag, &id, str_of(row->raw), &flaw),
				 0);
		tag_signed_text(&text, &tag);
		join(&payload, &text);
		assert_string_equal(buf_text(&payload), row->payload);
		assert_true(str_is(text.signature, row->signature));
	}
	buf_release(&payload);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commits),
		cmocka_unit_test(test_tags),
	};
	int failed;

	arena_init(&arena);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_release(&arena);
	return failed;
}
