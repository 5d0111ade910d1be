/*
 * test_links.c - the graph part of commits, as leniently as git reads it.
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

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void test_links(void **state)
{
	static const struct {
		struct str raw;
		int r;
		size_t parents;
		int64_t time;
	} cases[] = {
		{ BYTES(HEAD "\nx"), 0, 1, 2 },
		{ BYTES(TREE PARENT_A PARENT_B PEOPLE "\nx"), 0, 2, 2 },
		{ BYTES(TREE "author x\ncommitter <y> 7\n"), 0, 0, 7 },
		{ BYTES(TREE "author x\ncommitter <y> 7"), 0, 0, 0 },
		{ BYTES(TREE "author x\ncommitter <y>\t 007 x\n"), 0, 0, 7 },
		{ BYTES(TREE COMMITTER), 0, 0, 0 },
		{ BYTES(TREE), 0, 0, 0 },
		{ BYTES(TREE AUTHOR AUTHOR COMMITTER "\n"), 0, 0, 0 },
		{ BYTES(TREE "author x\ncommitter <y> "
			     "99999999999999999999999\n"),
		  0, 0, INT64_MAX },
		{ BYTES("tree AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"), 0,
		  0, 0 },
		{ BYTES(TREE PARENT_A PARENT_A PEOPLE "\n"), 0, 2, 2 },
		{ BYTES("tree " ID_A), ERROR_BROKEN, 0, 0 },
		{ BYTES("tree x\n"), ERROR_BROKEN, 0, 0 },
		{ BYTES(PARENT_A), ERROR_BROKEN, 0, 0 },
		{ BYTES(TREE "parent x\n"), ERROR_BROKEN, 0, 0 },
		{ BYTES(TREE "parent " ID_A " \n"), ERROR_BROKEN, 0, 0 },
		{ BYTES(""), ERROR_BROKEN, 0, 0 },
	};
	struct commit_links links;
	struct flaw flaw = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		assert_int_equal(commit_read_links(&links, cases[i].raw, &flaw),
				 cases[i].r);
		if (cases[i].r)
			continue;
		assert_int_equal(links.tree.bytes[0], 0xaa);
		assert_int_equal(links.parent_count, cases[i].parents);
		assert_int_equal(links.time, cases[i].time);
	}
}

static void test_many_parents(void **state)
{
	struct buf text = BUF_INIT;
	struct commit_links links;
	struct flaw flaw = { 0 };
	size_t i;

	(void)state;
	buf_add_text(&text, TREE);
	for (i = 0; i < COMMIT_PARENTS_MAX; i++)
		buf_add_text(&text, PARENT_A);
	assert_int_equal(commit_read_links(&links, buf_str(&text), &flaw), 0);
	assert_int_equal(links.parent_count, COMMIT_PARENTS_MAX);
	buf_add_text(&text, PARENT_A);
	assert_int_equal(commit_read_links(&links, buf_str(&text), &flaw),
			 ERROR_BROKEN);
	assert_int_equal(flaw.line, COMMIT_PARENTS_MAX + 2);
	buf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_many_parents),
	};

	return cmocka_run_group_tests_name("links", tests, NULL, NULL);
}
