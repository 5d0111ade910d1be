/* key_fixture.c - see key_fixture.h. */
#include "key_fixture.h"

#include "base/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* cmocka.h needs what stands above. */
#include <cmocka.h>

void key_fixture_init(struct key_fixture *fixture)
{
	snprintf(fixture->directory, sizeof(fixture->directory),
		 "/tmp/refgate-key.XXXXXX");
	assert_non_null(mkdtemp(fixture->directory));
	snprintf(fixture->path, sizeof(fixture->path), "%s/identity.key",
		 fixture->directory);
}

void key_fixture_write(const struct key_fixture *fixture, const char *text,
		       mode_t mode)
{
	unlink(fixture->path);
	assert_int_equal(
		file_create(fixture->path, str_of(text), 0600, NULL, NULL), 0);
	assert_int_equal(chmod(fixture->path, mode), 0);
}

void key_fixture_release(struct key_fixture *fixture)
{
	unlink(fixture->path);
	assert_int_equal(rmdir(fixture->directory), 0);
}
