/*
 * krl_fixture.c - revocation lists for tests. Never leaves one behind: they
 * are made in the scratch directory.
 */
#include "krl_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "scratch.h"

void krl_load(struct loaded *loaded, struct str text)
{
	const struct trust_file file = { "revoked", text };
	struct error error = { 0 };

	arena_init(&loaded->arena);
	diagnostics_init(&loaded->diagnostics, &loaded->arena);
	assert_int_equal(krl_read(&loaded->krl, &file, &loaded->arena,
				  &loaded->diagnostics, &error),
			 0);
	assert_int_equal(loaded->krl == NULL, loaded->diagnostics.errors > 0);
}

void krl_release(struct loaded *loaded)
{
	krl_free(loaded->krl);
	arena_release(&loaded->arena);
}

void krl_make(struct buf *out, const char *specification)
{
	struct error error = { 0 };

	scratch_write("spec", str_of(specification));
	scratch_run(NULL, STR(""), "ssh-keygen", "-q", "-k", "-f", "krl", "-s",
		    "ca.pub", "spec", NULL);
	buf_clear(out);
	assert_int_equal(file_read(out, "krl", KRL_SIZE_MAX, NULL, &error), 0);
}
