/*
 * test_login.c - the system's names of users: read from the file where the
 * name service would, and the same that it gives.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "trust/login.h"

#include <pwd.h>

#define NOBODY_HAS_IT ((uid_t)3999999999u)
#define USERS_MAX 200

static void test_switch(void **state)
{
	static const struct {
		const char *text;
		bool first;
	} cases[] = {
		{ "passwd: files\n", true },
		{ "passwd:files", true },
		{ "# x\n\n\tpasswd:\t files systemd\ngroup: sss\n", true },
		{ "passwd: files # [NOTFOUND=return]\n", true },
		{ "passwd: files [SUCCESS=merge] sss\n", false },
		{ "passwd: files[NOTFOUND=return]\n", false },
		{ "passwd: sss files\n", false },
		{ "passwd: filesystem\n", false },
		{ "passwd: compat\n", false },
		{ "passwd:\n", false },
		{ "#passwd: files\n", false },
		{ "passwd_compat: files\n", false },
		{ "passwd: files\npasswd: sss\n", false },
		{ "passwd: sss\npasswd: files\n", false },
		{ "group: files\n", false },
		{ "", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (login_file_comes_first(str_of(cases[i].text)) !=
		    cases[i].first)
			fail_msg("judged wrongly: %s", cases[i].text);
}

/* Users with one number have the name of the first of them. */
static void test_users(void **state)
{
	struct buf name = BUF_INIT;
	uid_t users[USERS_MAX];
	const struct passwd *entry;
	size_t count = 0;

	(void)state;
	setpwent();
	while (count < USERS_MAX && (entry = getpwent()))
		users[count++] = entry->pw_uid;
	endpwent();
	assert_true(count > 0);
	for (size_t i = 0; i < count; i++) {
		buf_clear(&name);
		login_name(&name, users[i]);
		entry = getpwuid(users[i]);
		assert_non_null(entry);
		assert_string_equal(buf_text(&name), entry->pw_name);
	}
	buf_release(&name);
}

static void test_nobody(void **state)
{
	struct buf name = BUF_INIT;

	(void)state;
	login_name(&name, NOBODY_HAS_IT);
	assert_int_equal(name.size, 0);
	buf_release(&name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_switch),
		cmocka_unit_test(test_users),
		cmocka_unit_test(test_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
