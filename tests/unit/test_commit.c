/*
 * test_commit.c - the one grammar of commits, and every way to leave it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/object.h"

#include "base/buf.h"
#include "base/error.h"
#include "bytes.h"
#include "commit_text.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define SIGNATURE "gpgsig -----BEGIN\n \n x\n -----END\n"

struct example {
	struct str raw;
	size_t line;	  /* 0: well-formed */
	const char *what; /* a part of the words */
};

static const struct example examples[] = {
	{ BYTES(HEAD "\nsubject\n"), 0, NULL },
	{ BYTES(TREE PEOPLE "\n"), 0, NULL },
	{ BYTES(TREE PARENT_A PARENT_B PEOPLE "\nx"), 0, NULL },
	{ BYTES(HEAD "encoding latin1\n\nx\n"), 0, NULL },
	{ BYTES(HEAD "mergetag object\n a\nmergetag object\n b\n\nx"), 0,
	  NULL },
	{ BYTES(HEAD SIGNATURE "gpgsig-sha256 x\n\nx\n"), 0, NULL },
	{ BYTES(HEAD "change-id xyz\nHG:extra a:b\n\nx\n"), 0, NULL },
	{ BYTES(HEAD "\ngpgsig x\ntree y\nauthor z\n"), 0, NULL },
	{ BYTES(TREE "author  <a@x> 1 +0000\n" COMMITTER "\n"), 0, NULL },
	{ BYTES(TREE "author <a@x> 1 +0000\n" COMMITTER "\n"), 0, NULL },
	{ BYTES(TREE "author A <> 1 +0000\n" COMMITTER "\n"), 0, NULL },
	{ BYTES(TREE "author A <a@x> 9007199254740992 +0000\n" COMMITTER "\n"),
	  0, NULL },
	{ BYTES(TREE "author A <a@x> 0 +9999\n" COMMITTER "\n"), 0, NULL },
	/* the beginning */
	{ BYTES(""), 1, "no tree" },
	{ BYTES("\n"), 1, "no tree" },
	{ BYTES("tree\n"), 1, "no tree" },
	{ BYTES("tree  " ID_A "\n" PEOPLE "\n"), 1, "lower-case hex" },
	{ BYTES("tree AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"), 1,
	  "lower-case hex" },
	{ BYTES("tree " ID_A), 1, "cut off" },
	{ BYTES("tree " ID_A "a\n" PEOPLE "\n"), 1, "lower-case hex" },
	{ BYTES("tree " ID_A "\r\n" PEOPLE "\n"), 1, "lower-case hex" },
	{ BYTES(TREE TREE PEOPLE "\n"), 2, "the author" },
	{ BYTES(TREE " x\n" PEOPLE "\n"), 2, "continues nothing" },
	/* parents */
	{ BYTES(TREE PARENT_A PARENT_A PEOPLE "\n"), 3, "same parent" },
	{ BYTES(TREE "parent x\n" PEOPLE "\n"), 2, "lower-case hex" },
	{ BYTES(TREE PARENT_A " \n" PEOPLE "\n"), 3, "continues nothing" },
	{ BYTES(TREE AUTHOR PARENT_A COMMITTER "\n"), 3, "the committer" },
	{ BYTES(TREE PEOPLE PARENT_A "\n"), 4, "parent line out" },
	/* people */
	{ BYTES(TREE COMMITTER AUTHOR "\n"), 2, "the author" },
	{ BYTES(TREE COMMITTER "\n"), 2, "the author" },
	{ BYTES(TREE AUTHOR "\n"), 3, "the committer" },
	{ BYTES(TREE AUTHOR AUTHOR COMMITTER "\n"), 3, "the committer" },
	{ BYTES(TREE PEOPLE COMMITTER "\n"), 4, "second committer" },
	{ BYTES(TREE PEOPLE AUTHOR "\n"), 4, "second author" },
	{ BYTES(TREE PEOPLE SIGNATURE AUTHOR "\n"), 8, "second author" },
	{ BYTES(TREE PEOPLE TREE "\n"), 4, "second tree" },
	{ BYTES(TREE AUTHOR " more\n" COMMITTER "\n"), 3, "continues nothing" },
	{ BYTES(HEAD " more\n\n"), 5, "continues nothing" },
	/* headers */
	{ BYTES(HEAD SIGNATURE SIGNATURE "\n"), 9, "two signatures" },
	{ BYTES(HEAD "gpgsig \n\n"), 5, "empty signature" },
	{ BYTES(HEAD "gpgsig\n\n"), 5, "without a value" },
	{ BYTES(HEAD "gpgsigx y\n\n"), 5, "almost like gpgsig" },
	{ BYTES(HEAD "gpgsig-sha1 y\n\n"), 5, "almost like gpgsig" },
	{ BYTES(HEAD "gpgsig\t y\n\n"), 5, "odd byte" },
	{ BYTES(HEAD "gpgsig-sha256 a\ngpgsig-sha256 b\n\n"), 6, "twice" },
	{ BYTES(HEAD "encoding a\nencoding b\n\n"), 6, "two encoding" },
	{ BYTES(HEAD "encoding a\n b\n\n"), 5, "one word" },
	{ BYTES(HEAD "encoding \n\n"), 5, "one word" },
	{ BYTES(HEAD "x a\ny\n"), 6, "without a value" },
	{ BYTES(HEAD "x a\nx b\n\n"), 6, "twice" },
	{ BYTES(HEAD "x\x01 a\n\n"), 5, "odd byte" },
	{ BYTES(HEAD "\xc3\xa9 a\n\n"), 5, "odd byte" },
	{ BYTES(HEAD "\tx a\n\n"), 5, "odd byte" },
	/* the end of the headers */
	{ BYTES(HEAD), 5, "no blank line" },
	{ BYTES(HEAD "x a\n"), 6, "no blank line" },
	{ BYTES(HEAD "x a"), 5, "cut off" },
	{ BYTES(HEAD "x a\n b"), 6, "cut off" },
	{ BYTES(HEAD "\r\nx\n"), 5, "odd byte" },
	{ BYTES(HEAD "\nx\ny\0z\n"), 7, "NUL" },
	{ BYTES(HEAD "x \0\n\n"), 5, "NUL" },
	{ BYTES("\0"), 1, "NUL" },
	{ BYTES(HEAD "\nx\n\0"), 7, "NUL" },
};

/* What may be wrong with a person's line. */
static const struct {
	const char *person;
	const char *what;
} people[] = {
	{ "A a@x 1 +0000", "without an email" },
	{ "A<a@x> 1 +0000", "no space in front" },
	{ "A > B <a@x> 1 +0000", "> in a person" },
	{ "A <a@x 1 +0000", "without a >" },
	{ "A <a<b@x> 1 +0000", "< in an email" },
	{ "A <a@x>1 +0000", "no space behind" },
	{ "A <a@x>", "no space behind" },
	{ "A <a@x> 1 +0000 <b@y> 2", "second >" },
	{ "A <a@x> <b@y> 1 +0000", "second >" },
	{ "A <a@x>> 1 +0000", "no space behind" },
	{ "A <a@x>  1 +0000", "number of seconds" },
	{ "A <a@x> -1 +0000", "number of seconds" },
	{ "A <a@x> +1 +0000", "number of seconds" },
	{ "A <a@x> 1x +0000", "number of seconds" },
	{ "A <a@x>  +0000", "number of seconds" },
	{ "A <a@x> 01 +0000", "leading zeros" },
	{ "A <a@x> 9007199254740993 +0000", "out of range" },
	{ "A <a@x> 99999999999999999999 +0000", "number of seconds" },
	{ "A <a@x> 1", "time zone" },
	{ "A <a@x> 1 ", "time zone" },
	{ "A <a@x> 1 0000", "time zone" },
	{ "A <a@x> 1 +000", "time zone" },
	{ "A <a@x> 1 +00000", "time zone" },
	{ "A <a@x> 1 +00:0", "time zone" },
	{ "A <a@x> 1 +0000 ", "time zone" },
	{ "A <a@x> 1 +0000\r", "time zone" },
};

static void check(const struct example *example)
{
	static const struct oid id;
	struct flaw flaw = { 0 };
	struct commit commit;
	int r = commit_read(&commit, &id, example->raw, &flaw);

	if (!example->what) {
		if (r)
			fail_msg("line %zu, %s: in\n%.*s", flaw.line, flaw.what,
				 STR_ARGS(example->raw));
		return;
	}
	if (r != ERROR_BROKEN || flaw.line != example->line ||
	    !strstr(flaw.what, example->what))
		fail_msg("%d, line %zu, %s: wanted line %zu, %s: in\n%.*s", r,
			 flaw.line, flaw.what ? flaw.what : "nothing",
			 example->line, example->what, STR_ARGS(example->raw));
}

static void test_grammar(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(examples); i++)
		check(&examples[i]);
}

static void test_people(void **state)
{
	struct buf text = BUF_INIT;
	struct example example;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(people); i++) {
		buf_clear(&text);
		buf_addf(&text, TREE "author %s\n" COMMITTER "\n",
			 people[i].person);
		example = (struct example){ buf_str(&text), 2, people[i].what };
		check(&example);
		buf_clear(&text);
		buf_addf(&text, TREE AUTHOR "committer %s\n\n",
			 people[i].person);
		example = (struct example){ buf_str(&text), 3, people[i].what };
		check(&example);
	}
	buf_release(&text);
}

static void test_values(void **state)
{
	static const char raw[] = TREE PARENT_A PARENT_B PEOPLE
		"encoding latin1\nmergetag object\n x\n" SIGNATURE
		"later 1\n\nsubject\n\nbody\n";
	static const struct oid id = { { 1 } };
	struct flaw flaw = { 0 };
	struct commit c;

	(void)state;
	assert_int_equal(commit_read(&c, &id, STR(raw), &flaw), 0);
	assert_true(oid_equal(&c.id, &id));
	assert_int_equal(c.tree.bytes[0], 0xaa);
	assert_int_equal(c.parent_count, 2);
	assert_int_equal(c.parents[1].bytes[19], 0xbb);
	assert_true(str_is(c.author.name, "A U Thor"));
	assert_true(str_is(c.author.email, "a@x"));
	assert_int_equal(c.author.time, 1);
	assert_int_equal(c.committer.time, 2);
	assert_int_equal(c.committer.zone, -90);
	assert_false(c.committer.odd_zone);
	assert_true(str_is(c.encoding, "latin1"));
	assert_true(str_is(c.signature, "-----BEGIN\n \n x\n -----END"));
	assert_int_equal(c.extra_count, 2);
	assert_true(str_is(c.extra[0].name, "mergetag"));
	assert_true(str_is(c.extra[0].value, "object\n x"));
	assert_int_equal(c.extra[0].line, 7);
	assert_true(str_is(c.extra[1].name, "later"));
	assert_int_equal(c.extra[1].line, 13);
	assert_true(str_is(c.message, "subject\n\nbody\n"));
	assert_int_equal(c.message_line, 15);
}

/* A commit whose author is `begin` and `end`; its text is in `text`. */
static void read_by(struct commit *c, struct buf *text, const char *begin,
		    const char *end)
{
	static const struct oid id;
	struct flaw flaw = { 0 };

	buf_clear(text);
	buf_addf(text, TREE "author %s%s\n" COMMITTER "\n", begin, end);
	assert_int_equal(commit_read(c, &id, buf_str(text), &flaw), 0);
}

static void test_zones(void **state)
{
	static const struct {
		const char *zone;
		int minutes;
		bool odd;
	} cases[] = {
		{ "+0000", 0, false },	  { "-0000", 0, false },
		{ "+1400", 840, false },  { "+1401", 841, true },
		{ "-1200", -720, false }, { "-1201", -721, true },
		{ "+0060", 60, true },	  { "+0545", 345, false },
		{ "-9999", -6039, true },
	};
	struct buf text = BUF_INIT;
	struct commit c;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		read_by(&c, &text, "A <a@x> 1 ", cases[i].zone);
		assert_int_equal(c.author.zone, cases[i].minutes);
		assert_int_equal(c.author.odd_zone, cases[i].odd);
	}
	buf_release(&text);
}

/* Names are those that git shows: blanks at their end fall away. */
static void test_names(void **state)
{
	static const struct {
		const char *person;
		const char *name;
	} cases[] = {
		{ " <a@x>", "" },	{ "<a@x>", "" },
		{ "A <a@x>", "A" },	{ "A   <a@x>", "A" },
		{ "  A <a@x>", "  A" }, { "A\t <a@x>", "A" },
	};
	struct buf text = BUF_INIT;
	struct commit c;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		read_by(&c, &text, cases[i].person, " 1 +0000");
		assert_true(str_is(c.author.name, cases[i].name));
	}
	buf_release(&text);
}

static void add_parents(struct buf *text, size_t count)
{
	size_t i;

	buf_clear(text);
	buf_add_text(text, TREE);
	for (i = 0; i < count; i++)
		buf_addf(text, "parent %040zx\n", i);
	buf_add_text(text, PEOPLE);
}

static void test_limits(void **state)
{
	struct buf text = BUF_INIT;
	struct example example = { .what = NULL };
	size_t i;

	(void)state;
	add_parents(&text, COMMIT_PARENTS_MAX);
	buf_add_text(&text, "\n");
	example.raw = buf_str(&text);
	check(&example);
	add_parents(&text, COMMIT_PARENTS_MAX + 1);
	example = (struct example){ buf_str(&text), COMMIT_PARENTS_MAX + 2,
				    "too many parents" };
	check(&example);
	add_parents(&text, 0);
	for (i = 0; i <= COMMIT_EXTRA_HEADERS_MAX; i++)
		buf_addf(&text, "x%zu y\n", i);
	example = (struct example){ buf_str(&text),
				    COMMIT_EXTRA_HEADERS_MAX + 4,
				    "too many headers" };
	check(&example);
	buf_release(&text);
}

/* No prefix of a commit makes the reader look beyond it. */
static void test_prefixes(void **state)
{
	static const char raw[] = HEAD "encoding x\n" SIGNATURE "\nx\n";
	static const struct oid id;
	struct flaw flaw = { 0 };
	struct commit c;
	size_t size;

	(void)state;
	for (size = 0; size < sizeof(raw) - 1; size++) {
		char *copy = malloc(size ? size : 1);

		assert_non_null(copy);
		memcpy(copy, raw, size);
		commit_read(&c, &id, (struct str){ copy, size }, &flaw);
		free(copy);
	}
	assert_int_equal(flaw.line, 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grammar),	 cmocka_unit_test(test_people),
		cmocka_unit_test(test_values),	 cmocka_unit_test(test_zones),
		cmocka_unit_test(test_names),	 cmocka_unit_test(test_limits),
		cmocka_unit_test(test_prefixes),
	};

	return cmocka_run_group_tests_name("commit", tests, NULL, NULL);
}
