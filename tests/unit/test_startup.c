/*
 * test_startup.c - libgit2 starts without reading certificates or anybody's
 * settings, in a program that is linked as the hooks are.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "git/startup.h"

#include <dlfcn.h>

/*
 * The reader of certificates that libgit2 calls: either there is none in the
 * process, or it is the program's own.
 */
static void test_no_certificates(void **state)
{
	void *found = dlsym(RTLD_DEFAULT, "mbedtls_x509_crt_parse_file");
	union {
		int (*function)(struct error *error);
		void *data;
	} own = { .function = git_start };
	Dl_info theirs;
	Dl_info ours;

	(void)state;
	assert_true(dladdr(own.data, &ours));
	if (found) {
		assert_true(dladdr(found, &theirs));
		assert_ptr_equal(theirs.dli_fbase, ours.dli_fbase);
	}
}

static void test_nesting(void **state)
{
	struct error error = { 0 };

	(void)state;
	assert_int_equal(git_start(&error), 0);
	assert_int_equal(git_start(&error), 0);
	git_stop();
	git_stop();
	assert_int_equal(git_failed(&error, ERROR_BROKEN, "x"), ERROR_BROKEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_certificates),
		cmocka_unit_test(test_nesting),
	};

	return cmocka_run_group_tests_name("startup", tests, NULL, NULL);
}
