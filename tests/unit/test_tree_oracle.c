/*
 * test_tree_oracle.c - random odd trees: those that git fsck complains about
 * are those that the strict reader refuses.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/object.h"

#include "base/buf.h"
#include "repo_fixture.h"
#include "scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define TREES 1500
#define TREES_AT_ONCE 500
#define ENTRIES_MAX 6
#define SEED 20
#define EMPTY_TREE "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
#define EMPTY_BLOB "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"

static const char *const modes[] = { "100644", "100644", "100644", "100755",
				     "120000", "160000", "40000",  "40000",
				     "40000",  "100664", "040000", "100600" };
/* Mostly names that begin with each other. */
static const char *const names[] = {
	"a",
	"a",
	"a",
	"a.",
	"a.b",
	"a.b",
	"a-",
	"a-b",
	"a-b.c",
	"a.b.c",
	"a0",
	"ab",
	"b",
	"a b",
	".git",
	".GiT",
	"git~1",
	".git ",
	".git.x",
	".git:x",
	"..",
	".",
	"...",
	"a/b",
	".git\\x",
	"x\\.git",
	"x\\y",
	"\xff",
	".gi\xe2\x80\x8ct",
	".git\xff",
	"GIT~1.",
	"git~2",
	".gitx",
};

struct sample {
	struct oid id;
	const char *what; /* our complaint */
};

static const char *pick(const char *const *list, size_t count)
{
	return list[(size_t)rand() % count];
}

struct draft {
	const char *mode;
	const char *name;
};

static bool is_tree(const char *mode)
{
	return strstr(mode, "40000") != NULL;
}

static int compare(const void *left, const void *right)
{
	const struct draft *a = left;
	const struct draft *b = right;

	return tree_entry_compare(str_of(a->name),
				  is_tree(a->mode) ? MODE_TREE : 0,
				  str_of(b->name),
				  is_tree(b->mode) ? MODE_TREE : 0);
}

static void random_tree(struct buf *out)
{
	struct draft drafts[ENTRIES_MAX];
	size_t count = 1 + (size_t)rand() % ENTRIES_MAX;
	bool is_odd = rand() % 2;
	struct oid id;
	size_t i;

	for (i = 0; i < count; i++) {
		drafts[i].mode = pick(modes, is_odd ? COUNT(modes) : 9);
		drafts[i].name = pick(names, is_odd ? COUNT(names) : 14);
	}
	if (rand() % 4)
		qsort(drafts, count, sizeof(*drafts), compare);
	buf_clear(out);
	for (i = 0; i < count; i++) {
		buf_addf(out, "%s %s", drafts[i].mode, drafts[i].name);
		buf_add_byte(out, '\0');
		assert_true(oid_parse(&id, is_tree(drafts[i].mode) ?
						   STR(EMPTY_TREE) :
						   STR(EMPTY_BLOB)));
		buf_add(out, id.bytes, sizeof(id.bytes));
	}
}

static const char *our_complaint(struct str raw)
{
	struct tree_reader reader;
	struct tree_entry entry;
	struct flaw flaw = { 0 };

	tree_reader_init(&reader, raw, true);
	while (tree_next(&reader, &entry, &flaw) == 1)
		;
	return flaw.what;
}

/* git keeps each file open that it is given to be taken literally. */
static void hash_trees(struct sample *samples, size_t first, size_t count)
{
	struct buf paths = BUF_INIT;
	struct buf ids = BUF_INIT;
	struct str line;
	struct str rest;
	size_t i;

	for (i = 0; i < count; i++)
		buf_addf(&paths, "tree%zu\n", first + i);
	scratch_run(&ids, buf_str(&paths), "git", "--git-dir=r", "hash-object",
		    "-w", "-t", "tree", "--literally", "--no-filters",
		    "--stdin-paths", NULL);
	rest = buf_str(&ids);
	for (i = 0; i < count && str_next_line(&rest, &line); i++)
		assert_true(oid_parse(&samples[first + i].id, line));
	assert_int_equal(i, count);
	buf_release(&paths);
	buf_release(&ids);
}

static void write_trees(struct sample *samples)
{
	struct buf raw = BUF_INIT;
	char path[32];

	for (size_t i = 0; i < TREES; i++) {
		random_tree(&raw);
		samples[i].what = our_complaint(buf_str(&raw));
		(void)snprintf(path, sizeof(path), "tree%zu", i);
		scratch_write(path, buf_str(&raw));
	}
	for (size_t i = 0; i < TREES; i += TREES_AT_ONCE)
		hash_trees(samples, i, TREES_AT_ONCE);
	buf_release(&raw);
}

/* What fsck says of a tree, without what it says of all odd names. */
static struct str git_complaint(const char *fsck, const char *hex)
{
	char wanted[64];
	struct str rest;

	(void)snprintf(wanted, sizeof(wanted), "in tree %s:", hex);
	rest = str_of(strstr(fsck, wanted));
	return str_first(rest, str_find_byte(rest, '\n'));
}

static void test_random_trees(void **state)
{
	static struct sample samples[TREES];
	char hex[OID_HEX_SIZE + 1];
	struct buf fsck = BUF_INIT;
	size_t refused = 0;
	size_t i;

	(void)state;
	srand(SEED);
	repo_fixture_init("r");
	scratch_run(NULL, STR(""), "git", "--git-dir=r", "hash-object", "-w",
		    "-t", "blob", "--stdin", NULL);
	scratch_run(NULL, STR(""), "git", "--git-dir=r", "hash-object", "-w",
		    "-t", "tree", "--stdin", NULL);
	write_trees(samples);
	/* badFilemode is below what fsck shows; nullSha1 does not occur. */
	scratch_run(&fsck, STR(""), "sh", "-c",
		    "git --git-dir=r -c fsck.badFilemode=error fsck --strict "
		    "--no-dangling 2>&1 || :",
		    NULL);
	for (i = 0; i < TREES; i++) {
		struct str theirs = git_complaint(
			buf_text(&fsck), oid_format(&samples[i].id, hex));

		if ((theirs.size > 0) != (samples[i].what != NULL))
			fail_msg("tree%zu: git says \"%.*s\", we say %s", i,
				 STR_ARGS(theirs),
				 samples[i].what ? samples[i].what : "fine");
		refused += theirs.size > 0;
	}
	assert_in_range(refused, TREES / 5, TREES * 4 / 5);
	buf_release(&fsck);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_trees),
	};

	return cmocka_run_group_tests_name("tree oracle", tests, scratch_set_up,
					   scratch_tear_down);
}
