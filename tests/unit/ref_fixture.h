/*
 * ref_fixture.h - a bare repository "r" with packed refs, loose ones, both,
 * and symbolic ones. For tests only.
 */
#ifndef REFGATE_TESTS_REF_FIXTURE_H
#define REFGATE_TESTS_REF_FIXTURE_H

#include "base/buf.h"
#include "git/refs.h"

#define GLOBS_MAX 3

/* For cmocka; scratch_tear_down() goes with it. */
int ref_fixture_set_up(void **state);
/* A test in such a repository of its own. */
#define REF_FIXTURE_TEST(name)                                    \
	cmocka_unit_test_setup_teardown(name, ref_fixture_set_up, \
					scratch_tear_down)
/* `remote` may be NULL. The test fails if it cannot be opened. */
struct repo *ref_fixture_open(const char *remote);
/* Appends "<id> <name>\n" for each ref that the globs match. */
int ref_fixture_list(struct buf *out, struct repo *repo,
		     const char *const texts[GLOBS_MAX], struct error *error);

#endif
