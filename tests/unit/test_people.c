/*
 * test_people.c - who is who: one person with many names, and nobody when in
 * doubt.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "trust/people.h"

static const char *alice_emails[] = { "alice@example.com", "a@home.example" };
static const char *alice_logins[] = { "alice" };
static const char *bob_emails[] = { "Bob@Example.com" };
static const char *bob_logins[] = { "bob", "shared" };
static const char *carol_logins[] = { "shared" };
static const char *dan_emails[] = { "dan@example.com" };
static const char *alias_emails[] = { "A@HOME.example" };

static struct person persons[] = {
	{ .name = "alice",
	  .emails = alice_emails,
	  .email_count = 2,
	  .logins = alice_logins,
	  .login_count = 1,
	  .listed = true },
	{ .name = "bob",
	  .emails = bob_emails,
	  .email_count = 1,
	  .logins = bob_logins,
	  .login_count = 2,
	  .listed = true },
	{ .name = "carol",
	  .logins = carol_logins,
	  .login_count = 1,
	  .listed = true },
};
static const struct person dan = { .name = "dan@example.com",
				   .emails = dan_emails,
				   .email_count = 1 };
static const struct person alias = { .name = "A@HOME.example",
				     .emails = alias_emails,
				     .email_count = 1 };
static const struct person *leads_members[] = { &persons[1], &dan };
static const struct person *alias_members[] = { &alias };
static struct people_group groups[] = {
	{ .name = "leads", .members = leads_members, .member_count = 2 },
	{ .name = "aliased", .members = alias_members, .member_count = 1 },
	{ .name = "empty" },
};
static const struct people people = { persons, 3, groups, 3 };

static void test_by_email(void **state)
{
	(void)state;
	assert_ptr_equal(people_by_email(&people, STR("ALICE@example.COM")),
			 &persons[0]);
	assert_ptr_equal(people_by_email(&people, STR("a@home.example")),
			 &persons[0]);
	assert_null(people_by_email(&people, STR("dan@example.com")));
	assert_null(people_by_email(&people, STR("")));
	assert_null(people_by_email(NULL, STR("alice@example.com")));
}

static void test_by_login(void **state)
{
	(void)state;
	assert_ptr_equal(people_by_login(&people, "alice"), &persons[0]);
	assert_ptr_equal(people_by_login(&people, "bob"), &persons[1]);
	assert_null(people_by_login(&people, "shared"));
	assert_null(people_by_login(&people, "Alice"));
	assert_null(people_by_login(&people, ""));
	assert_null(people_by_login(&people, NULL));
}

static void test_groups(void **state)
{
	const struct people_group *leads = people_group(&people, "leads");
	const struct people_group *aliased = people_group(&people, "aliased");

	(void)state;
	assert_ptr_equal(leads, &groups[0]);
	assert_null(people_group(&people, "lead"));
	assert_true(group_has_person(leads, &persons[1]));
	assert_true(group_has_person(leads, &dan));
	assert_false(group_has_person(leads, &persons[0]));
	assert_false(group_has_person(leads, NULL));
	assert_false(group_has_person(NULL, &dan));
	/* carol has no email, as empty as another's would be */
	assert_false(group_has_person(aliased, &persons[2]));
	assert_true(group_has_person(aliased, &persons[0]));
}

static void test_group_emails(void **state)
{
	(void)state;
	assert_true(
		group_has_email(&people, &groups[0], STR("bob@example.com")));
	assert_true(
		group_has_email(&people, &groups[0], STR("DAN@example.com")));
	assert_false(
		group_has_email(&people, &groups[0], STR("alice@example.com")));
	assert_false(group_has_email(&people, &groups[0], STR("")));
	assert_false(
		group_has_email(&people, &groups[2], STR("bob@example.com")));
	assert_true(
		group_has_email(&people, &groups[1], STR("alice@example.com")));
}

static void test_same(void **state)
{
	(void)state;
	assert_true(people_same(&people, STR("alice@example.com"),
				STR("A@home.example")));
	assert_true(people_same(&people, STR("X@y"), STR("x@Y")));
	assert_false(people_same(&people, STR("alice@example.com"),
				 STR("bob@example.com")));
	assert_false(people_same(&people, STR("x@y"), STR("z@y")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_email),
		cmocka_unit_test(test_by_login),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_group_emails),
		cmocka_unit_test(test_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
