/*
 * test_snapshot.c - the list of governed refs and of the globs that govern
 * them: found by name, read back as it was written, refused if it is none.
 */
#include "gate/snapshot.h"

#include "base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MANY 1000

static struct oid id_of(unsigned number)
{
	struct oid id = { { 1 } };

	id.bytes[1] = (unsigned char)(number >> 8);
	id.bytes[2] = (unsigned char)number;
	return id;
}

static const char *name_of(char out[64], unsigned number)
{
	snprintf(out, 64, "refs/heads/%05u", number);
	return out;
}

/* Every second number. */
static void fill(struct buf *text)
{
	char name[64];

	snapshot_begin(text);
	snapshot_end_rulesets(text);
	for (unsigned i = 0; i < MANY; i += 2) {
		struct oid id = id_of(i);

		snapshot_add_ref(text, name_of(name, i), &id);
	}
}

static void what_was_there_is_found(void **state)
{
	struct buf text = BUF_INIT;
	struct error error = { 0 };
	struct snapshot snapshot;
	char name[64];
	struct oid id;

	(void)state;
	fill(&text);
	assert_true(snapshot_read(&snapshot, buf_str(&text)));
	for (unsigned i = 0; i < MANY; i++) {
		struct oid wanted = id_of(i);

		assert_int_equal(snapshot_find(&id, &snapshot,
					       str_of(name_of(name, i)),
					       &error),
				 i % 2 == 0);
		if (i % 2 == 0)
			assert_true(oid_equal(&id, &wanted));
	}
	assert_int_equal(snapshot_find(&id, &snapshot, STR("refs/heads/0000"),
				       &error),
			 0);
	assert_int_equal(snapshot_find(&id, &snapshot, STR("refs/zzz"), &error),
			 0);
	buf_release(&text);
}

static void an_empty_one_holds_nothing(void **state)
{
	struct buf text = BUF_INIT;
	struct error error = { 0 };
	struct snapshot snapshot;
	struct globs globs;
	struct arena arena;
	struct oid id;

	(void)state;
	arena_init(&arena);
	snapshot_begin(&text);
	snapshot_end_rulesets(&text);
	assert_true(snapshot_read(&snapshot, buf_str(&text)));
	assert_int_equal(snapshot_find(&id, &snapshot, STR("refs/heads/main"),
				       &error),
			 0);
	assert_int_equal(snapshot_next_ruleset(&globs, &snapshot.globs, &arena,
					       &error),
			 0);
	arena_release(&arena);
	buf_release(&text);
}

static const struct {
	const char *globs[3];
	const char *name;
	bool governed;
} cases[] = {
	{ { "refs/heads/main" }, "refs/heads/main", true },
	{ { "refs/heads/main" }, "refs/heads/mai", false },
	{ { "refs/heads/*" }, "refs/heads/a/b", false },
	{ { "refs/heads/**" }, "refs/heads/a/b", true },
	{ { "refs/{heads,tags}/[a-c]" }, "refs/tags/b", true },
	{ { "refs/heads/*", "!refs/heads/{a,b}" }, "refs/heads/b", false },
	{ { "refs/heads/*", "!refs/heads/{a,b}" }, "refs/heads/c", true },
	{ { "refs/heads/a\\{b" }, "refs/heads/a{b", true },
	{ { "refs/heads/\\*" }, "refs/heads/x", false },
	{ { "{!a,refs/heads/x}" }, "!a", true },
	{ { "{!a,refs/heads/x}" }, "refs/heads/x", true },
	{ { "a\nglob refs/heads/*" }, "refs/heads/x", false },
	{ { NULL }, "refs/heads/x", false },
};

static struct globs compile(const char *const *texts, struct arena *arena)
{
	struct globs globs = { NULL, 0 };
	struct error error = { 0 };

	globs.items = arena_alloc(arena, 3 * sizeof(*globs.items));
	assert_non_null(globs.items);
	for (; globs.count < 3 && texts[globs.count]; globs.count++)
		assert_int_equal(glob_compile(&globs.items[globs.count],
					      str_of(texts[globs.count]), arena,
					      &error),
				 0);
	return globs;
}

/* All of them in one text: none takes the lines of the next. */
static void rulesets_govern_what_they_did(void **state)
{
	struct buf text = BUF_INIT;
	struct error error = { 0 };
	struct snapshot snapshot;
	struct globs globs;
	struct arena arena;
	struct str rest;

	(void)state;
	arena_init(&arena);
	snapshot_begin(&text);
	for (size_t i = 0; i < COUNT(cases); i++) {
		globs = compile(cases[i].globs, &arena);
		snapshot_add_ruleset(&text, &globs);
	}
	snapshot_end_rulesets(&text);
	assert_true(snapshot_read(&snapshot, buf_str(&text)));
	rest = snapshot.globs;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(snapshot_next_ruleset(&globs, &rest, &arena,
						       &error),
				 1);
		if (globs_match(&globs, str_of(cases[i].name)) !=
		    cases[i].governed)
			fail_msg("case %zu: %s", i, cases[i].name);
	}
	assert_int_equal(snapshot_next_ruleset(&globs, &rest, &arena, &error),
			 0);
	arena_release(&arena);
	buf_release(&text);
}

static void refs_come_in_order(void **state)
{
	struct buf text = BUF_INIT;
	struct error error = { 0 };
	struct snapshot snapshot;
	struct str name;
	struct oid id;
	char wanted[64];

	(void)state;
	fill(&text);
	assert_true(snapshot_read(&snapshot, buf_str(&text)));
	for (unsigned i = 0; i < MANY; i += 2) {
		assert_int_equal(snapshot_next_ref(&name, &id, &snapshot.refs,
						   &error),
				 1);
		assert_true(str_is(name, name_of(wanted, i)));
	}
	assert_int_equal(snapshot_next_ref(&name, &id, &snapshot.refs, &error),
			 0);
	buf_release(&text);
}

static void other_texts_are_none(void **state)
{
	static const char *const texts[] = {
		"",
		"refs\n",
		"refgate snapshot 2\nrefs\n",
		"refgate snapshot 1\n",
		"refgate snapshot 1\nruleset\nglob refs\n",
		"refgate snapshot 1",
	};
	static const char *const damaged[] = {
		"refgate snapshot 1\nglob a\nrefs\n",
		"refgate snapshot 1\nruleset\na\nrefs\n",
		"refgate snapshot 1\nruleset\nglob [\nrefs\n",
	};
	struct error error = { 0 };
	struct snapshot snapshot;
	struct globs globs;
	struct arena arena;
	struct oid id;

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < COUNT(texts); i++)
		assert_false(snapshot_read(&snapshot, str_of(texts[i])));
	for (size_t i = 0; i < COUNT(damaged); i++) {
		assert_true(snapshot_read(&snapshot, str_of(damaged[i])));
		assert_int_equal(snapshot_next_ruleset(&globs, &snapshot.globs,
						       &arena, &error),
				 ERROR_BROKEN);
	}
	assert_true(snapshot_read(&snapshot,
				  STR("refgate snapshot 1\nrefs\nnonsense\n")));
	assert_int_equal(snapshot_find(&id, &snapshot, STR("refs/heads/x"),
				       &error),
			 ERROR_BROKEN);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_there_is_found),
		cmocka_unit_test(an_empty_one_holds_nothing),
		cmocka_unit_test(rulesets_govern_what_they_did),
		cmocka_unit_test(refs_come_in_order),
		cmocka_unit_test(other_texts_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
