/*
 * test_tree_common.c - two trees read side by side, passing over what both
 * hold, against each read by itself. Never asks git.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka.h needs the four above */
#include <cmocka.h>

#include "git/object.h"

#include "base/buf.h"

#include <string.h>

#define ROUNDS 60000
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* In git's order, as a tree or not: names that begin with each other. */
static const struct {
	const char *mode;
	const char *name;
} pool[] = {
	{ "100644", "a" },     { "100644", "a-" }, { "100644", "a.b" },
	{ "100755", "a.b.c" }, { "40000", "a.b" }, { "120000", "a.d" },
	{ "40000", "a" },      { "100644", "ab" }, { "160000", "b" },
	{ "100644", "c" },     { "40000", "c" },   { "100644", "d" },
};
static const char *const bad[] = { "100664 z", "100644 .git", "100644 a" };

static unsigned draw(uint32_t *seed, unsigned below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 16) % below;
}

static void add(struct buf *out, const char *mode, const char *name,
		unsigned id)
{
	char bytes[OID_SIZE];

	memset(bytes, (int)id + 1, sizeof(bytes));
	buf_addf(out, "%s%s%s", mode, *name ? " " : "", name);
	buf_add_byte(out, '\0');
	buf_add_str(out, (struct str){ bytes, sizeof(bytes) });
}

/* Mostly good ones; `tame`: none that holds a name twice. */
static void make(struct buf *out, uint32_t *seed, bool tame)
{
	buf_clear(out);
	for (size_t i = 0; i < COUNT(pool); i++)
		if (draw(seed, 4) && (!tame || strcmp(pool[i].mode, "40000")))
			add(out, pool[i].mode, pool[i].name, draw(seed, 8) / 7);
	if (!draw(seed, 8))
		add(out, bad[draw(seed, COUNT(bad))], "", 0);
}

static bool is_sound(struct str raw)
{
	struct tree_reader reader;
	struct tree_entry entry;
	struct flaw flaw;
	int r;

	tree_reader_init(&reader, raw, true);
	while ((r = tree_next(&reader, &entry, &flaw)) == 1)
		;
	return !r;
}

struct side {
	struct tree_reader reader;
	struct tree_entry head;
	int r;
};

static void next(struct side *side)
{
	struct flaw flaw;

	side->r = tree_next(&side->reader, &side->head, &flaw);
}

static bool same(const struct side *a, const struct side *b)
{
	return a->r == 1 && b->r == 1 && a->head.mode == b->head.mode &&
	       str_equal(a->head.name, b->head.name) &&
	       oid_equal(&a->head.id, &b->head.id);
}

static bool a_is_first(const struct side *a, const struct side *b)
{
	return b->r != 1 ||
	       (a->r == 1 &&
		tree_entry_compare(a->head.name, a->head.mode, b->head.name,
				   b->head.mode) <= 0);
}

static void tell(struct buf *out, const char *which, const struct side *side)
{
	buf_addf(out, "%s%o %.*s %d;", which, side->head.mode,
		 STR_ARGS(side->head.name), side->head.id.bytes[0]);
}

/* A part at a time, and with one that follows. */
static void skip_some(struct tree_reader *a, struct tree_reader *b)
{
	struct tree_reader follower = *b;
	const struct tree_reader before = *a;
	size_t common = tree_common_size(a, b, SIZE_MAX);
	size_t most = a->index % 3 ? SIZE_MAX : common / 2;

	follower.strict = follower.watched = false;
	tree_skip_common(a, b, most);
	assert_true(before.rest.size - a->rest.size <=
		    (most < common ? most : common));
	tree_follow(&follower, &before, a);
	assert_ptr_equal(follower.rest.data, b->rest.data);
	assert_int_equal(follower.rest.size, b->rest.size);
	assert_int_equal(follower.index, b->index);
	assert_true(str_equal(follower.previous, b->previous));
}

/* What is in one of them alone; 0, or ERROR_BROKEN where a strict one ends. */
static int compare(struct buf *out, struct side *a, struct side *b, bool skip)
{
	buf_clear(out);
	next(a);
	next(b);
	while (a->r == 1 || b->r == 1) {
		if (a->r < 0 || b->r < 0)
			break;
		if (same(a, b)) {
			if (skip)
				skip_some(&a->reader, &b->reader);
			next(a);
			next(b);
		} else if (a_is_first(a, b)) {
			tell(out, "+", a);
			next(a);
		} else {
			tell(out, "-", b);
			next(b);
		}
	}
	return a->r < 0 ? a->r : b->r;
}

static void start(struct side *side, struct str raw, bool strict, bool watched)
{
	tree_reader_init(&side->reader, raw, strict);
	side->reader.watched = watched;
}

static void check(struct str a, struct str b, struct buf *said,
		  struct buf *plain)
{
	struct side x, y;
	int r;

	/* a new tree beside one that is known to be sound */
	start(&x, a, true, false);
	start(&y, b, false, false);
	r = compare(said, &x, &y, true);
	assert_int_equal(r == 0, is_sound(a));
	if (r)
		return;
	start(&x, a, false, false);
	start(&y, b, false, false);
	assert_int_equal(compare(plain, &x, &y, false), 0);
	assert_string_equal(buf_text(said), buf_text(plain));
}

/* A tree that is known to be sound beside an old one. */
static void check_watched(struct str a, struct str b, struct buf *said)
{
	struct side x, y;

	start(&x, b, false, false);
	start(&y, a, false, true);
	assert_int_equal(compare(said, &x, &y, true), 0);
	assert_int_equal(tree_was_sound(&y.reader), is_sound(a));
}

static void test_pairs(void **state)
{
	struct buf a = BUF_INIT, b = BUF_INIT;
	struct buf said = BUF_INIT, plain = BUF_INIT;
	size_t sound = 0, flawed = 0;
	uint32_t seed = 1;

	(void)state;
	for (unsigned i = 0; i < ROUNDS; i++) {
		make(&a, &seed, draw(&seed, 2));
		make(&b, &seed, true);
		if (!is_sound(buf_str(&b)))
			continue;
		check(buf_str(&a), buf_str(&b), &said, &plain);
		check_watched(buf_str(&a), buf_str(&b), &said);
		if (is_sound(buf_str(&a)))
			sound++;
		else
			flawed++;
	}
	assert_true(sound > ROUNDS / 8 && flawed > ROUNDS / 8);
	buf_release(&a);
	buf_release(&b);
	buf_release(&said);
	buf_release(&plain);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_pairs) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
