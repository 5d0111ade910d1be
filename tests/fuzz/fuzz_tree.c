/*
 * fuzz_tree.c - trees out of any bytes: one that is taken is sorted, has no
 * name twice, and can be written in one way only.
 */
#include "fuzz.h"

#include "base/buf.h"
#include "git/object.h"

#include <string.h>

#define ENTRIES_MAX 256

struct entries {
	struct tree_entry items[ENTRIES_MAX];
	size_t count;
	bool is_whole; /* all of the tree */
};

static bool read_all(struct entries *out, struct str raw, bool strict)
{
	struct tree_reader reader;
	struct tree_entry entry;
	struct flaw flaw = { 0, NULL };
	int r;

	out->count = 0;
	out->is_whole = true;
	tree_reader_init(&reader, raw, strict);
	while ((r = tree_next(&reader, &entry, &flaw)) == 1)
		if (out->count < ENTRIES_MAX)
			out->items[out->count++] = entry;
		else
			out->is_whole = false;
	expect(!r == !flaw.what);
	return r == 0;
}

/* As git's fsck sorts: a folder's name ends in a slash. */
static int order(const struct tree_entry *a, const struct tree_entry *b)
{
	struct buf left = BUF_INIT, right = BUF_INIT;
	int result;

	buf_add_str(&left, a->name);
	buf_add_text(&left, a->mode == MODE_TREE ? "/" : "");
	buf_add_str(&right, b->name);
	buf_add_text(&right, b->mode == MODE_TREE ? "/" : "");
	result = strcmp(buf_text(&left), buf_text(&right));
	buf_release(&left);
	buf_release(&right);
	return result;
}

static void check_entry(struct buf *again, const struct tree_entry *entry)
{
	struct str name = entry->name;

	expect(name.size && str_find_byte(name, '/') == name.size);
	expect(!str_is(name, ".") && !str_is(name, ".."));
	expect(!str_equal_ascii_case(name, STR(".git")));
	expect(!str_equal_ascii_case(name, STR("git~1")));
	buf_addf(again, "%o ", entry->mode);
	buf_add_str(again, name);
	buf_add_byte(again, '\0');
	buf_add(again, entry->id.bytes, sizeof(entry->id.bytes));
}

static void check_strict(const struct entries *entries, struct str raw)
{
	struct buf again = BUF_INIT;

	for (size_t i = 0; i < entries->count; i++) {
		check_entry(&again, &entries->items[i]);
		expect(!i ||
		       order(&entries->items[i - 1], &entries->items[i]) < 0);
		for (size_t j = 0; j < i; j++)
			expect(!str_equal(entries->items[j].name,
					  entries->items[i].name));
	}
	expect(!entries->is_whole || str_equal(buf_str(&again), raw));
	buf_release(&again);
}

FUZZ_TARGET(tree)
{
	struct str raw = { (const char *)data, size };
	struct entries strict, lenient;
	bool taken = read_all(&strict, raw, true);
	bool read = read_all(&lenient, raw, false);

	expect(!taken || read);
	if (!taken)
		return 0;
	expect(strict.count == lenient.count);
	check_strict(&strict, raw);
	return 0;
}
