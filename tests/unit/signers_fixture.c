/*
 * signers_fixture.c - parses allowed signers for tests. Never touches a file.
 */
#include "signers_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

void signers_parse(struct parsed *parsed, struct str text)
{
	const struct trust_file file = { "signers", text };
	struct error error = { 0 };

	arena_init(&parsed->arena);
	diagnostics_init(&parsed->diagnostics, &parsed->arena);
	assert_int_equal(allowed_signers_read(&parsed->list, &file,
					      &parsed->arena,
					      &parsed->diagnostics, &error),
			 0);
}

void signers_release(struct parsed *parsed)
{
	allowed_signers_release(&parsed->list);
	arena_release(&parsed->arena);
}

const char *signers_flaw(struct parsed *parsed, size_t i)
{
	const struct diagnostic *item = &parsed->diagnostics.items[i];

	assert_int_equal(item->level, DIAGNOSTIC_ERROR);
	assert_string_equal(item->mark.source->path, "signers");
	return arena_printf(&parsed->arena, "%zu:%zu: %s", item->mark.line,
			    item->mark.column, item->text);
}
