/*
 * test_tree.c - raw trees: order, twins, modes, names that reach into .git.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/object.h"

#include "base/buf.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ENTRIES_MAX 8

struct entry {
	const char *mode;
	const char *name;
};

static void add_entry(struct buf *raw, const char *mode, const char *name)
{
	static const unsigned char id[OID_SIZE] = { 7 };

	buf_addf(raw, "%s %s", mode, name);
	buf_add_byte(raw, '\0');
	buf_add(raw, id, sizeof(id));
}

/* The number of the entry that is wrong, 0 if none is. */
static size_t read_all(struct str raw, bool strict, const char **what)
{
	struct tree_reader reader;
	struct tree_entry entry;
	struct flaw flaw = { 0 };
	int r;

	*what = NULL;
	tree_reader_init(&reader, raw, strict);
	while ((r = tree_next(&reader, &entry, &flaw)) == 1)
		;
	if (r == 0)
		return 0;
	assert_int_equal(r, ERROR_BROKEN);
	*what = flaw.what;
	return flaw.line;
}

static const struct {
	struct entry entries[ENTRIES_MAX];
	size_t line;
	const char *what;
} trees[] = {
	{ { { NULL, NULL } }, 0, NULL },
	{ { { "100644", "a" }, { "100755", "b" }, { "120000", "c" } },
	  0,
	  NULL },
	{ { { "160000", "a" }, { "40000", "b" } }, 0, NULL },
	{ { { "100644", "a" }, { "100644", "a.c" }, { "100644", "a0" } },
	  0,
	  NULL },
	{ { { "100644", "a.c" }, { "40000", "a" }, { "100644", "a0" } },
	  0,
	  NULL },
	{ { { "40000", "a-b" }, { "40000", "a" }, { "40000", "a0" } },
	  0,
	  NULL },
	{ { { "100644", "A" }, { "100644", "a" } }, 0, NULL },
	/* order */
	{ { { "100644", "b" }, { "100644", "a" } }, 2, "out of order" },
	{ { { "40000", "a" }, { "100644", "a.c" } }, 2, "out of order" },
	{ { { "100644", "a0" }, { "40000", "a" } }, 2, "out of order" },
	{ { { "100644", "\xff" }, { "100644", "a" } }, 2, "out of order" },
	/* twins */
	{ { { "100644", "a" }, { "100644", "a" } }, 2, "of one name" },
	{ { { "40000", "a" }, { "40000", "a" } }, 2, "of one name" },
	{ { { "100644", "a" }, { "40000", "a" } }, 2, "of one name" },
	{ { { "40000", "a" }, { "100644", "a" } }, 2, "of one name" },
	{ { { "160000", "a" }, { "40000", "a" } }, 2, "of one name" },
	{ { { "100644", "a" }, { "100644", "a.c" }, { "40000", "a" } },
	  3,
	  "a file and a folder" },
	{ { { "100644", "a" },
	    { "100644", "a.c" },
	    { "100644", "a.c.d" },
	    { "40000", "a.c" },
	    { "40000", "b" } },
	  4,
	  "a file and a folder" },
	{ { { "100644", "a" },
	    { "100644", "a.c" },
	    { "100644", "a.c.d" },
	    { "100644", "a.d" },
	    { "40000", "a" } },
	  5,
	  "a file and a folder" },
	{ { { "100644", "a" },
	    { "40000", "a-" },
	    { "40000", "a.b" },
	    { "40000", "a" } },
	  4,
	  "a file and a folder" },
	{ { { "100644", "a" },
	    { "100644", "a-" },
	    { "100644", "ab" },
	    { "40000", "a-" } },
	  4,
	  "out of order" },
	{ { { "40000", "a-" }, { "40000", "a" }, { "100644", "a0" } },
	  0,
	  NULL },
	{ { { "100644", "a" },
	    { "100644", "a.b" },
	    { "100644", "a.b.c" },
	    { "40000", "b" } },
	  0,
	  NULL },
	/* modes */
	{ { { "100664", "a" } }, 1, "mode" },
	{ { { "100600", "a" } }, 1, "mode" },
	{ { { "040000", "a" } }, 1, "mode" },
	{ { { "0100644", "a" } }, 1, "mode" },
	{ { { "0", "a" } }, 1, "mode" },
	{ { { "", "a" } }, 1, "mode" },
	{ { { "10x644", "a" } }, 1, "mode" },
	{ { { "100648", "a" } }, 1, "mode" },
	{ { { "100644", "a" }, { "60000", "b" } }, 2, "mode" },
	{ { { "777777777777", "b" } }, 1, "mode" },
};

static void test_strict(void **state)
{
	struct buf raw = BUF_INIT;
	const char *what;
	size_t line;
	size_t i;
	size_t j;

	(void)state;
	for (i = 0; i < COUNT(trees); i++) {
		buf_clear(&raw);
		for (j = 0; j < ENTRIES_MAX && trees[i].entries[j].mode; j++)
			add_entry(&raw, trees[i].entries[j].mode,
				  trees[i].entries[j].name);
		line = read_all(buf_str(&raw), true, &what);
		if (line != trees[i].line ||
		    (what && !strstr(what, trees[i].what)))
			fail_msg("tree %zu: entry %zu, %s", i, line,
				 what ? what : "no flaw");
	}
	buf_release(&raw);
}

static const struct {
	const char *name;
	bool safe;
} names[] = {
	{ "a", true },
	{ "...", true },
	{ ".gitignore", true },
	{ ".git2", true },
	{ "git", true },
	{ "git~2", true },
	{ "git~10", true },
	{ ".git .x", true },
	{ "a.git", true },
	{ "x\\y", true },
	{ "\x1b[31m", true }, /* odd, but for other rules */
	{ ".", false },
	{ "..", false },
	{ "a/b", false },
	{ "/", false },
	{ ".git", false },
	{ ".GIT", false },
	{ ".gIt", false },
	{ ".git.", false },
	{ ".git ", false },
	{ ".git . .", false },
	{ ".git:x", false },
	{ ".git::$INDEX_ALLOCATION", false },
	{ ".git\\x", false },
	{ ".git. \\x", false },
	{ "git~1", false },
	{ "GIT~1", false },
	{ "git~1. ", false },
	{ "git~1:x", false },
	{ "a\\.git", false },
	{ "a\\git~1\\b", false },
	{ ".g\xe2\x80\x8cit", false },
	{ "\xe2\x80\x8c.git", false },
	{ ".git\xe2\x80\xae", false },
	{ ".GI\xef\xbb\xbfT", false },
	{ ".gi\xe2\x81\xaat", false },
	{ ".gi\xe2\x80\x8bt", true }, /* not among those that HFS+ drops */
	{ ".git\xff", false },
};

static void test_names(void **state)
{
	struct buf raw = BUF_INIT;
	const char *what;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(names); i++) {
		buf_clear(&raw);
		add_entry(&raw, "100644", names[i].name);
		if ((read_all(buf_str(&raw), true, &what) == 0) !=
		    names[i].safe)
			fail_msg("\"%s\": %s", names[i].name,
				 what ? what : "safe");
		assert_int_equal(read_all(buf_str(&raw), false, &what), 0);
	}
	buf_release(&raw);
}

static void test_lenient_modes(void **state)
{
	static const struct {
		const char *written;
		unsigned mode;
	} cases[] = {
		{ "100664", MODE_FILE },      { "100600", MODE_FILE },
		{ "0100644", MODE_FILE },     { "100775", MODE_EXECUTABLE },
		{ "040000", MODE_TREE },      { "40755", MODE_TREE },
		{ "120777", MODE_SYMLINK },   { "0", MODE_SUBMODULE },
		{ "160000", MODE_SUBMODULE },
	};
	struct tree_reader reader;
	struct tree_entry entry;
	struct flaw flaw;
	struct buf raw = BUF_INIT;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		buf_clear(&raw);
		add_entry(&raw, cases[i].written, "x");
		tree_reader_init(&reader, buf_str(&raw), false);
		assert_int_equal(tree_next(&reader, &entry, &flaw), 1);
		assert_int_equal(entry.mode, cases[i].mode);
		assert_int_equal(entry.id.bytes[0], 7);
		assert_true(str_is(entry.name, "x"));
		assert_int_equal(tree_next(&reader, &entry, &flaw), 0);
	}
	buf_release(&raw);
}

/* Cut anywhere, nothing beyond is read: the sanitizers would tell. */
static void test_cut(void **state)
{
	struct buf raw = BUF_INIT;
	const char *what;
	size_t whole;
	size_t size;
	char *copy;

	(void)state;
	add_entry(&raw, "100644", "a");
	whole = raw.size;
	add_entry(&raw, "40000", "b");
	for (size = 1; size < raw.size; size++) {
		copy = malloc(size);
		assert_non_null(copy);
		memcpy(copy, raw.data, size);
		assert_int_equal(read_all((struct str){ copy, size }, true,
					  &what),
				 size < whole  ? 1 :
				 size == whole ? 0 :
						 2);
		free(copy);
	}
	buf_clear(&raw);
	add_entry(&raw, "100644", "");
	assert_int_equal(read_all(buf_str(&raw), false, &what), 1);
	assert_int_equal(read_all(buf_str(&raw), true, &what), 1);
	buf_release(&raw);
}

static void test_limits(void **state)
{
	char name[4098];
	struct buf raw = BUF_INIT;
	const char *what;
	size_t i;

	(void)state;
	memset(name, '-', sizeof(name));
	name[4096] = '\0';
	add_entry(&raw, "100644", name);
	assert_int_equal(read_all(buf_str(&raw), true, &what), 0);
	buf_clear(&raw);
	name[4096] = '-';
	name[4097] = '\0';
	add_entry(&raw, "100644", name);
	assert_int_equal(read_all(buf_str(&raw), true, &what), 1);
	buf_clear(&raw);
	for (i = 1; i <= TREE_PREFIXES_MAX + 2; i++) {
		name[i] = '\0';
		add_entry(&raw, "100644", name);
		name[i] = '-';
	}
	assert_int_equal(read_all(buf_str(&raw), true, &what),
			 TREE_PREFIXES_MAX + 2);
	assert_string_equal(what, "too many names that begin with each other");
	assert_int_equal(read_all(buf_str(&raw), false, &what), 0);
	buf_release(&raw);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_strict),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_lenient_modes),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}
