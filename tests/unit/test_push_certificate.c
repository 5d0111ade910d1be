/*
 * test_push_certificate.c - certificates of signed pushes: what git writes is
 * read, nothing else is.
 */
#include "git/push_certificate.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define A "1111111111111111111111111111111111111111"
#define B "2222222222222222222222222222222222222222"
#define ZERO "0000000000000000000000000000000000000000"
#define HEAD                        \
	"certificate version 0.1\n" \
	"pusher Alice <alice@example.com> 1700000000 +0000\n"
#define REST "pushee /srv/x.git\nnonce 17-ab\n"
#define MAIN A " " B " refs/heads/main\n"
#define NEW ZERO " " A " refs/heads/new\n"
#define SIGNATURE "-----BEGIN SSH SIGNATURE-----\nx\n"

static struct arena arena;

static int read_text(struct push_certificate *out, const char *text,
		     struct flaw *flaw)
{
	return push_certificate_read(out, str_of(text), &arena, flaw);
}

static void test_good(void **state)
{
	struct push_certificate it;
	struct flaw flaw;

	(void)state;
	assert_int_equal(
		read_text(&it, HEAD REST "\n" MAIN NEW SIGNATURE, &flaw), 0);
	assert_true(str_is(it.payload, HEAD REST "\n" MAIN NEW));
	assert_true(str_is(it.signature, SIGNATURE));
	assert_true(it.has_identity);
	assert_true(str_is(it.pusher.email, "alice@example.com"));
	assert_int_equal(it.pusher.time, 1700000000);
	assert_true(str_is(it.pushee, "/srv/x.git"));
	assert_true(str_is(it.nonce, "17-ab"));
	assert_int_equal(it.count, 2);
	assert_true(str_is(it.lines[1].ref, "refs/heads/new"));
}

static void test_keys_for_names(void **state)
{
	struct push_certificate it;
	struct flaw flaw;

	(void)state;
	assert_int_equal(
		read_text(&it,
			  "certificate version 0.1\n"
			  "pusher /home/a/.ssh/id.pub 1700000000 +0000\n\n" NEW,
			  &flaw),
		0);
	assert_false(it.has_identity);
	assert_int_equal(it.signature.size, 0);
}

static const struct {
	const char *raw, *what;
	size_t line;
} flaws[] = {
	{ "", "another version", 1 },
	{ "certificate version 0.2\n", "another version", 1 },
	{ "certificate version 0.1\n", "no pusher", 2 },
	{ HEAD, "no updates", 3 },
	{ HEAD "\n", "no updates", 3 },
	{ HEAD "\n" SIGNATURE, "no updates", 3 },
	{ HEAD "nonce 1\nnonce 2\n\n" NEW, "a line that no certificate has",
	  4 },
	{ HEAD "nonce \nnonce 2\n\n" NEW, "a line that no certificate has", 4 },
	{ HEAD "pushee \npushee x\n\n" NEW, "a line that no certificate has",
	  4 },
	{ HEAD "secret x\n\n" NEW, "a line that no certificate has", 3 },
	{ HEAD "\n" NEW "x\n", "a line that is no ref update", 5 },
	{ HEAD "\n" NEW "\n", "a line that is no ref update", 5 },
};

static void test_flaws(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(flaws) / sizeof(flaws[0]); i++) {
		struct push_certificate it;
		struct flaw flaw = { 0, "" };

		print_message("%zu\n", i);
		assert_true(read_text(&it, flaws[i].raw, &flaw) < 0);
		assert_string_equal(flaw.what, flaws[i].what);
		assert_int_equal(flaw.line, flaws[i].line);
	}
}

static void test_nul(void **state)
{
	struct push_certificate it;
	struct flaw flaw;

	(void)state;
	assert_true(push_certificate_read(&it, STR(HEAD "\n" NEW "\0"), &arena,
					  &flaw) < 0);
}

static void test_covers(void **state)
{
	static const struct {
		const char *certificate, *push;
		bool covers;
	} rows[] = {
		{ MAIN NEW, MAIN NEW, true },
		{ MAIN NEW, NEW MAIN, true },
		{ MAIN, MAIN NEW, false },
		{ MAIN NEW, MAIN, false },
		{ MAIN, NEW, false },
		{ A " " A " refs/heads/main\n", MAIN, false },
		{ B " " B " refs/heads/main\n", MAIN, false },
		{ A " " B " refs/heads/mai\n", MAIN, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct push_certificate it, push;
		struct push_input input = { 0 };
		struct buf text = BUF_INIT;
		struct flaw flaw;

		print_message("%zu\n", i);
		buf_addf(&text, HEAD "\n%s", rows[i].certificate);
		assert_int_equal(read_text(&it, buf_text(&text), &flaw), 0);
		buf_release(&text);
		buf_addf(&text, HEAD "\n%s", rows[i].push);
		assert_int_equal(read_text(&push, buf_text(&text), &flaw), 0);
		input.lines = push.lines;
		input.count = push.count;
		assert_int_equal(push_certificate_covers(&it, &input),
				 rows[i].covers);
		buf_release(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),
		cmocka_unit_test(test_flaws),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_covers),
		cmocka_unit_test(test_keys_for_names),
	};
	int failed;

	arena_init(&arena);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_release(&arena);
	return failed;
}
